//! Drawings as small self-contained SVG: fans, bars, shares, timelines and the chain.
//!
//! Own geometry in typed templates that escape by type, with classes that a print style can reach. The road not
//! taken: a chart library. Those for Rust draw no fans of intervals and no Sankey, fix colours and fonts inside
//! the drawing, and leave the escaping of labels to their callers.

pub(crate) mod axis;
pub(crate) mod bars;
pub(crate) mod fan;
pub(crate) mod outcome;
pub(crate) mod periods;
pub(crate) mod sankey;
pub(crate) mod share;
pub(crate) mod timeline;

pub(crate) use axis::Tick;
