//! The monthly equilibrium of a supply chain and its dynamics: a [`Network`] in, a [`Trajectory`] out.
//!
//! Every activity (mine, plant, route, use, stock) is one non-decreasing piecewise-linear [`Table`]
//! "quantity as a function of its margin". The table *is* the curve, so the reference solver (a quadratic
//! program with bounded segments) and the fast one (a smooth convex dual) solve exactly the same problem.
//!
//! The road not taken: power-law curves in exponential cones. They fail under hard shocks and never reach
//! the accuracy that a certificate of 1e-10 asks for.
//!
//! This crate knows no world, file, network, clock or random number. Quantities are tonnes (a month where
//! they are flows), prices USD/kg, so values are thousands of USD.

mod accounts;
mod behaviour;
mod curves;
mod dynamics;
pub mod factor;
mod interior;
mod network;
mod newton;
mod normal;
mod problem;
mod reference;
mod shock;
mod solve;
mod state;
mod stock;
mod table;

pub use accounts::{Accounts, consumer_loss, month_accounts, producer_surplus};
pub use behaviour::{Behaviour, Holders};
pub use curves::{
    Ratios, STANDARD_RATIOS, convenience_ratios, demand_ratios, leak_ratios, spare_ratios, supply_ratios,
};
pub use dynamics::{MonthResult, Trajectory, run, step, step_from};
pub use interior::interior_point;
pub use network::{
    Activity, ActivityId, Curve, Network, NetworkError, PositionRule, Row, RowId, RowKind, Store, StoreId,
    Voyage,
};
pub use newton::{NewtonEnding, NewtonResult, NewtonSettings, newton};
pub use normal::NormalMatrix;
pub use problem::{Certificate, Columns, Problem};
pub use reference::{ReferenceError, reference};
pub use shock::{Shock, Tax};
pub use solve::{Ending, Solution, solve};
pub use state::State;
pub use table::{Table, TableError};
