//! Tests of how what was read is laid out.

use super::*;
use crate::table::text;
use oreline_ingest::answers::{IngestAnswer, LocateAnswer, ReadAnswer, StoriesAnswer};
use oreline_ingest::gazetteer::Gazetteer;
use oreline_ingest::intake::{Item, ingest as read_all};
use oreline_ingest::names::Names;
use oreline_ingest::read::Where;

const BODY: &str = "The Kachin Independence Army took the rare earth town of Pangwa on 18 October 2024, its spokesman \
                    said. Miners who fled across the border said that trucks no longer pass the gate at Kanpaiti. The \
                    men who had held the hills before left overnight with their families and their excavators.";

fn page(url: &str, publisher: &str, body: &str) -> Item {
    let bytes = format!(
        "<html><head><title>Gate \u{1b}[31mshut</title><meta property=\"og:site_name\" content=\"{publisher}\"></head>\
         <body><article><h1>Gate \u{1b}[31mshut</h1><p>18 October 2024</p><p>{body}</p></article></body></html>"
    );
    Item { at: Where { url: url.into(), ..Where::default() }, bytes: bytes.into_bytes() }
}

fn ingested() -> oreline_ingest::intake::Ingested {
    let items = vec![
        page("a.html", "The Ledger", BODY),
        page("b.html", "Barn", BODY),
        page("c.html", "Hill Wire", &BODY.replace("18 October", "19 October")),
        Item { at: Where { url: "d.pdf".into(), ..Where::default() }, bytes: b"%PDF-1.7".to_vec() },
    ];
    read_all(items, &Names::of(None, &[]).unwrap(), &|_, _| ())
}

#[test]
fn claims_are_printed_as_candidates_with_their_quotes() {
    let printed = text(&ingest(&IngestAnswer::new("tiny", &ingested(), false)));
    for words in [
        "before a person accepts",
        "Claims: control-change",
        "“The Kachin Independence Army took",
        "d.pdf: not read",
        "1 origin",
    ] {
        assert!(printed.contains(words), "{words}: {printed}");
    }
    assert!(!printed.contains('\u{1b}'));
}

#[test]
fn another_figure_in_the_same_words_is_told_once() {
    let answer = StoriesAnswer::new(&ingested(), false);
    let printed = text(&stories(&answer));
    // All are of one day, so that either may be called the later.
    let told = printed.matches(" has 18 where ").count() + printed.matches(" has 19 where ").count();
    assert_eq!(told, 1, "{printed}");
    assert!(answer.documents.iter().all(|document| document.text.is_none()));
    assert_eq!(crate::csv::stories(&answer).lines().count(), 4);
}

#[test]
fn a_hostile_headline_cannot_move_the_cursor() {
    assert_eq!(plain("a\u{1b}[2J\u{202e}b\nc"), "a [2Jb c");
    let item = page("a.html", "Barn", BODY);
    let answer = ReadAnswer::from(oreline_ingest::read::read(&item.bytes, &item.at).unwrap());
    let printed = text(&read(std::slice::from_ref(&answer)));
    assert!(
        printed.starts_with("Gate") && printed.contains("Pangwa") && !printed.contains('\u{1b}'),
        "{printed}"
    );
    assert!(text(&read(&[answer.clone(), answer])).starts_with("2 documents"));
}

#[test]
fn a_text_without_a_place_has_an_empty_row() {
    let gazetteer = Gazetteer::standard();
    let answers: Vec<_> =
        ["Fighting near Chipwi", "nothing"].map(|text| LocateAnswer::new(text, &gazetteer)).into();
    assert!(answers[0].id.is_some() && answers[1].id.is_none());
    let table = crate::csv::locate(&answers);
    assert!(table.lines().nth(2).unwrap().starts_with("nothing,,,,"), "{table}");
    assert!(text(&locate(&answers)).contains("Chipwi"));
}

#[test]
fn a_feed_is_printed_with_what_was_mended() {
    let bytes = b"<rss><channel><title>Wire<item><title>Gate & tax</title><link>https://a.example/1</link>";
    let read = oreline_ingest::feed::read(bytes, None);
    let printed = text(&feed(&read));
    assert!(printed.contains("Mended") && printed.contains("https://a.example/1"), "{printed}");
}
