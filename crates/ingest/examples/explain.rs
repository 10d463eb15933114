//! What the rules see in a sentence, for whoever writes rules: `explain SENTENCE…`, from the root of the repository.

use oreline_ingest::extract::explain;
use oreline_ingest::gazetteer::aliases;
use oreline_ingest::names::Names;
use std::error::Error;

const WORLD: &str = "worlds/heavy-rare-earths";

fn main() -> Result<(), Box<dyn Error>> {
    let world = oreline_store::read(&oreline_store::Folder::disk(WORLD)).world.ok_or("no world here")?;
    let listed =
        aliases(&std::fs::read_to_string(format!("{WORLD}/aliases.csv"))?).map_err(|_| "bad aliases")?;
    let names = Names::of(Some(&world), &listed)?;
    for sentence in std::env::args().skip(1) {
        println!("{}\n", explain(&sentence, &|text| names.find(text)));
    }
    Ok(())
}
