//! Supply risk and economic importance as the European Union has computed them since 2017.
//!
//! The studies of 2017, 2020 and 2023 use one formula (European Commission, "Methodology for establishing the EU list
//! of critical raw materials", 2017). That of 2017 printed the concentrations, that of 2023 the country shares, so
//! that a recomputation starts at [`Mix`] for the one and at [`Supplier`] for the other. The lists of 2011 and 2014
//! used another formula; their scores form no series with these. Scores are returned unrounded, with the bounds
//! that the rounding of the inputs leaves; the EU rounds to one decimal before it compares with its thresholds.

use crate::{Bounded, IndexError, whole};

/// Least supply risk, rounded to one decimal, of a critical material.
pub const CRITICAL_SUPPLY_RISK: f64 = 1.0;

/// Least economic importance, rounded to one decimal, of a critical material.
pub const CRITICAL_IMPORTANCE: f64 = 2.8;

/// A country in a supply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supplier {
    /// Its share of the supply, 0–1.
    pub share: Bounded,
    /// Bad governance, from 0 (best) to 10 (worst); see [`governance`].
    pub governance: Bounded,
    /// Trade factor: 0.8 for members and free trade, 1 by default, above 1 under export taxes, quotas or bans.
    pub trade: Bounded,
}

/// Bad governance from 0 to 10, from the mean of the World Bank's governance estimates (−2.5 to 2.5).
///
/// The scale is no bound of the estimates: what lies beyond it is cut off.
pub fn governance(mean_estimate: f64) -> f64 {
    (2.0 * (2.5 - mean_estimate)).clamp(0.0, 10.0)
}

/// Σ s²·W·t, 0 to 10 and beyond. What the shares leave of a whole adds nothing.
///
/// Refuses shares that add up to more than a whole even if all of them were rounded up.
pub fn weighted_concentration(suppliers: &[Supplier]) -> Result<Bounded, IndexError> {
    whole(suppliers.iter().map(|s| s.share))?;
    let term = |s: &Supplier| s.share.squared() * s.governance * s.trade;
    Ok(suppliers.iter().map(term).fold(Bounded::exact(0.0)?, |sum, x| sum + x))
}

/// Which supply the risk is about; the EU's studies say it for each material and stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mix {
    /// The world's supply only.
    Global(Bounded),
    /// The supply of the EU only.
    Eu(Bounded),
    /// Both, weighted by import reliance.
    Both {
        /// Weighted concentration of the world's supply.
        global: Bounded,
        /// Weighted concentration of the EU's supply.
        eu: Bounded,
        /// Import reliance, 0–1.
        import_reliance: Bounded,
    },
}

impl Mix {
    /// The concentration that counts: H_GS, H_EU, or H_GS·IR/2 + H_EU·(1 − IR/2).
    pub fn concentration(self) -> Result<Bounded, IndexError> {
        match self {
            Self::Global(h) | Self::Eu(h) => Ok(h),
            Self::Both { global, eu, import_reliance: ir } => {
                // Reliance stands in the sum twice: its ends are tried one by one, so that the bounds stay sharp.
                let at = |ir: f64| Ok(global.scaled(ir / 2.0)? + eu.scaled(1.0 - ir / 2.0)?);
                Ok(at(ir.point())?.hull(at(ir.low())?).hull(at(ir.high())?))
            }
        }
    }
}

/// Supply risk: concentration × (1 − share of need met from end-of-life scrap) × substitution index.
pub fn supply_risk(mix: Mix, recycling: Bounded, substitution: Bounded) -> Result<Bounded, IndexError> {
    Ok(mix.concentration()? * recycling.rest() * substitution)
}

/// A use of the material.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndUse {
    /// Its share of all use, 0–1.
    pub share: Bounded,
    /// Gross value added of the sector that it belongs to, in the unit of the largest one.
    pub value_added: f64,
}

