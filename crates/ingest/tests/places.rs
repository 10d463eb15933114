//! Places, names and countries in texts written for these tests.

use oreline_ingest::gazetteer::{
    Case, Finder, Gazetteer, Kind, Listed, Name, Place, aliases, ambiguity, countries, locate,
};
use proptest::prelude::*;

fn township(text: &str) -> Option<String> {
    places(text).into_iter().find(|p| p.kind == Kind::Township).map(|p| p.id)
}

fn places(text: &str) -> Vec<Place> {
    locate(text, &Gazetteer::standard())
}

#[test]
fn a_township_is_known_by_any_spelling() {
    for (text, id) in [
        ("Fighting broke out in Moe Mauk township.", "momauk"),
        ("Fighting broke out in Moemauk on Friday.", "momauk"),
        ("near the jade town of Phakant", "hpakant"),
        ("the Pharkant mines", "hpakant"),
        ("Hpakan, Kachin State", "hpakant"),
        ("Myit Kyi Na", "myitkyina"),
        ("the state capital Myitkyina", "myitkyina"),
        ("Wai Maw township", "waingmaw"),
        ("Wainmaw Township", "waingmaw"),
        ("Banmaw town", "bhamo"),
        ("in Ban Maw", "bhamo"),
        ("Chihpwi", "chipwi"),
        ("Chipwe Township", "chipwi"),
        ("N'Jang Yang Township", "injangyang"),
        ("Sum Pra Bum", "sumprabum"),
        ("Danai Township", "tanai"),
        ("Tanaing", "tanai"),
        ("Moenyin township", "mohnyin"),
        ("Moe Kaung township", "mogaung"),
        ("Manje township", "mansi"),
        ("N'Mawk Township", "momauk"),
        ("Hsawlaw", "tsawlaw"),
        ("Kawng Lang Hpu township", "khaunglanhpu"),
        ("Nogmung", "nawngmun"),
        ("Puta-O", "putao"),
        ("Shwe Gu township", "shwegu"),
        ("MOMAUK TOWNSHIP", "momauk"),
        ("ဝိုင်းမော်မြို့နယ်", "waingmaw"),
        ("克钦邦密支那", "myitkyina"),
    ] {
        assert_eq!(township(text).as_deref(), Some(id), "{text}: {:?}", places(text));
    }
}

#[test]
fn what_stands_around_a_name_decides() {
    for (text, id) in [
        ("Bhamo district, Momauk township", "momauk"),
        ("Momauk township, Bhamo district", "momauk"),
        ("In Bhamo District, troops entered Mansi.", "mansi"),
        ("a village 20 miles north of the state capital Myitkyina in Injangyang township", "injangyang"),
        ("on the Myitkyina-Bhamo road in Waingmaw township", "waingmaw"),
        ("Mansi village, Shwegu Township", "shwegu"),
        ("Sagaing and Mansi villages in Mohnyin Township", "mohnyin"),
        ("in the Hpakant region of western Kachin State", "hpakant"),
        ("from Myitkyina to Tanai Township", "tanai"),
        ("Bhamo district", "bhamo"),
    ] {
        assert_eq!(township(text).as_deref(), Some(id), "{text}: {:?}", places(text));
    }
}

#[test]
fn a_list_names_every_township() {
    let found = places("Fighting spread to Waingmaw, Momauk and Mansi townships.");
    let sure: Vec<_> = found.iter().filter(|p| p.score > 0.9).map(|p| p.id.as_str()).collect();
    assert_eq!(sure, ["waingmaw", "momauk", "mansi"]);
    let both = places("between Chipwi and Tsawlaw");
    assert_eq!(both.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["chipwi", "tsawlaw"]);
}

#[test]
fn a_town_comes_with_its_township() {
    for (text, town, id) in [
        ("Panwa fell in October", "pangwa", "chipwi"),
        ("Pang War Town", "pangwa", "chipwi"),
        ("the crossing at Kampaiti", "kanpaiti", "waingmaw"),
        ("shells fell on Laiza", "laiza", "waingmaw"),
        ("trade at Loije", "lweje", "momauk"),
        ("Kar Maing town", "kamaing", "hpakant"),
    ] {
        let found = places(text);
        assert_eq!(found.first().map(|p| p.id.as_str()), Some(town), "{text}: {found:?}");
        assert_eq!(township(text).as_deref(), Some(id), "{text}");
    }
}

