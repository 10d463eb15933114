//! Prints the candidate claims of texts: `claims FILE.txt… | ground-truth.json`.
use oreline_ingest::Document;
use oreline_ingest::extract::claims;
use oreline_ingest::gazetteer::aliases;
use oreline_ingest::names::Names;

fn main() {
    let world = oreline_store::read(&oreline_store::Folder::disk("worlds/heavy-rare-earths"))
        .world
        .expect("the world");
    let names = Names::of(
        Some(&world),
        &aliases(&std::fs::read_to_string("worlds/heavy-rare-earths/aliases.csv").unwrap()).unwrap(),
    )
    .unwrap();
    let mut total = 0;
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let texts: Vec<(String, String)> = if path.ends_with(".json") {
            let all: std::collections::BTreeMap<String, serde_json::Value> =
                serde_json::from_str(&text).unwrap();
            all.into_iter()
                .map(|(k, v)| (k, v["articleBody"].as_str().unwrap_or_default().to_owned()))
                .collect()
        } else {
            vec![(path.clone(), text)]
        };
        for (name, text) in texts {
            let doc = Document {
                id: Document::id_of(&text),
                text,
                published: Some("2025-08-01".into()),
                language: "en".into(),
                ..Document::default()
            };
            let found = claims(&doc, &|text| names.find(text));
            total += found.len();
            for c in &found {
                println!(
                    "{} | {}/{} #{} | {:?} | {:?} {:?} {:?} | {:?} {:?}\n    {}",
                    name.rsplit('/').next().unwrap(),
                    c.kind.name(),
                    c.modality.name(),
                    c.rule,
                    c.speaker,
                    c.actors,
                    c.sites,
                    c.goods,
                    c.date,
                    c.quantity.as_ref().map(|q| format!("{} {}", q.value, q.unit)),
                    c.quote
                );
            }
            if path.ends_with(".txt") {
                println!("== {} claims in {}", found.len(), name);
            }
        }
    }
    println!("{total} claims");
}
