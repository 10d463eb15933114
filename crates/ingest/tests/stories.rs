//! Copies of invented texts: what must become one story, and what must not.

use std::time::{Duration, Instant};

use oreline_ingest::document::Hand;
use oreline_ingest::story::{Story, origins, stories};
use oreline_ingest::{Document, Role};
use proptest::prelude::*;

const DAM: &str = "Rescue workers in the hills above Lawng Hka searched through a third night for people missing since \
    the dam of a tailings pond gave way on Tuesday morning. At least 12 people were killed and 34 are missing, the \
    township committee said in a statement read on local radio.\n\n\
    The pond belongs to a tin concentrator that reopened in 2019 after a dispute about its licence. Villagers had \
    complained for two years about cracks in the wall, and a letter to the ministry, seen by this newspaper, warned \
    that heavy rain would bring it down. The ministry has not answered questions about the letter.\n\n\
    The operator, a company registered in the valley by two brothers, said that it had followed every rule and would \
    pay 3 million kyat to each family. It blamed the rain, which was the heaviest for April since records began. A \
    geologist who visited the site last year said that the wall had been raised too fast and without drains.\n\n\
    Traders across the border said the accident would take some 400 tonnes of concentrate a month off the market, about \
    five percent of what passes through the gate at Namhpa. Prices in the county rose on Wednesday, though dealers said \
    that stocks would last until the end of June. The road to the mine remains closed to all but ambulances.";

const OTHER: &str = "A wall holding back mining waste collapsed near Lawng Hka on Tuesday, burying huts and a canteen \
    where the morning shift was eating. Twelve bodies have been found and dozens of people are unaccounted for, \
    according to a doctor at the district hospital.\n\n\
    Survivors described a brown wave that came without a sound. \"I saw the trees walk,\" said Ma Htu, who sells noodles \
    by the bridge. Her brother is among those missing. Soldiers turned back two lorries with relief goods at a \
    checkpoint, a volunteer said, and later let one of them pass.\n\n\
    The concentrator above the village is among the larger of some sixty in the district. It ships its product over a \
    gravel road that was washed out in several places, and buyers on the other side do not expect deliveries before \
    summer. A spokesman for the owners declined to comment.";

fn document(text: &str) -> Document {
    Document {
        id: Document::id_of(text),
        text: text.to_owned(),
        language: "en".to_owned(),
        ..Document::default()
    }
}

fn found(texts: &[&str]) -> Vec<Story> {
    stories(&texts.iter().map(|text| document(text)).collect::<Vec<_>>())
}

/// Whether all texts are one story.
fn one(texts: &[&str]) -> bool {
    let found = found(texts);
    found.len() == 1 && found[0].corrections.is_empty()
}

/// A tail cut after a share of the characters.
fn head(text: &str, hundredths: usize) -> String {
    text.chars().take(text.chars().count() * hundredths / 100).collect()
}

fn id(text: &str) -> String {
    Document::id_of(text)
}

#[test]
fn copies_are_one_story_under_each_edit() {
    let inserted = DAM.replacen(
        "\n\n",
        "\n\nIn the capital, the assembly met to discuss the budget of the coming \
        year; members of both houses left before the vote was called.\n\n",
        1,
    );
    let middle: String =
        head(DAM, 35) + &DAM.chars().skip(DAM.chars().count() * 65 / 100).collect::<String>();
    let (moved, rest) = DAM.split_once("\n\n").unwrap();
    let edits = [
        format!("YANGON, April 9 (Reuters) - {DAM}"),
        format!("By a staff reporter\n{DAM}"),
        format!("Night of searching at the broken dam\n\n{DAM}"),
        head(DAM, 80),
        head(DAM, 60),
        middle,
        inserted,
        format!("{rest}\n\n{moved}"),
        format!("Dam: what we know\n\nBANGKOK (AP) — {}", head(DAM, 60)),
        DAM.to_uppercase().replace('-', "—"),
        DAM.replace("\n\n", " ").replace("tion", "tio\u{ad}n"),
        DAM.replace("12 people", "twelve people")
            .replace("five percent", "5%")
            .replace("3 million", "3,000,000"),
    ];
    for edit in &edits {
        assert!(one(&[DAM, edit]), "{edit}");
    }
    let mut all: Vec<&str> = edits.iter().map(String::as_str).collect();
    all.push(DAM);
    assert!(one(&all));
}

