//! The two clocks: the day that is described, and the day on which it is described.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::world::Meta;

/// What held on `as_of`, by what was public on `known_at`. Never `as_of > known_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Clock {
    /// The day described.
    pub as_of: Date,
    /// The last day of what may be known.
    pub known_at: Date,
}

/// A pair of days that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The day described has not happened yet by then.
    #[error("as-of {as_of} is later than known-at {known_at}: nothing can be known about it yet")]
    AsOfAfterKnownAt {
        /// The day asked for.
        as_of: Date,
        /// The last day of what may be known.
        known_at: Date,
    },
    /// The day described lies beyond the edition of the world.
    #[error("as-of {as_of} is later than the edition of this world, {edition}")]
    AsOfAfterEdition {
        /// The day asked for.
        as_of: Date,
        /// The last day that the world knows about.
        edition: Date,
    },
}

impl Clock {
    /// Fills in what was not given.
    ///
    /// `known_at` is the edition unless given, and never beyond it. `as_of` is the world's default unless
    /// given, drawn back to a `known_at` that was given alone.
    pub fn resolve(meta: &Meta, as_of: Option<Date>, known_at: Option<Date>) -> Result<Self, ClockError> {
        let known = known_at.unwrap_or(meta.edition).min(meta.edition);
        let as_of = as_of.unwrap_or_else(|| meta.default_as_of.min(known));
        if as_of > meta.edition {
            return Err(ClockError::AsOfAfterEdition { as_of, edition: meta.edition });
        }
        if as_of > known {
            return Err(ClockError::AsOfAfterKnownAt { as_of, known_at: known });
        }
        Ok(Self { as_of, known_at: known })
    }
}
