//! What a host allows: `robots.txt` after RFC 9309.
//!
//! One copy for each host is kept in the state with its age. A host that has none allows everything; one that cannot
//! say, because it is broken or busy, allows nothing until it can. The road not taken: treating a file that cannot be
//! read as consent.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use texting_robots::Robot;
use url::Url;

use super::state::{RobotsAnswer, RobotsCopy};

/// A copy may be used for a day (RFC 9309, section 2.4).
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);
/// "Cannot say" is asked again after an hour. A guess.
const UNAVAILABLE_FOR: SignedDuration = SignedDuration::from_hours(1);
/// An older copy stands in while the host cannot say, for a month (RFC 9309, section 2.3.1.4).
const STANDS_IN_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Bytes that are read; RFC 9309, section 2.5 asks for 500 KiB at least.
pub(super) const READ_BYTES: u64 = 512 * 1024;
/// The longest `Crawl-delay` that is followed: more is a way of saying no, and `Disallow` says it better. A guess.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// What a host says of one address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// It may be asked for, so long after the last request.
    Allowed { delay: Duration },
    /// A rule forbids it.
    Forbidden,
    /// The host could not say, with its status.
    Unavailable(u16),
    /// The rules cannot be read.
    Unreadable,
}

/// Whether the copy at hand can still be used.
pub(super) fn is_fresh(copy: &RobotsCopy, now: Timestamp) -> bool {
    let good_for = match copy.answer {
        RobotsAnswer::Unavailable(_) => UNAVAILABLE_FOR,
        RobotsAnswer::Text(_) | RobotsAnswer::None => GOOD_FOR,
    };
    is_within(copy.fetched, now, good_for)
}

/// What is to be kept after an answer, given the copy before.
pub(super) fn kept(answer: RobotsAnswer, before: Option<RobotsCopy>, now: Timestamp) -> RobotsCopy {
    match (&answer, before) {
        (RobotsAnswer::Unavailable(_), Some(before))
            if matches!(before.answer, RobotsAnswer::Text(_))
                && is_within(before.fetched, now, STANDS_IN_FOR) =>
        {
            before
        }
        _ => RobotsCopy { fetched: now, answer },
    }
}

/// A copy from the future comes from a wrong clock and is used for no time at all.
fn is_within(fetched: Timestamp, now: Timestamp, span: SignedDuration) -> bool {
    let age = now.duration_since(fetched);
    !age.is_negative() && age < span
}

/// What the copy says of `url` to the client that calls itself `user_agent`.
pub(super) fn verdict(answer: &RobotsAnswer, user_agent: &str, url: &Url) -> Verdict {
    let text = match answer {
        RobotsAnswer::None => return Verdict::Allowed { delay: Duration::ZERO },
        RobotsAnswer::Unavailable(code) => return Verdict::Unavailable(*code),
        RobotsAnswer::Text(text) => text,
    };
    match Robot::new(product(user_agent), text.as_bytes()) {
        Err(_) => Verdict::Unreadable,
        Ok(robot) if !robot.allowed(url.as_str()) => Verdict::Forbidden,
        Ok(robot) => Verdict::Allowed { delay: delay(robot.delay) },
    }
}

/// The product token, by which rules call a client: `Oreline` of `Oreline/0.1 (+https://…)`.
fn product(user_agent: &str) -> &str {
    user_agent.split(['/', ' ', '\t', '(']).next().unwrap_or_default()
}

fn delay(stated: Option<f32>) -> Duration {
    let Some(seconds) = stated else { return Duration::ZERO };
    Duration::try_from_secs_f32(seconds).unwrap_or(LONGEST_DELAY).min(LONGEST_DELAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn says(text: &str, agent: &str, url: &str) -> Verdict {
        verdict(&RobotsAnswer::Text(text.to_owned()), agent, &Url::parse(url).unwrap())
    }

    #[test]
    fn the_longest_rule_for_our_name_decides() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: oreline\nDisallow: /a\nAllow: /a/feed\nCrawl-delay: 3\n";
        let ours = "Oreline/0.1 (+https://example.org)";
        assert_eq!(says(text, ours, "https://x.org/a/page"), Verdict::Forbidden);
        let three = Verdict::Allowed { delay: Duration::from_secs(3) };
        assert_eq!(says(text, ours, "https://x.org/a/feed.xml"), three);
        assert_eq!(says(text, "Other/1", "https://x.org/b"), Verdict::Forbidden);
    }

    #[test]
    fn a_delay_without_end_is_cut() {
        for stated in ["1e30", "inf", "99999"] {
            let text = format!("User-agent: *\nCrawl-delay: {stated}\n");
            assert_eq!(
                says(&text, "O", "https://x.org/"),
                Verdict::Allowed { delay: LONGEST_DELAY },
                "{stated}"
            );
        }
    }

    #[test]
    fn an_old_copy_stands_in_for_a_host_that_cannot_say_but_not_for_ever() {
        let old =
            RobotsCopy { fetched: at("2026-01-01T00:00:00Z"), answer: RobotsAnswer::Text(String::new()) };
        let soon = kept(RobotsAnswer::Unavailable(500), Some(old.clone()), at("2026-01-20T00:00:00Z"));
        assert_eq!(soon, old);
        let late = kept(RobotsAnswer::Unavailable(500), Some(old), at("2026-03-01T00:00:00Z"));
        assert_eq!(late.answer, RobotsAnswer::Unavailable(500));
    }

    #[test]
    fn a_copy_ages_and_one_from_the_future_is_not_used() {
        let copy = RobotsCopy { fetched: at("2026-01-01T00:00:00Z"), answer: RobotsAnswer::None };
        assert!(is_fresh(&copy, at("2026-01-01T23:59:59Z")));
        assert!(!is_fresh(&copy, at("2026-01-02T00:00:00Z")));
        assert!(!is_fresh(&copy, at("2025-12-31T23:59:59Z")));
    }
}
