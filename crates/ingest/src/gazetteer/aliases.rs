//! The other names of a world's actors, sites and goods, as its `aliases.csv` lists them.
//!
//! The road not taken: aliases in the tables of the world. They are words for readers of pages, not claims with sources,
//! and a world is whole without them.

use super::table::{BadRow, rows};

/// Another name of something in a world.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    /// The id of an actor, site or good, or of a family of goods.
    pub id: String,
    /// The name as it is written.
    pub alias: String,
    /// The language by ISO 639-1.
    pub lang: String,
    /// Anything else.
    pub note: String,
}

/// Reads a table with the columns `id`, `alias`, `lang` and `note`.
///
/// # Errors
/// Every row that cannot be used, with its line and a remedy; then no alias is taken, so that none is missed unseen.
pub fn aliases(text: &str) -> Result<Vec<Alias>, Vec<BadRow>> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let mut seen = std::collections::BTreeSet::new();
    for row in rows(text) {
        match row.and_then(|r| alias(&r)) {
            Ok((line, a)) if !seen.insert((a.id.clone(), a.alias.clone())) => {
                bad.push(wrong(
                    line,
                    &format!("'{}' stands twice for '{}'", a.alias, a.id),
                    "take one of the rows out",
                ));
            }
            Ok((_, a)) => good.push(a),
            Err(e) => bad.push(e),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

/// No name is longer; searching for one of equal letters costs its square.
const LONGEST: usize = 200;

fn alias(row: &super::table::Row) -> Result<(u64, Alias), BadRow> {
    let cell = |name: &str| {
        let missing =
            || wrong(row.line, &format!("no column '{name}'"), "let the first line be id,alias,lang,note");
        row.get(name).map(str::to_owned).ok_or_else(missing)
    };
    let alias = Alias { id: cell("id")?, alias: cell("alias")?, lang: cell("lang")?, note: cell("note")? };
    if alias.id.is_empty() {
        return Err(wrong(row.line, "no id", "name the actor, site or good by its id"));
    }
    if alias.alias.chars().count() > LONGEST {
        let what = format!("a name of more than {LONGEST} letters");
        return Err(wrong(row.line, &what, "give the name as texts write it"));
    }
    if alias.alias.is_empty() {
        return Err(wrong(
            row.line,
            &format!("no alias for '{}'", alias.id),
            "write the other name, or take the row out",
        ));
    }
    if alias.lang.len() != 2 || !alias.lang.bytes().all(|b| b.is_ascii_lowercase()) {
        let what = format!("'{}' is no language code", alias.lang);
        return Err(wrong(row.line, &what, "give two lower-case letters of ISO 639-1, such as en, my, zh"));
    }
    Ok((row.line, alias))
}

fn wrong(line: u64, what: &str, remedy: &str) -> BadRow {
    BadRow { line, what: what.to_owned(), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_rows_are_told_with_line_and_remedy() {
        let text = "id,alias,lang,note\nkio-kia,KIA,en,\n,KIO,en,\nlynas,,en,\nlynas,Lynas,english,\nkio-kia,KIA,en,\nx,y\n";
        let bad = aliases(text).expect_err("five bad rows");
        assert_eq!(bad.iter().map(|b| b.line).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert!(bad.iter().all(|b| !b.remedy.is_empty()));
        assert!(aliases("id,name\na,b\n").expect_err("no alias column")[0].what.contains("alias"));
    }

    #[test]
    fn an_empty_table_has_no_alias() {
        assert_eq!(aliases(""), Ok(Vec::new()));
    }
}
