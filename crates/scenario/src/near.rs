//! Near matches for names that a person may have mistyped.

/// `; did you mean 'x'?`, or nothing if no known name is close.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a String>) -> String {
    let best = known.map(|k| (strsim::jaro_winkler(name, k), k)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((score, k)) if score > 0.75 => format!("; did you mean '{k}'?"),
        _ => String::new(),
    }
}
