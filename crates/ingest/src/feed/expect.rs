//! Expectations written beside a feed, turned into checks of its reading.
//!
//! Collections of test feeds carry a comment at the head of each file, `Expect: not bozo and feed['title'] == 'x'`:
//! a Python expression over the result. What converts mechanically becomes an [`Assertion`]; the rest is kept as text,
//! so that it can be counted and listed instead of forgotten. Nothing here is fed to users. The road not taken: a
//! frozen table of expected values, which would test the table's author as well.

use serde_json::Value;

/// One part of an expectation; parts are joined by `and`.
#[derive(Clone, Debug, PartialEq)]
pub enum Assertion {
    /// Can be checked against a reading.
    Check(Check),
    /// Does not convert; the words of the whole expectation.
    Unconverted(String),
}

/// A check of the JSON form of a reading.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// A value that stands in the expectation.
    Literal(Value),
    /// A value of the reading: names and positions from the top.
    Path(Vec<Step>),
    /// The number of members of a value.
    Len(Box<Check>),
    /// Several values in brackets.
    List(Vec<Check>),
    /// Neighbours in a chain are all equal.
    Equal(Vec<Check>),
    /// Two values differ.
    Differ(Box<Check>, Box<Check>),
    /// The first value is a key or member of the second.
    Within(Box<Check>, Box<Check>),
    /// All hold.
    All(Vec<Check>),
    /// One holds.
    Any(Vec<Check>),
    /// Does not hold.
    Not(Box<Check>),
    /// Two texts put together.
    Sum(Box<Check>, Box<Check>),
}

/// A step from a value to a part of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A member by name.
    Name(String),
    /// A member by position; from the end if negative.
    At(i64),
}

/// What stands behind `Expect:` in a comment, split at `and`.
///
/// Empty if the comment holds no expectation or the bare `1` that says "does not fail".
#[must_use]
pub fn assertions(comment: &str) -> Vec<Assertion> {
    let Some(words) = expectation(comment) else { return Vec::new() };
    if words == "1" {
        return Vec::new();
    }
    match parse(words) {
        Some(Check::All(checks)) => checks.into_iter().map(Assertion::Check).collect(),
        Some(check) => vec![Assertion::Check(check)],
        None => vec![Assertion::Unconverted(words.to_owned())],
    }
}

/// The words behind a heading such as `Header:` in a comment, one for every line that has it.
pub fn headings<'a>(comment: &'a str, heading: &str) -> Vec<&'a str> {
    comment.lines().filter_map(|line| line.trim().strip_prefix(heading)).map(str::trim).collect()
}

fn expectation(comment: &str) -> Option<&str> {
    let (_, words) = comment.split_once("Expect:")?;
    Some(words.split("-->").next().unwrap_or(words).trim())
}

impl Check {
    /// Whether the check holds for the JSON form of a reading.
    #[must_use]
    pub fn holds(&self, reading: &Value) -> bool {
        match self {
            Self::Equal(chain) => {
                let values: Vec<_> = chain.iter().map(|part| part.value(reading)).collect();
                values.windows(2).all(|pair| matches!(pair, [Some(a), Some(b)] if equal(a, b)))
            }
            Self::Differ(a, b) => {
                matches!((a.value(reading), b.value(reading)), (Some(a), Some(b)) if !equal(&a, &b))
            }
            Self::Within(part, whole) => within(part.value(reading), whole.value(reading)),
            Self::All(checks) => checks.iter().all(|check| check.holds(reading)),
            Self::Any(checks) => checks.iter().any(|check| check.holds(reading)),
            Self::Not(check) => !check.holds(reading),
            _ => self.value(reading).is_some_and(|value| truthy(&value)),
        }
    }

    fn value(&self, reading: &Value) -> Option<Value> {
        match self {
            Self::Literal(value) => Some(value.clone()),
            Self::Path(steps) => follow(reading, steps).cloned(),
            Self::Len(part) => length(&part.value(reading)?),
            Self::List(parts) => parts.iter().map(|part| part.value(reading)).collect::<Option<_>>(),
            Self::Sum(a, b) => {
                Some(Value::from(format!("{}{}", a.value(reading)?.as_str()?, b.value(reading)?.as_str()?)))
            }
            _ => Some(Value::Bool(self.holds(reading))),
        }
    }
}

fn follow<'a>(value: &'a Value, steps: &[Step]) -> Option<&'a Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Name(name) => value.get(name),
        Step::At(place) => {
            let list = value.as_array()?;
            let back = usize::try_from(place.unsigned_abs()).ok()?;
            if *place < 0 { list.get(list.len().checked_sub(back)?) } else { list.get(back) }
        }
    })
}

