//! The little language in which a claim says which quantity of the network it is about.
//!
//! `P(dy-oxide,china) + 1.15*X(dy-metal,china)` is a sum of terms; a term is an atom, optionally multiplied or
//! divided by a positive number. An atom is one flow (`a:` activity, `o:` output, `i:` input, `f:` trade,
//! `s:` stock build, `u:` final use) or a named sum of flows (`P C X U K`).
//!
//! The road not taken: a general arithmetic grammar. A claim must stay linear in the flows (ratios have a
//! second expression of their own), and a sum of scaled atoms cannot express anything else. Ids are checked
//! for form only; whether they exist is the reader's question, answered with [`Expr::ids`].

mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

pub use parse::{ExprError, ExprProblem};

/// A quantity of the network: the sum of its terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr(pub Vec<Term>);

/// `times*ATOM/over`, both 1 where the text has neither.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The number before `*`.
    pub times: f64,
    /// The flow or the named sum.
    pub atom: Atom,
    /// The number after `/`.
    pub over: f64,
}

impl Term {
    /// The factor that multiplies the atom.
    pub fn factor(&self) -> f64 {
        self.times / self.over
    }
}

/// One flow of the network, or a named sum of flows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Atom {
    /// `a:PROCESS`, the throughput of a process.
    Activity {
        /// The process.
        process: String,
    },
    /// `o:PROCESS:GOOD`, what a process makes of a good.
    Output {
        /// The process.
        process: String,
        /// The good made.
        good: String,
    },
    /// `i:PROCESS:GOOD`, what a process takes of a good.
    Input {
        /// The process.
        process: String,
        /// The good taken.
        good: String,
    },
    /// `f:GOOD:ORIGIN>DESTINATION`, trade on one route.
    Trade {
        /// The good traded.
        good: String,
        /// Region it leaves.
        origin: String,
        /// Region it enters.
        destination: String,
    },
    /// `s:GOOD:REGION`, the growth of stocks, negative when they are drawn down.
    StockBuild {
        /// The good stocked.
        good: String,
        /// Where.
        region: String,
    },
    /// `u:GOOD:REGION:USE`, one final use.
    Use {
        /// The good used.
        good: String,
        /// Where.
        region: String,
        /// The final use.
        purpose: String,
    },
    /// `P(GOOD)` or `P(GOOD,REGION)`, all production.
    Production {
        /// The good made.
        good: String,
        /// Where; everywhere if absent.
        region: Option<String>,
    },
    /// `C(GOOD,REGION)`, inputs and final uses together.
    Consumption {
        /// The good consumed.
        good: String,
        /// Where.
        region: String,
    },
    /// `X(GOOD,REGION)`, exports over all routes.
    Exports {
        /// The good exported.
        good: String,
        /// Region it leaves.
        region: String,
    },
    /// `U(REGION|*,USE|*[,GOOD...])`, final uses of the goods (all magnets if none is named).
    FinalUses {
        /// Where; everywhere if absent.
        region: Option<String>,
        /// The final use; all of them if absent.
        purpose: Option<String>,
        /// The goods; empty for the default of the world, its magnets.
        goods: Vec<String>,
    },
    /// `K(MINE)` or `K(*)`, the recoverable Dy and Tb oxide in mined concentrate.
    Mined {
        /// The mine; all mines if absent.
        mine: Option<String>,
    },
}

/// What an id in an expression names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdKind {
    /// A process of processes.csv.
    Process,
    /// A good of goods.csv.
    Good,
    /// A region of regions.csv.
    Region,
    /// A final use of demands.csv.
    Use,
}

impl Expr {
    /// Every id named, in reading order, with its kind. Repeated ids are repeated.
    pub fn ids(&self) -> impl Iterator<Item = (IdKind, &str)> {
        self.0.iter().flat_map(|term| term.atom.ids())
    }

    /// The expression in words, with ids: `2 × trade in dy-oxide from china to japan + …`.
    pub fn in_words(&self) -> String {
        let term = |t: &Term| {
            let times = if t.times == 1.0 { String::new() } else { format!("{} × ", t.times) };
            let over = if t.over == 1.0 { String::new() } else { format!(" over {}", t.over) };
            format!("{times}{}{over}", t.atom.in_words())
        };
        self.0.iter().map(term).collect::<Vec<String>>().join(" plus ")
    }

    /// The atoms, in reading order.
    pub fn atoms(&self) -> impl Iterator<Item = &Atom> {
        self.0.iter().map(|term| &term.atom)
    }
}

