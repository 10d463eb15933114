//! The world can be compiled on any day of its record, from what was known that day.
#![allow(clippy::unwrap_used)]

mod common;

use common::{FEW, case, heavy};
use jiff::civil::{Date, date};

fn quarter_ends() -> Vec<Date> {
    let days = [(3, 31), (6, 30), (9, 30), (12, 31)];
    let all = (2024..=2026).flat_map(|year| days.map(|(month, day)| date(year, month, day)));
    all.filter(|day| (date(2024, 6, 30)..=heavy().meta.edition).contains(day)).collect()
}

#[test]
fn it_compiles_at_each_quarter_end_and_says_from_which_year() {
    let days = quarter_ends();
    assert_eq!((days.len(), days.last()), (9, Some(&date(2026, 6, 30))));
    let mut before = 0;
    for day in days {
        let case = case(heavy(), Some(day), Some(day), FEW);
        println!("{day}: base year {}, newest datum {:?}", case.base_year, case.data_newest);
        assert_eq!((case.as_of, case.known_at), (day, day));
        assert!(case.base_year < day.year() && case.base_year >= before, "{day}: {}", case.base_year);
        assert!(case.data_newest.is_some_and(|newest| newest <= day), "{day}: {:?}", case.data_newest);
        before = case.base_year;
    }
}
