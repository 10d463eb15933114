//! How numbers look to people; the only place that decides it.
//!
//! Three significant digits are what the answers can bear. What is not a number prints as `n/a`, never as
//! `NaN`. Machine-readable output does not pass here: CSV and JSON keep every digit.

/// What stands for a missing or infinite number.
pub const MISSING: &str = "n/a";

/// Values outside these powers of ten are written with an exponent.
const PLAIN: std::ops::RangeInclusive<i32> = -4..=12;

/// A number with so many significant digits and commas between thousands.
pub fn significant(value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return MISSING.into();
    }
    if value == 0.0 {
        return "0".into();
    }
    let digits = digits.max(1);
    let text = format!("{:.*e}", digits - 1, value);
    let exponent = text.split_once('e').and_then(|(_, e)| e.parse::<i32>().ok()).unwrap_or(0);
    if !PLAIN.contains(&exponent) {
        return text;
    }
    let rounded: f64 = text.parse().unwrap_or(value);
    let decimals = usize::try_from(digits as i32 - 1 - exponent).unwrap_or(0);
    thousands(&format!("{rounded:.decimals$}"))
}

/// Puts commas between the thousands of a plain decimal number.
fn thousands(text: &str) -> String {
    let (whole, rest) = text.find('.').map_or((text, ""), |dot| text.split_at(dot));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = String::from(sign);
    for (k, digit) in whole.chars().enumerate() {
        if k > 0 && (whole.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// A price or an amount of money.
pub fn price(value: f64) -> String {
    significant(value, 3)
}

/// A quantity in tonnes.
pub fn quantity(value: f64) -> String {
    significant(value, 3)
}

/// Weeks of cover, to a tenth.
pub fn weeks(value: f64) -> String {
    if value.is_finite() { format!("{value:.1}") } else { MISSING.into() }
}

/// A ratio: `×1.23`.
pub fn ratio(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        MISSING.into()
    } else if !(0.1..1000.0).contains(&size) {
        format!("×{}", significant(value, 2))
    } else {
        let decimals = if size < 9.995 { 2 } else { usize::from(size < 99.95) };
        format!("×{value:.decimals$}")
    }
}

/// A share as a percentage: 0.123 is `12 %`, 0.0123 is `1.2 %`.
pub fn percent(share: f64) -> String {
    let value = 100.0 * share;
    if !value.is_finite() {
        MISSING.into()
    } else if value == 0.0 {
        "0 %".into()
    } else if value.abs() < 0.05 {
        "<0.1 %".into()
    } else {
        let decimals = usize::from(value.abs() < 9.95);
        format!("{value:.decimals$} %")
    }
}

/// A figure of a source: five digits at most, no zeros that the source may not have printed.
pub fn as_given(value: f64) -> String {
    let text = significant(value, 5);
    if text.contains('.') && !text.contains('e') {
        return text.trim_end_matches('0').trim_end_matches('.').into();
    }
    text
}

/// A change: always with its sign. What rounds to nothing at three decimals is `~0`.
pub fn change(value: f64) -> String {
    if value != 0.0 && value.abs() < 0.0005 {
        return "~0".into();
    }
    let text = significant(value, 3);
    if value.is_finite() && value > 0.0 { format!("+{text}") } else { text }
}

/// A residual: `2.3e-12`.
pub fn residual(value: f64) -> String {
    if value.is_finite() { format!("{value:.1e}") } else { MISSING.into() }
}

/// An index from 0 to 1, with two digits: `0.37`.
pub fn index(value: f64) -> String {
    if value.is_finite() { format!("{value:.2}") } else { MISSING.into() }
}

/// A count with commas between thousands.
pub fn count(value: usize) -> String {
    thousands(&value.to_string())
}

/// A count of things: `1 error`, `2 errors`.
pub fn counted(value: usize, thing: &str) -> String {
    format!("{} {thing}{}", count(value), if value == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_kept_and_thousands_parted() {
        for (value, text) in [
            (0.00012, "0.000120"),
            (1e9, "1,000,000,000"),
            (123_456.0, "123,000"),
            (2413.0, "2,410"),
            (24.13, "24.1"),
            (999.9, "1,000"),
            (-1234.0, "-1,230"),
            (1e-9, "1.00e-9"),
            (1e308, "1.00e308"),
            (0.0, "0"),
            (-0.0, "0"),
        ] {
            assert_eq!(price(value), text);
        }
    }

    #[test]
    fn what_is_no_number_says_so() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for text in
                [price(value), ratio(value), percent(value), change(value), residual(value), index(value)]
            {
                assert_eq!(text, "n/a");
            }
        }
    }

    #[test]
    fn ratios_carry_a_cross() {
        for (value, text) in
            [(1.0, "×1.00"), (1.2345, "×1.23"), (9.996, "×10.0"), (123.4, "×123"), (0.0123, "×0.012")]
        {
            assert_eq!(ratio(value), text);
        }
    }

    #[test]
    fn percentages_show_what_matters() {
        for (value, text) in
            [(0.0, "0 %"), (1.0, "100 %"), (0.1234, "12 %"), (0.0123, "1.2 %"), (0.00001, "<0.1 %")]
        {
            assert_eq!(percent(value), text);
        }
    }

    #[test]
    fn changes_carry_their_sign() {
        assert_eq!(change(12.34), "+12.3");
        assert_eq!(change(-1e6), "-1,000,000");
        assert_eq!(change(0.0), "0");
        assert_eq!(change(-8e-8), "~0");
    }

    #[test]
    fn figures_of_sources_get_no_zeros() {
        for (value, text) in [(420.0, "420"), (-0.3844, "-0.3844"), (0.07, "0.07"), (41_700.0, "41,700")] {
            assert_eq!(as_given(value), text);
        }
        assert_eq!(as_given(1e-9), "1.0000e-9");
    }

    #[test]
    fn counts_are_exact() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(counted(1, "error"), "1 error");
        assert_eq!(counted(2000, "error"), "2,000 errors");
    }
}
