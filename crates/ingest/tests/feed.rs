//! The feed reader on feeds of every format, well-formed and not. All feeds here are invented.

use oreline_ingest::feed::expect::{Assertion, assertions};
use oreline_ingest::feed::{self, Delivery, ENTRIES, Entry, Fault, Feed};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(text: &str) -> Feed {
    feed::read(text.as_bytes(), None)
}

fn first(feed: &Feed) -> Entry {
    feed.entries().into_iter().next().expect("an entry")
}

fn faults(feed: &Feed) -> Vec<Fault> {
    feed.repairs().iter().map(|repair| repair.fault).collect()
}

/// The value of an entry's description in an RSS feed that carries it.
fn cleaned(html: &str) -> String {
    let feed = read(&format!(
        "<rss><channel><item><description><![CDATA[{html}]]></description></item></channel></rss>"
    ));
    feed.to_json()["entries"][0]["summary"].as_str().unwrap_or_default().to_owned()
}

const RSS_2: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
  <title>Ore &amp; Metal</title>
  <link>https://ore.example/</link>
  <description>News of mines</description>
  <language>en-gb</language>
  <item>
    <title>Mine reopens</title>
    <link>https://ore.example/1</link>
    <guid isPermaLink="false">ore-1</guid>
    <pubDate>Tue, 05 Mar 2024 09:30:00 +0630</pubDate>
    <dc:creator>Aye Aye</dc:creator>
    <category>mining</category>
    <description>&lt;p&gt;It &lt;b&gt;reopens&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;At last.&lt;/p&gt;</description>
    <content:encoded><![CDATA[<p>All of it.<script>alert(1)</script></p>]]></content:encoded>
    <enclosure url="https://ore.example/1.mp3" length="10" type="audio/mpeg"/>
  </item>
</channel>
</rss>"#;

#[test]
fn rss_2_gives_typed_entries() {
    let feed = read(RSS_2);
    assert_eq!((feed.version(), feed.repairs().len()), ("rss20", 0));
    assert_eq!(feed.title().as_deref(), Some("Ore & Metal"));
    assert_eq!(feed.link(), Some("https://ore.example/"));
    let text = |text: &str| Some(text.to_owned());
    let expected = Entry {
        id: text("ore-1"),
        link: text("https://ore.example/1"),
        title: text("Mine reopens"),
        author: text("Aye Aye"),
        published: text("2024-03-05T03:00:00Z"),
        summary: text("It reopens. At last."),
        content: text("<p>All of it.</p>"),
        tags: vec!["mining".to_owned()],
        enclosures: vec!["https://ore.example/1.mp3".to_owned()],
        ..Entry::default()
    };
    assert_eq!(first(&feed), expected);
}

