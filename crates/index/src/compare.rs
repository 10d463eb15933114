//! A published score beside the same score recomputed from the published inputs.
//!
//! Two questions are kept apart: does the published figure lie inside what the rounding of the inputs allows, and
//! how far apart are the two points. The road not taken: one tolerance for all. A score of shares in whole per
//! cent and one of shares in tenths are not equally sharp.

use std::fmt;

use crate::Bounded;

/// Distances that round to 0.10 count as 0.10.
const SLACK: f64 = 1e-9;

/// How a recomputed score stands to the published one; the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The published figure, itself rounded, meets the interval of the recomputed one.
    Inside,
    /// The points are at most 0.10 apart.
    Within10,
    /// The points are at most 0.20 apart.
    Within20,
    /// They are further apart.
    Differs,
    /// An input is missing.
    NotComputable,
}

impl Status {
    /// The status as a word of files and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inside => "inside-interval",
            Self::Within10 => "within-0.10",
            Self::Within20 => "within-0.20",
            Self::Differs => "differs",
            Self::NotComputable => "not-computable",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A published score and the recomputed one, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// As published, with the bounds of its rounding.
    pub published: Bounded,
    /// As recomputed; the text says which input is missing.
    pub recomputed: Result<Bounded, String>,
}

impl Comparison {
    /// How the two stand to each other.
    pub fn status(&self) -> Status {
        match &self.recomputed {
            Err(_) => Status::NotComputable,
            Ok(recomputed) if self.published.meets(*recomputed) => Status::Inside,
            Ok(_) if self.within(0.10) => Status::Within10,
            Ok(_) if self.within(0.20) => Status::Within20,
            Ok(_) => Status::Differs,
        }
    }

    /// Recomputed less published.
    pub fn difference(&self) -> Option<f64> {
        self.recomputed.as_ref().ok().map(|r| r.point() - self.published.point())
    }

    /// Whether the points are at most so far apart, wherever the intervals lie.
    pub fn within(&self, distance: f64) -> bool {
        self.difference().is_some_and(|d| d.abs() <= distance + SLACK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(published: f64, recomputed: f64, half: f64) -> Comparison {
        let recomputed = Bounded::amount(recomputed, half).map_err(|e| e.to_string());
        Comparison { published: Bounded::amount(published, 0.05).unwrap(), recomputed }
    }

    #[test]
    fn each_status_has_its_case() {
        // 1.0 is 0.95 to 1.05 before rounding.
        assert_eq!(compared(1.0, 1.07, 0.03).status(), Status::Inside);
        assert_eq!(compared(1.0, 1.07, 0.01).status(), Status::Within10);
        assert_eq!(compared(1.0, 1.10, 0.0).status(), Status::Within10);
        assert_eq!(compared(1.0, 0.85, 0.01).status(), Status::Within20);
        assert_eq!(compared(1.0, 0.75, 0.01).status(), Status::Differs);
        let missing = Comparison { recomputed: Err("no shares".into()), ..compared(1.0, 1.0, 0.0) };
        assert_eq!((missing.status(), missing.difference()), (Status::NotComputable, None));
    }

    #[test]
    fn a_wide_interval_does_not_make_points_near() {
        let wide = compared(1.0, 1.5, 0.6);
        assert_eq!(wide.status(), Status::Inside);
        assert!(!wide.within(0.20));
    }
}
