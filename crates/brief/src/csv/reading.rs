//! What was read as tables: one row for each document, claim, entry, place or print.

use super::{Rows, texts};
use crate::charts::periods::{Period, periods};
use oreline_ingest::answers::{IngestAnswer, LocateAnswer, ReadAnswer, StoriesAnswer};
use oreline_ingest::coverage::{Coverage, StoryCoverage};
use oreline_ingest::document::Hand;
use oreline_ingest::feed::Feed;
use std::collections::BTreeMap;

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

fn number(value: Option<f64>) -> String {
    value.map_or(String::new(), super::cell)
}

fn chain(hands: &[Hand]) -> String {
    hands.iter().map(|hand| hand.name.as_str()).collect::<Vec<_>>().join(" < ")
}

/// Documents that were read, with their texts.
pub fn read(pages: &[ReadAnswer]) -> String {
    let head =
        ["id", "title", "author", "published", "publisher", "language", "chain", "url", "notes", "text"];
    let mut rows = Rows::new(&head);
    for page in pages {
        let of = [&page.title, &page.author, &page.published, &page.publisher].map(text);
        let mut row = texts([&page.id]);
        row.extend(texts(of));
        row.extend(texts([
            &page.language,
            &chain(&page.chain),
            &page.url,
            &page.notes.join("; "),
            &page.text,
        ]));
        rows.push(row);
    }
    rows.text()
}

/// The entries of a feed.
pub fn feed(feed: &Feed) -> String {
    let mut rows =
        Rows::new(&["id", "published", "updated", "title", "author", "link", "language", "tags", "summary"]);
    for entry in feed.entries() {
        let of = [
            &entry.id,
            &entry.published,
            &entry.updated,
            &entry.title,
            &entry.author,
            &entry.link,
            &entry.language,
        ];
        let mut row = texts(of.map(text));
        row.extend(texts([&entry.tags.join("; "), text(&entry.summary)]));
        rows.push(row);
    }
    rows.text()
}

/// The documents of stories: one row for each document and story.
pub fn stories(answer: &StoriesAnswer) -> String {
    let head = [
        "story",
        "document",
        "url",
        "published",
        "publisher",
        "title",
        "author",
        "language",
        "origin",
        "excerpt",
        "chain",
    ];
    let mut rows = Rows::new(&head);
    let mut by_id: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for document in &answer.documents {
        by_id.entry(&document.id).or_default().push(document);
    }
    for story in &answer.stories {
        for document in story.documents.iter().filter_map(|id| by_id.get(id.as_str())).flatten() {
            let is = |yes: bool| if yes { "yes" } else { "no" };
            let mut row = texts([&story.id, &document.id, &document.url]);
            row.extend(texts(
                [&document.published, &document.publisher, &document.title, &document.author].map(text),
            ));
            let excerpt = is(story.excerpts.contains(&document.id));
            row.extend(texts([
                &document.language,
                is(story.origin == document.id),
                excerpt,
                &chain(&document.chain),
            ]));
            rows.push(row);
        }
    }
    rows.text()
}

/// Candidate claims.
pub fn ingest(answer: &IngestAnswer) -> String {
    let head = [
        "id",
        "document",
        "kind",
        "modality",
        "speaker",
        "actors",
        "sites",
        "goods",
        "date",
        "value",
        "unit",
        "quote",
        "from",
        "to",
        "support",
        "confidence",
    ];
    let mut rows = Rows::new(&head);
    for one in &answer.claims {
        let claim = &one.claim;
        let mut row = texts([
            &claim.id,
            &claim.document,
            claim.kind.name(),
            claim.modality.name(),
            text(&claim.speaker),
        ]);
        row.extend([&claim.actors, &claim.sites, &claim.goods].map(|ids| ids.join("; ")));
        row.push(text(&claim.date).to_owned());
        row.push(number(claim.quantity.as_ref().map(|quantity| quantity.value)));
        row.push(claim.quantity.as_ref().map(|quantity| quantity.unit.clone()).unwrap_or_default());
        row.push(claim.quote.clone());
        row.extend([claim.span.0, claim.span.1, one.support].map(|count| count.to_string()));
        row.push(number(Some(claim.confidence)));
        rows.push(row);
    }
    rows.text()
}

/// The likeliest place of each text.
pub fn locate(answers: &[LocateAnswer]) -> String {
    let mut rows = Rows::new(&["text", "id", "name", "kind", "part_of", "score", "lat", "lon", "others"]);
    for one in answers {
        let kind = one.kind.and_then(|kind| serde_json::to_value(kind).ok());
        let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default();
        let mut row = texts([&one.text, text(&one.id), text(&one.name), kind, text(&one.part_of)]);
        row.extend([one.score, one.lat, one.lon].map(number));
        row.push(one.others.iter().map(|place| place.id.as_str()).collect::<Vec<_>>().join("; "));
        rows.push(row);
    }
    rows.text()
}

/// Documents and origins by period: of all, of each story, of each kind of claim.
pub fn coverage(coverage: &Coverage) -> String {
    let mut rows = Rows::new(&["of", "id", "title", "from", "documents", "origins", "expected"]);
    for (from, documents, origins) in periods(coverage) {
        rows.push(texts([
            "all",
            "",
            "",
            &from.to_string(),
            &documents.to_string(),
            &origins.to_string(),
            "",
        ]));
    }
    let of_stories =
        coverage.stories.iter().map(|s| ("story", s.id.as_str(), text(&s.title), &s.series, &s.bursts));
    let of_themes = coverage.themes.iter().map(|t| ("theme", t.kind.name(), "", &t.series, &t.bursts));
    for (of, id, title, series, bursts) in of_stories.chain(of_themes) {
        for count in series {
            // What would be expected is written where a period stands out.
            let burst = bursts.iter().find(|burst| burst.from == count.from);
            let counts = [count.documents, count.origins].map(|count| count.to_string());
            let expected = number(burst.map(|burst| burst.expected));
            rows.push(texts([of, id, title, &count.from.to_string(), &counts[0], &counts[1], &expected]));
        }
    }
    rows.text()
}

/// What the timeline draws.
pub(crate) fn timeline_chart(stories: &[&StoryCoverage]) -> String {
    let mut rows = Rows::new(&["story", "title", "document", "publisher", "published", "origin"]);
    for story in stories {
        for print in &story.prints {
            let origin = if print.origin { "yes" } else { "no" };
            let (publisher, published) = (text(&print.publisher), text(&print.published));
            rows.push(texts([&story.id, text(&story.title), &print.document, publisher, published, origin]));
        }
    }
    rows.text()
}

/// What the bars draw.
pub(crate) fn periods_chart(periods: &[Period]) -> String {
    let mut rows = Rows::new(&["from", "documents", "origins"]);
    for (from, documents, origins) in periods {
        rows.push([from.to_string(), documents.to_string(), origins.to_string()]);
    }
    rows.text()
}
