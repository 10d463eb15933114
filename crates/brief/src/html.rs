//! A document as one self-contained page: no script, style embedded, fit for print and phones.
//!
//! Text is escaped by the template's type, so no title or note of a world can become markup.

use crate::document::{Block, Cell, Document};
use crate::map;
use askama::Template;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    document: &'a Document,
    map_css: &'static str,
}

/// The page.
pub fn page(document: &Document) -> String {
    // Rendering into memory fails only if a field's own formatting does, and text does not.
    Page { document, map_css: map::CSS }.render().unwrap_or_default().trim_end().to_string() + "\n"
}
