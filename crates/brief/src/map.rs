//! A map of who holds what: sites by controller at a date, and how the ways of ore out of them stand.

use oreline_scenario::answers::RunAnswer;

/// Style of the figure, for the page that holds it.
pub const CSS: &str = "";

/// The map as a piece of HTML; nothing if no place has a point.
pub fn figure(_answer: &RunAnswer) -> Option<String> {
    None
}

/// What the map draws, as CSV.
pub fn csv(_answer: &RunAnswer) -> String {
    String::new()
}
