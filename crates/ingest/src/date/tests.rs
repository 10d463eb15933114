//! Dates in words against what they mean on a day.

use super::*;

fn on(day: &str) -> Option<PartialDate> {
    Some(day.parse().unwrap())
}

/// The phrases of a text published on 29 July 2025, a Tuesday, as `phrase = from/to`.
fn found(text: &str) -> Vec<String> {
    find_dates(text, on("2025-07-29"))
        .into_iter()
        .map(|dated| {
            assert_eq!(&text[dated.span.0..dated.span.1], dated.text);
            match dated.from == dated.to {
                true => format!("{} = {}", dated.text, dated.from),
                false => format!("{} = {}/{}", dated.text, dated.from, dated.to),
            }
        })
        .collect()
}

#[track_caller]
fn one(text: &str, expected: &str) {
    assert_eq!(found(text), [expected], "{text}");
}

#[track_caller]
fn none(text: &str) {
    assert_eq!(found(text), Vec::<String>::new(), "{text}");
}

#[test]
fn whole_days() {
    one("It was signed on 21 July 2025 in Laiza.", "21 July 2025 = 2025-07-21");
    one("It was signed on July 21, 2025, in Laiza.", "July 21, 2025 = 2025-07-21");
    one("signed 21 Jul 2025", "21 Jul 2025 = 2025-07-21");
    one("signed on the 21st of July, 2025", "21st of July, 2025 = 2025-07-21");
    one("Date: 2025-07-21T18:02:00Z", "2025-07-21 = 2025-07-21");
    one("on 21/07/2025", "21/07/2025 = 2025-07-21");
    one("on 07/21/2025", "07/21/2025 = 2025-07-21");
    one("am 21.07.2025", "21.07.2025 = 2025-07-21");
    one("Wednesday, Jul 30, 2025 - 07:20 AM", "Wednesday, Jul 30, 2025 = 2025-07-30");
    one("Sat, 20 Nov 2021 14:22", "Sat, 20 Nov 2021 = 2021-11-20");
    one("2025年7月21日，密支那", "2025年7月21日 = 2025-07-21");
    one("3 may 2025", "3 may 2025 = 2025-05-03");
    one("the 8-May-2024 edition", "8-May-2024 = 2024-05-08");
}

#[test]
fn days_in_no_calendar_and_ambiguous_ones_are_none() {
    none("on 05/07/2025");
    assert!(!found("on 31 June 2025").iter().any(|f| f.contains("31 June")));
    none("version 1.2.2025.4");
}

#[test]
fn without_a_year_the_latest_day_not_after_the_document() {
    one("On 8 July Reuters reported", "8 July = 2025-07-08");
    one("On 30 July Reuters reported", "30 July = 2024-07-30");
    one("On December 4 it fell", "December 4 = 2024-12-04");
    one("In October the KIA took Pangwa", "October = 2024-10-01/2024-10-31");
    one("an August 7 piece", "August 7 = 2024-08-07");
    one("in July", "July = 2025-07-01/2025-07-31");
    one("since last October", "since last October = 2024-10-01/2025-07-29");
    one("last July", "last July = 2024-07-01/2024-07-31");
    one("next March", "next March = 2026-03-01/2026-03-31");
}

#[test]
fn words_of_the_future_mean_the_next_one() {
    one("The election will be held in December.", "December = 2025-12-01/2025-12-31");
    one("before the election it has promised for December", "December = 2025-12-01/2025-12-31");
    one("China will, Reuters said on 8 July, stop buying", "8 July = 2025-07-08");
    one("They will meet on Friday.", "Friday = 2025-08-01");
    one("The talks, which were due on 3 August, failed.", "3 August = 2024-08-03");
}

#[test]
fn months_quarters_halves_seasons_and_years() {
    one("in May 2025", "May 2025 = 2025-05-01/2025-05-31");
    one("in early May", "early May = 2025-05-01/2025-05-10");
    one("since mid-May", "since mid-May = 2025-05-11/2025-07-29");
    one("in late 2024", "late 2024 = 2024-09-01/2024-12-31");
    one("late last year", "late last year = 2024-09-01/2024-12-31");
    one("by the end of the year", "end of the year = 2025-12-01/2025-12-31");
    one("in the last days of December", "last days of December = 2024-12-27/2024-12-31");
    one("the second quarter of 2024", "second quarter of 2024 = 2024-04-01/2024-06-30");
    one("Q2 2024 results", "Q2 2024 = 2024-04-01/2024-06-30");
    one("in the third quarter", "third quarter = 2025-07-01/2025-09-30");
    one("the first half of this year", "first half of this year = 2025-01-01/2025-06-30");
    one("in the first five months of the year", "first five months of the year = 2025-01-01/2025-05-31");
    one("in the summer of 2024", "summer of 2024 = 2024-06-01/2024-08-31");
    one("this spring", "this spring = 2025-03-01/2025-05-31");
    one("In 2024 it rose", "2024 = 2024-01-01/2024-12-31");
    one("the 2021 coup", "2021 = 2021-01-01/2021-12-31");
    one("last year", "last year = 2024-01-01/2024-12-31");
    one("a fall in September’s output", "September = 2024-09-01/2024-09-30");
}

