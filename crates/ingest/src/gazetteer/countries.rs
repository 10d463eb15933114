//! The countries of ISO 3166-1 and the words for them.
//!
//! Codes and official names come from the crate `isocountry`; short forms, demonyms and the capitals that stand for a
//! government from `data/countries.csv` (capitals after GeoNames, CC BY 4.0). The road not taken: every capital. Names
//! such as Santiago, Victoria or Kingston mean something else more often than a government, and are left out.

use isocountry::CountryCode;

use super::table::rows;

const SHIPPED: &str = include_str!("../../data/countries.csv");

/// A country and the words for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2, such as MM.
    pub alpha2: &'static str,
    /// ISO 3166-1 alpha-3, such as MMR.
    pub alpha3: &'static str,
    /// The common English name.
    pub name: String,
    /// Its people, singular or as an adjective.
    pub demonyms: Vec<String>,
    /// Capitals and seats that stand for its government.
    pub metonyms: Vec<String>,
    /// Other forms of the name.
    pub forms: Vec<String>,
    /// Those of the words that may mean something else; `data/ambiguous.csv` has a rule for each.
    pub ambiguous: Vec<String>,
}

/// Every country, by its alpha-2 code.
pub fn countries() -> Vec<Country> {
    let mut all: Vec<Country> = rows(SHIPPED).into_iter().flatten().filter_map(|r| country(&r)).collect();
    all.sort_by_key(|c| c.alpha2);
    all
}

fn country(row: &super::table::Row) -> Option<Country> {
    let code = CountryCode::for_alpha2(row.get("alpha2")?).ok()?;
    let list = |column: &str| -> Vec<String> {
        row.get(column)
            .unwrap_or_default()
            .split(';')
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
            .collect()
    };
    Some(Country {
        alpha2: code.alpha2(),
        alpha3: code.alpha3(),
        name: row.get("name")?.to_owned(),
        demonyms: list("demonyms"),
        metonyms: list("metonyms"),
        forms: list("forms"),
        ambiguous: list("ambiguous"),
    })
}

impl Country {
    /// Every word for the country: the name, other forms, demonyms with their plurals, and seats.
    pub fn surfaces(&self) -> Vec<String> {
        let plurals =
            self.demonyms.iter().filter(|d| d.ends_with(['n', 'i', 'k', 't', 'b', 'e']) || d.ends_with("er"));
        let plurals: Vec<String> = plurals.filter(|d| !d.ends_with("ese")).map(|d| format!("{d}s")).collect();
        let given =
            std::iter::once(&self.name).chain(&self.forms).chain(&self.demonyms).chain(&self.metonyms);
        let mut all: Vec<String> = given.cloned().chain(plurals).collect();
        all.sort();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_of_the_standard_is_there() {
        let all = countries();
        assert_eq!(all.len(), isocountry::CountryCode::iter().count());
        let of = |code: &str| all.iter().find(|c| c.alpha2 == code).cloned().expect("a country");
        assert_eq!(of("MM").alpha3, "MMR");
        assert!(of("CD").surfaces().contains(&"Kinshasa".to_owned()));
        assert!(of("US").surfaces().contains(&"Americans".to_owned()));
        assert!(of("CN").surfaces().contains(&"Beijing".to_owned()));
    }

    #[test]
    fn every_ambiguous_word_has_a_rule() {
        let rules = crate::gazetteer::ambiguity::shipped();
        for c in countries() {
            for word in &c.ambiguous {
                assert!(
                    rules.iter().any(|r| r.surface == *word && r.means == c.alpha2),
                    "{word} of {}",
                    c.alpha2
                );
                assert!(c.surfaces().contains(word), "{word} is no word for {}", c.alpha2);
            }
        }
    }
}
