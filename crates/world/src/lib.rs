//! To be written.

pub mod expr;
