//! How concentrated a supply is among its sources, and how far a place lives on imports.

use oreline_units::Estimate;

use crate::{IndexError, amount};

/// The Herfindahl–Hirschman index Σ sᵢ² of amounts, their shares taken of their sum: from 1/n (n equal
/// sources) to 1 (one source).
pub fn hhi(amounts: &[f64]) -> Result<f64, IndexError> {
    amounts.iter().try_for_each(|x| amount(*x).map(drop))?;
    let total: f64 = amounts.iter().sum();
    if total <= 0.0 {
        return Err(IndexError::Nothing);
    }
    Ok(amounts.iter().map(|x| (x / total) * (x / total)).sum())
}

/// The index of amounts that are known with 80 % intervals, with an 80 % interval of its own.
///
/// One source at a time is moved to the ends of its interval, the others held. The largest fall and the
/// largest rise of each source are added as independent errors: low = H − √Σ fall², high = H + √Σ rise²,
/// kept between 1/n and 1. With equal sources every move is a rise, as it must be. The road not taken: the
/// derivative at the values. It is zero for equal sources, whatever is known about them.
pub fn hhi_interval(amounts: &[Estimate]) -> Result<Estimate, IndexError> {
    let mut at: Vec<f64> = amounts.iter().map(|x| x.value()).collect();
    let value = hhi(&at)?;
    let (mut falls, mut rises) = (0.0, 0.0);
    for (i, source) in amounts.iter().enumerate() {
        let mut moved = |to: f64| {
            at[i] = to.max(0.0);
            hhi(&at).unwrap_or(value)
        };
        let ends = [moved(source.low()), moved(source.high()), moved(source.value())];
        let least = ends.into_iter().fold(value, f64::min);
        let most = ends.into_iter().fold(value, f64::max);
        falls += (value - least) * (value - least);
        rises += (most - value) * (most - value);
    }
    let low = (value - falls.sqrt()).max(1.0 / amounts.len() as f64).min(value);
    let high = (value + rises.sqrt()).min(1.0).max(value);
    Estimate::new(value, low, high).map_err(|_| IndexError::NotAnAmount(value))
}

/// The part of what a place uses that it must import: (I − E)/(P + I − E), none for a net exporter.
pub fn import_reliance(production: f64, imports: f64, exports: f64) -> Result<f64, IndexError> {
    let net = amount(imports)? - amount(exports)?;
    let production = amount(production)?;
    Ok(if net > 0.0 { net / (production + net) } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn one_source_is_fully_concentrated_and_equal_ones_give_one_over_their_number() {
        assert_eq!(hhi(&[7.0]), Ok(1.0));
        assert_eq!(hhi(&[3.0; 4]), Ok(0.25));
        assert_eq!(hhi(&[60.0, 40.0]), Ok(0.52));
    }

    #[test]
    fn nothing_and_negative_amounts_are_refused() {
        assert_eq!(hhi(&[]), Err(IndexError::Nothing));
        assert_eq!(hhi(&[0.0, 0.0]), Err(IndexError::Nothing));
        assert_eq!(hhi(&[1.0, -2.0]), Err(IndexError::NotAnAmount(-2.0)));
        assert!(matches!(hhi(&[f64::NAN]), Err(IndexError::NotAnAmount(_))));
    }

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        Estimate::new(value, low, high).unwrap()
    }

    #[test]
    fn the_interval_follows_the_one_uncertain_source() {
        // 50 of 90: (2500 + 1600)/8100; 70 of 110: (4900 + 1600)/12100.
        let h = hhi_interval(&[estimate(60.0, 50.0, 70.0), estimate(40.0, 40.0, 40.0)]).unwrap();
        assert!(near(h.value(), 0.52));
        assert!(near(h.low(), 4100.0 / 8100.0));
        assert!(near(h.high(), 6500.0 / 12100.0));
    }

    #[test]
    fn equal_sources_can_only_be_more_concentrated_than_they_look() {
        // 40 against 50 gives 4100/8100, a rise of 0.0061728; twice, as independent errors.
        let h = hhi_interval(&[estimate(50.0, 40.0, 60.0); 2]).unwrap();
        assert_eq!(h.low(), 0.5);
        assert!(near(h.high(), 0.5 + 2f64.sqrt() * (4100.0 / 8100.0 - 0.5)));
    }

    #[test]
    fn the_interval_stays_between_its_limits() {
        let wild = [estimate(1.0, 0.0, 1e9), estimate(1.0, 0.0, 1e9), estimate(1.0, -5.0, 1e9)];
        let h = hhi_interval(&wild).unwrap();
        assert!(1.0 / 3.0 <= h.low() && h.high() <= 1.0);
        assert_eq!(hhi_interval(&[estimate(5.0, 1.0, 9.0)]).unwrap().low(), 1.0);
    }

    #[test]
    fn reliance_is_net_imports_over_use() {
        assert_eq!(import_reliance(0.0, 50.0, 0.0), Ok(1.0));
        assert_eq!(import_reliance(60.0, 50.0, 10.0), Ok(0.4));
        assert_eq!(import_reliance(60.0, 10.0, 50.0), Ok(0.0));
        assert_eq!(import_reliance(0.0, 0.0, 0.0), Ok(0.0));
        assert_eq!(import_reliance(1.0, -1.0, 0.0), Err(IndexError::NotAnAmount(-1.0)));
    }
}
