//! Names and numbers of a back-test as people read them.

use crate::number;
use oreline_scenario::answers::{ObservedAnswer, TargetAnswer};
use oreline_scenario::backtest::{Class, Function, Track, Zone};

/// What each forecaster is, in the order of the keys.
pub(super) const FORECASTERS: [(&str, &str); 8] = [
    ("b0", "no change"),
    ("b1", "random walk, own volatility"),
    ("b2", "reference class of other clusters"),
    ("b3", "one-line elasticity rule"),
    ("b5", "own volatility, initial gap decays"),
    ("noshock", "the model without its act"),
    ("nostock", "the model without stocks, hoarding, leakage"),
    ("pool", "half model, half reference class"),
];

pub(super) fn class(of: Class) -> &'static str {
    match of {
        Class::Fixed => "fixed dates",
        Class::Reversal => "reversals",
        Class::Extreme => "path maxima",
    }
}

pub(super) fn track(of: Track) -> &'static str {
    match of {
        Track::Forecast => "forecast",
        Track::Conditional => "conditional",
    }
}

/// The class, and the track if it is not the headline's.
pub(super) fn class_on(track: Track, of: Class) -> String {
    match track {
        Track::Forecast => class(of).into(),
        Track::Conditional => format!("{}, conditional", class(of)),
    }
}

pub(super) fn zone(of: Zone) -> &'static str {
    match of {
        Zone::Home => "home",
        Zone::Abroad => "abroad",
    }
}

/// `mean 7–19`, in months after the origin.
pub(super) fn what(t: &TargetAnswer) -> String {
    let [a, b] = t.window_months;
    let text = match t.function {
        Function::Point => format!("month {}", plain(b)),
        Function::Mean => format!("mean {}–{}", plain(a), plain(b)),
        Function::Max => format!("max {}–{}", plain(a), plain(b)),
    };
    match t.denominator_months {
        Some([a, b]) => format!("{text} over {}–{}", plain(a), plain(b)),
        None => text,
    }
}

fn plain(months: f64) -> String {
    number::as_given(months)
}

/// A score, to three decimals.
pub(super) fn score(value: f64) -> String {
    if value.is_finite() { format!("{value:.3}") } else { number::MISSING.into() }
}

/// The same, or a dash where there is none.
pub(super) fn maybe(value: Option<f64>) -> String {
    value.map_or_else(|| "-".into(), score)
}

/// Two decimals.
pub(super) fn two(value: f64) -> String {
    if value.is_finite() { format!("{value:.2}") } else { number::MISSING.into() }
}

/// Two decimals with a sign.
pub(super) fn signed(value: f64) -> String {
    if !value.is_finite() {
        return number::MISSING.into();
    }
    let text = format!("{value:+.2}");
    if text == "-0.00" { "+0.00".into() } else { text }
}

/// A log ratio as a ratio.
pub(super) fn ratio(log: f64) -> String {
    number::ratio(libm::exp(log))
}

/// `×3.12–4.81`; a range only where it is one.
pub(super) fn observed(o: &ObservedAnswer) -> String {
    let (low, high) = (ratio(o.low), ratio(o.high));
    if low == high {
        return ratio(o.value);
    }
    format!("{low}–{}", high.trim_start_matches('×'))
}

/// Whether the observed range meets an interval.
pub(super) fn meets(o: &ObservedAnswer, low: f64, high: f64) -> bool {
    o.high >= low && o.low <= high
}

/// The narrowest interval that it meets.
pub(super) fn held(t: &TargetAnswer) -> &'static str {
    let (f, o) = (&t.forecast, &t.observed);
    let intervals = [("50 %", f.p25, f.p75), ("80 %", f.p10, f.p90), ("95 %", f.p025, f.p975)];
    intervals.into_iter().find(|(_, low, high)| meets(o, *low, *high)).map_or("none", |(name, _, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_printed_only_where_it_is_one() {
        let o = |low: f64, high: f64| ObservedAnswer { low, value: 0.0, high };
        assert_eq!(observed(&o(0.0, 0.0)), "×1.00");
        assert_eq!(observed(&o(-std::f64::consts::LN_2, std::f64::consts::LN_2)), "×0.50–2.00");
    }

    #[test]
    fn nothing_is_printed_with_a_minus() {
        assert_eq!(
            (signed(-0.001), signed(0.126), signed(f64::NAN)),
            ("+0.00".into(), "+0.13".into(), "n/a".into())
        );
    }
}
