//! GeoPolRisk: the risk of an importer, from where the world mines and where it buys.
//!
//! Gemechu and others 2015 as implemented by Koyamparambath and others 2024. Ore-stage trade misses metal: a
//! country that imports metal and no ore scores near zero.

use crate::{IndexError, amount, hhi};

/// A country that the importer buys from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Import {
    /// Amount.
    pub amount: f64,
    /// The World Bank's estimate of political stability (−2.5 to 2.5), if there is one.
    pub stability: Option<f64>,
}

/// Political instability from 0 to 1; one half where nothing is known.
pub fn instability(stability: Option<f64>) -> f64 {
    stability.map_or(0.5, |estimate| (2.5 - estimate) / 5.0)
}

/// The score: concentration of world production × instability of the imports within all supply.
///
/// All amounts in one unit; `domestic` is the importer's own production.
pub fn score(world_production: &[f64], imports: &[Import], domestic: f64) -> Result<f64, IndexError> {
    let unstable = |i: &Import| amount(i.amount).map(|x| x * instability(i.stability));
    let risky = imports.iter().map(unstable).sum::<Result<f64, IndexError>>()?;
    let imported = imports.iter().map(|i| amount(i.amount)).sum::<Result<f64, IndexError>>()?;
    Ok(hhi(world_production)? * weighted_average(risky, imported, domestic)?)
}

/// Σ g·f over all supply, imports and own production.
fn weighted_average(risky: f64, imported: f64, domestic: f64) -> Result<f64, IndexError> {
    let supply = imported + amount(domestic)?;
    if supply > 0.0 { Ok(risky / supply) } else { Err(IndexError::Nothing) }
}

/// The score in money: × the mean import price.
pub fn midpoint(score: f64, price: f64) -> Result<f64, IndexError> {
    Ok(amount(score)? * amount(price)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Natural graphite mined in 2022, t.
    const GRAPHITE: [u32; 17] = [
        100, 79_372, 13_000, 1_161_000, 185, 82_439, 20_000, 23_798, 116_700, 3_420, 165_932, 10_380, 18_800,
        3_299, 27_715, 846, 500,
    ];

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * b.abs()
    }

    /// One partner whose instability is the published Σ g·f over F.
    fn partner(risky: f64, imported: f64) -> Import {
        Import { amount: imported, stability: Some(2.5 - 5.0 * risky / imported) }
    }

    #[test]
    fn graphite_for_the_usa_2022() {
        let mined = GRAPHITE.map(f64::from);
        assert!(close(hhi(&mined).unwrap(), 0.470_663_478_647_389));
        let s = score(&mined, &[partner(50_585.910_846_903_29, 86_586.111)], 0.0).unwrap();
        assert!(close(s, 0.274_974_132_626_769_56), "{s}");
        assert!(close(midpoint(s, 2.226_906_957_4).unwrap(), 0.612_341_809_051_238_3));
    }

    #[test]
    fn own_mines_and_little_ore_trade_hide_the_risk_of_nickel() {
        let average = weighted_average(21.179_740_941_995_366, 37.495, 17_500.0).unwrap();
        assert!(close(0.267_490_076_576_409_66 * average, 0.000_323_043_315_276_375_55));
    }

    #[test]
    fn manganese_for_the_usa_2022() {
        let average = weighted_average(191_198.003_476_620_2, 350_700.567, 0.0).unwrap();
        let s = 0.203_518_337_290_286_2 * average;
        assert!(close(s, 0.110_955_907_752_450_55), "{s}");
        assert!(close(midpoint(s, 0.400_734_883_9).unwrap(), 0.044_463_902_811_067_9));
    }

    #[test]
    fn stability_maps_to_instability() {
        assert!((instability(Some(1.169_522)) - 0.266_096).abs() < 1e-6);
        assert_eq!(instability(None), 0.5);
    }

    #[test]
    fn no_supply_has_no_score() {
        assert_eq!(score(&[1.0], &[], 0.0), Err(IndexError::Nothing));
    }
}