#[test]
fn every_format_is_known_by_its_name() {
    let cases = [
        ("<rss version='0.91'><channel><title>t</title></channel></rss>", "rss091u"),
        (
            "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'x.dtd'><rss version='0.91'><channel/></rss>",
            "rss091n",
        ),
        ("<rss version='0.92'/>", "rss092"),
        ("<rss version='2.0'/>", "rss20"),
        ("<rss/>", "rss"),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'/>",
            "rss10",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'/>",
            "rss090",
        ),
        ("<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", "atom03"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom10"),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "atom10"),
        ("<feed/>", "atom"),
        ("<CHANNEL HREF='http://x.example/'/>", "cdf"),
        (r#"{"version": "https://jsonfeed.org/version/1", "items": []}"#, "json1"),
        (r#"{"version": "https://jsonfeed.org/version/1.1", "items": []}"#, "json11"),
    ];
    for (text, version) in cases {
        let feed = read(text);
        assert_eq!((feed.version(), faults(&feed)), (version, vec![]), "{text}");
    }
}

#[test]
fn rss_1_takes_the_id_from_its_resource() {
    let feed = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'
            xmlns:d='http://purl.org/dc/elements/1.1/'>
        <channel rdf:about='http://x.example/'><title>Feed</title><items><rdf:Seq><rdf:li resource='r'/></rdf:Seq></items></channel>
        <item rdf:about='http://x.example/1'><title>One</title><d:date>2004-05-06</d:date></item></rdf:RDF>",
    );
    let entry = first(&feed);
    assert_eq!(entry.id.as_deref(), Some("http://x.example/1"));
    assert_eq!(entry.updated.as_deref(), Some("2004-05-06T00:00:00Z"));
    assert_eq!(feed.title().as_deref(), Some("Feed"));
    assert_eq!(feed.to_json()["namespaces"]["dc"], "http://purl.org/dc/elements/1.1/");
}

#[test]
fn atom_keeps_kinds_apart_and_resolves_addresses() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://x.example/a/' xml:lang='my'><title>T</title>
        <entry><id>tag:x.example,2024:1</id><title>1 &lt; 2</title><link href='../1'/>
        <author><name>Ko Ko</name><email>ko@x.example</email></author>
        <updated>2024-01-02T03:04:05.6+06:30</updated>
        <summary type='html'>&lt;a href='b'&gt;b&lt;/a&gt;</summary>
        <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>1 &lt; 2<br/></p></div></content></entry></feed>",
    );
    let json = feed.to_json();
    let entry = &json["entries"][0];
    assert_eq!(json["bozo"], false);
    assert_eq!((&entry["title"], &entry["title_detail"]["type"]), (&json!("1 < 2"), &json!("text/plain")));
    assert_eq!(entry["link"], "http://x.example/1");
    assert_eq!(entry["summary"], r#"<a href="http://x.example/a/b">b</a>"#);
    assert_eq!(entry["content"][0]["value"], "<p>1 &lt; 2<br /></p>");
    assert_eq!(entry["content"][0]["language"], "my");
    assert_eq!((&entry["author"], &json["feed"]["language"]), (&json!("Ko Ko (ko@x.example)"), &json!("my")));
    assert_eq!(entry["updated_parsed"], json!([2024, 1, 1, 20, 34, 5, 0, 1, 0]));
    assert_eq!(first(&feed).title.as_deref(), Some("1 < 2"));
    assert_eq!(first(&feed).language.as_deref(), Some("my"));
}

#[test]
fn cdf_writes_into_attributes() {
    let feed = read(
        "<CHANNEL HREF='http://x.example/'><TITLE>C</TITLE><ABSTRACT>About</ABSTRACT>
        <ITEM HREF='http://x.example/1' LASTMOD='1998-11-05T22:12'><TITLE>I</TITLE><ABSTRACT>What</ABSTRACT></ITEM></CHANNEL>",
    );
    let entry = first(&feed);
    assert_eq!((feed.link(), entry.link.as_deref()), (Some("http://x.example/"), Some("http://x.example/1")));
    assert_eq!(entry.updated.as_deref(), Some("1998-11-05T22:12:00Z"));
    assert_eq!(entry.summary.as_deref(), Some("What"));
}

#[test]
fn json_feeds_give_the_same_fields() {
    let feed = read(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "https://x.example/",
        "authors": [{"name": "A", "url": "mailto:a@x.example"}], "language": "en",
        "items": [{"id": 7, "url": "https://x.example/7", "title": ["wrong"], "content_html": "<p onclick='x()'>Hi</p>",
            "date_published": "2024-02-03T04:05:06Z", "tags": ["t"], "attachments": [{"url": "https://x.example/7.pdf"}]},
            {"id": "8", "content_text": "1 < 2"}]}"#,
    );
    let json = feed.to_json();
    assert_eq!(json["bozo"], false);
    assert_eq!(json["feed"]["author_detail"], json!({"name": "A", "email": "a@x.example"}));
    let entries = feed.entries();
    assert_eq!((entries[0].id.as_deref(), entries[0].title.as_deref()), (Some("7"), None));
    assert_eq!(entries[0].content.as_deref(), Some("<p>Hi</p>"));
    assert_eq!(entries[0].published.as_deref(), Some("2024-02-03T04:05:06Z"));
    assert_eq!(entries[0].enclosures, ["https://x.example/7.pdf"]);
    assert_eq!(entries[1].summary.as_deref(), Some("1 < 2"));
}

#[test]
fn a_cut_json_feed_keeps_its_whole_items() {
    let feed = read(
        r#"{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}, {"id": "2"}, {"id": "3", "ti"#,
    );
    assert_eq!((feed.entries().len(), faults(&feed)), (2, vec![Fault::Json]));
}

