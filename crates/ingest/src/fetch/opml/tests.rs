//! Lists of feeds, nested, broken and hostile.

use std::time::{Duration, Instant};

use ::opml::{OPML, Outline};
use proptest::prelude::*;

use super::*;

const LIST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="News">
    <outline text="Asia &amp; Pacific" title="">
      <outline type="rss" text="A" title="The A" xmlUrl=" https://a.org/feed?x=1&amp;y=2 " htmlUrl="https://a.org/"/>
      <outline type="rss" text="No address"/>
    </outline>
    <OUTLINE TEXT="B" XMLURL="feed://b.org/rss"/>
    <outline text="C" xmlUrl="feed:https://c.org/atom"></outline>
    <outline text="Bad" xmlUrl="ftp://d.org/"/>
    <outline text="Bad" xmlUrl="no address"/>
  </outline>
  <outline text="E & F" xmlUrl="http://e.org/?a=1&b=2"/>
  <outline text="a note, and no fault"/>
</body></opml>"#;

#[test]
fn a_list_is_read_with_its_folders_and_its_faults() {
    let list = opml(LIST).unwrap();
    let feeds: Vec<_> = list
        .feeds
        .iter()
        .map(|feed| (feed.title.as_deref().unwrap(), feed.xml_url.as_str(), feed.folder.join("/")))
        .collect();
    let own = |title, url, folder: &str| (title, url, folder.to_owned());
    assert_eq!(
        feeds,
        [
            own("The A", "https://a.org/feed?x=1&y=2", "News/Asia & Pacific"),
            own("B", "http://b.org/rss", "News"),
            own("C", "https://c.org/atom", "News"),
            own("E & F", "http://e.org/?a=1&b=2", ""),
        ]
    );
    assert_eq!(list.feeds[0].html_url.as_deref(), Some("https://a.org/"));
    let problems: Vec<_> =
        list.problems.iter().map(|problem| (problem.line, problem.fault.clone())).collect();
    let bad = |address: &str| Fault::BadAddress(address.to_owned());
    assert_eq!(problems, [(6, Fault::NoAddress), (10, bad("ftp://d.org/")), (11, bad("no address"))]);
}

#[test]
fn what_is_no_list_is_an_error_and_a_list_that_breaks_off_is_read_so_far() {
    assert_eq!(opml("<html><body/></html>"), Err(OpmlError::NotOpml("html".to_owned())));
    assert_eq!(opml(""), Err(OpmlError::NotOpml(String::new())));
    assert!(matches!(opml("<opml"), Err(OpmlError::NotXml(_))));
    let list = opml("<opml><body>\n<outline xmlUrl=\"http://a.org/\"/>\n<outline xmlUrl=\"http://b").unwrap();
    assert_eq!(list.feeds.len(), 1);
    assert!(matches!(&list.problems[..], [problem] if matches!(problem.fault, Fault::BrokenOff(_))));
}

#[test]
fn folders_without_end_and_feeds_without_number_are_bounded() {
    let feed = "<outline text='f' xmlUrl='http://a.org/'/>";
    let deep = format!("<opml><body>{}{}", "<outline text='x'>".repeat(200_000), feed.repeat(10));
    let list = opml(&deep).unwrap();
    assert_eq!((list.feeds.len(), list.feeds[0].folder.len()), (10, 16));
    assert_eq!(list.problems[0].fault, Fault::TooDeep);

    let many = format!("<opml><body>{}</body></opml>", feed.repeat(21_000));
    let list = opml(&many).unwrap();
    assert_eq!((list.feeds.len(), list.problems.len(), list.more_problems), (20_000, 200, 800));

    let closed = format!("<opml><body>{}{feed}", "</outline>".repeat(1000));
    assert_eq!(opml(&closed).unwrap().feeds[0].folder, [] as [String; 0]);

    let twice = opml("<opml><outline title='a' title='b' xmlUrl='http://a.org/'/></opml>").unwrap();
    assert_eq!(twice.feeds[0].title.as_deref(), Some("a"));

    // Attributes by the hundred thousand in one tag.
    let many_names: String = (0..200_000).map(|n| format!("a{n}='b' ")).collect();
    let wide = format!("<opml><outline {} xmlUrl='http://a.org/'/></opml>", many_names);
    let started = Instant::now();
    assert_eq!(opml(&wide).unwrap().feeds.len(), 1);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

/// Folders and feeds as the `opml` crate writes them.
fn any_outline() -> impl Strategy<Value = Outline> {
    let name = "[a-zA-Z&<>\"' é]{0,10}[a-z]";
    let feed = (name, "[a-z]{1,8}").prop_map(|(text, host)| Outline {
        text,
        r#type: Some("rss".to_owned()),
        xml_url: Some(format!("https://{host}.org/feed?a=1&b=<2>")),
        ..Outline::default()
    });
    feed.boxed().prop_recursive(4, 40, 5, move |inner| {
        (name, proptest::collection::vec(inner, 1..5)).prop_map(|(text, outlines)| Outline {
            text,
            outlines,
            ..Outline::default()
        })
    })
}

fn flat(outline: &Outline, folder: &[String], all: &mut Vec<(String, Url, Vec<String>)>) {
    if let Some(url) = &outline.xml_url {
        all.push((outline.text.trim().to_owned(), Url::parse(url).unwrap(), folder.to_vec()));
    }
    let inner = [folder, &[outline.text.trim().to_owned()]].concat();
    outline.outlines.iter().for_each(|child| flat(child, &inner, all));
}

proptest! {
    #[test]
    fn what_another_library_writes_is_read_as_it_was_meant(
        outlines in proptest::collection::vec(any_outline(), 1..5)
    ) {
        let mut document = OPML::default();
        document.body.outlines = outlines;
        let list = opml(&document.to_string().unwrap()).unwrap();
        let mut meant = Vec::new();
        document.body.outlines.iter().for_each(|outline| flat(outline, &[], &mut meant));
        let read: Vec<_> =
            list.feeds.into_iter().map(|feed| (feed.title.unwrap(), feed.xml_url, feed.folder)).collect();
        prop_assert_eq!(read, meant);
        prop_assert!(list.problems.is_empty());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(\\PC|[<>&;\"'=/\\s!\\[\\]-]|outline|opml|xmlUrl|&#x41;){0,60}") {
        let _ = (opml(&text), opml(&format!("<opml><outline {text}>")), opml(&format!("<opml>{text}")));
    }
}
