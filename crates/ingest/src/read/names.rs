//! Names of people and of publishers: when two are one, and which is which.
//!
//! Shape alone: capitals, a few words that publishers carry in their names, hosts. The road not taken: a list of all
//! outlets, which no list is; the shipped one knows agencies and the subject's own press.

use unicode_normalization::UnicodeNormalization;

use super::outlets;

/// What two spellings of one publisher share: letters and digits in small, `&` as `and`, without `the`, `www.` and the
/// end of a host. `The Salween Ledger` and `salweenledger.example` are one.
pub(super) fn key(name: &str) -> String {
    let name = outlets::named(name).map_or(name, |outlet| outlet.name);
    let lower = name.trim().to_lowercase().replace('&', " and ");
    let lower = lower.strip_prefix("www.").unwrap_or(&lower);
    let lower = lower.strip_prefix("the ").unwrap_or(lower);
    let stem = if host_like(lower) { label(lower) } else { lower };
    let all: String = stem.chars().filter(|c| c.is_alphanumeric()).collect();
    all.strip_prefix("the").filter(|rest| host_like(lower) && rest.len() > 3).unwrap_or(&all).to_owned()
}

/// Whether a word has the form of a host.
pub(super) fn host_like(name: &str) -> bool {
    let name = name.trim();
    let end = name.rsplit('.').next().unwrap_or("");
    name.contains('.')
        && !name.contains(char::is_whitespace)
        && !name.contains("..")
        && !name.starts_with('.')
        && (2..=8).contains(&end.len())
        && end.bytes().all(|byte| byte.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-')
}

/// The label of a host that names its owner: the last before the country and what stands for `com` in it.
fn label(host: &str) -> &str {
    let mut labels: Vec<&str> = host.split('.').collect();
    labels.pop();
    let public = ["co", "com", "org", "net", "gov", "edu", "ac", "or", "go", "ne"];
    if labels.len() > 1 && labels.last().is_some_and(|label| public.contains(label)) {
        labels.pop();
    }
    labels.pop().unwrap_or(host)
}

/// Whether two names, or a name and a host, are one publisher.
pub(super) fn same(one: &str, other: &str) -> bool {
    let (a, b) = (key(one), key(other));
    let mixed = host_like(one) != host_like(other);
    !a.is_empty() && (a == b || (mixed && (abridged(one, &a, &b) || abridged(other, &b, &a))))
}

/// Whether a host's key is that of a name without its `and`, or without its last word.
fn abridged(name: &str, full: &str, short: &str) -> bool {
    let without = || key(&name.replace(" & ", " ").replace(" and ", " "));
    let cut = || full.starts_with(short) && short.len() * 3 > full.len() * 2;
    short.len() >= 6 && !host_like(name) && (cut() || without() == short)
}

/// Whether a host may be that of a name: the same, or a long word of the name in it, or the name's first letters.
pub(super) fn akin(name: &str, host: &str) -> bool {
    let label = label(host).replace('-', "");
    let folded: String =
        name.to_lowercase().nfd().filter(|c| c.is_alphanumeric() || " |".contains(*c)).collect();
    let words: Vec<&str> = folded.split([' ', '|']).filter(|word| !word.is_empty()).collect();
    let letters: String = words.iter().filter_map(|word| word.chars().next()).collect();
    let common = ["news", "blog", "notes", "post", "letter", "times", "daily"];
    let fits = |word: &&str| {
        let long = word.chars().count() >= 4 && !common.contains(word);
        *word == label || (long && (label.contains(*word) || (label.len() >= 4 && word.starts_with(&label))))
    };
    same(name, host)
        || words.iter().any(fits)
        || (letters.len() >= 3 && label.contains(&letters))
        || words.first().is_some_and(|word| word.len() >= 3 && *word != "the" && label.starts_with(word))
}

/// Whether one host belongs to the other: equal, or a subdomain of it.
pub(super) fn same_host(one: &str, other: &str) -> bool {
    let under =
        |a: &str, b: &str| a.strip_suffix(b).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    under(one, other) || under(other, one)
}

/// Words that publishers have in their names and people have not.
#[rustfmt::skip]
const MEDIA: &[&str] = &[
    "times", "post", "news", "journal", "herald", "tribune", "daily", "weekly", "review", "gazette",
    "observer", "chronicle", "mail", "standard", "press", "agency", "today", "insider", "magazine",
    "broadcasting", "radio", "tv", "television", "network", "monitor", "report", "reports", "wire",
    "dispatch", "dispatches", "bulletin", "ledger", "telegraph", "express", "globe", "voice", "mirror",
    "examiner", "register", "courier", "independent", "notes", "blog", "letter", "letters", "newsletter",
    "media", "digest", "brief", "briefing", "institute", "project", "service", "online", "substack", "forum",
    "foundation", "centre", "center", "watch", "affairs", "quarterly", "record", "post-dispatch", "almanac",
    "inquirer", "messenger", "sentinel", "argus", "business", "economist", "files", "papers", "memo", "desk",
    "feed",
];
/// Words that say what a person does, where a publisher might stand.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "correspondent", "editor", "reporter", "writer", "staff", "contributor", "analyst", "professor",
    "director", "fellow", "columnist", "author", "bureau", "chief", "phd", "senior", "special", "guest",
    "opinion", "founder", "associate", "president", "researcher", "lecturer", "journalist", "freelance",
    "producer", "manager", "photographer", "published", "updated", "posted", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "min", "minutes", "am", "pm", "gmt",
];
/// Small words inside the names of people.
const PARTICLES: [&str; 16] =
    ["de", "da", "di", "van", "von", "der", "den", "bin", "al", "el", "la", "le", "du", "dos", "ibn", "ter"];
