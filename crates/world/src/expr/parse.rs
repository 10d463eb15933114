//! From text to [`Expr`]: one pass, no backtracking, the first fault reported where it stands.

use std::str::FromStr;

use super::{Atom, Expr, Term};

impl FromStr for Expr {
    type Err = ExprError;

    fn from_str(text: &str) -> Result<Self, ExprError> {
        Parser { text, at: 0 }.expr()
    }
}

/// A text that is not an expression: where it stops being one, and what would repair it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at character {}", .position + 1)]
pub struct ExprError {
    /// Characters before the fault.
    pub position: usize,
    /// What is wrong there.
    pub problem: ExprProblem,
}

impl ExprError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        self.problem.hint()
    }
}

/// The ways in which a text fails to be an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExprProblem {
    /// Nothing but blanks.
    #[error("the expression is empty")]
    Empty,
    /// A term that does not begin with a known letter.
    #[error("expected a quantity, found {0}")]
    NoAtom(String),
    /// An id with other characters than a-z, 0-9 and single hyphens inside.
    #[error("expected the id of a {expected}, found {found}")]
    NoId {
        /// The kind of id that belongs here.
        expected: &'static str,
        /// What is there instead.
        found: String,
    },
    /// A factor that is no finite number over zero.
    #[error("{0} is not a positive number")]
    BadNumber(String),
    /// A separator is missing.
    #[error("expected '{expected}', found {found}")]
    Missing {
        /// The separator that belongs here.
        expected: char,
        /// What is there instead.
        found: String,
    },
    /// A complete expression goes on.
    #[error("unexpected {0} after a complete quantity")]
    Trailing(String),
}

impl ExprProblem {
    fn hint(&self) -> &'static str {
        match self {
            Self::Empty => {
                "write a quantity such as P(dy-oxide,china); rows of role context may leave it empty"
            }
            Self::NoAtom(_) => {
                "a quantity is a:PROCESS, o:PROCESS:GOOD, i:PROCESS:GOOD, f:GOOD:FROM>TO, s:GOOD:REGION, \
                 u:GOOD:REGION:USE, P(GOOD,REGION), C(GOOD,REGION), X(GOOD,REGION), U(REGION,USE) or K(MINE)"
            }
            Self::NoId { .. } => "ids are small letters, digits and single hyphens, as in dy-oxide",
            Self::BadNumber(_) => "factors are plain decimals over zero, as in 1.15*X(dy-metal,china)",
            Self::Missing { expected: '*', .. } => {
                "a number is followed by * and a quantity: 1.15*X(dy-metal,china)"
            }
            Self::Missing { expected: '>', .. } => "trade is written f:GOOD:FROM>TO",
            Self::Missing { expected: ':', .. } => {
                "the parts of a flow are separated by colons: o:PROCESS:GOOD"
            }
            Self::Missing { .. } => "the arguments stand in brackets, separated by commas: P(GOOD,REGION)",
            Self::Trailing(_) => "join quantities with ' + '; there is no minus and no nesting",
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn expr(&mut self) -> Result<Expr, ExprError> {
        self.blanks();
        if self.rest().is_empty() {
            return Err(self.fail(ExprProblem::Empty));
        }
        let mut terms = vec![self.term()?];
        loop {
            self.blanks();
            if self.rest().is_empty() {
                return Ok(Expr(terms));
            }
            if !self.take('+') {
                return Err(self.fail(ExprProblem::Trailing(self.found())));
            }
            self.blanks();
            terms.push(self.term()?);
        }
    }

    fn term(&mut self) -> Result<Term, ExprError> {
        let mut times = 1.0;
        if self.rest().starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            times = self.number()?;
            self.expect('*')?;
        }
        let atom = self.atom()?;
        let over = if self.take('/') { self.number()? } else { 1.0 };
        Ok(Term { times, atom, over })
    }

    fn atom(&mut self) -> Result<Atom, ExprError> {
        let Some(head) = self.rest().get(..2) else {
            return Err(self.fail(ExprProblem::NoAtom(self.found())));
        };
        let atom_at = self.at;
        self.at += 2;
        match head {
            "a:" => Ok(Atom::Activity { process: self.id("process")? }),
            "o:" => self.pair("process", "good").map(|(process, good)| Atom::Output { process, good }),
            "i:" => self.pair("process", "good").map(|(process, good)| Atom::Input { process, good }),
            "s:" => self.pair("good", "region").map(|(good, region)| Atom::StockBuild { good, region }),
            "f:" => self.trade(),
            "u:" => self.single_use(),
            "P(" => self.production(),
            "C(" => self.place().map(|(good, region)| Atom::Consumption { good, region }),
            "X(" => self.place().map(|(good, region)| Atom::Exports { good, region }),
            "U(" => self.final_uses(),
            "K(" => self.mined(),
            _ => {
                self.at = atom_at;
                Err(self.fail(ExprProblem::NoAtom(self.found())))
            }
        }
    }

