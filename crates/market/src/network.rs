//! What the market is made of: rows (markets, positions, quotas, capacities), activities and stores.
//!
//! Curves are written in *differences from the base margin*, so any balanced flows and consistent prices are
//! the equilibrium of the base month exactly, and joint products need no cost allocation. The road not
//! taken: absolute cost curves, which need a cost per joint output and never hit an observed base.

use crate::behaviour::Behaviour;
use crate::curves::{
    STANDARD_RATIOS, convenience_ratios, demand_ratios, leak_ratios, spare_ratios, supply_ratios,
};
use crate::table::Table;
use serde::{Deserialize, Serialize};

/// Index of a row.
pub type RowId = usize;
/// Index of an activity.
pub type ActivityId = usize;
/// Index of a store.
pub type StoreId = usize;

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum RowKind {
    /// A good in a region.
    Market,
    /// Stock plus goods under way to `market`.
    Position {
        /// The market the position belongs to.
        market: RowId,
    },
    /// An allowance that some routes use up; `base` is the flow it covers at base [t/month].
    Quota {
        /// Base flow [t/month].
        base: f64,
    },
    /// A plant's capacity shared by several activities [t/month].
    Capacity {
        /// Capacity [t/month].
        limit: f64,
    },
}

/// One balance: what goes in is at least what goes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// `good@region`, `position:good@region`, `quota:…` or `capacity:…`.
    pub id: String,
    /// What it stands for.
    pub kind: RowKind,
    /// Price at base [USD/kg]; 0 for slack quotas and capacities.
    pub price: f64,
    /// Long-run reference price [USD/kg]; equal to `price` unless the base is known to be tight or slack.
    pub anchor: f64,
    /// Scale of the price in residuals [USD/kg].
    pub price_scale: f64,
    /// Scale of the quantity in residuals [t/month].
    pub quantity_scale: f64,
}

/// The family and parameters of an activity's curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "family")]
pub enum Curve {
    /// Mines, plants, collectors: ρ^η in the margin.
    Supply {
        /// Elasticity in the margin, short run.
        elasticity: f64,
        /// Long run.
        long_elasticity: f64,
        /// Margin that counts as one [USD/kg]: base margin, or a floor where it is thin.
        scale: f64,
        /// The market whose price drives adaptation; none for plants.
        adapts_to: Option<RowId>,
    },
    /// A final use: ρ^−ε, choking to zero.
    Demand {
        /// Elasticity (positive), short run.
        elasticity: f64,
        /// Long run.
        long_elasticity: f64,
        /// Price ratio at which demand starts to vanish.
        choke: f64,
    },
    /// Material saved per unit of product: base 0, negative when cheap.
    Thrift {
        /// Material in use at base [t/month].
        volume: f64,
        /// Elasticity (positive), short run.
        elasticity: f64,
        /// Long run.
        long_elasticity: f64,
    },
    /// A route in use: linear, from nothing to three times base.
    Route {
        /// Margin that doubles the flow [USD/kg].
        slope: f64,
    },
    /// A route or plant that opens only when it pays well above base.
    Idle {
        /// Quantity when fully open [t/month].
        volume: f64,
        /// Price that the opening margins are shares of [USD/kg].
        price: f64,
        /// Opening margin as a share of `price`.
        opening: f64,
    },
    /// Spare or new feed.
    Spare {
        /// Quantity when fully open and ramped up [t/month].
        volume: f64,
        /// Log price rise that opens 63 % of it.
        pi: f64,
    },
    /// Flow round a licence; its volume comes with the month's shock.
    Leak {
        /// Base margin of the lawful route [USD/kg].
        margin: f64,
        /// Price at the origin [USD/kg].
        price: f64,
    },
    /// Stock on hand against its convenience yield (markets fed by lagged routes).
    Convenience {
        /// Convenience yield at base [USD/kg a month].
        carrying: f64,
        /// Share of stock that is not for release.
        working: f64,
    },
    /// The store with this index; its table is made each month.
    Stock {
        /// Which store.
        store: StoreId,
    },
    /// A table as given (linear textbook curves).
    Fixed {
        /// The curve.
        table: Table,
    },
}

