//! The reader on invented articles and their copies, and on documents of every kind it takes or refuses.
//!
//! `pages/` holds three families: a newsletter's article, a blog's copy of it, an aggregator's copy of that, and
//! excerpts, cuts and corrections. What is true of them stands in each `truth.json`, written by somebody who had not
//! seen the reader.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use oreline_ingest::read::{Bound, Note, ReadError, Reading, Script, Where, cited, read};
use oreline_ingest::{Document, Role};
use serde_json::Value;

const FAMILIES: [&str; 3] = ["f1", "f2", "f3"];

fn folder(family: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(family)
}

fn truth(family: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder(family).join("truth.json")).unwrap()).unwrap()
}

fn document(family: &str, file: &str) -> Document {
    let at = Where { url: file.to_owned(), ..Where::default() };
    read(&fs::read(folder(family).join(file)).unwrap(), &at).unwrap().document
}

fn reading(bytes: impl AsRef<[u8]>, url: &str) -> Reading {
    read(bytes.as_ref(), &Where { url: url.to_owned(), ..Where::default() }).unwrap()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

#[test]
fn publisher_author_day_and_language_of_every_page() {
    for family in FAMILIES {
        let truth = truth(family);
        for (file, expected) in truth["documents"].as_object().unwrap() {
            let found = document(family, file);
            let of = |key: &str| expected[key].as_str().map(str::to_owned);
            assert_eq!(found.publisher, of("publisher"), "{family}/{file}");
            assert_eq!(found.author, of("author"), "{family}/{file}");
            assert_eq!(found.published, of("published"), "{family}/{file}");
            assert_eq!(Some(found.language), of("language"), "{family}/{file}");
        }
        for file in ["newsletter.html", "newsletter.txt", "blog.html", "aggregator.html", "aggregator.txt"] {
            assert_eq!(document(family, file).title.as_deref(), truth["title"].as_str(), "{family}/{file}");
        }
    }
}

#[test]
fn the_chain_leads_from_the_aggregator_to_the_origin() {
    for family in FAMILIES {
        let truth = truth(family);
        let expected: Vec<(String, String)> = truth["chain"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hand| (hand["name"].as_str().unwrap().into(), hand["role"].as_str().unwrap().into()))
            .collect();
        let shown = |document: &Document| -> Vec<(String, String)> {
            let role = |role: Role| serde_json::to_value(role).unwrap().as_str().unwrap().to_owned();
            document.chain.iter().map(|hand| (hand.name.clone(), role(hand.role))).collect()
        };
        for file in ["aggregator.html", "aggregator.txt"] {
            assert_eq!(shown(&document(family, file)), expected, "{family}/{file}");
        }
        assert_eq!(shown(&document(family, "blog.html")), expected[1..], "{family}/blog.html");
        for file in ["newsletter.html", "newsletter.txt"] {
            assert_eq!(shown(&document(family, file)), expected[2..], "{family}/{file}");
        }
    }
    for (family, file) in [("f1", "excerpt.html"), ("f3", "excerpt.html"), ("f2", "cut.txt")] {
        assert_eq!(document(family, file).chain.len(), 1, "{family}/{file}");
    }
}

/// Words that one text has and the other has not, by the longest common run of lines.
fn other_words(one: &str, other: &str) -> usize {
    let only = |a: &str, b: &str| {
        let lines: Vec<Vec<&str>> = b.lines().map(words).collect();
        a.lines().map(words).filter(|line| !lines.contains(line)).map(|line| line.len()).sum::<usize>()
    };
    only(one, other) + only(other, one)
}

#[test]
fn copies_have_the_text_of_the_original() {
    for family in FAMILIES {
        let original = document(family, "newsletter.html").text;
        for file in ["newsletter.txt", "blog.html", "aggregator.html", "aggregator.txt"] {
            let copy = document(family, file).text;
            // What remains are notices of a site between paragraphs, which have no form of their own.
            let differing = other_words(&original, &copy);
            assert!(differing <= 25, "{family}/{file}: {differing} words differ");
        }
    }
    assert_eq!(document("f1", "newsletter.html").id, document("f1", "blog.html").id);
    assert_eq!(document("f1", "aggregator.html").id, document("f1", "aggregator.txt").id);
    let truth = truth("f2");
    let (from, to) =
        (truth["corrected"]["from"].as_str().unwrap(), truth["corrected"]["to"].as_str().unwrap());
    let corrected = document("f2", "corrected.html").text;
    assert_eq!(document("f2", "newsletter.html").text.replace(from, to), corrected);
}

#[test]
fn every_quotation_of_the_truth_is_in_the_text_and_no_credit_is() {
    for family in FAMILIES {
        let truth = truth(family);
        for file in ["newsletter.html", "newsletter.txt", "blog.html", "aggregator.html", "aggregator.txt"] {
            let text = document(family, file).text;
            for must in truth["must"].as_array().unwrap() {
                assert!(text.contains(must["quote"].as_str().unwrap()), "{family}/{file}: {must}");
            }
            for credit in [
                "Authored by",
                "Originally published",
                "Read more",
                "Source:",
                "By Priya",
                "By Tobias",
                " ago",
            ] {
                assert!(!text.lines().any(|line| line.starts_with(credit)), "{family}/{file}: {credit}");
            }
        }
    }
}

#[test]
fn the_reports_that_a_text_cites() {
    for family in FAMILIES {
        let truth = truth(family);
        let day: Date = truth["published"].as_str().unwrap().parse().unwrap();
        let found = cited(&document(family, "newsletter.html").text, Some(day));
        let expected = truth["cited_reports"].as_array().unwrap();
        assert_eq!(found.len(), expected.len(), "{family}: {found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(Some(found.publisher.as_str()), expected["publisher"].as_str(), "{family}");
            assert_eq!(found.title.as_deref(), expected["title"].as_str(), "{family}");
            // The truth has whole days only; the reader also gives a month where the text does.
            let whole = found.date.as_deref().filter(|date| date.len() == 10);
            assert_eq!(whole, expected["date"].as_str(), "{family}");
        }
    }
}

#[test]
fn passages_in_other_scripts_are_stored_and_said_to_be_unread() {
    let page = fs::read(folder("f3").join("blog.html")).unwrap();
    let found = reading(page, "blog.html");
    assert!(found.document.text.contains("谁当家都一样，矿车停一天，镇上就少一天的饭。"));
    assert!(found.document.text.contains("ဗန်းမော်တိုက်ပွဲ မရပ်သေးပါ။"));
    for script in [Script::Chinese, Script::Burmese] {
        assert!(found.notes.contains(&Note::Unread { script, paragraphs: 1 }));
    }
}

const PARAGRAPHS: &str = "<p>The clay hills around the town supply close to half of the heavy rare earths of the world, \
    and an army taxes each truck that leaves them.</p><p>Nobody who buys the ore asks who is paid for it, and nobody \
    who sells it asks where it will go, because there is one buyer only.</p>";

fn page(head: &str, before: &str, after: &str) -> String {
    format!(
        "<!doctype html><html><head>{head}</head><body>{before}<article>{PARAGRAPHS}{after}</article></body></html>"
    )
}

#[test]
fn no_date_later_than_the_day_of_fetching() {
    let html = page(
        "<title>Clay</title><meta property='article:published_time' content='2025-08-02'>",
        "<h1>Clay</h1>",
        "",
    );
    let fetched =
        |day| Where { url: "https://a.example/clay".into(), fetched: Some(day), ..Where::default() };
    let late = read(html.as_bytes(), &fetched(date(2025, 8, 1))).unwrap();
    assert_eq!(late.document.published, None);
    assert!(late.notes.contains(&Note::DateAhead { date: "2025-08-02".into() }));
    assert_eq!(
        read(html.as_bytes(), &fetched(date(2025, 8, 2))).unwrap().document.published.as_deref(),
        Some("2025-08-02")
    );
}

#[test]
fn days_counted_back_from_the_day_of_fetching() {
    let html = page("<title>Clay</title>", "<h1>Clay</h1><div>Salween Post 3 days ago</div>", "");
    let at =
        Where { url: "https://a.example/clay".into(), fetched: Some(date(2025, 8, 1)), ..Where::default() };
    assert_eq!(read(html.as_bytes(), &at).unwrap().document.published.as_deref(), Some("2025-07-29"));
    assert_eq!(reading(html, "clay.html").document.published, None);
}

#[test]
fn a_canonical_address_elsewhere_is_the_origin() {
    let head = "<title>Clay | Kettle</title><link rel='canonical' href='https://salween.example/clay'>";
    let html = page(head, "<h1>Clay</h1>", "<p>From <a href='https://salween.example/'>Salween</a>.</p>");
    let found = reading(html, "https://kettle.example/clay").document;
    let hands: Vec<(&str, Role)> = found.chain.iter().map(|hand| (hand.name.as_str(), hand.role)).collect();
    assert_eq!(hands, [("Kettle", Role::Copy), ("Salween", Role::Origin)]);
}

#[test]
fn an_agency_whose_report_is_printed_is_the_origin() {
    let head = "<title>Clay | Kettle</title>";
    let html =
        page(head, "<h1>Clay</h1>", "").replace("<p>The clay", "<p>BEIJING, July 8 (Xinhua) -- The clay");
    let found = reading(html, "https://kettle.example/clay").document;
    assert!(found.text.starts_with("The clay hills"));
    let hands: Vec<(&str, Role)> = found.chain.iter().map(|hand| (hand.name.as_str(), hand.role)).collect();
    assert_eq!(hands, [("Kettle", Role::Copy), ("Xinhua", Role::Origin)]);
}

#[test]
fn mails_are_read_by_their_page_or_their_text() {
    let head = "From: Ann Lee from Wet Stone <ann@wetstone.example>\r\nTo: you@there.example\r\n\
        Date: Tue, 29 Jul 2025 23:30:00 -0700\r\nSubject: =?utf-8?q?Clay_=E2=80=93_and_who_buys_it?=\r\nMIME-Version: 1.0\r\n";
    let html = page("", "<h1>Clay – and who buys it</h1>", "");
    let mail = format!("{head}Content-Type: text/html; charset=utf-8\r\n\r\n{html}");
    let found = reading(mail, "clay.eml").document;
    assert_eq!(found.title.as_deref(), Some("Clay – and who buys it"));
    assert_eq!(found.author.as_deref(), Some("Ann Lee"));
    assert_eq!(found.publisher.as_deref(), Some("Wet Stone"));
    assert_eq!(found.published.as_deref(), Some("2025-07-29"));
    assert!(found.text.starts_with("The clay hills") && found.text.lines().count() == 2);

    let body: Vec<u8> = encoding_rs::GBK
        .encode("克钦邦的黏土山丘供应了全世界将近一半的重稀土，军队向每一辆卡车征税。")
        .0
        .into_owned();
    let mut mail =
        format!("{head}Content-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: 8bit\r\n\r\n")
            .into_bytes();
    mail.extend(body);
    let found = reading(mail, "clay.eml");
    assert!(found.document.text.starts_with("克钦邦的黏土山丘"), "{}", found.document.text);
    assert_eq!(found.document.language, "zh");
}

#[test]
fn text_out_of_a_pdf_has_the_text_of_the_page() {
    let original = document("f1", "newsletter.html");
    let mut pdf = String::from("Who Gets to Sell Kachin's Mud?\nMaren Holtby\nJul 29, 2025\n\n");
    let mut lines = 0;
    for paragraph in original.text.lines() {
        let mut width = 0;
        for word in paragraph.split(' ') {
            if width + word.len() > 78 {
                // A long word is broken at the end of its line now and then, as typesetters do.
                let broken =
                    word.len() > 9 && lines % 5 == 0 && word.bytes().all(|byte| byte.is_ascii_lowercase());
                if broken {
                    pdf.push_str(&format!("{}-\n{}", &word[..5], &word[5..]));
                } else {
                    pdf.push('\n');
                    pdf.push_str(word);
                }
                pdf.push(' ');
                width = word.len();
                lines += 1;
                if lines % 40 == 0 {
                    pdf.push_str(&format!("\n\n{}\n\u{c}THE SALWEEN LEDGER\n\n", lines / 40));
                    width = 0;
                }
                continue;
            }
            pdf.push_str(word);
            pdf.push(' ');
            width += word.len() + 1;
        }
        pdf.push_str("\n\n");
    }
    let found = reading(pdf, "mud.txt");
    assert!(found.notes.contains(&Note::Unwrapped));
    assert_eq!(found.document.text, original.text);
    assert_eq!(found.document.title, original.title);
    assert_eq!(found.document.author, original.author);
    assert_eq!(found.document.published, original.published);
}

#[test]
fn character_sets() {
    let western = page(
        "<meta charset='windows-1252'>",
        "<h1>Clay</h1>",
        "<p>Caf\u{e9} \u{2013} \u{201c}x\u{201d}, and so on for some more words to make a paragraph of it.</p>",
    );
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(&western);
    assert!(reading(&bytes, "a.html").document.text.contains("Café – “x”"));
    let chinese = page(
        "",
        "",
        "<p>克钦邦的黏土山丘供应了全世界将近一半的重稀土，军队向每一辆离开的卡车征税，买家只有一个。</p>",
    );
    for encoding in [encoding_rs::GBK, encoding_rs::BIG5] {
        let text = if encoding == encoding_rs::BIG5 {
            chinese.replace(
                "克钦邦的黏土山丘供应了全世界将近一半的重稀土，军队向每一辆离开的卡车征税，买家只有一个。",
                "克欽邦的黏土山丘供應了全世界將近一半的重稀土，軍隊向每一輛離開的卡車徵稅，買家只有一個。",
            )
        } else {
            chinese.clone()
        };
        let (bytes, ..) = encoding.encode(&text);
        let at = Where {
            content_type: Some(format!("text/html; charset={}", encoding.name())),
            ..Where::default()
        };
        let said = read(&bytes, &at).unwrap();
        assert!(said.document.text.contains("的黏土山丘"), "{}", encoding.name());
        let guessed = reading(&bytes, "a.html");
        assert_eq!(guessed.document.text, said.document.text, "{}", encoding.name());
        assert!(guessed.notes.iter().any(|note| matches!(note, Note::CharsetGuessed { .. })));
    }
    let mut wide = vec![0xff, 0xfe];
    wide.extend(page("", "<h1>Clay</h1>", "").encode_utf16().flat_map(u16::to_le_bytes));
    assert!(reading(&wide, "a.html").document.text.starts_with("The clay hills"));
    let decomposed =
        page("", "", "<p>Cafe\u{301} and some more words to make a paragraph of it, so that it is kept.</p>");
    assert!(reading(decomposed, "a.html").document.text.contains("Caf\u{e9}"));
}

#[test]
fn compressed_pages_are_opened_within_bounds() {
    use std::io::Write as _;
    let pack = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let html = page("", "<h1>Clay</h1>", "");
    assert_eq!(
        reading(pack(&pack(html.as_bytes())), "a.html.gz").document,
        reading(html, "a.html.gz").document
    );
    let bomb = pack(&vec![b' '; (64 << 20) + 1]);
    assert_eq!(read(&bomb, &Where::default()), Err(ReadError::TooLarge));
    assert!(matches!(read(&[0x1f, 0x8b, 1, 2, 3], &Where::default()), Err(ReadError::Gzip { .. })));
    assert_eq!(read(&vec![b' '; (64 << 20) + 1], &Where::default()), Err(ReadError::TooLarge));
}

#[test]
fn what_holds_no_text_is_refused_with_the_remedy() {
    let pdf = read(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", &Where::default());
    assert_eq!(pdf, Err(ReadError::Pdf));
    assert!(pdf.unwrap_err().to_string().contains("get its text out first"));
    assert!(matches!(read(b"PK\x03\x04abc", &Where::default()), Err(ReadError::NoText { .. })));
    assert!(reading("", "a.txt").notes.contains(&Note::NoText));
}

/// Work that grows faster than its input takes minutes on these; a slow machine and a build without optimisation do not.
const LONG: Duration = Duration::from_secs(60);

/// Reads hostile bytes on a small stack and within a time that only work beyond the linear would pass.
fn survives(name: &str, bytes: Vec<u8>, bound: Option<Bound>) {
    let start = Instant::now();
    let reader =
        std::thread::Builder::new().stack_size(1 << 20).spawn(move || reading(bytes, "a.html")).unwrap();
    let found = reader.join().unwrap();
    assert!(start.elapsed() < LONG, "{name}: {:?}", start.elapsed());
    let flattened = found.notes.iter().find_map(|note| match note {
        Note::Flattened { bound } => Some(*bound),
        _ => None,
    });
    assert_eq!(flattened, bound, "{name}");
}

#[test]
fn hostile_pages_neither_overflow_nor_take_long() {
    let many =
        |open: &str, count: usize| format!("<html><body>{}{PARAGRAPHS}", open.repeat(count)).into_bytes();
    survives("nested", many("<div>", 100_000), Some(Bound::Depth));
    survives("nested below the bound", many("<div>", 390), None);
    survives("lists", many("<ul><li>", 190), None);
    survives("tables", many("<table><tr><td>", 390), None);
    survives("quotes", many("<blockquote>", 390), None);
    survives("formatting", many("<b><i><p>", 50_000), Some(Bound::Depth));
    survives("false ends", many("<div></x>", 100_000), Some(Bound::Depth));
    survives("flat", many("<p>word</p>", 150_000), None);
    survives("links", many("<a href='/x'>word</a> ", 90_000), None);
    survives("line", format!("<html><p>{}", "word ".repeat(10_000_000)).into_bytes(), Some(Bound::Size));
    survives("line below the bound", format!("<html><p>{}", "word ".repeat(1_500_000)).into_bytes(), None);
    survives(
        "attributes",
        format!("<html><p {}>", "a ".repeat(1_000_000)).into_bytes(),
        Some(Bound::Attributes),
    );
    survives("nuls", many("\0<p>\0", 50_000), None);
    survives("open tags", many("<p x='", 100_000), Some(Bound::Attributes));
    survives("ends", many("</div>", 150_000), None);
    survives("comments", many("<!--", 100_000), None);
    survives("scripts", many("<script>", 100_000), None);
    survives("references", many("&&&#;&amp", 100_000), None);
}

#[test]
fn hostile_text_neither_overflows_nor_takes_long() {
    let text = |text: String| {
        let start = Instant::now();
        let found = reading(text, "a.txt").document;
        assert!(cited(&found.text, Some(date(2025, 7, 29))).len() < 1000);
        assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
    };
    text("word ".repeat(4_000_000));
    text("By Ann Lee\n".repeat(500_000));
    text("On 8 July Reuters reported “".repeat(200_000));
    text("A Very Long Name Of Times ".repeat(200_000));
    text("\u{c}\n1\n".repeat(500_000));
    text("From: a\nSubject: b\n".repeat(100_000));
    text("pro-\n".repeat(1_000_000));
    text("( 8 July ) - ".repeat(300_000));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600)) {
        let _ = read(&bytes, &Where { url: "https://a.example/2025/07/".into(), ..Where::default() });
    }

    #[test]
    fn any_mutation_of_a_page_gives_the_same_answer_twice_and_quotes_inside_the_text(
        cut in 0_usize..6000, length in 0_usize..3000, put in "[<>a-zA-Z&;\"'= \u{ad}谁\u{1031}]{0,30}", family in 0_usize..3,
    ) {
        let page = fs::read_to_string(folder(FAMILIES[family]).join("blog.html")).unwrap();
        let from = page.floor_char_boundary(cut);
        let to = page.floor_char_boundary(from + length);
        let page = format!("{}{put}{}", &page[..from], &page[to.max(from)..]);
        let (once, twice) = (reading(&page, "a.html"), reading(&page, "a.html"));
        for report in cited(&once.document.text, Some(date(2025, 7, 29))) {
            proptest::prop_assert!(once.document.text.get(report.span.0..report.span.1).is_some());
        }
        proptest::prop_assert_eq!(once, twice);
    }

    #[test]
    fn any_text_is_kept(lines in proptest::collection::vec("[ A-Za-z0-9.,\u{ad}–谁မ]{0,80}", 0..40)) {
        let text = lines.join("\n");
        let found = reading(&text, "a.txt").document;
        let longest = found.text.lines().map(str::len).max().unwrap_or(0);
        proptest::prop_assert!(longest <= text.len());
        proptest::prop_assert_eq!(Document::id_of(&found.text), found.id);
    }
}