#[test]
fn a_long_excerpt_is_part_of_the_story_and_a_short_quotation_is_not() {
    let excerpt = DAM.split("\n\n").nth(2).unwrap();
    let long = format!("{DAM}\n\n{}", unlike(300));
    let found = found(&[&long, excerpt]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].excerpts, [id(excerpt)]);
    let quotation = excerpt.split(". ").next().unwrap();
    assert_eq!(self::found(&[&long, quotation]).len(), 2);
}

#[test]
fn another_number_is_a_correction_and_never_a_copy() {
    let sentence = "At least 12 people were killed and 34 are missing, the township committee said in a statement read \
        on local radio.";
    for (from, to, figures) in [
        ("12 people", "21 people", ("21", "12")),
        ("12 people", "twenty-one people", ("twenty-one", "12")),
        ("12 people were", "21 were", ("21", "12")),
        ("34 are", "43 are now", ("43", "34")),
    ] {
        let text = DAM.replace(from, to);
        let found = dated(&[(DAM, "2024-04-09"), (&text, "2024-04-10")]);
        assert_eq!(found.len(), 2, "{to}");
        assert_eq!(found[0].corrections, found[1].corrections);
        let correction = &found[0].corrections[0];
        assert_eq!((correction.document.clone(), correction.of.clone()), (id(&text), id(DAM)));
        assert_eq!(correction.figures, (figures.0.to_owned(), figures.1.to_owned()));
        assert_eq!(correction.of_sentence, sentence);
    }
    for (from, to) in
        [("2019", "2018"), ("five percent", "six percent"), ("five percent", "half"), ("Tuesday", "Monday")]
    {
        assert_eq!(found(&[DAM, &DAM.replace(from, to)]).len(), 2, "{to}");
    }
}

#[test]
fn a_correction_in_the_headline_counts() {
    let titled = |title: &str, id: &str| Document {
        title: Some(title.to_owned()),
        id: id.to_owned(),
        ..document(DAM)
    };
    let one = titled("Dam break in the hills kills 12", "a");
    let two = titled("Dam break in the hills kills 21", "b");
    let new = titled("Night of searching at the broken dam", "c");
    let found = stories(&[one.clone(), two]);
    assert_eq!((found.len(), found[0].corrections.len()), (2, 1));
    assert_eq!(found[0].corrections[0].sentence, "Dam break in the hills kills 21");
    assert_eq!(stories(&[one.clone(), new]).len(), 1);
    // One text under two headlines has one id, and the contradiction is told within its story.
    let same = titled("Dam break in the hills kills 21", "a");
    let found = stories(&[one, same]);
    assert_eq!((found.len(), found[0].copies), (1, 1));
    let correction = &found[0].corrections[0];
    assert_eq!((correction.document.as_str(), correction.of.as_str()), ("a", "a"));
}

#[test]
fn short_copies_are_found() {
    // Too short for the sample of shingles: the bands of the signature find them.
    for (n, sentence) in DAM.split(". ").filter(|sentence| sentence.split(' ').count() > 12).enumerate() {
        let text: Vec<&str> = sentence.split_whitespace().take(12).collect();
        let text = text.join(" ");
        assert!(one(&[&text, &format!("{text} again")]), "{n}: {text}");
    }
}

#[test]
fn a_text_and_its_corrected_version_do_not_meet_through_a_third() {
    let corrected = DAM.replace("400 tonnes", "900 tonnes");
    let cut = head(DAM, 60);
    assert!(one(&[&corrected, &cut]) && one(&[DAM, &cut]));
    let found = found(&[DAM, &corrected, &cut]);
    assert_eq!(found.len(), 2);
    let holds = |story: &Story, text: &str| story.documents.contains(&id(text));
    assert!(found.iter().all(|story| !(holds(story, DAM) && holds(story, &corrected))));
    // With more copies of one version the cut one goes with the many, though the other is earlier and as like it.
    let copies = [format!("A new headline\n\n{DAM}"), format!("(Reuters) - {DAM}")];
    let late = "2024-04-12";
    let found = dated(&[
        (&corrected, "2024-04-01"),
        (DAM, late),
        (&copies[0], late),
        (&copies[1], late),
        (&cut, "2024-04-02"),
    ]);
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].documents, [id(&corrected)]);
}