/// Something that uses and makes goods.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Unique name.
    pub id: String,
    /// (row, t of the row per t of activity).
    pub column: Vec<(RowId, f64)>,
    /// Quantity at base [t/month]; tonnes for stocks. Of a mine without regard to its cap: see
    /// [`Network::base_quantity`].
    pub base: f64,
    /// Upper bound [t/month].
    #[serde(with = "infinite_as_null")]
    pub cap: f64,
    /// Its curve.
    pub curve: Curve,
    /// Months at sea, if it is a lagged route, and the market where the goods land.
    pub voyage: Option<Voyage>,
    /// Standing ad-valorem wedge: rate and the row whose price it is charged on.
    pub tax: Option<(f64, RowId)>,
}

/// A lagged route's transport.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Voyage {
    /// Whole months under way, at least 1.
    pub months: usize,
    /// Market row where the goods arrive.
    pub market: RowId,
    /// Position row that counts them while under way.
    pub position: RowId,
}

/// Holders of one market's stock, who face one price and are solved as one activity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Store {
    /// Market whose physical stock this is.
    pub market: RowId,
    /// Row whose price the holders look at: the market, or its position.
    pub priced_at: RowId,
    /// Stock on hand at base, or where base and anchor differ what is wanted at the anchor (t).
    pub stock: f64,
    /// Goods under way at base (t).
    pub afloat: f64,
    /// Use or throughput at base [t/month], the unit of cover and hoards.
    pub use_per_month: f64,
    /// Share held by consumers; the rest by traders and processors.
    pub consumers: f64,
    /// Activity that is the stock curve.
    pub activity: ActivityId,
    /// Activity that is the stock on hand, where a position stands between.
    pub on_hand: Option<ActivityId>,
}

/// What holders of a position may release when the price rises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PositionRule {
    /// Only stock on hand is elastic: cargo at sea is not for release.
    #[default]
    OnHand,
    /// The whole position is elastic. Kept as a test of the first form: it parts regions with no barrier.
    Whole,
}

/// A whole supply chain, calibrated to its base month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// Balances.
    pub rows: Vec<Row>,
    /// Activities.
    pub activities: Vec<Activity>,
    /// Stores.
    pub stores: Vec<Store>,
    /// Behaviour.
    pub behaviour: Behaviour,
    /// What a position may release.
    pub position_rule: PositionRule,
}

/// Why a network cannot be run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// A column names a row that does not exist.
    #[error("activity '{0}' uses row {1}, which does not exist")]
    UnknownRow(String, usize),
    /// Something else names a row, activity or store that does not exist, or a table that has no knots.
    #[error("'{0}' names {1}")]
    BadShape(String, String),
    /// A number is not finite or has the wrong sign.
    #[error("'{0}': {1}")]
    BadNumber(String, String),
    /// A curve came out broken.
    #[error("the curve of '{0}' is broken: {1}")]
    BadCurve(String, crate::table::TableError),
    /// The base does not balance.
    #[error("row '{0}' is out of balance at base by {1:.3e} of its throughput")]
    Unbalanced(String, f64),
    /// The pattern of the rows could not be analysed.
    #[error("the pattern of the network could not be analysed")]
    Pattern,
}

impl Network {
    /// Margin of activity `b` at base prices [USD/kg].
    pub fn base_margin(&self, b: ActivityId) -> f64 {
        self.activities[b].column.iter().map(|(i, a)| a * self.rows[*i].price).sum()
    }

    /// The market row an activity takes from or gives to first: the price of its curve.
    fn priced_at(&self, b: ActivityId) -> RowId {
        self.activities[b].column[0].0
    }

    /// Base price over anchor of the row that an activity's curve is priced at; 1 unless the base is tight or
    /// slack.
    pub fn tightness(&self, b: ActivityId) -> f64 {
        let row = self.activities[b].column.first().and_then(|(i, _)| self.rows.get(*i));
        row.filter(|r| r.anchor > 0.0).map_or(1.0, |r| r.price / r.anchor)
    }

    /// The log price that an activity had adapted to at the base.
    pub fn adapted_at_base(&self, b: ActivityId) -> f64 {
        self.behaviour.adapted_share * crate::factor::adapted(self.tightness(b))
    }

    /// What an activity does at the base's prices, if nothing is in force there: its base, or its cap where
    /// that is lower [t/month].
    pub fn base_quantity(&self, b: ActivityId) -> f64 {
        let activity = &self.activities[b];
        match activity.curve {
            Curve::Supply { adapts_to: Some(_), .. } => activity.base.min(self.grown_cap(b)),
            _ => activity.base,
        }
    }

