//! A leg: one price path from its origin, run through the same market as any scenario.
//!
//! A back-test needs less of a run than a brief does, the log price in two regions, and more of its
//! randomness: the structural path apart from price noise, trend and the model's own error, so that every
//! target is a functional of one noisy path. The road not taken: scoring the fans of a run. Their noise is
//! drawn month by month and knows nothing of a maximum within the month.

/// Which model runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twin {
    /// The model as it is.
    Model,
    /// Its acts deleted.
    NoShock,
    /// Stocks, hoarding and leakage off.
    NoStock,
}

/// One draw of a leg.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawPath {
    /// Number of the draw, the key of its random numbers.
    pub index: u64,
    /// ln(price / price at the origin) in the region `home`, months 1..=n; month k holds at k − 0.5 months after
    /// the origin; structure only.
    pub home: Vec<f64>,
    /// The same in the region `abroad`.
    pub abroad: Vec<f64>,
    /// Log price a month that goes on from before the origin; it fades as exp(−h/`carry_months`).
    pub carry: f64,
    /// Time in which it fades [months].
    pub carry_months: f64,
    /// Annual standard deviation of the log price, multiplier included.
    pub sigma: f64,
    /// Standard deviation of the model's own error in log price, reached linearly at `discrepancy_months`.
    pub discrepancy: f64,
    /// Time in which it is reached [months].
    pub discrepancy_months: f64,
}