impl Atom {
    fn in_words(&self) -> String {
        match self {
            Self::Activity { process } => format!("throughput of {process}"),
            Self::Output { process, good } => format!("{good} made by {process}"),
            Self::Input { process, good } => format!("{good} taken by {process}"),
            Self::Trade { good, origin, destination } => format!("{good} from {origin} to {destination}"),
            Self::StockBuild { good, region } => format!("stock built of {good} in {region}"),
            Self::Use { good, region, purpose } => format!("{good} used for {purpose} in {region}"),
            Self::Production { good, region: None } => format!("world production of {good}"),
            Self::Production { good, region: Some(region) } => format!("production of {good} in {region}"),
            Self::Consumption { good, region } => format!("consumption of {good} in {region}"),
            Self::Exports { good, region } => format!("exports of {good} from {region}"),
            Self::FinalUses { region, purpose, goods } => {
                let goods = if goods.is_empty() { "magnets".into() } else { goods.join(", ") };
                let purpose = purpose.as_ref().map_or(String::new(), |p| format!(" for {p}"));
                format!("final use of {goods}{purpose} in {}", region.as_deref().unwrap_or("the world"))
            }
            Self::Mined { mine } => format!("elements mined by {}", mine.as_deref().unwrap_or("all mines")),
        }
    }

    /// The ids named by this atom, in reading order.
    pub fn ids(&self) -> Vec<(IdKind, &str)> {
        use IdKind::{Good, Process, Region, Use};
        match self {
            Self::Activity { process } => vec![(Process, process)],
            Self::Output { process, good } | Self::Input { process, good } => {
                vec![(Process, process), (Good, good)]
            }
            Self::Trade { good, origin, destination } => {
                vec![(Good, good), (Region, origin), (Region, destination)]
            }
            Self::Use { good, region, purpose } => vec![(Good, good), (Region, region), (Use, purpose)],
            Self::StockBuild { good, region }
            | Self::Consumption { good, region }
            | Self::Exports { good, region } => vec![(Good, good), (Region, region)],
            Self::Production { good, region } => {
                std::iter::once((Good, good.as_str())).chain(named(Region, region)).collect()
            }
            Self::FinalUses { region, purpose, goods } => named(Region, region)
                .chain(named(Use, purpose))
                .chain(goods.iter().map(|good| (Good, good.as_str())))
                .collect(),
            Self::Mined { mine } => named(Process, mine).collect(),
        }
    }

    /// The id of the route (`GOOD:ORIGIN>DESTINATION`), for trade only.
    pub fn route(&self) -> Option<String> {
        match self {
            Self::Trade { good, origin, destination } => Some(format!("{good}:{origin}>{destination}")),
            _ => None,
        }
    }
}

fn named(kind: IdKind, id: &Option<String>) -> impl Iterator<Item = (IdKind, &str)> {
    id.iter().map(move |id| (kind, id.as_str()))
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, term) in self.0.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { " + " })?;
            term.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.times != 1.0 {
            write!(f, "{}*", self.times)?;
        }
        self.atom.fmt(f)?;
        if self.over != 1.0 {
            write!(f, "/{}", self.over)?;
        }
        Ok(())
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Activity { process } => write!(f, "a:{process}"),
            Self::Output { process, good } => write!(f, "o:{process}:{good}"),
            Self::Input { process, good } => write!(f, "i:{process}:{good}"),
            Self::Trade { good, origin, destination } => write!(f, "f:{good}:{origin}>{destination}"),
            Self::StockBuild { good, region } => write!(f, "s:{good}:{region}"),
            Self::Use { good, region, purpose } => write!(f, "u:{good}:{region}:{purpose}"),
            Self::Production { good, region: None } => write!(f, "P({good})"),
            Self::Production { good, region: Some(region) } => write!(f, "P({good},{region})"),
            Self::Consumption { good, region } => write!(f, "C({good},{region})"),
            Self::Exports { good, region } => write!(f, "X({good},{region})"),
            Self::FinalUses { region, purpose, goods } => {
                write!(f, "U({},{}", or_star(region), or_star(purpose))?;
                goods.iter().try_for_each(|good| write!(f, ",{good}"))?;
                f.write_str(")")
            }
            Self::Mined { mine } => write!(f, "K({})", or_star(mine)),
        }
    }
}

fn or_star(id: &Option<String>) -> &str {
    id.as_deref().unwrap_or("*")
}