    /// A mine's cap at the base, grown by what it had adapted to [t/month]; any other activity's cap.
    pub fn grown_cap(&self, b: ActivityId) -> f64 {
        let activity = &self.activities[b];
        let Curve::Supply { elasticity, long_elasticity, adapts_to: Some(_), .. } = activity.curve else {
            return activity.cap;
        };
        let extra = (long_elasticity - elasticity).max(0.0);
        activity.cap * libm::exp(extra * self.adapted_at_base(b)).max(1.0)
    }

    /// The activity's table at base, before the month's state and shocks. Empty for stores.
    pub fn base_table(&self, b: ActivityId) -> Table {
        let activity = &self.activities[b];
        let mut table = Table::default();
        let m0 = self.base_margin(b);
        let anchor = self.rows[self.priced_at(b)].anchor;
        match &activity.curve {
            Curve::Supply { elasticity, scale, adapts_to, .. } => {
                let r = supply_ratios(*elasticity, &STANDARD_RATIOS);
                // What adapts to a price is a mine: its knots lie at multiples of the anchor, not of the base.
                let tight = if adapts_to.is_some() { self.tightness(b) } else { 1.0 };
                let at_base = base_factor(&r.rho, &r.y, tight);
                for (rho, y) in r.rho.iter().zip(&r.y) {
                    table.push(m0 / tight + scale / tight * (rho - 1.0), activity.base * y / at_base);
                }
            }
            Curve::Demand { elasticity, choke, .. } => {
                let r = demand_ratios(*elasticity, *choke, &STANDARD_RATIOS);
                let at_base = base_factor(&r.rho, &r.y, self.rows[self.priced_at(b)].price / anchor);
                for (rho, y) in r.rho.iter().zip(&r.y).rev() {
                    table.push(-anchor * rho, activity.base * y / at_base);
                }
            }
            Curve::Thrift { volume, elasticity, .. } => {
                let r = demand_ratios(*elasticity, 16.0, &STANDARD_RATIOS);
                let at_base = base_factor(&r.rho, &r.y, self.tightness(b));
                for (rho, y) in r.rho.iter().zip(&r.y) {
                    table.push(anchor * rho, volume * (1.0 - y / at_base));
                }
            }
            Curve::Route { slope } => {
                for (step, y) in [(-1.0, 0.0), (0.0, 1.0), (2.0, 3.0)] {
                    table.push(m0 + slope * step, activity.base * y);
                }
            }
            Curve::Idle { volume, price, opening } => {
                for (share, y) in [(*opening, 0.0), (opening + 0.2, 0.6), (opening + 0.5, 1.0)] {
                    table.push(m0 + price * share, volume * y);
                }
            }
            Curve::Spare { volume, pi } => {
                let r = spare_ratios(*pi);
                for (rho, y) in r.rho.iter().zip(&r.y) {
                    table.push(anchor * rho, volume * y);
                }
            }
            Curve::Leak { margin, price } => {
                let r = leak_ratios();
                for (rho, y) in r.rho.iter().zip(&r.y) {
                    table.push(margin + price * rho, *y);
                }
            }
            Curve::Convenience { carrying, working } => {
                let r = convenience_ratios(*working);
                for (rho, y) in r.rho.iter().zip(&r.y).rev() {
                    table.push(-carrying * rho, activity.base * y);
                }
            }
            Curve::Stock { .. } => {}
            Curve::Fixed { table: given } => table.copy_from(given),
        }
        table
    }

    /// Checks shape, numbers and curves; the base balance to `tolerance` of each row's scale.
    pub fn check(&self, tolerance: f64) -> Result<(), NetworkError> {
        self.check_shape()?;
        for row in &self.rows {
            let sound = row.price.is_finite()
                && row.price >= 0.0
                && row.price_scale > 0.0
                && row.quantity_scale > 0.0;
            if !sound {
                let text = "prices must be finite and not negative, scales positive".to_string();
                return Err(NetworkError::BadNumber(row.id.clone(), text));
            }
        }
        for (b, activity) in self.activities.iter().enumerate() {
            if activity.column.iter().any(|(_, a)| !a.is_finite()) || !activity.base.is_finite() {
                let text = "coefficients and base must be finite".to_string();
                return Err(NetworkError::BadNumber(activity.id.clone(), text));
            }
            if !matches!(activity.curve, Curve::Stock { .. }) {
                let table = self.base_table(b);
                table.check().map_err(|e| NetworkError::BadCurve(activity.id.clone(), e))?;
            }
        }
        self.check_balance(tolerance)
    }

