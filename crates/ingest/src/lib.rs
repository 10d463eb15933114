//! From documents to stories and candidate claims.
//!
//! A page, a feed, a mail or a text becomes a [`Document`]: what it says, who wrote it, when, and through whose hands
//! it came. Documents that are copies of one text become one story. Sentences become candidate claims, which a person
//! accepts, edits or rejects; nothing here enters a world by itself.
//!
//! The road not taken: a language model that reads. It may propose where a user names one; what stands here works
//! without it, gives the same answer twice, and every claim quotes the words it rests on.

pub mod answers;
pub mod coverage;
pub mod date;
pub mod document;
pub mod extract;
pub mod feed;
pub mod fetch;
pub mod gazetteer;
pub mod intake;
pub mod labels;
pub mod names;
pub mod read;
pub mod story;

pub use document::{Document, Hand, Role};
