//! One thing under several names: countries and materials as different tables spell them.
//!
//! Countries have aliases, written out. Materials are matched by rules, so that a table with other materials works
//! as well: the same letters, one name beginning with the other, one letter apart, or the only two left that begin
//! alike. The road not taken: a list of materials; it would know only those that it was written for.

use std::collections::{BTreeMap, BTreeSet};

/// Names of countries in criticality studies and in the World Bank's table.
const COUNTRIES: [(&str, &str); 30] = [
    ("brasil", "brazil"),
    ("brasilia", "brazil"),
    ("congo", "congorep"),
    ("congodr", "congodemrep"),
    ("congor", "congorep"),
    ("congorepublic", "congorep"),
    ("czechia", "czechrepublic"),
    ("democraticrepublicofthecongo", "congodemrep"),
    ("drcongo", "congodemrep"),
    ("egypt", "egyptarabrep"),
    ("hongkong", "hongkongsarchina"),
    ("iran", "iranislamicrep"),
    ("ivorycoast", "cotedivoire"),
    ("koreanorth", "koreademrep"),
    ("koreasouth", "korearep"),
    ("kyrgyzstan", "kyrgyzrepublic"),
    ("laos", "laopdr"),
    ("libanon", "lebanon"),
    ("northkorea", "koreademrep"),
    ("russia", "russianfederation"),
    ("slovakia", "slovakrepublic"),
    ("southkorea", "korearep"),
    ("surinam", "suriname"),
    ("syria", "syrianarabrepublic"),
    ("taiwan", "taiwanchina"),
    ("turkey", "turkiye"),
    ("turkyie", "turkiye"),
    ("usa", "unitedstates"),
    ("venezuela", "venezuelarb"),
    ("yemen", "yemenrep"),
];

/// The letters of a name, small and without accents.
fn letters(name: &str) -> String {
    name.to_lowercase().chars().map(plain).filter(char::is_ascii_lowercase).collect()
}

fn plain(c: char) -> char {
    match c {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' | 'ı' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ş' => 's',
        other => other,
    }
}

/// What a country is looked up by.
pub(super) fn country(name: &str) -> String {
    let own = letters(name);
    let alias = COUNTRIES.iter().find(|(from, _)| *from == own);
    alias.map_or(own, |(_, to)| (*to).to_owned())
}

/// What a material is looked up by: `ph` and `f` are one sound.
fn sound(name: &str) -> String {
    letters(name).replace("ph", "f")
}

/// Whether two names are one name in different letters.
pub(super) fn same(a: &str, b: &str) -> bool {
    sound(a) == sound(b)
}

/// The first letters of the words of a name, as group names are made of them.
pub(super) fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).collect::<String>().to_uppercase()
}

/// Which names of a table stand for each material, the same name first.
pub(super) fn matched<'a>(materials: &[String], names: &BTreeSet<&'a str>) -> BTreeMap<String, Vec<&'a str>> {
    let mut out: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let exact = |name: &str| materials.iter().find(|m| same(m, name));
    let mut left = Vec::new();
    for name in names {
        match exact(name) {
            Some(material) => out.entry(material.clone()).or_default().push(name),
            None => left.push(*name),
        }
    }
    for rule in [alike, begins_alike] {
        let mut still = Vec::new();
        for name in left {
            let open: Vec<&String> = materials.iter().filter(|m| rule(m, name, &out)).collect();
            match open.as_slice() {
                [only] => out.entry((*only).clone()).or_default().push(name),
                _ => still.push(name),
            }
        }
        left = still;
    }
    out
}

type Found<'a> = BTreeMap<String, Vec<&'a str>>;

fn alike(material: &str, name: &str, _: &Found<'_>) -> bool {
    let (a, b) = (sound(material), sound(name));
    a.starts_with(&b) || b.starts_with(&a) || strsim::levenshtein(&a, &b) <= 1
}

/// The last resort, for materials without any name yet.
fn begins_alike(material: &str, name: &str, found: &Found<'_>) -> bool {
    let head = |text: &str| sound(text).chars().take(3).collect::<String>();
    !found.contains_key(material) && head(material) == head(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_meet_under_their_aliases() {
        for (a, b) in [
            ("Turkyie", "Türkiye"),
            ("Congo, D.R.", "Congo, Dem. Rep."),
            ("Côte d'Ivoire", "Cote d'Ivoire"),
            ("Korea, South", "Korea, Rep."),
            ("Brasilia", "Brazil"),
        ] {
            assert_eq!(country(a), country(b));
        }
        assert_ne!(country("Congo, D.R."), country("Congo"));
    }

    #[test]
    fn materials_are_matched_by_rules() {
        let materials = ["Zirk", "Sulfur", "Lime", "Tita", "Tita metal", "Unobtain"].map(String::from);
        let names =
            BTreeSet::from(["sulphur", "Limestone", "TITA", "Tita ores", "Tita metal", "Unoba", "Other"]);
        let found = matched(&materials, &names);
        assert_eq!(found["Sulfur"], ["sulphur"]);
        assert_eq!(found["Lime"], ["Limestone"]);
        assert_eq!(found["Tita"], ["TITA", "Tita ores"]);
        assert_eq!(found["Tita metal"], ["Tita metal"]);
        assert_eq!(found["Unobtain"], ["Unoba"]);
        assert!(!found.contains_key("Zirk"));
        assert_eq!(initials("Heavy Rare earths Elements"), "HREE");
    }
}
