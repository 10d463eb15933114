//! Prices of all markets from quotes, freight and margins.