#[test]
fn like_sentences_of_one_text_do_not_set_its_cut_copies_against_each_other() {
    let (first, rest) = DAM.split_once("\n\n").unwrap();
    let [tea, rice] = [("tea", 40), ("rice", 95)].map(|(what, days)| {
        format!("The governor of the northern district promised that shops would have {what} again within {days} days.")
    });
    let text = format!("{first}\n\n{tea}\n\n{rest}\n\n{}\n\n{}", rice.replace("rice", "tea"), OTHER);
    let without_last = text.replace(&rice.replace("rice", "tea"), "");
    let without_first = text.replace(&tea, "");
    assert_eq!(found(&[&without_last, &without_first]).len(), 2);
    assert!(one(&[&text, &without_last, &without_first]));
}

#[test]
fn two_reports_of_one_event_stay_two_also_where_one_text_quotes_the_other() {
    assert_eq!(found(&[DAM, OTHER]).len(), 2);
    // One copy of the other report takes in nearly all of a short text.
    let short = &DAM.split("\n\n").take(2).collect::<Vec<_>>().join("\n\n");
    let quoting = OTHER.replacen("\n\n", &format!("\n\n{short}\n\n"), 1);
    let copies = [OTHER, &quoting, &format!("A headline\n\n{OTHER}"), short, &format!("Another\n\n{short}")];
    assert_eq!(found(&copies).len(), 2);
}

#[test]
fn articles_of_one_site_do_not_merge_over_its_footer() {
    let footer = "The Lawng Hka Weekly has reported from the valley since 1998. It belongs to its readers, lives on \
        their gifts and takes no money from any company, party or army. Letters reach the editors at the office by \
        the old bridge on weekdays before noon, and corrections are printed on the second page. The paper is set by hand, \
        printed in the yard behind the monastery and carried to the villages by the milk lorry, for which the editors \
        thank its driver.";
    let briefs = [
        "The ferry at Namhpa will not run on Sunday while its engine is repaired. Travellers are asked to use the bridge \
            upstream, which is open to carts and motorcycles and closed to lorries until the rains have ended this year.",
        "The school in Upper Lawng has opened a library of some thousand books, most of them given by a teacher who left \
            the town as a child. It is open in the afternoon, and the children may take home one book at a time.",
        "Rice sold for less at the morning market than in any week since harvest. Traders say that farmers, short of \
            cash for seed, are selling what they had kept back, and that prices should rise again after the festival.",
    ];
    let texts: Vec<String> = briefs.iter().map(|brief| format!("{brief}\n\n{footer}")).collect();
    let at = |text: &String, host: &str, n: usize| Document {
        url: format!("https://{host}/{n}"),
        ..document(text)
    };
    let one_site: Vec<Document> =
        texts.iter().enumerate().map(|(n, text)| at(text, "weekly.example", n)).collect();
    assert_eq!(stories(&one_site).len(), 3);
    assert_eq!(found(&texts.iter().map(String::as_str).collect::<Vec<_>>()).len(), 3);
    // The same article twice on one site is one story.
    let again = format!("Ferry stops\n\n{}", texts[0]);
    assert_eq!(stories(&[at(&texts[0], "weekly.example", 1), at(&again, "weekly.example", 2)]).len(), 1);
}

#[test]
fn a_repetitive_text_is_a_copy_of_itself_in_other_clothes() {
    // Its end is long in words and short in different ones: no footer, though little else is shared.
    let day = |n: usize| {
        format!("Day {n}: one cup of rice, one cup of beans, one spoon of oil, one egg, one cup of tea. ")
    };
    let text: String = (1..40).map(day).collect();
    assert!(one(&[&text, &format!("A new headline\n\n{text}")]));
    let changed = text.replace("Day 20: one cup", "Day 20: two cups");
    assert_eq!(found(&[&text, &text.replace("Day 20", "Day 99")])[0].corrections.len(), 1);
    assert_eq!(found(&[&text, &changed])[0].corrections.len(), 1);
}

