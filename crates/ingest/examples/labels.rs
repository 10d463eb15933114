//! Scores the extractor on labelled passages: `labels FILE [--list KIND]`.
use oreline_ingest::Document;
use oreline_ingest::extract::{Kind, Modality, claims};
use oreline_ingest::gazetteer::aliases;
use oreline_ingest::names::Names;
use std::collections::BTreeMap;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let list = args.iter().position(|a| a == "--list").map(|k| args[k + 1].clone());
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let world = oreline_store::read(&oreline_store::Folder::disk("worlds/heavy-rare-earths")).world.expect("the world");
    let names = Names::of(Some(&world), &aliases(&std::fs::read_to_string("worlds/heavy-rare-earths/aliases.csv").unwrap()).unwrap()).unwrap();
    let namer = |text: &str| names.find(text);
    let mut traps: BTreeMap<String, usize> = BTreeMap::new();
    let mut rules: BTreeMap<(Kind, usize), [usize; 2]> = BTreeMap::new();
    let mut score: BTreeMap<Kind, [usize; 5]> = BTreeMap::new();
    for row in text.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()) {
        let body = row["text"].as_str().unwrap().to_owned();
        let doc = Document { id: Document::id_of(&body), text: body.clone(), published: row["published"].as_str().map(Into::into), language: "en".into(), ..Document::default() };
        let mut want: Vec<(Kind, Modality)> = row["claims"].as_array().unwrap().iter().map(|c| (serde_json::from_value(c["kind"].clone()).unwrap(), serde_json::from_value(c["modality"].clone()).unwrap())).collect();
        let got: Vec<(Kind, Modality, usize)> = claims(&doc, &namer).iter().map(|c| (c.kind, c.modality, c.rule)).collect();
        let mut notes = Vec::new();
        let all = want.clone();
        for (kind, modality, rule) in &got {
            let r = rules.entry((*kind, *rule)).or_default();
            let s = score.entry(*kind).or_default();
            if let Some(k) = want.iter().position(|w| w.0 == *kind) {
                s[0] += 1; r[0] += 1;
                if want[k].1 == *modality { s[3] += 1 } else { notes.push(format!("MOD {}/{} for {}", kind.name(), modality.name(), want[k].1.name())) }
                want.remove(k);
            } else { s[1] += 1; r[1] += 1; *traps.entry(row["trap"].as_str().unwrap_or("positive").to_owned()).or_default() += 1; notes.push(format!("FP {}/{} #{rule}", kind.name(), modality.name())); }
        }
        for (kind, modality) in &want { score.entry(*kind).or_default()[2] += 1; notes.push(format!("FN {}/{}", kind.name(), modality.name())); }
        if let Some(kind) = &list {
            for note in &notes { if note.contains(kind.as_str()) { println!("{note} | {} {} | {body} => {all:?}", row["id"].as_str().unwrap(), row["trap"].as_str().unwrap_or("")); } }
        }
    }
    if std::env::var("RULES").is_ok() { for ((k, r), c) in &rules { println!("R {} {r} {} {}", k.name(), c[0], c[1]); } }
    println!("false by trap: {traps:?}");
    let mut t = [0; 5];
    for (kind, s) in &score {
        println!("{:15} tp {:3} fp {:3} fn {:3}  P {:.2} R {:.2}  with modality P {:.2}", kind.name(), s[0], s[1], s[2], s[0] as f64 / (s[0] + s[1]).max(1) as f64, s[0] as f64 / (s[0] + s[2]).max(1) as f64, s[3] as f64 / (s[0] + s[1]).max(1) as f64);
        for k in 0..4 { t[k] += s[k]; }
    }
    println!("{:15} tp {:3} fp {:3} fn {:3}  P {:.3} R {:.3}  with modality P {:.3}", "all", t[0], t[1], t[2], t[0] as f64 / (t[0] + t[1]) as f64, t[0] as f64 / (t[0] + t[2]) as f64, t[3] as f64 / (t[0] + t[1]) as f64);
}