#[test]
fn each_kind_of_ill_formedness_is_named_and_survived() {
    let item = "<title>A</title><link>http://x.example/a</link>";
    let cases = [
        (format!("<rss><channel><item>{item}</item></channel>"), Fault::Unclosed),
        (format!("<rss><channel><item>{item}"), Fault::Unclosed),
        (format!("<rss><channel><item>{item}<item><title>B</title></item></channel></rss>"), Fault::Unclosed),
        (format!("<rss><channel><item>{item}</b></item></channel></rss>"), Fault::StrayEnd),
        (
            format!("<rss><channel><item>{item}<author>a & b</author></item></channel></rss>"),
            Fault::Reference,
        ),
        (
            format!("<rss><channel><item>{item}<author>&nbsp;</author></item></channel></rss>"),
            Fault::Reference,
        ),
        (format!("<rss version=2.0><channel><item>{item}</item></channel></rss>"), Fault::Attribute),
        (
            format!("<rss version='2.0' version='2.0'><channel><item>{item}</item></channel></rss>"),
            Fault::Attribute,
        ),
        (format!("<rss><channel><item>{item}<dc:x>y</dc:x></item></channel></rss>"), Fault::Prefix),
        (format!("<rss><channel><item>{item}<author>1 < 2</author></item></channel></rss>"), Fault::Markup),
        (format!("<rss><channel><item>{item}<x><![CDATA[ y</x></item></channel></rss>"), Fault::Markup),
        (format!("<rss><channel><item>{item}</item></channel></rss"), Fault::Markup),
        (format!("<rss><channel><item>{item}\u{1}</item></channel></rss>"), Fault::Characters),
        (
            format!(" <?xml version='1.0'?><rss><channel><item>{item}</item></channel></rss>"),
            Fault::Declaration,
        ),
        (format!("<rss><channel><item>{item}</item></channel></rss>tail"), Fault::OutsideRoot),
        (format!("<rss><channel><item>{item}</Item></channel></rss>"), Fault::StrayEnd),
    ];
    for (text, fault) in cases {
        let feed = read(&text);
        assert!(faults(&feed).contains(&fault), "{text}: {:?}", feed.repairs());
        let entry = first(&feed);
        assert_eq!(entry.title.as_deref(), Some("A"), "{text}");
        assert_eq!(entry.link.as_deref(), Some("http://x.example/a"), "{text}");
        assert_eq!(feed.to_json()["bozo"], true);
    }
}

#[test]
fn repairs_say_where() {
    let feed = read("<rss>\n<channel>\n<title>a & b</title>\n</channel>\n</rss>");
    let repair = feed.repairs().first().expect("a repair");
    assert_eq!((repair.fault, repair.line), (Fault::Reference, 3));
    assert!(repair.to_string().starts_with("line 3: "), "{repair}");
}

#[test]
fn what_is_no_feed_is_said_to_be_none() {
    for text in ["", "   ", "words", "<html><body><p>x</p></body></html>", "{", "[1]", "{}"] {
        assert!(faults(&read(text)).contains(&Fault::NoFeed), "{text:?}");
    }
}

