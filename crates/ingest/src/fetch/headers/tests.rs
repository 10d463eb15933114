//! Headers of servers that keep to the rules and of those that do not.

use proptest::prelude::*;

use super::*;

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}

#[test]
fn retry_after_in_its_four_forms() {
    let one = "2026-03-01T13:00:00Z".parse().ok();
    assert_eq!(retry_after("3600", now()), one);
    assert_eq!(retry_after(" Sun, 01 Mar 2026 13:00:00 GMT ", now()), one);
    assert_eq!(retry_after("Sunday, 01-Mar-26 13:00:00 GMT", now()), one);
    assert_eq!(retry_after("Sun Mar  1 13:00:00 2026", now()), one);
    assert_eq!(retry_after("Sun, 01 Mar 2026 11:00:00 GMT", now()), Some(now()));
    for nonsense in ["", "-5", "1.5", "soon", "Sun, 99 Mar 2026 13:00:00 GMT", "１２"] {
        assert_eq!(retry_after(nonsense, now()), None, "{nonsense}");
    }
    assert_eq!(retry_after("99999999999999999999999", now()), Some(now() + LONGEST_WAIT));
}

#[test]
fn cache_control_is_read_as_written() {
    let cases = [
        ("max-age=60", None, Some(60)),
        ("public, MAX-AGE = \"60\"", None, Some(60)),
        ("max-age=60", Some("45"), Some(15)),
        ("max-age=60", Some("100"), Some(0)),
        ("max-age=60", Some("x"), Some(60)),
        ("no-cache, max-age=60", None, Some(0)),
        ("No-Store", None, Some(0)),
        ("max-age=99999999999999999999999", None, Some(u64::MAX)),
        ("max-age=-1", None, None),
        ("max-age=", None, None),
        ("s-maxage=60", None, None),
        ("", None, None),
    ];
    for (value, age, seconds) in cases {
        assert_eq!(fresh_for(value, age), seconds, "{value} {age:?}");
    }
}

#[test]
fn content_types_are_taken_apart() {
    let own = |media: &str, charset: Option<&str>| (Some(media.to_owned()), charset.map(str::to_owned));
    assert_eq!(content_type("Text/HTML; Charset=\"GB2312\""), own("text/html", Some("gb2312")));
    assert_eq!(content_type("text/xml;a=b;charset=utf-8;x"), own("text/xml", Some("utf-8")));
    assert_eq!(content_type("text/html; charset="), own("text/html", None));
    assert_eq!(content_type(""), (None, None));
}

proptest! {
    #[test]
    fn every_byte_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..50)) {
        prop_assert_eq!(latin1_bytes(&latin1(&bytes)), Some(bytes));
    }

    #[test]
    fn seconds_are_added_and_bounded(seconds in prop_oneof![any::<u64>(), 0..3_000_000_u64]) {
        let wait = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)).min(LONGEST_WAIT);
        prop_assert_eq!(retry_after(&seconds.to_string(), now()), Some(now() + wait));
    }

    #[test]
    fn a_date_in_any_form_is_the_same_moment(second in 0_i64..2_000_000_000) {
        let moment = Timestamp::from_second(second).unwrap();
        for form in ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"] {
            let text = moment.strftime(form).to_string();
            prop_assert_eq!(http_date(&text), Some(moment), "{}", text);
        }
    }

    #[test]
    fn nothing_in_a_header_leads_to_the_past_or_beyond_the_bound(
        text in prop_oneof![".{0,60}", "[A-Z][a-z]{2}, [0-9]{1,3} (Jan|Mar|Xyz) [0-9]{1,6} [0-9:]{0,10} GMT"]
    ) {
        if let Some(until) = retry_after(&text, now()) {
            prop_assert!(until >= now() && until <= now() + LONGEST_WAIT);
        }
        let _ = (fresh_for(&text, Some(&text)), content_type(&text));
    }
}