fn length(value: &Value) -> Option<Value> {
    match value {
        Value::Array(list) => Some(Value::from(list.len())),
        Value::Object(map) => Some(Value::from(map.len())),
        Value::String(text) => Some(Value::from(text.chars().count())),
        _ => None,
    }
}

fn within(part: Option<Value>, whole: Option<Value>) -> bool {
    match (part, whole) {
        (Some(Value::String(key)), Some(Value::Object(map))) => map.contains_key(&key),
        (Some(Value::String(part)), Some(Value::String(text))) => text.contains(&part),
        (Some(part), Some(Value::Array(list))) => list.iter().any(|member| equal(member, &part)),
        _ => false,
    }
}

/// Equality as Python has it: 1 is true, 45 is 45.0, and `url` is another name of `href`.
fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            let own = |map: &serde_json::Map<String, Value>| {
                map.iter()
                    .filter(|(key, _)| *key != "url" || !map.contains_key("href"))
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect::<Vec<_>>()
            };
            let (a, b) = (own(a), own(b));
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && equal(&a.1, &b.1))
        }
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => a == b,
            _ => a == b,
        },
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_bool().map(|truth| f64::from(u8::from(truth))))
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

/// Deepest nesting of brackets and `not` that is followed.
const DEEPEST: usize = 32;