#[test]
fn encodings_are_recognised() {
    let text = "<rss version=\"2.0\"><channel><title>Grüße, жизнь</title></channel></rss>";
    let utf_16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let utf_32: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let marked = [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat();
    let cases = [
        (text.as_bytes().to_vec(), "utf-8"),
        (marked, "utf-8"),
        (utf_16(u16::to_le_bytes), "utf-16le"),
        (utf_16(u16::to_be_bytes), "utf-16be"),
        (utf_32, "utf-32be"),
    ];
    for (bytes, encoding) in cases {
        let feed = feed::read(&bytes, None);
        assert_eq!((feed.encoding(), feed.title().as_deref()), (encoding, Some("Grüße, жизнь")));
        assert_eq!(feed.repairs(), []);
    }
}

#[test]
fn a_declared_encoding_holds_until_the_bytes_deny_it() {
    let body = b"<rss><channel><title>\xe4\xf6</title></channel></rss>";
    let declared = [&b"<?xml version='1.0' encoding='iso-8859-1'?>"[..], body].concat();
    let feed = feed::read(&declared, None);
    assert_eq!(
        (feed.encoding(), feed.title().as_deref(), feed.repairs().len()),
        ("iso-8859-1", Some("äö"), 0)
    );

    let lying = [&b"<?xml version='1.0' encoding='utf-8'?>"[..], body].concat();
    assert!(faults(&feed::read(&lying, None)).contains(&Fault::EncodingWrong));

    let by_header =
        Delivery { content_type: Some("text/xml; charset=\"windows-1251\""), ..Delivery::default() };
    assert_eq!(feed::read_delivered(body, &by_header).title().as_deref(), Some("дц"));

    let unknown = b"<?xml version='1.0' encoding='klingon'?><rss><channel><title>x</title></channel></rss>";
    let feed = feed::read(unknown, None);
    assert_eq!((faults(&feed), feed.title().as_deref()), (vec![Fault::EncodingWrong], Some("x")));
}

#[test]
fn an_undeclared_encoding_is_guessed_and_said_so() {
    let (bytes, _, _) = encoding_rs::KOI8_R.encode(
        "<rss><channel><title>Новости о добыче редких земель в горах и на равнинах</title></channel></rss>",
    );
    let feed = feed::read(&bytes, None);
    assert_eq!((feed.encoding(), faults(&feed)), ("KOI8-R", vec![Fault::EncodingGuessed]));
    assert_eq!(feed.title().as_deref(), Some("Новости о добыче редких земель в горах и на равнинах"));
}

#[test]
fn simple_entities_are_expanded_and_laughing_ones_are_not() {
    let simple = read(
        "<!DOCTYPE rss [<!ENTITY co \"Ore &amp; Co\">]><rss><channel><title>&co;!</title></channel></rss>",
    );
    assert_eq!((simple.title().as_deref(), simple.repairs().len()), (Some("Ore & Co!"), 0));

    let mut laughs = String::from("<!DOCTYPE rss [<!ENTITY l0 \"lol\">");
    for level in 1..30 {
        laughs.push_str(&format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)));
    }
    laughs.push_str("]><rss><channel><title>&l29;</title></channel></rss>");
    let feed = read(&laughs);
    assert_eq!(feed.title().as_deref(), Some("&l29;"));
    assert!(faults(&feed).contains(&Fault::Entity));
}

#[test]
fn expansion_is_bounded() {
    let text = format!(
        "<!DOCTYPE rss [<!ENTITY a \"{}\">]><rss><channel><title>{}</title></channel></rss>",
        "x".repeat(1000),
        "&a;".repeat(100_000)
    );
    let feed = read(&text);
    assert!(feed.title().is_some_and(|title| title.len() < 2_000_000));
    assert!(faults(&feed).contains(&Fault::Entity));
}

#[test]
fn depth_is_bounded_and_text_is_kept() {
    let depth = 200_000;
    let deep = format!(
        "<rss><channel><item><title>{}deep{}</title></item><item><title>next</title></item></channel></rss>",
        "<b>".repeat(depth),
        "</b>".repeat(depth)
    );
    let feed = read(&deep);
    let titles: Vec<Option<String>> = feed.entries().into_iter().map(|entry| entry.title).collect();
    assert_eq!(titles, [Some("deep".to_owned()), Some("next".to_owned())]);
    assert!(faults(&feed).contains(&Fault::TooDeep));

    let unclosed = format!(
        "<rss><channel><item><x>{}</item><item><title>next</title></item></channel></rss>",
        "<b>".repeat(depth)
    );
    assert_eq!(read(&unclosed).entries().len(), 2);
    let braces = format!("{{\"items\": {}", "[".repeat(depth));
    assert!(faults(&read(&braces)).contains(&Fault::Json));
}

#[test]
fn entries_beyond_the_bound_are_counted() {
    let many = ENTRIES + 17;
    let rss = format!(
        "<rss version=\"2.0\"><channel>{}</channel></rss>",
        "<item><title>t</title></item>".repeat(many)
    );
    let json = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{}{{}}]}}",
        "{\"id\": 1},".repeat(many - 1)
    );
    for text in [rss, json] {
        let feed = read(&text);
        assert_eq!(feed.entries().len(), ENTRIES);
        let repair = feed.repairs().first().expect("a repair");
        assert_eq!(repair.fault, Fault::TooManyEntries);
        assert!(repair.detail.starts_with(&many.to_string()), "{repair}");
    }
}

