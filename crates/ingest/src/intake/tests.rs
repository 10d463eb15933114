//! Tests of the intake.

use super::*;
use crate::document::Role;
use proptest::prelude::*;

const STORY: &str = "The Kachin Independence Army took the rare earth town of Pangwa on 18 October 2024, its spokesman \
                     said. Miners who fled across the border said that trucks no longer pass the gate at Kanpaiti. \
                     Buyers in Tengchong had paid a tax of 35,000 yuan a tonne to the militia that held the hills \
                     before, and none of them knows to whom it will be due from now on, or whether it will be due.";

fn names() -> Names {
    Names::of(None, &[]).expect("few names")
}

fn page(publisher: &str, day: &str, body: &str) -> Vec<u8> {
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>Gate shut - {publisher}</title>\
         <meta property=\"og:site_name\" content=\"{publisher}\"><meta property=\"article:published_time\" \
         content=\"{day}\"></head><body><article><h1>Gate shut</h1><p>{body}</p></article></body></html>"
    )
    .into_bytes()
}

fn item(url: &str, bytes: impl Into<Vec<u8>>) -> Item {
    Item { at: Where { url: url.into(), ..Where::default() }, bytes: bytes.into() }
}

fn all(items: Vec<Item>) -> Ingested {
    ingest(items, &names(), &|_, _| ())
}

fn rss(content: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><!-- <html> --><rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Hill Wire</title>\
         <item><title>Gate &amp; tax</title><link>https://hillwire.example/1</link>\
         <pubDate>Sat, 19 Oct 2024 08:00:00 GMT</pubDate><content:encoded><![CDATA[<p>{content}</p>]]></content:encoded></item>\
         <item><title>Teaser</title><link>https://hillwire.example/2</link><description>Read more.</description></item>\
         </channel></rss>"
    )
}

#[test]
fn first_elements_tell_feeds_from_pages() {
    let sorts = [
        ("<rss version='2.0'>", Sort::Feed),
        ("\u{feff}<?xml version='1.0'?>\n<!-- <rss> --><feed xmlns='x'>", Sort::Feed),
        ("<!DOCTYPE rss [ <!ENTITY a '>'> ]><rss>", Sort::Feed),
        ("<rdf:RDF>", Sort::Feed),
        ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", Sort::Feed),
        ("<OPML version='2.0'>", Sort::Opml),
        ("<!doctype html><html><body><rss>", Sort::Document),
        ("{\"a\": 1}", Sort::Data),
        ("[1, 2]", Sort::Data),
        ("[Updated] The gate is shut", Sort::Document),
        ("words <rss>", Sort::Document),
        ("<", Sort::Document),
        ("<!--", Sort::Document),
        ("", Sort::Document),
    ];
    for (text, want) in sorts {
        assert_eq!(sort(text.as_bytes()), want, "{text}");
    }
    let wide: Vec<u8> = "\u{feff}<rss>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(sort(&wide), Sort::Feed);
}

#[test]
fn an_entry_with_a_text_is_a_document_and_a_teaser_is_none() {
    let read = all(vec![item("saved.xml", rss(STORY))]);
    let [document] = read.documents.as_slice() else { panic!("{:?}", read.documents) };
    assert_eq!(document.url, "https://hillwire.example/1");
    assert_eq!(document.title.as_deref(), Some("Gate & tax"));
    assert_eq!(document.published.as_deref(), Some("2024-10-19"));
    assert_eq!(document.publisher.as_deref(), Some("Hill Wire"));
    assert!(document.text.contains("Pangwa"), "{}", document.text);
    assert!(read.notes.iter().any(|note| note.text.starts_with("1 of 2 entries")), "{:?}", read.notes);
}

#[test]
fn an_entry_that_names_its_source_is_a_copy() {
    let text = rss(STORY).replacen(
        "<link>",
        "<source url=\"https://ledger.example/feed\">The Ledger</source><link>",
        1,
    );
    let read = all(vec![item("saved.xml", text)]);
    let chain: Vec<_> = read.documents[0].chain.iter().map(|hand| (hand.name.as_str(), hand.role)).collect();
    assert_eq!(chain, [("Hill Wire", Role::Aggregator), ("The Ledger", Role::Origin)]);
}

