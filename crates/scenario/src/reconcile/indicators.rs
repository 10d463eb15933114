//! Mined Dy and Tb by region: tonnage times the grade that the separation plants show.
//!
//! Clay of all origins is one good in the fit, so its grade is one number. Relative grades tilt it between
//! mines that share a path while the average of the pool is held.

use std::collections::BTreeMap;

use super::system::System;

/// Recoverable oxide in mined concentrate, t a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Mined {
    /// Tonnes by region, in the order of `FitProblem::recovered`.
    pub regions: BTreeMap<String, Vec<f64>>,
}

impl Mined {
    /// The oxide `e` mined everywhere.
    pub fn total(&self, e: usize) -> f64 {
        self.regions.values().map(|tonnes| tonnes[e]).sum()
    }

    /// The part of a region in what is mined of the oxide `e`; zero if nothing is.
    pub fn share(&self, region: &str, e: usize) -> f64 {
        part(self.regions.get(region).map_or(0.0, |tonnes| tonnes[e]), self.total(e))
    }

    /// The part of a region in all oxides together.
    pub fn share_of_all(&self, region: &str) -> f64 {
        let sum = |tonnes: &Vec<f64>| tonnes.iter().sum::<f64>();
        part(self.regions.get(region).map_or(0.0, sum), self.regions.values().map(sum).sum())
    }
}

fn part(of: f64, whole: f64) -> f64 {
    if whole > 0.0 { of / whole } else { 0.0 }
}

/// Mined oxides by region at a point; `grade` as in [`mined_by_mine`].
pub fn mined(system: &System, x: &[f64], grade: impl Fn(&str, &str) -> f64) -> Mined {
    let mut regions: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (mine, tonnes) in mined_by_mine(system, x, grade) {
        let process = system.problem().processes.iter().find(|p| p.id == mine);
        let home = process.map_or_else(String::new, |p| p.region.clone());
        let sum = regions.entry(home).or_insert_with(|| vec![0.0; tonnes.len()]);
        sum.iter_mut().zip(tonnes).for_each(|(s, t)| *s += t);
    }
    Mined { regions }
}

/// Mined oxides by mine at a point, t a year; `grade(mine, oxide)` is the grade of a mine relative to others
/// of its path, 1 where nothing is known.
pub fn mined_by_mine(
    system: &System,
    x: &[f64],
    grade: impl Fn(&str, &str) -> f64,
) -> BTreeMap<String, Vec<f64>> {
    let problem = system.problem();
    let mut mines: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (e, oxide) in problem.recovered.iter().enumerate() {
        let pools = pools(system, x, |mine| grade(mine, oxide));
        for path in system.paths() {
            let recovery = &problem.recoveries[path.recovery];
            let held = pools[&(&recovery.via, &recovery.last)];
            let tonnes = x[path.mine] * path.grade(e, x) * grade(&recovery.mine, oxide) * held;
            mines.entry(recovery.mine.clone()).or_insert_with(|| vec![0.0; problem.recovered.len()])[e] +=
                tonnes;
        }
    }
    mines
}

/// A path of recovery, shared by the mines of one pool.
type Pool<'a> = (&'a Vec<(String, String)>, &'a String);

/// Per pool, the factor that holds its average grade: Σ tonnes / Σ tonnes × relative grade.
fn pools<'a>(system: &'a System, x: &[f64], grade: impl Fn(&str) -> f64) -> BTreeMap<Pool<'a>, f64> {
    let mut sums: BTreeMap<Pool<'_>, (f64, f64)> = BTreeMap::new();
    for path in system.paths() {
        let recovery = &system.problem().recoveries[path.recovery];
        let (plain, graded) = sums.entry((&recovery.via, &recovery.last)).or_default();
        *plain += x[path.mine];
        *graded += x[path.mine] * grade(&recovery.mine);
    }
    let held = |(plain, graded): (f64, f64)| if graded > 0.0 { plain / graded } else { 1.0 };
    sums.into_iter().map(|(pool, sum)| (pool, held(sum))).collect()
}