#[test]
fn more_bytes_than_the_bound_are_refused() {
    let feed = feed::read(&vec![b' '; feed::BYTES + 1], None);
    assert_eq!(faults(&feed), [Fault::TooLong]);
}

#[test]
fn a_feed_cut_anywhere_is_read() {
    for cut in 0..RSS_2.len() {
        let feed = feed::read(&RSS_2.as_bytes()[..cut], None);
        assert_eq!(feed.to_json()["bozo"], true, "cut at {cut}");
        assert!(feed.entries().len() <= 1);
    }
}

#[test]
fn nothing_that_runs_survives() {
    let cases = [
        ("a<script>alert(1)</script>b", "ab"),
        ("a<SCRIPT SRC=x></SCRIPT >b", "ab"),
        ("a<script>x", "a"),
        ("<img src=\"p.png\" onerror=\"x()\">", "<img src=\"p.png\" />"),
        ("<a href=\"javascript:x\">a</a>", "<a href=\"\">a</a>"),
        ("<a href=\"&#106;ava&Tab;script&colon;x\">a</a>", "<a href=\"\">a</a>"),
        ("<a href=\"&#106avascript:x\">a</a>", "<a href=\"\">a</a>"),
        ("<img src=\"data:text/html,x\">", "<img src=\"\" />"),
        ("<img src=\"data:image/png;base64,AAAA\">", "<img src=\"data:image/png;base64,AAAA\" />"),
        ("<p style=\"width: expression(x); color: red\">a</p>", "<p style=\"color: red;\">a</p>"),
        ("<p style=\"background: url(javascript:x)\">a</p>", "<p>a</p>"),
        ("<p style=\"wid\\74h: 1px\">a</p>", "<p>a</p>"),
        ("<style>p {}</style>a", "a"),
        ("<object data=x>a</object>", "a"),
        (
            "<svg><script>x</script><circle r=\"1\"/></svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"1\"></circle></svg>",
        ),
        (
            "<svg><set attributeName=\"href\" to=\"javascript:x\"/></svg>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
        ),
        (
            "<p title='\"><script>x</script>'>a</p>",
            "<p title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">a</p>",
        ),
        ("a<!-- <script> -->b", "ab"),
        ("<scr<script>ipt>a</script>b", "ipt>ab"),
    ];
    for (html, expected) in cases {
        assert_eq!(cleaned(html), expected, "{html}");
    }
}

#[test]
fn content_is_closed_for_its_author() {
    let content = |html: &str| {
        let text = format!(
            "<rss><channel><item><description><![CDATA[{html}]]></description></item></channel></rss>"
        );
        first(&read(&text)).content.unwrap_or_default()
    };
    assert_eq!(content("<p>a<p>b <b>c"), "<p>a</p><p>b <b>c</b></p>");
    assert_eq!(content("</div><ul><li>a<li>b</ul></p>x"), "<ul><li>a</li><li>b</li></ul>x");
    assert_eq!(content("<i><b>a</i></b>"), "<i><b>a</b></i>");
    assert_eq!(content("1 < 2"), "1 &lt; 2");
    assert!(content(&"<div>".repeat(5000)).matches("<div>").count() <= 256);
}

#[test]
fn an_authors_spelling_stays() {
    for html in
        ["<p>R&amp;D &#38; &nbsp;caf&eacute; &#x26;</p>", "<b>1 &lt; 2</b>", "<i title=\"&#38;\">x</i>"]
    {
        assert_eq!(cleaned(html), html);
    }
}

#[test]
fn plain_text_that_says_so_is_left_alone() {
    let feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='text'>the &lt;b>&lt;/b> tag</title></entry></feed>",
    );
    assert_eq!(feed.to_json()["entries"][0]["title"], "the <b></b> tag");
    assert_eq!(first(&feed).title.as_deref(), Some("the <b></b> tag"));
}

#[test]
fn an_address_that_runs_is_no_link() {
    let feed = read(
        "<rss><channel><item><link>javascript:alert(1)</link><enclosure url='vbscript:x'/></item></channel></rss>",
    );
    assert_eq!(feed.to_json()["entries"][0]["links"][0]["href"], "");
    assert_eq!((first(&feed).link, first(&feed).enclosures.len()), (None, 0));
}