#[test]
fn chinese_copies_are_found_and_their_numbers_compared() {
    let text = "据当地媒体报道，克钦邦一座稀土矿周二清晨发生山体滑坡，造成十二人死亡，另有三十四人失踪，救援工作仍在进行。\
        当地居民表示，过去两年他们多次向有关部门反映堤坝出现裂缝，但一直没有得到答复。\
        矿山经营者称公司遵守了所有规定，并将向每个家庭支付三百万缅元的赔偿，同时把事故归咎于四月以来最大的一场降雨。\
        边境贸易商估计，此次事故将使市场每月减少约四百吨精矿供应，相当于该口岸总量的百分之五，价格周三已经上涨。\
        一位去年到访过现场的地质学家指出，堤坝加高过快，而且没有修建排水设施，通往矿区的道路目前只允许救护车通行。";
    let copy = format!("（记者报道）最新消息\n{}", head(text, 70));
    assert!(one(&[text, &copy]));
    let full_width = text.replace("十二", "１２");
    assert!(one(&[text, &full_width]));
    let corrected = text.replace("十二", "二十一");
    let found = found(&[text, &corrected]);
    assert_eq!((found.len(), found[0].corrections.len()), (2, 1));
    let other = "新华社电，缅甸北部一处尾矿库周二溃坝，泥浆冲毁了山下的工棚和食堂，目前已找到十二具遗体。\
        幸存者描述说，泥石流来临时几乎没有任何声响，许多人正在吃早饭，来不及逃离。\
        士兵在检查站拦下了两辆运送救援物资的卡车，随后放行了其中一辆。";
    assert_eq!(self::found(&[text, other]).len(), 2);
}

#[test]
fn empty_and_tiny_documents_stand_alone() {
    let named = |id: &str, text: &str| Document { id: id.to_owned(), ..document(text) };
    assert!(stories(&[]).is_empty());
    let found =
        stories(&[named("a", ""), named("b", ""), named("c", "Dam"), named("d", "Rice"), named("e", "…")]);
    assert_eq!(found.len(), 5);
    assert_eq!(stories(&[named("a", "Dam"), named("b", "DAM!")]).len(), 1);
    // The same document twice is one, whatever it says.
    assert_eq!(stories(&[named("a", ""), named("a", "")]).len(), 1);
}

#[test]
fn the_origin_is_the_earliest_then_whom_the_chain_names_then_the_longest() {
    let printing = |text: &str, publisher: &str, day: Option<&str>, origin: Option<&str>| Document {
        publisher: Some(publisher.to_owned()),
        published: day.map(str::to_owned),
        chain: origin.map(|name| Hand { name: name.to_owned(), role: Role::Origin }).into_iter().collect(),
        ..document(text)
    };
    let (short, long) = (head(DAM, 70), format!("A headline\n\n{DAM}"));
    let origin = |documents: &[Document]| {
        let found = stories(documents);
        assert_eq!(found.len(), 1);
        (found[0].origin.clone(), found[0].copies, found[0].publisher.clone().unwrap())
    };
    let day = Some("2024-04-09");
    assert_eq!(
        origin(&[
            printing(DAM, "B", None, None),
            printing(&short, "A", day, None),
            printing(&long, "C", Some("2024-04"), None)
        ]),
        (id(&short), 2, "A".to_owned())
    );
    assert_eq!(
        origin(&[printing(DAM, "B", day, Some("Hill News")), printing(&short, "hill news", day, None)]),
        (id(&short), 1, "hill news".to_owned())
    );
    assert_eq!(origin(&[printing(&short, "A", day, None), printing(&long, "B", day, None)]).0, id(&long));
    // An origin that is not here: both are copies of it.
    assert_eq!(
        origin(&[
            printing(DAM, "B", day, Some("Hill News")),
            printing(&short, "A", Some("2024-04-10"), None)
        ]),
        (id(DAM), 2, "Hill News".to_owned())
    );
}

#[test]
fn support_counts_origins() {
    let copy = format!("A headline\n\n{DAM}");
    let corrected = DAM.replace("12 people", "21 people");
    let found = found(&[DAM, &copy, &corrected, OTHER]);
    assert_eq!(found.len(), 3);
    assert_eq!(origins(&found, &[id(DAM), id(&copy)]), 1);
    assert_eq!(origins(&found, &[id(DAM), id(&copy), id(OTHER)]), 2);
    // A reprint with another number is no second witness.
    assert_eq!(origins(&found, &[id(&copy), id(&corrected)]), 1);
    assert_eq!(origins(&found, &["nowhere"]), 0);
}

