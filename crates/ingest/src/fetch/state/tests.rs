//! The file of what was fetched, whole, damaged and foreign.

use proptest::prelude::*;

use super::*;

fn with_record(url: &str, inner: &str) -> Result<State, StateError> {
    State::parse(&format!("{{\"version\":1,\"records\":{{\"{url}\":{{{inner}}}}}}}"))
}

#[test]
fn a_damaged_state_is_a_clear_error() {
    let error = State::parse("{ \"version\": 1, \"records\": {\n  \"http").unwrap_err().to_string();
    assert!(error.contains("damaged") && error.contains("line 2"), "{error}");
    assert!(matches!(State::parse("{\"version\": 2}"), Err(StateError::Version(2))));
    assert!(matches!(with_record("nowhere", ""), Err(StateError::Address(_))));
    assert!(matches!(
        with_record("http://a.org/", "\"final_url\":\"file:///x\""),
        Err(StateError::Address(_))
    ));
    for bad in ["\"\\r\\nCookie: x\"", "\"\\u0000\"", "\"Ł\""] {
        let error = with_record("http://a.org/", &format!("\"etag\":{bad}")).unwrap_err();
        assert!(matches!(error, StateError::Validator { .. }), "{bad}: {error}");
    }
    assert!(with_record("http://a.org/", "\"etga\":\"x\"").is_err());
    assert!(with_record("http://a.org/", "").is_ok());
}

#[test]
fn errors_wait_twice_as_long_each_time_up_to_a_day() {
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    let minutes = |errors| backoff(errors, now).duration_since(now).as_mins();
    assert_eq!([1, 2, 3, 9, 10, u32::MAX].map(minutes), [5, 10, 20, 1280, 1440, 1440]);
}

#[test]
fn a_state_that_cannot_be_written_leaves_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("state.json");
    State::default().write(&file).unwrap();
    let before = std::fs::read(&file).unwrap();
    std::fs::create_dir(dir.path().join("state.json.new")).unwrap();
    assert!(matches!(State::default().write(&file), Err(StateError::File { .. })));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

proptest! {
    #[test]
    fn a_state_survives_its_file(
        etag in proptest::option::of("[\\x20-\\x7e\u{a0}-\u{ff}]{0,20}"),
        errors in any::<u32>(),
        second in -1_000_000_000_i64..4_000_000_000,
        path in "[a-z]{0,8}",
        robots in ".{0,40}",
    ) {
        let mut state = State::default();
        let moment = Timestamp::from_second(second).unwrap();
        let record = state.records.entry(format!("https://example.org/{path}")).or_default();
        record.etag = etag;
        record.errors_in_a_row = errors;
        record.next_due = Some(moment);
        let host = state.hosts.entry("https://example.org".to_owned()).or_default();
        host.robots = Some(RobotsCopy { fetched: moment, answer: RobotsAnswer::Text(robots) });
        prop_assert_eq!(State::parse(&state.to_text().unwrap()).unwrap(), state);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(\\PC|[\"{}\\[\\]:,]|records|version|1|http://a/){0,60}") {
        let _ = (State::parse(&text), with_record("http://a/", &text));
    }
}