#[test]
fn places_come_longitude_first() {
    let place = |inner: &str| {
        let text = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:georss='http://www.georss.org/georss' xmlns:gml='http://www.opengis.net/gml'
            xmlns:geo='http://www.w3.org/2003/01/geo/wgs84_pos#'><entry>{inner}</entry></feed>"
        );
        read(&text).to_json()["entries"][0]["where"].clone()
    };
    let point = json!({"type": "Point", "coordinates": [98.1, 25.9]});
    assert_eq!(place("<georss:point>25.9 98.1</georss:point>"), point);
    assert_eq!(place("<geo:lat>25.9</geo:lat><geo:long>98.1</geo:long>"), point);
    assert_eq!(
        place("<georss:where><gml:Point><gml:pos>25.9 98.1</gml:pos></gml:Point></georss:where>"),
        point
    );
    assert_eq!(
        place("<georss:line>25.9 98.1 26 99</georss:line>")["coordinates"],
        json!([[98.1, 25.9], [99.0, 26.0]])
    );
    assert_eq!(place("<georss:point>here</georss:point>"), json!({}));
}

#[test]
fn what_no_rule_knows_is_kept() {
    let feed = read(
        "<rss xmlns:ore='http://ore.example/'><channel><item><ore:Grade unit='ppm'>12</ore:Grade><ore:pit>A</ore:pit></item></channel></rss>",
    );
    let json = feed.to_json();
    assert_eq!(json["entries"][0]["ore_grade"], json!({"unit": "ppm", "content": "12"}));
    assert_eq!(json["entries"][0]["ore_pit"], "A");
}

#[test]
fn expectations_convert() {
    let reading = json!({"bozo": false, "feed": {"title": "it's", "tags": [{"term": "a"}], "n": 45.0, "block": 1},
        "entries": [{"where": {}, "p": {"name": "x", "href": "y", "url": "y"}, "c": [1.5, 2]}]});
    let holds = |words: &str| -> Vec<bool> {
        let convert = |assertion: &Assertion| match assertion {
            Assertion::Check(check) => check.holds(&reading),
            Assertion::Unconverted(words) => panic!("{words}"),
        };
        assertions(&format!("Expect: {words}\n-->")).iter().map(convert).collect()
    };
    for words in [
        "not bozo and feed['title'] == 'it\\'s'",
        "feed.title == \"it\\x27s\" and feed['n'] == 45",
        "len(feed['tags']) == 1 and feed['tags'][-1].term == 'a'",
        "not feed.has_key('x') and 'y' not in feed and 'tags' in feed",
        "entries[0].get('where') == {}",
        "entries[0]['p'] == {'name': 'x', 'href': 'y'}",
        "(entries[0]['c'] == (1.5, 2)) and (feed['block'] == True)",
        "feed['title'] == 'it' + '\\'s' or feed['title'] == 'no'",
        "feed['tags'][0]['term'] == feed['tags'][0]['term'] == 'a'",
        "feed['n'] == datetime.timedelta(0, 45, 0)",
        "feed['title'] != None and feed['title'] is not None",
    ] {
        assert!(holds(words).iter().all(|held| *held), "{words}");
    }
    for words in [
        "bozo",
        "feed['title'] == 'x'",
        "feed['none'] == None",
        "entries[1]",
        "len(entries) == 2",
        "not feed['tags']",
    ] {
        assert!(!holds(words).iter().any(|held| *held), "{words}");
    }
    assert_eq!(assertions("Expect: 1"), []);
    assert!(matches!(assertions("Expect: f(x) == 1").as_slice(), [Assertion::Unconverted(_)]));
}

/// A small stream of numbers for mutations.
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn is_sound(feed: &Feed) -> bool {
    let json = feed.to_json();
    let runs = |html: &str| {
        let document = scraper::Html::parse_fragment(html);
        document.tree.values().filter_map(|node| node.as_element()).any(|element| {
            element.name() == "script" || element.attrs().any(|(name, _)| name.starts_with("on"))
        })
    };
    feed.entries().iter().all(|entry| !entry.content.as_deref().is_some_and(runs))
        && json["entries"].as_array().is_some_and(|entries| entries.len() == feed.entries().len())
        && json["entries"].as_array().into_iter().flatten().all(|entry| {
            let detail = &entry["summary_detail"];
            let markup = detail["type"].as_str().is_some_and(|kind| kind.contains("html"));
            !markup || !detail["value"].as_str().is_some_and(runs)
        })
}

