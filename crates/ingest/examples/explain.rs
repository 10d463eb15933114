//! What the rules see in a sentence: `explain SENTENCE…`.
use oreline_ingest::extract::explain;
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
    for sentence in std::env::args().skip(1) {
        println!("{}\n", explain(&sentence, &|text| names.find(text)));
    }
}