/// Names under which nobody in particular writes.
#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "admin", "administrator", "staff", "editor", "editors", "editorial", "webmaster", "bot", "guest", "team",
    "newsroom", "desk", "anonymous", "author", "contributor", "newsdesk", "user", "unknown", "reporter",
    "root", "moderator", "correspondent", "wire", "agencies",
];

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Whether a name holds a word that publishers carry, or is a known outlet.
pub(super) fn media(name: &str) -> bool {
    host_like(name)
        || name.starts_with("The ")
        || name.contains('&')
        || name.split_whitespace().any(|word| MEDIA.contains(&bare(word).as_str()))
        || outlets::named(name).is_some()
}

/// Whether a phrase says what somebody does rather than for whom.
pub(super) fn role(phrase: &str) -> bool {
    phrase.split_whitespace().any(|word| ROLES.contains(&bare(word).as_str()))
}

/// Whether a name is nobody's: `admin`, `K&C Staff`, `newsquilt-bot`.
pub(super) fn nobody(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).any(|word| NOBODY.contains(&word.to_lowercase().as_str()))
        || name.contains('@')
        || host_like(name)
        || name.starts_with("http")
}

/// Whether a phrase has the shape of one person's name.
pub(super) fn person(phrase: &str) -> bool {
    if phrase.len() > 60 {
        return false;
    }
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let good = |word: &&str| {
        let plain = word.trim_matches(['.', ',', '\u{ad}']);
        PARTICLES.contains(&plain)
            || (plain.starts_with(char::is_uppercase)
                && plain.chars().all(|c| c.is_alphabetic() || "'’-.\u{ad}".contains(c)))
    };
    (2..=5).contains(&words.len())
        && words.iter().all(good)
        && !words.iter().any(|word| OF_HEADLINES.contains(&word.to_lowercase().as_str()))
        && !media(phrase)
        && !role(phrase)
        && !nobody(phrase)
}

/// Words of headlines that are in nobody's name.
const OF_HEADLINES: [&str; 30] = [
    "a", "an", "the", "has", "have", "had", "is", "are", "was", "were", "who", "what", "why", "how", "when",
    "where", "nobody", "made", "on", "in", "at", "for", "to", "with", "from", "not", "new", "about", "over",
    "could",
];

/// Whether a phrase has the shape of people's names: `A`, `A and B`, `A, B and C`.
pub(super) fn people(phrase: &str) -> bool {
    if phrase.len() > 240 {
        return false;
    }
    let replaced = phrase.replace(" and ", ", ").replace(" & ", ", ");
    replaced.split(", ").all(|name| person(name.trim_matches([',', ' '])))
}

/// Whether a phrase has the shape of a name: few words, a capital or a host at the front, no sentence.
pub(super) fn name(phrase: &str) -> bool {
    if phrase.len() > 80 {
        return false;
    }
    let words = phrase.split_whitespace().count();
    let first = phrase.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let small = phrase.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    (1..=8).contains(&words)
        && (first
            || host_like(phrase)
            || phrase.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()))
        && (small * 2 <= words || host_like(phrase))
        && !phrase.contains(['?', '!', '“', '"'])
        && phrase.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_publisher_under_several_spellings() {
        assert!(same("The Salween Ledger", "salweenledger.example"));
        assert!(same("Kettle & Compass", "kettleandcompass.example"));
        assert!(same("ZeroHedge", "zerohedge.com"));
        assert!(same("www.zerohedge.com", "Zero Hedge"));
        assert!(same("Upland & Estuary", "uplandestuary.example"));
        assert!(!same("Myanmar Now", "Myanmar Times"));
        assert!(same("AP", "The Associated Press") && !same("", ""));
        assert!(akin("Mensagens de Reflexão", "mensagensreflexao.com.br") && akin("BBC News", "bbc.co.uk"));
        assert!(
            akin("Wall Street Journal", "wsj.com") && !akin("The Feldspar Post", "ridgelinenotes.example")
        );
    }

    #[test]
    fn hosts_of_one_house() {
        assert!(same_host("news.example.com", "example.com"));
        assert!(!same_host("badexample.com", "example.com"));
    }

    #[test]
    fn people_and_others() {
        assert!(person("Priya Nandakumar-Voss") && person("J. van der Berg") && people("Ann Bo and Cy Do"));
        assert!(!person("Ridge Line Notes") && !person("Kettle & Compass") && !person("K&C Staff"));
        assert!(!person("A rebel army") && nobody("newsquilt-bot") && !nobody("Odile Marchetti"));
    }
}
