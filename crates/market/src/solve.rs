//! One month, whatever it takes: Newton, then the interior point, then the quadratic program.
//!
//! Every ending is named and every solution carries the same certificate, so a reader never has to ask
//! which solver ran in order to trust a figure.

use crate::interior::interior_point;
use crate::newton::{NewtonEnding, NewtonResult, NewtonSettings, newton};
use crate::normal::NormalMatrix;
use crate::problem::{Certificate, Problem};
use crate::reference::quadratic_program;
use crate::table::TableError;
use serde::{Deserialize, Serialize};

/// How a month was solved, or why it was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// Newton from last month's prices.
    Newton,
    /// Newton after the interior point.
    InteriorPoint,
    /// Newton after the quadratic program.
    QuadraticProgram,
    /// No solver brought the residual below the tolerance.
    Unsolved,
    /// A curve broke the rules that make the month well posed.
    IllPosed,
}

/// A month's equilibrium, or the best point found.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Prices of the rows [USD/kg].
    pub price: Vec<f64>,
    /// Quantities of the activities [t/month].
    pub quantity: Vec<f64>,
    /// What each row has left over [t/month].
    pub surplus: Vec<f64>,
    /// Proof.
    pub certificate: Certificate,
    /// How it was found.
    pub ending: Ending,
    /// Newton iterations of the last stage.
    pub iterations: usize,
    /// The first activity whose curve is not one, if the ending is `IllPosed`.
    pub fault: Option<(usize, TableError)>,
}

/// Solves the month from the prices `start`, falling back from fast to sure.
pub fn solve(problem: &Problem, matrix: &mut NormalMatrix, start: &[f64]) -> Solution {
    if let Err(fault) = problem.check() {
        return ill_posed(problem, start, fault);
    }
    let warm = newton(problem, matrix, start, NewtonSettings::default());
    if warm.ending == NewtonEnding::Solved {
        return certified(problem, warm, Ending::Newton);
    }
    let patient = NewtonSettings { iterations: 400, ..NewtonSettings::default() };
    if let Some(price) = interior_point(problem, matrix, start, 1e-6) {
        let found = newton(problem, matrix, &price, patient);
        if found.ending == NewtonEnding::Solved {
            return certified(problem, found, Ending::InteriorPoint);
        }
    }
    match quadratic_program(problem) {
        Ok(price) => {
            let found = newton(problem, matrix, &price, patient);
            let solved = found.ending == NewtonEnding::Solved;
            certified(problem, found, if solved { Ending::QuadraticProgram } else { Ending::Unsolved })
        }
        Err(_) => certified(problem, warm, Ending::Unsolved),
    }
}

fn certified(problem: &Problem, found: NewtonResult, ending: Ending) -> Solution {
    let certificate = problem.certify(&found.price, &found.quantity);
    // A residual that satisfies the certificate is a solution even if the last digits would not come.
    let ending = if ending == Ending::Unsolved && certificate.worst() <= 1e-10 {
        Ending::QuadraticProgram
    } else {
        ending
    };
    Solution {
        price: found.price,
        quantity: found.quantity,
        surplus: found.surplus,
        certificate,
        ending,
        iterations: found.iterations,
        fault: None,
    }
}

fn ill_posed(problem: &Problem, start: &[f64], fault: (usize, TableError)) -> Solution {
    Solution {
        price: start.to_vec(),
        quantity: vec![0.0; problem.tables.len()],
        surplus: problem.endowment.clone(),
        certificate: Certificate { complementarity: f64::INFINITY, shortfall: f64::INFINITY, response: 0.0 },
        ending: Ending::IllPosed,
        iterations: 0,
        fault: Some(fault),
    }
}
