//! The contradictions that the rows of the bundled worlds hold. The test names quantities; the code may not.
#![allow(clippy::unwrap_used)]

use oreline_store::{Folder, read};
use oreline_world::World;
use oreline_world::rivals::{Contradiction, rivals};
use oreline_world::rows::Modality;

fn world(id: &str) -> World {
    let path = format!("{}/../../worlds/{id}", env!("CARGO_MANIFEST_DIR"));
    read(&Folder::disk(path)).world.unwrap()
}

fn about(found: &[Contradiction], quantity: &str) -> Contradiction {
    found.iter().find(|c| c.quantity == quantity).unwrap_or_else(|| panic!("{quantity} is listed")).clone()
}

/// Whether some row states the figure, with words on what it counts.
fn states(contradiction: &Contradiction, value: f64) -> bool {
    let near = |v: f64| (v - value).abs() <= 2e-3 * value.abs();
    contradiction.rows.iter().any(|row| row.value.is_some_and(near) && !row.scope.is_empty())
}

#[test]
fn the_known_disputes_of_heavy_rare_earths_come_from_the_rows() {
    let found = rivals(&world("heavy-rare-earths"));

    let change = about(&found, "myanmar-feed-change-2024");
    assert!([-0.03, -0.10, -0.316, -0.384].into_iter().all(|v| states(&change, v)), "{change:?}");

    let feed = about(&found, "myanmar-feed-2023");
    assert!([41_700.0, 43_000.0, 50_000.0, 72_074.0].into_iter().all(|v| states(&feed, v)), "{feed:?}");
    let gross = feed.rows.iter().find(|row| row.value == Some(72_074.0)).unwrap();
    assert_eq!(gross.unit.as_deref(), Some("t-gross/yr"));

    let price = about(&found, "dy-oxide-price-2025");
    assert!([224.0, 239.0].into_iter().all(|v| states(&price, v)), "{price:?}");
    assert!(price.rows.iter().any(|row| row.low == Some(700.0) && row.high == Some(1000.0)));

    let ultimatum = about(&found, "china-ultimatum-2025");
    let said = |m: Modality| ultimatum.rows.iter().filter(|row| row.modality == m).count();
    assert!(said(Modality::Reported) >= 1 && said(Modality::Denied) >= 1, "{ultimatum:?}");
}

#[test]
fn a_denial_was_no_contradiction_before_it_was_public() {
    let then = world("heavy-rare-earths").known("2025-06-30".parse().unwrap());
    assert!(rivals(&then).iter().all(|c| c.quantity != "china-ultimatum-2025"));
}

#[test]
fn every_rival_has_another_origin_and_a_place_in_a_file() {
    for id in ["tiny", "heavy-rare-earths"] {
        let found = rivals(&world(id));
        assert!(!found.is_empty());
        for contradiction in found {
            let mut origins: Vec<_> = contradiction.rows.iter().map(|row| &row.origin).collect();
            origins.sort();
            origins.dedup();
            assert!(origins.len() > 1, "{}", contradiction.quantity);
            assert!(contradiction.rows.iter().all(|row| row.line > 1 && row.file.ends_with(".csv")));
        }
    }
}

#[test]
fn of_the_two_editions_in_tiny_the_later_stands() {
    let tiny = world("tiny");
    let ids = |world: &World| -> Vec<String> {
        about(&rivals(world), "ridge-feed-2023").rows.into_iter().map(|row| row.id).collect()
    };
    assert!(ids(&tiny).contains(&"flow-2023-ridge-mined-revised".to_owned()));
    assert!(!ids(&tiny).contains(&"flow-2023-ridge-mined".to_owned()));
    let then = tiny.known("2024-12-31".parse().unwrap());
    assert!(ids(&then).contains(&"flow-2023-ridge-mined".to_owned()));
}