/// Economic importance, 0–10: value added behind the uses, against the largest sector, × substitution index.
pub fn economic_importance(
    uses: &[EndUse],
    largest_value_added: f64,
    substitution: Bounded,
) -> Result<Bounded, IndexError> {
    whole(uses.iter().map(|u| u.share))?;
    if crate::amount(largest_value_added)? <= 0.0 {
        return Err(IndexError::Nothing);
    }
    let term = |u: &EndUse| u.share.scaled(u.value_added * 10.0 / largest_value_added);
    let behind = uses.iter().try_fold(Bounded::exact(0.0)?, |sum, u| Ok::<_, IndexError>(sum + term(u)?))?;
    Ok(behind * substitution)
}

/// Whether a material with these scores is on the EU's list of critical ones.
pub fn is_critical(supply_risk: f64, economic_importance: f64) -> bool {
    let rounded = |x: f64| (x * 10.0).round() / 10.0;
    rounded(supply_risk) >= CRITICAL_SUPPLY_RISK && rounded(economic_importance) >= CRITICAL_IMPORTANCE
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Study of 2017, tables 3, 18 and 19: substitution, H of the world, H of the EU, import reliance,
    /// recycling, published risk by global mix, by EU mix, by both. E extraction, P processing.
    const STUDY_2017: [(&str, [f64; 8]); 16] = [
        ("dysprosium E", [0.9, 9.2, 1.8, 1.00, 0.00, 8.7, 1.7, 5.2]),
        ("terbium E", [0.9, 9.2, 1.8, 1.00, 0.06, 8.0, 1.5, 4.8]),
        ("neodymium E", [0.9, 8.8, 1.8, 1.00, 0.01, 8.0, 1.6, 4.8]),
        ("europium E", [1.0, 9.2, 1.8, 1.00, 0.38, 5.7, 1.1, 3.4]),
        ("yttrium E", [1.0, 9.2, 1.8, 1.00, 0.31, 6.3, 1.2, 3.8]),
        ("holmium E", [1.0, 9.2, 1.8, 1.00, 0.01, 9.1, 1.7, 5.4]),
        ("gallium P", [1.0, 3.5, 1.1, 0.34, 0.00, 3.4, 1.0, 1.4]),
        ("germanium P", [1.0, 2.9, 1.5, 0.64, 0.02, 2.9, 1.4, 1.9]),
        ("magnesium P", [0.9, 4.4, 5.2, 1.00, 0.09, 3.7, 4.3, 4.0]),
        ("tungsten E", [1.0, 7.5, 1.9, 0.44, 0.42, 4.2, 1.1, 1.8]),
        ("cobalt E", [1.0, 3.6, 1.3, 0.32, 0.00, 3.6, 1.3, 1.6]),
        ("borate E", [1.0, 1.1, 5.0, 1.00, 0.00, 1.1, 5.0, 3.0]),
        ("silicon metal P", [1.0, 2.3, 0.4, 0.64, 0.00, 2.3, 0.4, 1.0]),
        ("bauxite E", [1.0, 0.6, 3.1, 0.85, 0.00, 0.6, 3.1, 2.0]),
        ("antimony P", [0.9, 7.1, 5.7, 1.00, 0.28, 4.8, 3.9, 4.3]),
        ("lutetium E", [1.0, 9.2, 1.8, 1.00, 0.01, 9.1, 1.7, 5.4]),
    ];

    fn tenth(x: f64) -> Bounded {
        Bounded::amount(x, 0.05).unwrap()
    }

    fn percent(x: f64) -> Bounded {
        Bounded::share(x, 0.005).unwrap()
    }

    /// Concentrations, substitution and scores were printed to 0.1, reliance and recycling to 1 %.
    #[test]
    fn the_study_of_2017_is_recomputed_within_its_rounding() {
        for (material, row) in STUDY_2017 {
            let [si, global, eu, ir, rir, by_global, by_eu, by_both] = row;
            let (global, eu) = (tenth(global), tenth(eu));
            let both = Mix::Both { global, eu, import_reliance: percent(ir) };
            for (published, mix) in [(by_global, Mix::Global(global)), (by_eu, Mix::Eu(eu)), (by_both, both)]
            {
                let risk = supply_risk(mix, percent(rir), Bounded::share(si, 0.05).unwrap()).unwrap();
                assert!(risk.meets(tenth(published)), "{material} {published} {risk:?}");
            }
        }
    }

    /// An invented material. World: A 50 %, B 30 %, the rest unassigned. H = 0.25·4·1 + 0.09·6·1.5 = 1.81.
    /// EU: A 80 %, H = 0.64·4 = 2.56. IR 50 %: 1.81·0.25 + 2.56·0.75 = 2.3725. RIR 20 %, SI 0.9: 1.7082.
    #[test]
    fn an_invented_material_by_hand() {
        let exact = |x: f64| Bounded::exact(x).unwrap();
        let supplier =
            |s: f64, w: f64, t: f64| Supplier { share: exact(s), governance: exact(w), trade: exact(t) };
        let global = weighted_concentration(&[supplier(0.5, 4.0, 1.0), supplier(0.3, 6.0, 1.5)]).unwrap();
        let eu = weighted_concentration(&[supplier(0.8, 4.0, 1.0)]).unwrap();
        assert!((global.point() - 1.81).abs() < 1e-12 && (eu.point() - 2.56).abs() < 1e-12);
        let both = Mix::Both { global, eu, import_reliance: exact(0.5) };
        let risk = supply_risk(both, exact(0.2), exact(0.9)).unwrap();
        assert!((risk.point() - 1.7082).abs() < 1e-12);
        assert_eq!((risk.low(), risk.high()), (risk.point(), risk.point()));
    }

    /// H_GS 2 ± 0.1, H_EU 4 exactly, IR 50 ± 10 %. Least: IR 60 %, 1.9·0.3 + 4·0.7 = 3.37. Most: IR 40 %,
    /// 2.1·0.2 + 4·0.8 = 3.62. The point is 2·0.25 + 4·0.75 = 3.5.
    #[test]
    fn the_bounds_of_a_mix_are_sharp() {
        let mix = Mix::Both {
            global: Bounded::amount(2.0, 0.1).unwrap(),
            eu: Bounded::exact(4.0).unwrap(),
            import_reliance: Bounded::share(0.5, 0.1).unwrap(),
        };
        let h = mix.concentration().unwrap();
        for (found, by_hand) in [(h.low(), 3.37), (h.point(), 3.5), (h.high(), 3.62)] {
            assert!((found - by_hand).abs() < 1e-12, "{h:?}");
        }
    }

    fn suppliers(rows: &[(f64, f64, f64)]) -> Vec<Supplier> {
        let exact = |x: f64| Bounded::exact(x).unwrap();
        let one = |&(share, w, t): &(f64, f64, f64)| Supplier {
            share: Bounded::share(share, 5e-4).unwrap(),
            governance: exact(w),
            trade: exact(t),
        };
        rows.iter().map(one).collect()
    }

    const CHINA: f64 = 5.714;

    #[test]
    fn dysprosium_processing_2023_is_5_6() {
        let h = weighted_concentration(&suppliers(&[(1.0, CHINA, 1.0)])).unwrap();
        let risk = supply_risk(Mix::Global(h), percent(0.01), percent(0.99)).unwrap().point();
        assert!((risk - 5.600).abs() < 5e-4, "{risk}");
    }

    #[test]
    fn magnesium_processing_2023_is_4_1_by_both_mixes() {
        let (usa, israel, brazil, russia) = (2.725, 3.632, 5.456, 6.367);
        let (turkiye, korea, uk) = (5.985, 3.269, 2.292);
        let global = weighted_concentration(&suppliers(&[
            (0.906, CHINA, 1.0),
            (0.034, usa, 1.0),
            (0.022, israel, 1.0),
            (0.018, brazil, 1.0),
            (0.015, russia, 1.0),
            (0.004, turkiye, 1.0),
            (0.001, korea, 1.0),
        ]))
        .unwrap();
        let rows = [(0.97, CHINA, 1.0), (0.01, israel, 1.0), (0.01, uk, 1.0)];
        let eu = weighted_concentration(&suppliers(&rows)).unwrap();
        assert!(
            (global.point() - 4.698).abs() < 2e-3 && (eu.point() - 5.376).abs() < 2e-3,
            "{global:?} {eu:?}"
        );
        let both = Mix::Both { global, eu, import_reliance: percent(1.0) };
        let risk = supply_risk(both, percent(0.13), percent(0.94)).unwrap().point();
        assert!((risk - 4.119).abs() < 2e-3, "{risk}");
    }

    #[test]
    fn tungsten_processing_2023_is_1_2_with_trade_factors() {
        let global = weighted_concentration(&suppliers(&[
            (0.856, CHINA, 1.0),
            (0.044, 2.725, 1.0),
            (0.028, 5.737, 1.1),
            (0.028, 6.367, 1.0),
            (0.023, 2.148, 0.8),
            (0.022, 2.364, 1.0),
        ]))
        .unwrap();
        let eu = weighted_concentration(&suppliers(&[
            (0.31, CHINA, 1.0),
            (0.19, 2.148, 0.8),
            (0.14, 5.737, 1.1),
            (0.09, 6.367, 1.0),
            (0.09, 2.725, 1.0),
            (0.03, 3.269, 1.0),
            (0.03, 2.292, 1.0),
            (0.01, 5.456, 1.0),
            (0.01, 3.632, 1.0),
            (0.01, 1.847, 1.0),
        ]))
        .unwrap();
        let both = Mix::Both { global, eu, import_reliance: percent(0.8) };
        let risk = supply_risk(both, percent(0.42), percent(0.96)).unwrap().point();
        assert!((risk - 1.208).abs() < 2e-3, "{risk}");
    }

    #[test]
    fn economic_importance_2023() {
        let largest = 204_200.0;
        let [c20, c23, c24, c25, c26, c27] = [132_361.0, 64_990.0, 64_561.0, 163_568.0, 77_000.0, 89_422.0];
        let importance = |uses: &[(f64, f64)], si| {
            let one = |&(share, value_added)| EndUse { share: percent(share), value_added };
            let uses: Vec<EndUse> = uses.iter().map(one).collect();
            economic_importance(&uses, largest, percent(si)).unwrap().point()
        };
        for (computed, expected) in [
            (importance(&[(0.9, c25), (0.1, c27)], 0.84), 6.424),
            (importance(&[(0.09, c20), (0.05, c23), (0.02, c24), (0.8, c25), (0.04, c27)], 0.97), 7.167),
            (importance(&[(0.97, c25), (0.03, c26)], 0.98), 7.725),
            (importance(&[(0.08, c20), (0.06, c25), (0.06, c27), (0.79, largest)], 0.95), 8.704),
        ] {
            assert!((computed - expected).abs() < 1e-3, "{computed} {expected}");
        }
    }

    #[test]
    fn thresholds_hold_after_rounding() {
        assert!(is_critical(0.95, 2.75));
        assert!(!is_critical(0.94, 9.0) && !is_critical(9.0, 2.74));
    }

    #[test]
    fn governance_runs_from_best_to_worst() {
        assert_eq!((governance(2.5), governance(-2.5)), (0.0, 10.0));
        assert_eq!(governance(-3.3), 10.0);
    }

    #[test]
    fn mixes_that_overflow_even_rounded_down_are_refused() {
        let overfull = suppliers(&[(0.6, CHINA, 1.0), (0.5, CHINA, 1.0)]);
        assert!(matches!(weighted_concentration(&overfull), Err(IndexError::MoreThanAWhole(_))));
        // 0.501 + 0.5 is a whole if both were rounded up.
        assert!(weighted_concentration(&suppliers(&[(0.501, CHINA, 1.0), (0.5, CHINA, 1.0)])).is_ok());
        assert_eq!(economic_importance(&[], 0.0, percent(1.0)), Err(IndexError::Nothing));
    }
}
