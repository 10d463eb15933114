//! Temporary.
#![allow(clippy::unwrap_used)]
use oreline_scenario::{holdings::{show, why}, priors::Priors};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let world = oreline_store::read(&oreline_store::Folder::disk(&args[1])).world.unwrap();
    let priors = Priors::parse(include_str!("../../../worlds/priors.toml")).unwrap();
    let day = |k: usize| args.get(k).and_then(|s| s.parse().ok());
    let clock = oreline_world::Clock::resolve(&world.meta, day(2), day(3)).unwrap();
    let case = oreline_scenario::compile::compile(&world, clock, &priors, "x").unwrap();
    let t = std::time::Instant::now();
    let a = show(&world, &case);
    println!("{:?} {} {}", t.elapsed(), a.as_of, a.base_year);
    for w in &a.in_words { println!("* {w}"); }
    for s in &a.stages {
        println!("{} {:?} {:?} {:.1} {:.1} {:.1} {} hhi {:.2} {:.2} {:.2}", s.stage, s.good, s.element, s.total.low, s.total.value, s.total.high, s.unit, s.hhi.low, s.hhi.value, s.hhi.high);
        for x in s.shares.iter().filter(|x| x.by != "country").take(14) { println!("    {} {} {:.3} {:.3} {:.3}", x.by, x.name, x.share.low, x.share.value, x.share.high); }
    }
    for s in &a.sites { println!("{s:?}"); }
    for id in &args[4.min(args.len())..] {
        match why(&world, &case, id) {
            Ok(w) => { println!("== {} : {}", w.id, w.figure); for r in w.rows.iter().take(25) { println!("   {} {} | {} | {} {} {} {}", r.at, r.id, r.value, r.basis, r.grade, r.known_at, r.source); } println!("   {} rows", w.rows.len()); }
            Err(e) => println!("{e}"),
        }
    }
}