#[test]
fn a_copy_supports_nothing_and_another_report_does() {
    let other = "Fighters of the Kachin Independence Army seized Pangwa, three residents said by telephone. The road \
                 to the border was empty at noon, they said, and the market shut. Nobody could say when the miners \
                 would come back, or who would pay them, or what would become of the leaching ponds on the hills.";
    let copied =
        vec![item("a", page("Ledger", "2024-10-19", STORY)), item("b", page("Barn", "2024-10-20", STORY))];
    let control = |read: &Ingested| {
        let claims = read.claims.values().flatten().find(|claim| claim.kind == extract::Kind::ControlChange);
        read.support[&claims.expect("a claim").id]
    };
    assert_eq!(control(&all(copied.clone())), 1);
    let more: Vec<Item> =
        copied.into_iter().chain([item("c", page("Hill Wire", "2024-10-21", other))]).collect();
    let read = all(more);
    assert_eq!(read.stories.len(), 2);
    assert_eq!(control(&read), 2);
}

#[test]
fn one_text_at_two_addresses_is_two_documents_with_one_set_of_claims() {
    let bytes = page("Ledger", "2024-10-19", STORY);
    let read = all(vec![item("a", bytes.clone()), item("b", bytes.clone()), item("a", bytes)]);
    assert_eq!(read.documents.iter().map(|document| document.url.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(read.claims.len(), 1);
}

#[test]
fn what_cannot_be_read_is_told() {
    let zip = item("a.zip", *b"PK\x03\x04....");
    let read =
        all(vec![zip, item("b.pdf", *b"%PDF-1.7"), item("c", ""), item("d.gz", [0x1f, 0x8b, 8, 0, 1])]);
    let notes: Vec<String> = read.notes.iter().map(|note| format!("{}: {}", note.at, note.text)).collect();
    assert!(read.documents.is_empty());
    for words in
        ["a.zip: not read: a ZIP", "b.pdf: not read: a PDF", "c: empty", "d.gz: not read: the gzip data"]
    {
        assert!(notes.iter().any(|note| note.starts_with(words)), "{words}: {notes:?}");
    }
}

#[test]
fn a_list_of_feeds_is_told_and_not_fetched() {
    let list =
        "<opml version='2.0'><body><outline type='rss' xmlUrl='https://a.example/feed'/></body></opml>";
    let read = all(vec![item("feeds.opml", list)]);
    assert!(read.notes[0].text.starts_with("a list of 1 feeds"), "{:?}", read.notes);
}

#[test]
fn a_packed_feed_is_a_feed() {
    use std::io::Write as _;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(rss(STORY).as_bytes()).expect("into memory");
    assert_eq!(all(vec![item("feed.gz", packer.finish().expect("into memory"))]).documents.len(), 1);
}

#[test]
fn addresses_are_told_from_paths() {
    assert!(is_address("https://a.example/x") && is_address("ftp://a.example"));
    assert!(!is_address("folder/a.html") && !is_address("://x") && !is_address("a b://c"));
}

fn pages() -> Vec<Item> {
    let day = |k: usize| format!("2024-10-{:02}", 10 + k / 2);
    let body = |k: usize| if k.is_multiple_of(3) { STORY.to_owned() } else { format!("{STORY} Note {k}.") };
    (0..7).map(|k| item(&format!("p{k}"), page(["Ledger", "Barn"][k % 2], &day(k), &body(k)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_items_changes_nothing(order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle()) {
        let items = pages();
        let shuffled: Vec<Item> = order.iter().map(|k| items[*k].clone()).collect();
        prop_assert_eq!(all(shuffled), all(items));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), start in 0_usize..5) {
        let start = ["", "<rss><channel><item>", "<opml><body>", "<html>", "{\"version\":\"jsonfeed.org\",\"items\":[{"][start];
        let _ = open(&item("x", [start.as_bytes(), &bytes].concat()));
    }
}