#[test]
fn another_state_is_no_township_of_kachin() {
    let found = places("in northern Shan State, near Namhkam and Muse");
    assert!(found.iter().any(|p| p.kind == Kind::State && p.id == "shan"));
    assert!(found.iter().all(|p| p.part_of.as_deref() != Some("kachin")), "{found:?}");
    assert_eq!(township("Mogok township, Mandalay Region").as_deref(), Some("mogoke"));
    assert_eq!(township("Mong Mit township, Shan State").as_deref(), Some("mongmit"));
    assert_eq!(township("Momeik township, northern Shan State").as_deref(), Some("mongmit"));
    // Momeik is Mongmit by its listed names, and a misspelling of Momauk where the text is about Kachin State.
    assert_eq!(township("the Momeik front in Kachin State").as_deref(), Some("momauk"));
}

#[test]
fn words_that_are_no_places_are_left() {
    for text in [
        "",
        "The ministry said on Monday that exports of gallium rose.",
        "Mining money went to Main Street; the Machine was silent.",
        "Mansi Joshi won the title.",
        "The band Muse announced an album.",
        "Ms Saw and Ann Pale said: Ye of little faith.",
        "1027 — 30% … '''",
    ] {
        assert_eq!(township(text), None, "{text}: {:?}", places(text));
    }
}

#[test]
fn a_quote_is_the_text_at_its_span() {
    let text = "Près de Moe-Mauk ’s post, Waingmaw’s hills (Hpakant).";
    let found = places(text);
    assert!(found.len() >= 3, "{found:?}");
    assert!(found.iter().all(|p| text.get(p.span.0..p.span.1) == Some(p.quote.as_str())));
}

#[test]
fn a_caller_adds_names() {
    let names = [Name { id: "zam-nau".into(), text: "Zam Nau".into(), kind: Kind::Site }];
    let g = Gazetteer::standard().with_names(&names);
    let found = locate("The Zamnau mine in Chipwi township", &g);
    assert!(found.iter().any(|p| p.id == "zam-nau" && p.kind == Kind::Site), "{found:?}");
    let named = [Name { id: "site-7".into(), text: "Pangwa".into(), kind: Kind::Site }];
    let found = locate("at Pang War", &Gazetteer::standard().with_names(&named));
    assert!(found.iter().any(|p| p.id == "site-7" && p.part_of.as_deref() == Some("chipwi")), "{found:?}");
}

#[test]
fn every_official_name_finds_itself() {
    let g = Gazetteer::standard();
    for table in ["townships-kachin", "townships-myanmar"] {
        let path = format!("{}/data/{table}.csv", env!("CARGO_MANIFEST_DIR"));
        let mut rows = csv::Reader::from_path(path).expect("the table");
        for row in rows.records() {
            let row = row.expect("a sound row");
            let (id, name, kind) = (&row[0], &row[1], &row[2]);
            let sign = if kind == "township" { "township" } else { "town" };
            let found = locate(&format!("in {name} {sign}"), &g);
            // Minhla and Htantabin are names of two townships each.
            let top: Vec<_> = found.iter().take(3).map(|p| p.id.as_str()).collect();
            assert!(top.contains(&id), "{name}: {top:?}");
        }
    }
}

fn mentions(finder: &Finder, text: &str) -> Vec<(String, String)> {
    finder.find(text).into_iter().map(|m| (m.id, m.surface)).collect()
}

fn small() -> Finder {
    let listed = vec![
        Listed::new("kio-kia", Kind::Actor, "KIA"),
        Listed::new("kio-kia", Kind::Actor, "Kachin Independence Army"),
        Listed::new("dy-oxide", Kind::Good, "dysprosium"),
        Listed::new("dy-oxide", Kind::Good, "dysprosium oxide"),
        Listed::new("china", Kind::Actor, "China"),
        Listed::new("CN", Kind::Country, "China"),
        Listed::new("rare-earths", Kind::Good, "稀土"),
    ];
    Finder::new(listed, ambiguity::shipped()).expect("a small automaton")
}

#[test]
fn mentions_are_whole_words_and_the_longest() {
    let text = "The Kachin\nIndependence Army (KIA) sells Dysprosium oxide to China; KIAs and indochina do not count. 中重稀土价格";
    let found = mentions(&small(), text);
    let ids: Vec<_> = found.iter().map(|(id, s)| (id.as_str(), s.as_str())).collect();
    let expected = [
        ("kio-kia", "Kachin\nIndependence Army"),
        ("kio-kia", "KIA"),
        ("dy-oxide", "Dysprosium oxide"),
        ("CN", "China"),
        ("china", "China"),
        ("rare-earths", "稀土"),
    ];
    assert_eq!(ids, expected);
}

