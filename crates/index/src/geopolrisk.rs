//! GeoPolRisk: the risk of an importer, from where the world mines and where it buys.
//!
//! Gemechu and others 2015 as implemented by Koyamparambath and others 2024. Ore-stage trade misses metal: a
//! country that imports metal and no ore scores near zero.

use crate::{IndexError, amount, hhi, share};

/// The midpoint of copper, mean of the OECD 2017–2021: what characterisation factors are relative to
/// (Koyamparambath and others 2024).
pub const COPPER_MIDPOINT: f64 = 0.409_412_948;

/// A country that the importer buys from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Import {
    /// Amount.
    pub amount: f64,
    /// Political instability, 0–1; see [`instability`].
    pub instability: f64,
}

/// Political instability from 0 to 1, from the World Bank's estimate of political stability (−2.5 to 2.5); one
/// half where nothing is known, and the ends for estimates beyond the scale.
pub fn instability(stability: Option<f64>) -> f64 {
    stability.map_or(0.5, |estimate| ((2.5 - estimate) / 5.0).clamp(0.0, 1.0))
}

/// The import risk: Σ instability × imports, over all supply, imports and own production `domestic`, in one unit.
pub fn import_risk(imports: &[Import], domestic: f64) -> Result<f64, IndexError> {
    let unstable = |i: &Import| Ok(amount(i.amount)? * share(i.instability)?);
    let risky = imports.iter().map(unstable).sum::<Result<f64, IndexError>>()?;
    let supply = imports.iter().map(|i| i.amount).sum::<f64>() + amount(domestic)?;
    if supply > 0.0 { Ok(risky / supply) } else { Err(IndexError::Nothing) }
}

/// The score: concentration of world production × import risk.
pub fn score(world_production: &[f64], imports: &[Import], domestic: f64) -> Result<f64, IndexError> {
    Ok(hhi(world_production)? * import_risk(imports, domestic)?)
}

/// The score in money: × the mean import price.
pub fn midpoint(score: f64, price: f64) -> Result<f64, IndexError> {
    Ok(amount(score)? * amount(price)?)
}

/// The midpoint relative to that of copper.
pub fn characterisation_factor(midpoint: f64) -> Result<f64, IndexError> {
    Ok(amount(midpoint)? / COPPER_MIDPOINT)
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
        Import { amount: imported, instability: risky / imported }
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
        let average = import_risk(&[partner(21.179_740_941_995_366, 37.495)], 17_500.0).unwrap();
        assert!(close(0.267_490_076_576_409_66 * average, 0.000_323_043_315_276_375_55));
    }

    #[test]
    fn manganese_for_the_usa_2022() {
        let average = import_risk(&[partner(191_198.003_476_620_2, 350_700.567)], 0.0).unwrap();
        let s = 0.203_518_337_290_286_2 * average;
        assert!(close(s, 0.110_955_907_752_450_55), "{s}");
        assert!(close(midpoint(s, 0.400_734_883_9).unwrap(), 0.044_463_902_811_067_9));
    }

    /// World: 3 and 1, HHI (9 + 1)/16 = 0.625. Imports: 4 from a country of stability −1.5, g = (2.5 + 1.5)/5 = 0.8,
    /// and 1 of unknown stability, g = 0.5; own mines 5. Risk (3.2 + 0.5)/10 = 0.37, score 0.23125; at 8 a tonne
    /// the midpoint is 1.85.
    #[test]
    fn an_invented_importer_by_hand() {
        let from = |amount, stability| Import { amount, instability: instability(stability) };
        let s = score(&[3.0, 1.0], &[from(4.0, Some(-1.5)), from(1.0, None)], 5.0).unwrap();
        assert!(close(s, 0.231_25), "{s}");
        let money = midpoint(s, 8.0).unwrap();
        assert!(close(money, 1.85));
        assert!((characterisation_factor(money).unwrap() * 0.409_412_948 - 1.85).abs() < 1e-12);
    }

    #[test]
    fn stability_maps_to_instability() {
        assert!((instability(Some(1.169_522)) - 0.266_096).abs() < 1e-6);
        assert_eq!(instability(None), 0.5);
        assert_eq!((instability(Some(-3.3)), instability(Some(2.6))), (1.0, 0.0));
    }

    #[test]
    fn no_supply_has_no_score() {
        assert_eq!(score(&[1.0], &[], 0.0), Err(IndexError::Nothing));
    }
}