    fn pair(&mut self, first: &'static str, second: &'static str) -> Result<(String, String), ExprError> {
        let a = self.id(first)?;
        self.expect(':')?;
        Ok((a, self.id(second)?))
    }

    fn trade(&mut self) -> Result<Atom, ExprError> {
        let (good, origin) = self.pair("good", "region")?;
        self.expect('>')?;
        Ok(Atom::Trade { good, origin, destination: self.id("region")? })
    }

    fn single_use(&mut self) -> Result<Atom, ExprError> {
        let (good, region) = self.pair("good", "region")?;
        self.expect(':')?;
        Ok(Atom::Use { good, region, purpose: self.id("use")? })
    }

    fn production(&mut self) -> Result<Atom, ExprError> {
        let good = self.argument("good")?;
        let region = if self.take(',') { Some(self.argument("region")?) } else { None };
        self.expect(')')?;
        Ok(Atom::Production { good, region })
    }

    fn place(&mut self) -> Result<(String, String), ExprError> {
        let good = self.argument("good")?;
        self.expect(',')?;
        let region = self.argument("region")?;
        self.expect(')')?;
        Ok((good, region))
    }

    fn final_uses(&mut self) -> Result<Atom, ExprError> {
        let region = self.argument_or_star("region")?;
        self.expect(',')?;
        let purpose = self.argument_or_star("use")?;
        let mut goods = Vec::new();
        while self.take(',') {
            goods.push(self.argument("good")?);
        }
        self.expect(')')?;
        Ok(Atom::FinalUses { region, purpose, goods })
    }

    fn mined(&mut self) -> Result<Atom, ExprError> {
        let mine = self.argument_or_star("mine")?;
        self.expect(')')?;
        Ok(Atom::Mined { mine })
    }

    fn argument(&mut self, expected: &'static str) -> Result<String, ExprError> {
        self.blanks();
        let id = self.id(expected)?;
        self.blanks();
        Ok(id)
    }

    fn argument_or_star(&mut self, expected: &'static str) -> Result<Option<String>, ExprError> {
        self.blanks();
        if !self.take('*') {
            return self.argument(expected).map(Some);
        }
        self.blanks();
        Ok(None)
    }

    fn id(&mut self, expected: &'static str) -> Result<String, ExprError> {
        let word = self.run(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if word.is_empty() || word.split('-').any(str::is_empty) {
            let found = if word.is_empty() { self.found() } else { format!("'{word}'") };
            return Err(self.fail(ExprProblem::NoId { expected, found }));
        }
        self.at += word.len();
        Ok(word.to_owned())
    }

    fn number(&mut self) -> Result<f64, ExprError> {
        let word = self.run(|c| c.is_ascii_digit() || c == '.');
        match word.parse::<f64>() {
            Ok(number) if number > 0.0 && number.is_finite() => {
                self.at += word.len();
                Ok(number)
            }
            _ => {
                let found = if word.is_empty() { self.found() } else { format!("'{word}'") };
                Err(self.fail(ExprProblem::BadNumber(found)))
            }
        }
    }

    fn run(&self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(|c| !accept(c)).unwrap_or(rest.len())]
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take(&mut self, wanted: char) -> bool {
        let taken = self.rest().starts_with(wanted);
        self.at += if taken { wanted.len_utf8() } else { 0 };
        taken
    }

    fn expect(&mut self, expected: char) -> Result<(), ExprError> {
        if self.take(expected) {
            return Ok(());
        }
        Err(self.fail(ExprProblem::Missing { expected, found: self.found() }))
    }

    /// The next character in words, or that there is none.
    fn found(&self) -> String {
        self.rest().chars().next().map_or_else(|| "the end".to_owned(), |c| format!("'{c}'"))
    }

    fn fail(&self, problem: ExprProblem) -> ExprError {
        ExprError { position: self.text[..self.at].chars().count(), problem }
    }
}