    /// Every index points at something: a month can then be set up without a panic.
    pub(crate) fn check_shape(&self) -> Result<(), NetworkError> {
        let rows = self.rows.len();
        for activity in &self.activities {
            if let Some((i, _)) = activity.column.iter().find(|(i, _)| *i >= rows) {
                return Err(NetworkError::UnknownRow(activity.id.clone(), *i));
            }
            if let Some(what) = self.misshapen(activity) {
                return Err(NetworkError::BadShape(activity.id.clone(), what.to_string()));
            }
        }
        for (s, store) in self.stores.iter().enumerate() {
            let last = store.activity.max(store.on_hand.unwrap_or(0));
            if store.market.max(store.priced_at) >= rows || last >= self.activities.len() {
                let what = "a row or an activity that does not exist".to_string();
                return Err(NetworkError::BadShape(format!("store {s}"), what));
            }
            let curve = &self.activities[store.activity].curve;
            if !matches!(curve, Curve::Stock { store } if *store == s) {
                let what = "an activity that is not its stock curve".to_string();
                return Err(NetworkError::BadShape(format!("store {s}"), what));
            }
        }
        Ok(())
    }

    /// What an activity names that is not there, besides its column.
    fn misshapen(&self, activity: &Activity) -> Option<&'static str> {
        let no_row = |i: RowId| i >= self.rows.len();
        let voyage = activity.voyage;
        let curve_broken = match &activity.curve {
            Curve::Supply { adapts_to: Some(row), .. } => no_row(*row),
            Curve::Stock { store } => *store >= self.stores.len(),
            Curve::Fixed { table } => table.check().is_err(),
            _ => false,
        };
        if activity.column.is_empty() {
            Some("no row at all")
        } else if voyage.is_some_and(|v| no_row(v.market) || no_row(v.position)) {
            Some("a voyage to a row that does not exist")
        } else if voyage.is_some_and(|v| v.months == 0) {
            Some("a voyage of no months")
        } else if activity.tax.is_some_and(|(_, row)| no_row(row)) {
            Some("a tax on a row that does not exist")
        } else {
            curve_broken.then_some("a row, a store or a table that is not there")
        }
    }

    /// Base balance of market and position rows: what is made, held and landed covers what is used and kept.
    fn check_balance(&self, tolerance: f64) -> Result<(), NetworkError> {
        let state = crate::state::State::at_base(self);
        let endowment = crate::dynamics::endowment(self, &state, &crate::shock::Shock::default());
        let mut left = endowment;
        for (b, activity) in self.activities.iter().enumerate() {
            let held = match activity.curve {
                Curve::Stock { store } if self.stores[store].on_hand.is_none() => state.stock[store],
                _ => self.base_quantity(b),
            };
            for (i, a) in &activity.column {
                left[*i] += a * held;
            }
        }
        for (i, row) in self.rows.iter().enumerate() {
            let gap = left[i] / row.quantity_scale;
            let bound = matches!(row.kind, RowKind::Market | RowKind::Position { .. }) && row.price > 0.0;
            if gap < -tolerance || (bound && gap.abs() > tolerance) {
                return Err(NetworkError::Unbalanced(row.id.clone(), gap));
            }
        }
        Ok(())
    }
}

/// Quantity ratio at the base price ratio, by the chord: 1 where base and anchor agree.
pub(crate) fn base_factor(rho: &[f64], y: &[f64], at: f64) -> f64 {
    // A row without a price has no ratio; its curve is refused by its own check.
    if at == 1.0 || at.is_nan() {
        return 1.0;
    }
    let last = rho.len() - 1;
    if at <= rho[0] {
        return y[0];
    }
    if at >= rho[last] {
        return y[last].max(1e-12);
    }
    let k = rho.partition_point(|r| *r <= at) - 1;
    y[k] + (y[k + 1] - y[k]) * (at - rho[k]) / (rho[k + 1] - rho[k])
}

/// JSON has no infinity: an unbounded cap is written as null.
mod infinite_as_null {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(cap: &f64, to: S) -> Result<S::Ok, S::Error> {
        cap.is_finite().then_some(*cap).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::INFINITY))
    }
}