#[test]
fn relative_days() {
    one("yesterday", "yesterday = 2025-07-28");
    one("said on Tuesday", "Tuesday = 2025-07-29");
    one("said on Wednesday", "Wednesday = 2025-07-23");
    one("last Tuesday", "last Tuesday = 2025-07-22");
    one("last week", "last week = 2025-07-21/2025-07-27");
    one("two weeks ago", "two weeks ago = 2025-07-12/2025-07-18");
    one("3 days ago", "3 days ago = 2025-07-26");
    one("3d ago", "3d ago = 2025-07-26");
    one("30 hours ago", "30 hours ago = 2025-07-27/2025-07-28");
    one("18 hours ago", "18 hours ago = 2025-07-28/2025-07-29");
    one("two months ago", "two months ago = 2025-05-01/2025-05-31");
    one("earlier this month", "earlier this month = 2025-07-01/2025-07-29");
    one("over the past two weeks", "past two weeks = 2025-07-15/2025-07-29");
    one("since October", "since October = 2024-10-01/2025-07-29");
    one("this year", "this year = 2025-01-01/2025-12-31");
}

#[test]
fn ranges() {
    one("between March and May 2025", "between March and May 2025 = 2025-03-01/2025-05-31");
    one("from 3 to 7 June", "from 3 to 7 June = 2025-06-03/2025-06-07");
    one("January–May 2025", "January–May 2025 = 2025-01-01/2025-05-31");
    one("between 2017 and 2024", "between 2017 and 2024 = 2017-01-01/2024-12-31");
    one("in 2023–24", "2023–24 = 2023-01-01/2024-12-31");
    one("June 3–7, 2025", "June 3–7, 2025 = 2025-06-03/2025-06-07");
    one("on 8 and 9 July", "8 and 9 July = 2025-07-08/2025-07-09");
    one("from November to February", "from November to February = 2024-11-01/2025-02-28");
    one("from 28 May to 3 June 2024", "from 28 May to 3 June 2024 = 2024-05-28/2024-06-03");
}

#[test]
fn words_that_only_look_like_dates() {
    none("It may be so, and Theresa May said that they march on. March on Washington!");
    none("The second man sat in the sun; Sun Yat-sen. Dec the halls, Jan said.");
    none("the 1990s, the 1990s and 80s");
    none("2024 tons of ore for $2025, and 41,700 tons more");
    none("Black Friday deals in the Sunday Times");
    none("a total of 2000 workers");
    none("April laughed. June was late.");
    none("May 10 percent be enough?");
}

#[test]
fn without_a_date_of_its_own_a_text_names_only_what_is_written_out() {
    assert_eq!(find_dates("yesterday, on 8 July, in May, last year, on Tuesday", None), []);
    assert_eq!(find_dates("on 8 July 2025", None).len(), 1);
    let year = find_dates("yesterday and last year", on("2025"));
    assert_eq!(year.len(), 1);
    assert_eq!(year[0].short().as_deref(), Some("2024"));
}

#[test]
fn the_shortest_form() {
    let date = jiff::civil::date;
    assert_eq!(short(date(2025, 7, 1), date(2025, 7, 1)).as_deref(), Some("2025-07-01"));
    assert_eq!(short(date(2025, 7, 1), date(2025, 7, 9)).as_deref(), Some("2025-07"));
    assert_eq!(short(date(2025, 7, 1), date(2025, 8, 9)).as_deref(), Some("2025"));
    assert_eq!(short(date(2024, 12, 1), date(2025, 2, 9)), None);
}

#[test]
fn a_leap_day_without_a_year_is_the_last_one() {
    assert_eq!(found("on 29 February"), ["29 February = 2024-02-29"]);
}

proptest::proptest! {
    #[test]
    fn any_text_gives_ordered_dates_inside_it(text in "(?:[A-Za-z0-9 ,.'–/-]|May |July |in |of |2025|[0-9]{1,2} |\u{ad}|年|月){0,60}") {
        let mut end = 0;
        for dated in find_dates(&text, on("2025-07")) {
            assert!(end <= dated.span.0 && dated.span.0 < dated.span.1);
            assert_eq!(&text[dated.span.0..dated.span.1], dated.text);
            assert!(dated.from <= dated.to);
            end = dated.span.1;
        }
    }
}
