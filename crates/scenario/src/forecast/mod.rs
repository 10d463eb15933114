//! A log of forecasts: what was said before the outcome was known, sealed, and scored once it is.
//!
//! An entry freezes one question about a price with all that went into the answer: program, priors, world,
//! dates, seed. It is never edited; an outcome is a record of its own beside it. Only forecasts that were kept
//! before the fact show that a model forecasts: a back-test's author knows what happened. The road not taken:
//! computing a forecast anew when it is scored. Whatever was mended meanwhile would be credited to the past.

mod entry;
mod freeze;
mod log;
mod month;
mod resolution;
mod score;
mod seal;
#[cfg(test)]
mod tests;

pub use entry::{Baselines, Entry, Forecast, MadeWith, QUANTILES, Reference, Target};
pub use freeze::{Asked, LEAST_DRAWS, Stamp, freeze};
pub use log::{FOLDER, Kept, Log, RECORD, read};
pub use month::{BadMonth, Month};
pub use resolution::{Ending, Resolution, Verdict, resolve};
pub use score::{
    Compared, Coverage, ForecastAnswer, ForecastScore, LogAnswer, Observed, PriceSummary, ProbabilitySummary,
    Skill, State, States, answer, scored,
};
pub use seal::{Seal, sealed_text};

/// Why a forecast is not frozen, or an outcome not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    /// An id that cannot name a file.
    #[error("id '{0}': write at most 80 small letters, digits and hyphens, as in tb-china-2026-12")]
    Id(String),
    /// A text that says nothing, or too much.
    #[error("{0} needs a text of one line and at most 1,000 characters")]
    Text(&'static str),
    /// Not the reading of a price that history can be compared with.
    #[error(
        "--output '{0}': write path-ratio:GOOD@REGION, the price over that of the base month with its noise; no other \
         reading may be compared with history"
    )]
    Output(String),
    /// No such market.
    #[error("no market '{0}'{1}")]
    Market(String, String),
    /// Days in an order that makes no forecast.
    #[error("{0}")]
    Dates(String),
    /// A threshold that no price ratio can cross.
    #[error("--threshold {0}: write a ratio to the reference above 0, as 1.5 for half as much again")]
    Threshold(f64),
    /// No price to measure from.
    #[error("{0}")]
    Reference(String),
    /// Too few draws for the tails.
    #[error("{0} draws are too few to freeze 100 quantiles: use --draws {least} or more", least = LEAST_DRAWS)]
    Draws(usize),
    /// The ensemble was interrupted.
    #[error("interrupted: nothing was frozen")]
    Stopped,
    /// The ensemble could not run.
    #[error(transparent)]
    Run(#[from] crate::ensemble::RunError),
    /// A value that cannot be a price.
    #[error("{0}")]
    Value(String),
    /// An outcome is on record.
    #[error(
        "'{id}' has an outcome of {on}: a record is never overwritten; a slip is mended by --correct REASON, which \
         keeps the first"
    )]
    Resolved {
        /// The forecast.
        id: String,
        /// Day of the record.
        on: jiff::civil::Date,
    },
    /// Nothing to correct.
    #[error("'{0}' has no outcome yet that could be corrected: leave out --correct")]
    NothingToCorrect(String),
}

/// Longest text of a question, a source or a reason.
const LONGEST: usize = 1000;

/// A text of one line, trimmed.
fn line(what: &'static str, text: &str) -> Result<String, Refused> {
    let text = text.trim();
    let good = !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    if good { Ok(text.into()) } else { Err(Refused::Text(what)) }
}

/// Whether a text can name a file of the log.
fn is_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=80).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with('-')
}
