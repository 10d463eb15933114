//! Supply risk and economic importance as the European Union has computed them since 2017.
//!
//! The lists of 2011 and 2014 used another formula; their scores form no series with these. Scores are
//! returned unrounded; the EU rounds to one decimal before it compares with its thresholds.

use crate::{IndexError, amount, share, whole};

/// Least supply risk, rounded to one decimal, of a critical material.
pub const CRITICAL_SUPPLY_RISK: f64 = 1.0;

/// Least economic importance, rounded to one decimal, of a critical material.
pub const CRITICAL_IMPORTANCE: f64 = 2.8;

/// A country in a supply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supplier {
    /// Its share of the supply, 0–1.
    pub share: f64,
    /// Bad governance, from 0 (best) to 10 (worst); see [`governance`].
    pub governance: f64,
    /// Trade factor: 0.8 for members and free trade, 1 by default, above 1 under export taxes, quotas or bans.
    pub trade: f64,
}

/// Bad governance from 0 to 10, from the mean of the World Bank's governance estimates (−2.5 to 2.5).
pub fn governance(mean_estimate: f64) -> f64 {
    2.0 * (2.5 - mean_estimate)
}

/// Σ s²·W·t, 0 to 10 and beyond. What the shares leave of a whole adds nothing.
pub fn weighted_concentration(suppliers: &[Supplier]) -> Result<f64, IndexError> {
    whole(suppliers.iter().map(|s| s.share))?;
    let term = |s: &Supplier| -> Result<f64, IndexError> {
        let part = share(s.share)?;
        Ok(part * part * amount(s.governance)? * amount(s.trade)?)
    };
    suppliers.iter().map(term).sum()
}

/// Which supply the risk is about; the EU's studies say it for each material and stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mix {
    /// The world's supply only.
    Global(f64),
    /// The supply of the EU only.
    Eu(f64),
    /// Both, weighted by import reliance.
    Both {
        /// Weighted concentration of the world's supply.
        global: f64,
        /// Weighted concentration of the EU's supply.
        eu: f64,
        /// Import reliance, 0–1.
        import_reliance: f64,
    },
}

/// Supply risk: concentration × (1 − share of need met from end-of-life scrap) × substitution index.
pub fn supply_risk(mix: Mix, recycling: f64, substitution: f64) -> Result<f64, IndexError> {
    let concentration = match mix {
        Mix::Global(h) | Mix::Eu(h) => amount(h)?,
        Mix::Both { global, eu, import_reliance } => {
            let half = share(import_reliance)? / 2.0;
            amount(global)? * half + amount(eu)? * (1.0 - half)
        }
    };
    Ok(concentration * (1.0 - share(recycling)?) * share(substitution)?)
}

/// A use of the material.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EndUse {
    /// Its share of all use, 0–1.
    pub share: f64,
    /// Gross value added of the sector that it belongs to.
    pub value_added: f64,
}

/// Economic importance, 0–10: value added behind the uses, against the largest sector, × substitution index.
pub fn economic_importance(
    uses: &[EndUse],
    largest_value_added: f64,
    substitution: f64,
) -> Result<f64, IndexError> {
    whole(uses.iter().map(|u| u.share))?;
    if amount(largest_value_added)? <= 0.0 {
        return Err(IndexError::Nothing);
    }
    let term = |u: &EndUse| Ok(share(u.share)? * amount(u.value_added)?);
    let behind: f64 = uses.iter().map(term).sum::<Result<f64, IndexError>>()?;
    Ok(behind * 10.0 / largest_value_added * share(substitution)?)
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

    /// The range of a score over inputs that were published rounded: to 0.1 (H, substitution) and to 1 %
    /// (reliance, recycling). The score is linear in each, so the extremes lie at the corners.
    fn range(inputs: [f64; 5], score: impl Fn([f64; 5]) -> f64) -> (f64, f64) {
        let widths = [0.05, 0.05, 0.05, 0.005, 0.005];
        let corner = |bits: usize| {
            std::array::from_fn(|i| {
                let side = if bits >> i & 1 == 1 { widths[i] } else { -widths[i] };
                let top = if i == 1 || i == 2 { f64::MAX } else { 1.0 };
                (inputs[i] + side).clamp(0.0, top)
            })
        };
        let scores: Vec<f64> = (0..32).map(|bits| score(corner(bits))).collect();
        let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
        (low, scores.into_iter().fold(f64::NEG_INFINITY, f64::max))
    }

    #[test]
    fn the_study_of_2017_is_recomputed_within_its_rounding() {
        for (material, row) in STUDY_2017 {
            let [si, global, eu, import_reliance, recycling, by_global, by_eu, by_both] = row;
            let inputs = [si, global, eu, import_reliance, recycling];
            let risk = |mix: fn(f64, f64, f64) -> Mix| {
                range(inputs, |[si, g, e, ir, rir]| supply_risk(mix(g, e, ir), rir, si).unwrap())
            };
            let both = |global, eu, import_reliance| Mix::Both { global, eu, import_reliance };
            for (published, (low, high)) in [
                (by_global, risk(|g, _, _| Mix::Global(g))),
                (by_eu, risk(|_, e, _| Mix::Eu(e))),
                (by_both, risk(both)),
            ] {
                assert!(low - 0.05 <= published && published <= high + 0.05, "{material} {published}");
            }
        }
    }

    fn suppliers(rows: &[(f64, f64, f64)]) -> Vec<Supplier> {
        rows.iter().map(|&(share, governance, trade)| Supplier { share, governance, trade }).collect()
    }

    const CHINA: f64 = 5.714;

    #[test]
    fn dysprosium_processing_2023_is_5_6() {
        let h = weighted_concentration(&suppliers(&[(1.0, CHINA, 1.0)])).unwrap();
        let risk = supply_risk(Mix::Global(h), 0.01, 0.99).unwrap();
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
        assert!((global - 4.698).abs() < 2e-3 && (eu - 5.376).abs() < 2e-3, "{global} {eu}");
        let risk = supply_risk(Mix::Both { global, eu, import_reliance: 1.0 }, 0.13, 0.94).unwrap();
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
        let risk = supply_risk(Mix::Both { global, eu, import_reliance: 0.8 }, 0.42, 0.96).unwrap();
        assert!((risk - 1.208).abs() < 2e-3, "{risk}");
    }

    #[test]
    fn economic_importance_2023() {
        let largest = 204_200.0;
        let [c20, c23, c24, c25, c26, c27] = [132_361.0, 64_990.0, 64_561.0, 163_568.0, 77_000.0, 89_422.0];
        let importance = |uses: &[(f64, f64)], si| {
            let uses: Vec<EndUse> =
                uses.iter().map(|&(share, value_added)| EndUse { share, value_added }).collect();
            economic_importance(&uses, largest, si).unwrap()
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
    }

    #[test]
    fn percentages_and_overfull_mixes_are_refused() {
        let percent = suppliers(&[(84.4, CHINA, 1.0)]);
        assert_eq!(weighted_concentration(&percent), Err(IndexError::MoreThanAWhole(84.4)));
        assert_eq!(supply_risk(Mix::Global(1.0), 37.0, 1.0), Err(IndexError::NotAShare(37.0)));
        assert_eq!(economic_importance(&[], 0.0, 1.0), Err(IndexError::Nothing));
    }
}