#[test]
fn every_rule_lets_its_first_sentence_through_and_stops_its_second() {
    let rules = ambiguity::shipped();
    assert!(rules.len() >= 40);
    for r in &rules {
        let finder =
            Finder::new(vec![Listed::new(r.means.as_str(), Kind::Actor, r.surface.as_str())], rules.clone());
        let finder = finder.expect("one name");
        assert!(!finder.find(&r.yes).is_empty(), "{} must be found in: {}", r.surface, r.yes);
        assert!(finder.find(&r.no).is_empty(), "{} must not be found in: {}", r.surface, r.no);
    }
}

#[test]
fn the_world_of_heavy_rare_earths_has_sound_aliases() {
    let path = format!("{}/../../worlds/heavy-rare-earths", env!("CARGO_MANIFEST_DIR"));
    let read = |f: &str| std::fs::read_to_string(format!("{path}/{f}.csv")).expect("a table of the world");
    let all = aliases(&read("aliases")).expect("no bad row");
    let mut ids =
        std::collections::BTreeSet::from(["rare-earths".to_owned(), "heavy-rare-earths".to_owned()]);
    for table in ["actors", "sites", "goods"] {
        let text = read(table);
        ids.extend(
            csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("a row")[0].to_owned()),
        );
    }
    for a in &all {
        assert!(ids.contains(&a.id), "'{}' of alias '{}' is nothing in this world", a.id, a.alias);
    }
    let kia: Vec<_> = all.iter().filter(|a| a.id == "kio-kia").map(|a| a.alias.as_str()).collect();
    assert!(kia.contains(&"KIA") && kia.contains(&"Kachin rebels"));
}

#[test]
fn countries_are_found_by_people_and_seats() {
    let listed: Vec<Listed> = countries()
        .iter()
        .flat_map(|c| {
            c.surfaces().into_iter().map(|s| Listed::new(c.alpha2, Kind::Country, s)).collect::<Vec<_>>()
        })
        .collect();
    let finder = Finder::new(listed, ambiguity::shipped()).expect("an automaton");
    let found = |text: &str| -> Vec<String> { finder.find(text).into_iter().map(|m| m.id).collect() };
    assert_eq!(found("Beijing told the U.S. that Burmese ore is welcome."), ["CN", "US", "MM"]);
    assert_eq!(found("Kigali and Kinshasa signed in Washington."), ["RW", "CD", "US"]);
    assert_eq!(found("LET US polish the turkey."), Vec::<String>::new());
    assert_eq!(found("South Koreans and North Korean troops"), ["KR", "KP"]);
    assert_eq!(found("Nigerien and Nigerian soldiers met"), ["NE", "NG"]);
}

#[test]
fn case_rules_follow_the_spelling() {
    assert_eq!(Case::of("KIA"), Case::Exact);
    assert_eq!(Case::of("Wa"), Case::Exact);
    assert_eq!(Case::of("Lynas"), Case::Capital);
    assert_eq!(Case::of("dysprosium"), Case::Any);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        let found = places(&text);
        for p in &found {
            prop_assert_eq!(text.get(p.span.0..p.span.1), Some(p.quote.as_str()));
            prop_assert!((0.0..=1.0).contains(&p.score));
        }
        let mut end = 0;
        for m in small().find(&text) {
            prop_assert_eq!(text.get(m.span.0..m.span.1), Some(m.surface.as_str()));
            prop_assert!(m.span.0 >= end || m.span.1 == end);
            end = m.span.1;
        }
    }

    #[test]
    fn syllables_of_these_tongues_are_read_without_panic(text in "(([hkgptdbsmnl]{0,3}[yw]?[aeiouy]{1,3}(ng|n|m|k|t)?)[ '\u{2019}-]?){0,12}( Township)?") {
        let upper: String = text.split(' ').map(|w| { let mut c = w.chars(); c.next().map(|f| f.to_uppercase().chain(c).collect::<String>()).unwrap_or_default() + " " }).collect();
        prop_assert!(places(&upper).iter().all(|p| upper.get(p.span.0..p.span.1) == Some(p.quote.as_str())));
    }

    #[test]
    fn a_name_among_other_words_is_found(before in "[a-z ]{0,30}", after in "[a-z ]{0,30}") {
        let text = format!("{before}. Hpakant township. {after}");
        prop_assert_eq!(township(&text), Some("hpakant".to_owned()));
    }
}