#[test]
fn ten_thousand_copies_take_no_longer_than_they_should() {
    let start = Instant::now();
    let same: Vec<Document> =
        (0..10_000).map(|n| Document { url: format!("https://{n}.example/"), ..document(DAM) }).collect();
    let found = stories(&same);
    assert_eq!((found.len(), found[0].copies, found[0].documents.len()), (1, 9_999, 1));
    let titled: Vec<Document> = (0..10_000)
        .map(|n| Document { id: format!("{n:05}"), title: Some(format!("w{n} headline")), ..document(DAM) })
        .collect();
    let found = stories(&titled);
    assert_eq!((found.len(), found[0].documents.len()), (1, 10_000));
    // Seconds at most; all pairs would be fifty million checks, twice.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn a_document_of_five_megabytes_is_read_and_holds_its_excerpt() {
    let start = Instant::now();
    let long = format!("{}\n\n{DAM}\n\n{}", unlike(300_000), unlike(200_000));
    let numbers = "1 2 3 © all rights reserved. \n".repeat(170_000);
    assert!(long.len() > 2_500_000 && numbers.len() > 5_000_000);
    let found = found(&[&long, DAM, &numbers, &numbers.replace('3', "4"), &"克".repeat(1_700_000)]);
    assert!(found.iter().any(|story| story.documents.len() == 2 && story.excerpts == [id(DAM)]));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

/// Words that stand nowhere else.
fn unlike(words: usize) -> String {
    (0..words)
        .map(|n| format!("q{}{}", n * 7_919 % 1_000_003, if n % 12 == 11 { ".\n" } else { " " }))
        .collect()
}

fn dated(texts: &[(&str, &str)]) -> Vec<Story> {
    let with_day =
        |&(text, day): &(&str, &str)| Document { published: Some(day.to_owned()), ..document(text) };
    stories(&texts.iter().map(with_day).collect::<Vec<_>>())
}

/// A small newsroom: texts, cut, changed, joined and mixed.
fn newsroom() -> impl Strategy<Value = Vec<Document>> {
    let text = prop_oneof![Just(DAM), Just(OTHER)];
    let edit = (text, 40_usize..=100, 0..4, prop::option::of(1..4)).prop_map(|(text, cut, number, day)| {
        let text = head(text, cut);
        let text = match number {
            1 => text.replace("12 people", "21 people"),
            2 => text.replace("2019", "2018"),
            3 => format!("A headline\n\n{text}\n\n{}", OTHER.split("\n\n").nth(1).unwrap_or_default()),
            _ => text,
        };
        Document { published: day.map(|day| format!("2024-04-0{day}")), ..document(&text) }
    });
    prop::collection::vec(edit, 1..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_documents_does_not_matter((documents, shuffled) in newsroom().prop_flat_map(|documents| {
        (Just(documents.clone()), Just(documents).prop_shuffle())
    })) {
        prop_assert_eq!(stories(&documents), stories(&shuffled));
    }

    #[test]
    fn every_document_is_in_one_story_and_no_correction_within_one(documents in newsroom()) {
        let found = stories(&documents);
        let mut ids: Vec<&String> = found.iter().flat_map(|story| &story.documents).collect();
        ids.sort();
        let mut wanted: Vec<&String> = documents.iter().map(|document| &document.id).collect();
        wanted.sort();
        wanted.dedup();
        prop_assert_eq!(ids, wanted);
        for story in &found {
            prop_assert!(story.documents.contains(&story.origin));
            for correction in &story.corrections {
                let within = [&correction.document, &correction.of].map(|id| story.documents.contains(id));
                prop_assert_eq!(within.iter().filter(|&&within| within).count(), 1);
            }
        }
    }

    #[test]
    fn any_texts_are_grouped_without_panic(texts in prop::collection::vec("\\PC{0,80}|[0-9 .,%a-c\n克]{0,200}", 0..8)) {
        let documents: Vec<Document> = texts.iter().map(|text| document(text)).collect();
        let found = stories(&documents);
        prop_assert!(found.len() <= documents.len());
    }
}
