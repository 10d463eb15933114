//! x
use jiff::civil::Date;
/// x
pub struct CitedReport { }
/// x
pub fn cited(_t: &str, _p: Option<Date>) -> Vec<CitedReport> { Vec::new() }