#[test]
fn mutated_feeds_are_read() {
    let pieces = [
        "<",
        ">",
        "&",
        "\"",
        "'",
        "/",
        "<![CDATA[",
        "]]>",
        "<!--",
        "<item>",
        "</item>",
        "<script>",
        "\u{0}",
        "é",
        " onclick=x ",
    ];
    let mut state = 7;
    for _ in 0..3000 {
        let mut bytes = RSS_2.as_bytes().to_vec();
        for _ in 0..1 + splitmix(&mut state) % 6 {
            let at = usize::try_from(splitmix(&mut state)).unwrap() % bytes.len();
            let piece = pieces[usize::try_from(splitmix(&mut state)).unwrap() % pieces.len()];
            let gone = usize::try_from(splitmix(&mut state) % 9).unwrap().min(bytes.len() - at);
            bytes.splice(at..at + gone, piece.bytes());
        }
        let feed = feed::read(&bytes, Some("http://x.example/feed"));
        assert!(is_sound(&feed), "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn hostile_feeds_take_linear_time() {
    let piled = [
        "<!--",
        "<![CDATA[",
        "<?a",
        "<!DOCTYPE [",
        "<a b=\"",
        "<a b='",
        "</",
        "<a ",
        "&",
        "&#",
        "<",
        "<x>",
        "</x>",
        "<script>",
        "<a/>",
        "]]>",
        "<item>",
        "<a b c d e f g h>",
        "<category>x</category>",
        "<x y='",
        "&lt;!--",
        "&lt;script>",
        "&lt;a b=\"",
        "&lt;![if",
        "&lt;x style=':;",
    ];
    let time = |text: &str| {
        let start = std::time::Instant::now();
        let feed = read(text);
        assert!(feed.entries().len() <= ENTRIES);
        start.elapsed().as_secs_f64()
    };
    for piece in piled {
        for wrapped in [false, true] {
            let wrap = |times: usize| {
                let inner = piece.repeat(times);
                if wrapped {
                    format!("<rss><channel><item><description>{inner}</description></item></channel></rss>")
                } else {
                    inner
                }
            };
            let (small, large) = (time(&wrap(20_000)), time(&wrap(160_000)));
            assert!(
                large < 30.0 * small + 0.5,
                "{piece} {wrapped}: {small} s, eight times as much {large} s"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let feed = feed::read(&bytes, None);
        prop_assert!(is_sound(&feed));
    }

    #[test]
    fn any_text_in_a_feed_is_read_twice_alike(inner in "[<>&;#a-z\"'=/!\\[\\]é ]{0,200}") {
        let text = format!("<rss><channel><item><description>{inner}</description></item></channel></rss>");
        prop_assert_eq!(read(&text), read(&text));
        prop_assert!(is_sound(&read(&text)));
    }

    #[test]
    fn any_html_is_made_safe(inner in "(<|</|>|script|svg|math|style|img|a|p|title|textarea|noscript|select| on=x| href=|javascript:|\"|'|=|<!--|-->|/| |x|&#106;|&){0,60}") {
        let value = cleaned(&inner);
        let document = scraper::Html::parse_fragment(&value);
        for element in document.tree.values().filter_map(|node| node.as_element()) {
            prop_assert!(!["script", "style", "iframe", "object"].contains(&element.name()), "{value}");
            for (name, value) in element.attrs() {
                prop_assert!(!name.starts_with("on"), "{value}");
                prop_assert!(name != "href" || !value.trim().to_lowercase().starts_with("javascript:"), "{value}");
            }
        }
    }

    #[test]
    fn well_formed_titles_come_back(title in "[ -~éжက一]{1,80}") {
        let escaped = title.replace('&', "&amp;").replace('<', "&lt;");
        let feed = read(&format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>{escaped}</title></entry></feed>"));
        prop_assert_eq!(feed.repairs(), []);
        let json: Value = feed.to_json();
        prop_assert_eq!(json["entries"][0]["title"].as_str(), Some(title.trim()));
    }
}