fn parse(words: &str) -> Option<Check> {
    let mut parser = Parser { rest: words, depth: 0 };
    let check = parser.any()?;
    parser.rest.trim().is_empty().then_some(check)
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn sign(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(sign) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    /// A word that is not the beginning of a longer one.
    fn word(&mut self, word: &str) -> bool {
        let before = self.rest;
        if self.sign(word) && !self.rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return true;
        }
        self.rest = before;
        false
    }

    fn any(&mut self) -> Option<Check> {
        let mut parts = vec![self.all()?];
        while self.word("or") {
            parts.push(self.all()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Check::Any(parts) })
    }

    fn all(&mut self) -> Option<Check> {
        let mut parts = vec![self.not()?];
        while self.word("and") {
            parts.push(self.not()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Check::All(parts) })
    }

    fn not(&mut self) -> Option<Check> {
        if !self.word("not") {
            return self.comparison();
        }
        self.deeper(|parser| Some(Check::Not(Box::new(parser.not()?))))
    }

    fn deeper(&mut self, inner: impl FnOnce(&mut Self) -> Option<Check>) -> Option<Check> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let check = inner(self);
        self.depth -= 1;
        check
    }

    fn comparison(&mut self) -> Option<Check> {
        let first = self.sum()?;
        if self.sign("!=") {
            return Some(Check::Differ(Box::new(first), Box::new(self.sum()?)));
        }
        if self.word("is") {
            let differ = self.word("not");
            let second = self.sum()?;
            return Some(if differ {
                Check::Differ(Box::new(first), Box::new(second))
            } else {
                Check::Equal(vec![first, second])
            });
        }
        if self.word("not") {
            let whole = self.word("in").then(|| self.sum())??;
            return Some(Check::Not(Box::new(Check::Within(Box::new(first), Box::new(whole)))));
        }
        if self.word("in") {
            return Some(Check::Within(Box::new(first), Box::new(self.sum()?)));
        }
        self.chain(first)
    }

    fn chain(&mut self, first: Check) -> Option<Check> {
        let mut parts = vec![first];
        while self.sign("==") {
            parts.push(self.sum()?);
        }
        Some(if parts.len() == 1 { parts.remove(0) } else { Check::Equal(parts) })
    }

    fn sum(&mut self) -> Option<Check> {
        let mut sum = self.operand()?;
        while self.sign("+") {
            sum = Check::Sum(Box::new(sum), Box::new(self.operand()?));
        }
        Some(sum)
    }

    fn operand(&mut self) -> Option<Check> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next()? {
            '(' => self.deeper(Self::brackets),
            '[' => self.deeper(|parser| {
                parser.sign("[");
                parser.members("]").map(Check::List)
            }),
            '{' => self.deeper(Self::braces),
            '\'' | '"' => self.text().map(|text| Check::Literal(Value::from(text))),
            '-' | '0'..='9' => self.digits().map(Check::Literal),
            _ => self.named(),
        }
    }

    /// A pair of brackets is a group if nothing but one expression stands in it, else several values.
    fn brackets(&mut self) -> Option<Check> {
        self.sign("(");
        let first = self.any()?;
        if self.sign(")") {
            return Some(first);
        }
        let mut parts = vec![first];
        self.sign(",").then_some(())?;
        parts.extend(self.members(")")?);
        Some(Check::List(parts))
    }

    fn members(&mut self, end: &str) -> Option<Vec<Check>> {
        let mut parts = Vec::new();
        while !self.sign(end) {
            parts.push(self.any()?);
            if !self.sign(",") {
                return self.sign(end).then_some(parts);
            }
        }
        Some(parts)
    }

    fn braces(&mut self) -> Option<Check> {
        self.sign("{");
        let mut map = serde_json::Map::new();
        while !self.sign("}") {
            self.rest = self.rest.trim_start();
            let key = self.text()?;
            self.sign(":").then_some(())?;
            let Check::Literal(value) = self.operand()? else { return None };
            map.insert(key, value);
            self.sign(",");
        }
        Some(Check::Literal(Value::Object(map)))
    }

    fn digits(&mut self) -> Option<Value> {
        let end =
            self.rest.find(|c: char| !matches!(c, '0'..='9' | '.' | '-' | 'e')).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        digits.parse::<i64>().map(Value::from).ok().or_else(|| digits.parse::<f64>().map(Value::from).ok())
    }

    fn identifier(&mut self) -> Option<String> {
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (name, rest) = rest.split_at_checked(end)?;
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn named(&mut self) -> Option<Check> {
        let name = self.identifier()?;
        match name.as_str() {
            "None" => Some(Check::Literal(Value::Null)),
            "True" => Some(Check::Literal(Value::Bool(true))),
            "False" => Some(Check::Literal(Value::Bool(false))),
            "u" if self.rest.starts_with(['\'', '"']) => {
                self.text().map(|text| Check::Literal(Value::from(text)))
            }
            "len" if self.sign("(") => {
                let inner = self.deeper(Self::sum)?;
                self.sign(")").then(|| Check::Len(Box::new(inner)))
            }
            "locals" if self.sign("()") => Some(Check::Path(Vec::new())),
            "datetime" => self.seconds(),
            _ if self.rest.starts_with('(') => None,
            _ => self.path(name),
        }
    }

    /// `datetime.timedelta(days, seconds, microseconds)` as seconds.
    fn seconds(&mut self) -> Option<Check> {
        self.sign(".timedelta(").then_some(())?;
        let parts = self.members(")")?;
        let numbers =
            parts.iter().map(|part| part.value(&Value::Null)?.as_f64()).collect::<Option<Vec<f64>>>()?;
        let units = [86_400.0, 1.0, 1e-6];
        Some(Check::Literal(Value::from(numbers.iter().zip(units).map(|(n, unit)| n * unit).sum::<f64>())))
    }

    fn path(&mut self, name: String) -> Option<Check> {
        let mut steps = vec![Step::Name(name)];
        loop {
            if self.rest.starts_with('[') {
                self.sign("[");
                steps.push(match self.operand()? {
                    Check::Literal(Value::String(name)) => Step::Name(name),
                    Check::Literal(place) => Step::At(place.as_i64()?),
                    _ => return None,
                });
                self.sign("]").then_some(())?;
            } else if self.rest.starts_with('.') {
                self.sign(".");
                let name = self.identifier()?;
                if !self.rest.starts_with('(') {
                    steps.push(Step::Name(name));
                    continue;
                }
                return self.call(&name, steps);
            } else {
                return Some(Check::Path(steps));
            }
        }
    }

    fn call(&mut self, method: &str, mut steps: Vec<Step>) -> Option<Check> {
        self.sign("(");
        let key = self.text()?;
        self.sign(")").then_some(())?;
        match method {
            "has_key" => {
                Some(Check::Within(Box::new(Check::Literal(Value::from(key))), Box::new(Check::Path(steps))))
            }
            "get" => {
                steps.push(Step::Name(key));
                Some(Check::Path(steps))
            }
            _ => None,
        }
    }

    fn text(&mut self) -> Option<String> {
        let quote = ["'''", "\"\"\"", "'", "\""].into_iter().find(|quote| self.rest.starts_with(quote))?;
        let mut rest = self.rest.strip_prefix(quote)?;
        let mut text = String::new();
        loop {
            if let Some(after) = rest.strip_prefix(quote) {
                self.rest = after;
                return Some(text);
            }
            let mut chars = rest.chars();
            match chars.next()? {
                '\\' => text.push(escaped(&mut chars)?),
                other => text.push(other),
            }
            rest = chars.as_str();
        }
    }
}

fn escaped(chars: &mut std::str::Chars) -> Option<char> {
    match chars.next()? {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'x' => code(chars, 2),
        'u' => code(chars, 4),
        'U' => code(chars, 8),
        other => Some(other),
    }
}

fn code(chars: &mut std::str::Chars, digits: usize) -> Option<char> {
    let mut code = 0;
    for _ in 0..digits {
        code = code * 16 + chars.next()?.to_digit(16)?;
    }
    char::from_u32(code)
}
