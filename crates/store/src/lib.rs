//! From a folder of tables to a world, with every fault found on the way.
//!
//! Reading has four steps, each over the whole folder, so that one run shows all that is wrong: bytes to cells
//! (`raw`), cells to typed values by the one list of tables and columns (`schema`, `cell`), checks that need more
//! than one cell (`check`), and typed values to rows (`build`). A world comes out only if there was no error.
//!
//! The road not taken: serde from CSV into the row types. It stops at the first fault, and speaks of fields and
//! types where a person needs a file, a line and what to write instead.

mod build;
mod cell;
mod check;
mod folder;
mod meta;
mod near;
mod package;
mod raw;
mod read;
mod schema;
mod sink;

pub use folder::{Folder, MAX_BYTES};
pub use read::{Reading, read};
