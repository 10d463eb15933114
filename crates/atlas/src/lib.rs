//! Where land and borders lie: outlines and lines of Natural Earth, and what a map needs of them.
//!
//! Shapes are embedded once and read on first use; functions hand out pieces cut to a frame. The road not
//! taken: telling in which country a point lies. The base is off by one to two kilometres along borders, so
//! the country of a place is the one its row states, and here one can only ask how far outside it the point is.

mod data;
mod distance;
mod frame;
mod pieces;

pub use data::{base_off_km, knows};
pub use distance::{km_between, km_outside};
pub use frame::{Frame, Projection, ScaleBar, ticks};
pub use pieces::{
    Border, Land, Line, Province, borders, cover, lands, nearest, outline, province_lines, provinces,
};

/// What to print on every map.
pub const NOTE: &str = "Base map: Natural Earth, public domain. Borders as drawn there; some are disputed, and drawing \
     them takes no side. The base is off by one to two kilometres along borders here, so a place stands in the \
     country its row states.";
