//! Scores the extractor on labelled passages: `labels FILE [--list KIND]`.
use oreline_ingest::Document;
use oreline_ingest::extract::{Class, Kind, Modality, Named, claims};
use std::collections::BTreeMap;

fn namer(text: &str) -> Vec<Named> {
    const LIST: &[(&str, Class, bool, &str)] = &[
        ("kio-kia", Class::Armed, true, "KIA|KIO|Kachin Independence Army|Kachin Independence Organisation|Kachin army|Kachin rebels"),
        ("junta", Class::Armed, true, "Tatmadaw|SAC|State Administration Council|Min Aung Hlaing|Naypyidaw|Naypyitaw|Northern Command|Myanmar's military|Myanmar military|Myanmar's generals"),
        ("groups", Class::Armed, true, "NDA-K|Border Guard Force|BGF|Zakhung Ting Ying|Ting Ying|UWSA|United Wa State Army|NDAA|Arakan Army|TNLA|MNDAA|KPDF|PDF|Shanni Nationalities Army|Shanni militiamen|M23|Laiza"),
        ("states", Class::State, false, "China|Beijing|US|Washington|United States|Treasury|OFAC|White House|Trump|State Department|Russia|Moscow|Kremlin|Rosatom|India|Delhi|New Delhi|Japan|Tokyo|EU|Brussels|Europe|Laos|Malaysia|Vietnam|Australia|Canberra|MOFCOM|Kinshasa|Kigali|Rwanda|DRC|Congo|Tengchong customs|Chinese|American|Japanese|London|Ottawa|Security Council|America"),
        ("firms", Class::Firm, true, "China Rare Earth Group|IREL|Lynas|MP Materials|Iluka|Energy Fuels|Solvay|KT Services & Logistics|KT Services|MCM Group|MCM|Suntac Technologies|Suntac|China Northern Rare Earth|Silmet"),
        ("sites", Class::Site, true, "Pangwa|Panwa|Chipwi|Chihpwi|Tsawlaw|Kanpaiti|Kan Paik Ti|Momauk|Mansi|Bhamo|Lweje|Myitkyina|Waingmaw|Hpakant|Mong Pawk|Mong Yawn|Mong Yawng|Hpimaw|Sadung|Maijayang|Mountain Pass|Mount Weld|Kuantan|Gebeng|Bayan Obo|Lashio|Mong La|Myanmar|Burma|Burmese|Kachin State|Perak"),
        ("border", Class::Site, false, "Muse|Ruili|Tengchong|Ganzhou|Yunnan|Goma|Bukavu|Jiangxi"),
        ("kachin", Class::People, true, "Kachin|Kachins|Wa"),
        ("goods", Class::Good, true, "heavy rare earths|heavy rare earth|rare earths|rare earth|rare-earth|dysprosium oxide|dysprosium|terbium oxide|terbium|NdPr oxide|NdPr|neodymium oxide|neodymium|praseodymium|permanent magnets|magnets|magnet|ionic clay|clay concentrate|clay|samarium|yttrium|lutetium|holmium|coltan|heavy oxides|heavies|concentrate|carbonate"),
    ];
    let mut all: Vec<Named> = Vec::new();
    for (id, class, core, forms) in LIST {
        for form in forms.split('|') {
            let low = text.to_ascii_lowercase(); let lowf = form.to_ascii_lowercase();
            let places: Vec<usize> = if *class == Class::Good { low.match_indices(&lowf).map(|x| x.0).collect() } else { text.match_indices(form).map(|x| x.0).collect() };
            for at in places {
                let end = at + form.len();
                let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
                let after = text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric());
                if before && after { all.push(Named { id: (*id).into(), class: *class, core: *core, span: at..end }); }
            }
        }
    }
    all.sort_by_key(|n| (n.span.start, usize::MAX - n.span.end));
    let mut out: Vec<Named> = Vec::new();
    for n in all { if out.last().is_none_or(|l| l.span.end <= n.span.start) { out.push(n); } }
    out
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let list = args.iter().position(|a| a == "--list").map(|k| args[k + 1].clone());
    let text = std::fs::read_to_string(&args[1]).unwrap();
    let mut traps: BTreeMap<String, usize> = BTreeMap::new();
    let mut score: BTreeMap<Kind, [usize; 5]> = BTreeMap::new();
    for row in text.lines().map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap()) {
        let body = row["text"].as_str().unwrap().to_owned();
        let doc = Document { id: Document::id_of(&body), text: body.clone(), published: row["published"].as_str().map(Into::into), language: "en".into(), ..Document::default() };
        let mut want: Vec<(Kind, Modality)> = row["claims"].as_array().unwrap().iter().map(|c| (serde_json::from_value(c["kind"].clone()).unwrap(), serde_json::from_value(c["modality"].clone()).unwrap())).collect();
        let got: Vec<(Kind, Modality)> = claims(&doc, &namer).iter().map(|c| (c.kind, c.modality)).collect();
        let mut notes = Vec::new();
        let all = want.clone();
        for (kind, modality) in &got {
            let s = score.entry(*kind).or_default();
            if let Some(k) = want.iter().position(|w| w.0 == *kind) {
                s[0] += 1;
                if want[k].1 == *modality { s[3] += 1 } else { notes.push(format!("MOD {}/{} for {}", kind.name(), modality.name(), want[k].1.name())) }
                want.remove(k);
            } else { s[1] += 1; *traps.entry(row["trap"].as_str().unwrap_or("positive").to_owned()).or_default() += 1; notes.push(format!("FP {}/{}", kind.name(), modality.name())); }
        }
        for (kind, modality) in &want { score.entry(*kind).or_default()[2] += 1; notes.push(format!("FN {}/{}", kind.name(), modality.name())); }
        if let Some(kind) = &list {
            for note in &notes { if note.contains(kind.as_str()) { println!("{note} | {} {} | {body} => {all:?}", row["id"].as_str().unwrap(), row["trap"].as_str().unwrap_or("")); } }
        }
    }
    println!("false by trap: {traps:?}");
    let mut t = [0; 5];
    for (kind, s) in &score {
        println!("{:15} tp {:3} fp {:3} fn {:3}  P {:.2} R {:.2}  with modality P {:.2}", kind.name(), s[0], s[1], s[2], s[0] as f64 / (s[0] + s[1]).max(1) as f64, s[0] as f64 / (s[0] + s[2]).max(1) as f64, s[3] as f64 / (s[0] + s[1]).max(1) as f64);
        for k in 0..4 { t[k] += s[k]; }
    }
    println!("{:15} tp {:3} fp {:3} fn {:3}  P {:.3} R {:.3}  with modality P {:.3}", "all", t[0], t[1], t[2], t[0] as f64 / (t[0] + t[1]) as f64, t[0] as f64 / (t[0] + t[2]) as f64, t[3] as f64 / (t[0] + t[1]) as f64);
}
