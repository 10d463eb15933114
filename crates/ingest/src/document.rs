//! One document as it was read.
//!
//! The id is the hash of the text, so that the same text has the same id wherever it was found; where it was found,
//! by whom it was published and through whose hands it came stand beside it. The road not taken: the address as the
//! id, which counts a copy under another address as another document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a hand in the chain did with the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Collects headlines or texts of others.
    Aggregator,
    /// Printed the text of somebody else.
    Copy,
    /// Wrote it first.
    Origin,
    /// An agency whose report the origin passes on.
    Agency,
}

/// One publisher through whose hands a text came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hand {
    /// The publisher's name as the page gives it, or its host.
    pub name: String,
    /// What it did.
    pub role: Role,
}

/// A document: text and what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// First 16 hexadecimal digits of the SHA-256 of the text.
    pub id: String,
    /// Where it was found: an address, or the path of a file.
    pub url: String,
    /// Headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who published this copy.
    pub publisher: Option<String>,
    /// The day of this copy, `YYYY-MM-DD`; shorter where less is known.
    pub published: Option<String>,
    /// ISO 639-1, or 639-3 where there is none; `und` if it cannot be told.
    pub language: String,
    /// From this copy back to the origin, this copy first.
    pub chain: Vec<Hand>,
    /// Main text, paragraphs parted by a line feed, in Unicode NFC.
    pub text: String,
}

impl Document {
    /// The id of a text.
    #[must_use]
    pub fn id_of(text: &str) -> String {
        Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}
