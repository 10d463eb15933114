//! The families of curves, as ratios: price (or margin) over its base against quantity over its base.
//!
//! Knots stand at fixed price ratios and the curve is linear between them. Chords make the slope at the
//! base one-sided (an elasticity of 0.1 is 0.091 upward and 0.110 downward): a finer list of ratios can be
//! passed where that matters.

/// Price ratios at which every standard curve has a knot.
pub const STANDARD_RATIOS: [f64; 12] = [
    0.25,
    0.5,
    std::f64::consts::FRAC_1_SQRT_2,
    0.840_896_415_253_714_6,
    1.0,
    1.189_207_115_002_721,
    std::f64::consts::SQRT_2,
    2.0,
    2.828_427_124_746_190_3,
    4.0,
    8.0,
    16.0,
];

/// Below this share of its base margin a plant stands still.
const SHUT: f64 = 0.25;
/// From this share of its base margin on, a plant follows its elasticity.
const OPEN: f64 = 0.5;
/// Demand that starts to choke at a price reaches zero at this multiple of it.
const CHOKE_END: f64 = 1.5;

/// A curve in ratios: `rho` strictly increasing, `y` the quantity ratio at each.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratios {
    /// Price or margin over base.
    pub rho: Vec<f64>,
    /// Quantity over base.
    pub y: Vec<f64>,
}

/// Supply of constant elasticity `eta` with a linear shut-down between a quarter and half of the base margin.
pub fn supply_ratios(eta: f64, ratios: &[f64]) -> Ratios {
    let mut rho = vec![SHUT];
    let mut y = vec![0.0];
    for r in ratios.iter().filter(|r| **r > OPEN - 1e-12) {
        rho.push(*r);
        y.push(libm::pow(*r, eta));
    }
    Ratios { rho, y }
}

/// Demand of constant elasticity −`eps` up to the `choke` ratio, then linear to zero at 1.5 times it.
pub fn demand_ratios(eps: f64, choke: f64, ratios: &[f64]) -> Ratios {
    let mut rho: Vec<f64> = ratios.iter().copied().filter(|r| *r < choke - 1e-9).collect();
    rho.push(choke);
    let mut y: Vec<f64> = rho.iter().map(|r| libm::pow(*r, -eps)).collect();
    rho.push(CHOKE_END * choke);
    y.push(0.0);
    Ratios { rho, y }
}

/// Spare or new feed that opens as the price rises: 1 − ρ^(−1/π).
pub fn spare_ratios(pi: f64) -> Ratios {
    let rho = vec![1.0, 1.1, 1.25, 1.5, 2.0, 3.0];
    let y = rho.iter().map(|r| 1.0 - libm::pow(*r, -1.0 / pi)).collect();
    Ratios { rho, y }
}

/// Leakage round a licence by the price gap over the origin's price: 1 − exp(−gap/0.15), opening at 2 %.
pub fn leak_ratios() -> Ratios {
    let gap = [0.0, 0.075, 0.15, 0.3, 0.6, 1.2];
    let y = gap.iter().map(|g| 1.0 - libm::exp(-g / 0.15)).collect();
    Ratios { rho: gap.iter().map(|g| g + 0.02).collect(), y }
}

/// Stock kept on hand against its convenience yield: w + (1−w) ρ^−½, zero at 1,024 times the base yield.
pub fn convenience_ratios(working: f64) -> Ratios {
    let mut rho: Vec<f64> = STANDARD_RATIOS.to_vec();
    rho.push(64.0);
    let mut y: Vec<f64> = rho.iter().map(|r| working + (1.0 - working) / r.sqrt()).collect();
    rho.push(1024.0);
    y.push(0.0);
    Ratios { rho, y }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_ratios_are_powers_of_the_fourth_root_of_two() {
        for (k, exponent) in [(2, -0.5), (3, -0.25), (5, 0.25), (6, 0.5), (8, 1.5)] {
            assert!((STANDARD_RATIOS[k] - libm::exp2(exponent)).abs() < 1e-15);
        }
    }

    #[test]
    fn every_curve_passes_through_its_base() {
        for r in [supply_ratios(0.3, &STANDARD_RATIOS), demand_ratios(0.2, 8.0, &STANDARD_RATIOS)] {
            let k = r.rho.iter().position(|x| *x == 1.0).unwrap();
            assert_eq!(r.y[k], 1.0);
        }
    }

    #[test]
    fn every_use_falls_to_zero_inside_its_table() {
        assert_eq!(*demand_ratios(0.1, 16.0, &STANDARD_RATIOS).y.last().unwrap(), 0.0);
        assert_eq!(*convenience_ratios(0.25).y.last().unwrap(), 0.0);
    }
}
