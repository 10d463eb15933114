//! From month to month: stocks, goods under way, adaptation, expectations, and the shocks that move them.
//!
//! The order of a month: shocks set caps, wedges, allowances and beliefs; tables are made from the state;
//! the month is solved; the state is updated.

use crate::behaviour::Behaviour;
use crate::network::{Activity, Curve, Network, NetworkError, PositionRule, RowKind, Store};
use crate::normal::NormalMatrix;
use crate::problem::{Columns, Problem};
use crate::shock::{Shock, Tax};
use crate::solve::{Ending, Solution, solve};
use crate::state::State;
use crate::stock::{Outlook, Wanted, fill, split, wanted};
use crate::table::Table;

/// An idle quota row is given this multiple of its base, so that the pattern never changes.
const SLACK: f64 = 1e3;

/// One solved month.
#[derive(Clone, Debug)]
pub struct MonthResult {
    /// Prices of the rows [USD/kg].
    pub price: Vec<f64>,
    /// Quantities of the activities [t/month].
    pub quantity: Vec<f64>,
    /// Stock on hand per store at the end of the month (t).
    pub stock: Vec<f64>,
    /// The tables of the month, for exact accounts.
    pub tables: Vec<Table>,
    /// Caps of the month [t/month].
    pub cap: Vec<f64>,
    /// Wedge above base per activity [USD/kg].
    pub wedge: Vec<f64>,
    /// What each row has left over [t/month].
    pub surplus: Vec<f64>,
    /// Worst of the certificate.
    pub residual: f64,
    /// How the month was solved.
    pub ending: Ending,
}

/// A run: month 0 is the base month.
#[derive(Clone, Debug)]
pub struct Trajectory {
    /// The months, in order.
    pub months: Vec<MonthResult>,
}

/// Endowment of the rows: stock carried in, goods that land, allowances, capacities.
pub(crate) fn endowment(network: &Network, state: &State, shock: &Shock) -> Vec<f64> {
    let mut e: Vec<f64> = network
        .rows
        .iter()
        .map(|row| match row.kind {
            RowKind::Market | RowKind::Position { .. } => 0.0,
            RowKind::Quota { base } => SLACK * base.max(row.quantity_scale),
            RowKind::Capacity { limit } => limit,
        })
        .collect();
    for (store, tonnes) in network.stores.iter().zip(&state.stock) {
        e[store.market] += tonnes;
    }
    for (b, activity) in network.activities.iter().enumerate() {
        if let Some(voyage) = activity.voyage {
            e[voyage.market] += state.afloat[b][0];
            e[voyage.position] += state.afloat[b][1..].iter().sum::<f64>();
        }
    }
    for (row, level) in &shock.allowance {
        e[*row] = *level;
    }
    for (row, factor) in &shock.capacity {
        e[*row] *= factor;
    }
    for (row, tonnes) in &shock.release {
        e[*row] += tonnes;
    }
    e
}

/// Everything that a month's tables depend on, besides the network.
struct Month {
    problem: Problem,
    wanted: Vec<Wanted>,
    wedge: Vec<f64>,
}

fn month(network: &Network, base: &[Table], columns: &Columns, state: &State, shock: &Shock) -> Month {
    let mut tables = base.to_vec();
    let mut cap: Vec<f64> = network.activities.iter().map(|a| a.cap).collect();
    adapt(network, state, &mut tables, &mut cap);
    let wedge = wedges(network, state, shock);
    for (b, w) in wedge.iter().enumerate().filter(|(_, w)| **w != 0.0) {
        tables[b].shift_margin(*w);
    }
    for (b, volume) in &shock.leak {
        tables[*b].scale_quantity(*volume);
    }
    for (b, factor) in &shock.scale {
        tables[*b].scale_quantity(*factor);
        cap[*b] *= factor.max(1.0);
    }
    for (b, factor) in &shock.cap_factor {
        cap[*b] = cut_cap(cap[*b], network.activities[*b].base, *factor);
    }
    for (b, level) in &shock.cap {
        cap[*b] = *level;
    }
    let wanted = stock_tables(network, state, shock, &cap, &mut tables);
    let problem = Problem {
        columns: columns.clone(),
        tables,
        cap,
        endowment: endowment(network, state, shock),
        price_scale: network.rows.iter().map(|r| r.price_scale).collect(),
        quantity_scale: network.rows.iter().map(|r| r.quantity_scale).collect(),
    };
    Month { problem, wanted, wedge }
}

/// A cap times a factor. Without a cap the base is cut instead, and a factor of one takes nothing away.
fn cut_cap(cap: f64, base: f64, factor: f64) -> f64 {
    match (cap.is_finite(), factor < 1.0) {
        (true, _) => cap * factor,
        (false, true) => base * factor,
        (false, false) => cap,
    }
}

/// Demand, thrift and supply move from short to long elasticities; spare feed ramps up.
fn adapt(network: &Network, state: &State, tables: &mut [Table], cap: &mut [f64]) {
    for (b, activity) in network.activities.iter().enumerate() {
        let since_base = state.adapted[b] - network.adapted_at_base(b);
        match &activity.curve {
            Curve::Demand { elasticity, long_elasticity, .. } => {
                let extra = (long_elasticity - elasticity).max(0.0);
                tables[b].scale_quantity(libm::exp(-extra * since_base));
            }
            Curve::Thrift { volume, elasticity, long_elasticity } => {
                let kept = libm::exp(-(long_elasticity - elasticity).max(0.0) * since_base);
                tables[b].map_quantity(|saved| volume - (volume - saved) * kept);
            }
            Curve::Supply { elasticity, long_elasticity, adapts_to: Some(_), .. } => {
                let extra = (long_elasticity - elasticity).max(0.0);
                tables[b].scale_quantity(libm::exp(extra * since_base));
                // The cap is that of the anchor's price; it grows with what has been adapted to, from there.
                cap[b] *= libm::exp(extra * state.adapted[b]).max(1.0);
            }
            Curve::Spare { .. } => tables[b].scale_quantity(state.ramp),
            _ => {}
        }
    }
}

/// Levies of the month plus what standing ad-valorem wedges gained on last month's price.
fn wedges(network: &Network, state: &State, shock: &Shock) -> Vec<f64> {
    let mut wedge = vec![0.0; network.activities.len()];
    for (b, activity) in network.activities.iter().enumerate() {
        if let Some((rate, on)) = activity.tax {
            wedge[b] = rate * (state.price[on] - network.rows[on].price);
        }
    }
    for (b, w) in &shock.wedge {
        wedge[*b] += w;
    }
    wedge
}

fn stock_tables(
    network: &Network,
    state: &State,
    shock: &Shock,
    cap: &[f64],
    tables: &mut [Table],
) -> Vec<Wanted> {
    let mut hoard = vec![0.0; network.stores.len()];
    for (s, tonnes) in &shock.hoard {
        hoard[*s] += tonnes;
    }
    let mut held_back = vec![0.0_f64; network.stores.len()];
    for (s, share) in &shock.held_back {
        held_back[*s] = held_back[*s].max(*share);
    }
    let allowed = allowed_share(network, shock);
    let mut all = Vec::with_capacity(network.stores.len());
    for (s, store) in network.stores.iter().enumerate() {
        let inelastic = match network.position_rule {
            PositionRule::OnHand => under_way(network, store, cap, &allowed),
            PositionRule::Whole => 0.0,
        };
        let elastic = match network.position_rule {
            PositionRule::OnHand => store.stock,
            PositionRule::Whole => store.stock + store.afloat,
        };
        let i = store.priced_at;
        let outlook = Outlook {
            store,
            holders: &network.behaviour.holders,
            believed_months: shock.believed_months,
            price_change: libm::log(state.price[i].max(1e-6) / state.price_before[i].max(1e-6)),
            hoard: hoard[s],
            inelastic,
            held: state.held[s],
            elastic,
            tight: if network.rows[i].anchor > 0.0 {
                network.rows[i].price / network.rows[i].anchor
            } else {
                1.0
            },
            held_back: held_back[s],
        };
        let want = wanted(&outlook);
        fill(&mut tables[store.activity], &want, network.rows[i].anchor);
        all.push(want);
    }
    all
}

/// Share of base shipments that this month's allowances let through, per activity.
fn allowed_share(network: &Network, shock: &Shock) -> Vec<f64> {
    let mut share = vec![1.0; network.activities.len()];
    for (row, level) in &shock.allowance {
        let RowKind::Quota { base } = network.rows[*row].kind else { continue };
        let kept = if base > 0.0 { (level / base).min(1.0) } else { 1.0 };
        for (b, activity) in network.activities.iter().enumerate() {
            if activity.voyage.is_some() && activity.column.iter().any(|(i, _)| i == row) {
                share[b] = f64::min(share[b], kept);
            }
        }
    }
    share
}

/// Σ lag × min(base shipment, allowed shipment): cargo at sea, which is not for release.
fn under_way(network: &Network, store: &Store, cap: &[f64], allowed: &[f64]) -> f64 {
    let feeds = |a: &Activity| a.voyage.is_some_and(|v| v.market == store.market);
    network
        .activities
        .iter()
        .enumerate()
        .filter(|(_, a)| feeds(a) && a.base > 0.0)
        .map(|(b, a)| {
            let months = a.voyage.map_or(0, |v| v.months) as f64;
            months * a.base.min(cap[b]) * allowed[b]
        })
        .sum()
}

/// A reusable solver for one network: base tables, columns and the symbolic factor.
struct Engine<'a> {
    network: &'a Network,
    base: Vec<Table>,
    columns: Columns,
    matrix: NormalMatrix,
}

impl<'a> Engine<'a> {
    fn new(network: &'a Network) -> Result<Self, NetworkError> {
        network.check_shape()?;
        let columns = Columns::new(network.activities.iter().map(|a| a.column.as_slice()));
        let matrix = NormalMatrix::new(network.rows.len(), &columns).ok_or(NetworkError::Pattern)?;
        let base = (0..network.activities.len()).map(|b| network.base_table(b)).collect();
        Ok(Self { network, base, columns, matrix })
    }

    fn step(&mut self, state: &State, shock: &Shock, start: &[f64]) -> (MonthResult, State) {
        let mut shut = shock.clone();
        self.shut_leaks(&mut shut);
        let mut month = month(self.network, &self.base, &self.columns, state, &shut);
        let solution = if shock.tax.is_empty() {
            solve(&month.problem, &mut self.matrix, start)
        } else {
            self.solve_with_tax(&mut month, &shock.tax, start)
        };
        let next = update(self.network, state, &shut, &month, &solution);
        let result = MonthResult {
            stock: next.stock.clone(),
            price: solution.price,
            quantity: solution.quantity,
            tables: month.problem.tables,
            cap: month.problem.cap,
            wedge: month.wedge,
            surplus: solution.surplus,
            residual: solution.certificate.worst(),
            ending: solution.ending,
        };
        (result, next)
    }

    /// Leaks that the shock does not open carry nothing.
    fn shut_leaks(&self, shock: &mut Shock) {
        for (b, activity) in self.network.activities.iter().enumerate() {
            let named = shock.leak.iter().any(|(l, _)| *l == b);
            if matches!(activity.curve, Curve::Leak { .. }) && !named {
                shock.leak.push((b, 0.0));
            }
        }
    }

    /// Solves for wedges w = rate × price of the taxed row: damped secant per tax, to 1e-9 of the price.
    fn solve_with_tax(&mut self, month: &mut Month, taxes: &[Tax], start: &[f64]) -> Solution {
        let mut applied = vec![0.0; taxes.len()];
        let mut last: Option<(Vec<f64>, Vec<f64>)> = None;
        let mut from = start.to_vec();
        let mut solution = solve(&month.problem, &mut self.matrix, &from);
        for _ in 0..60 {
            let wish: Vec<f64> = taxes.iter().map(|t| t.rate * solution.price[t.on]).collect();
            let scale = |k: usize| self.network.rows[taxes[k].on].price_scale;
            if (0..taxes.len()).all(|k| (wish[k] - applied[k]).abs() <= 1e-10 * scale(k)) {
                break;
            }
            let next: Vec<f64> =
                (0..taxes.len()).map(|k| secant(k, &applied, &wish, last.as_ref())).collect();
            for (k, tax) in taxes.iter().enumerate() {
                month.problem.tables[tax.activity].shift_margin(next[k] - applied[k]);
                month.wedge[tax.activity] += next[k] - applied[k];
            }
            last = Some((applied, wish));
            applied = next;
            from.clone_from(&solution.price);
            solution = solve(&month.problem, &mut self.matrix, &from);
        }
        solution
    }
}

/// Next wedge for tax `k`: secant on wish(w) − w where two points are known, else halfway.
fn secant(k: usize, applied: &[f64], wish: &[f64], last: Option<&(Vec<f64>, Vec<f64>)>) -> f64 {
    let gap = wish[k] - applied[k];
    let Some((applied_before, wish_before)) = last else { return wish[k] };
    let run = applied[k] - applied_before[k];
    let rise = gap - (wish_before[k] - applied_before[k]);
    if run.abs() < 1e-14 || rise / run >= -0.05 {
        return applied[k] + 0.5 * gap;
    }
    (applied[k] - gap * run / rise).max(0.0)
}

fn update(network: &Network, state: &State, shock: &Shock, month: &Month, solution: &Solution) -> State {
    let mut next = state.clone();
    for (s, store) in network.stores.iter().enumerate() {
        let total = solution.quantity[store.activity];
        let anchor = network.rows[store.priced_at].anchor;
        next.held[s] = split(&month.wanted[s], solution.price[store.priced_at] / anchor, total);
        next.stock[s] = solution.quantity[store.on_hand.unwrap_or(store.activity)];
    }
    for (b, queue) in next.afloat.iter_mut().enumerate().filter(|(_, q)| !q.is_empty()) {
        queue.rotate_left(1);
        if let Some(last) = queue.last_mut() {
            *last = solution.quantity[b];
        }
    }
    adapt_state(network, &network.behaviour, solution, &mut next);
    if shock.spare_on {
        next.ramp += (1.0 - next.ramp) / network.behaviour.spare_months;
    }
    next.price_before.clone_from(&state.price);
    next.price.clone_from(&solution.price);
    next
}

fn adapt_state(network: &Network, behaviour: &Behaviour, solution: &Solution, next: &mut State) {
    for (b, activity) in network.activities.iter().enumerate() {
        let (row, months) = match &activity.curve {
            Curve::Demand { .. } | Curve::Thrift { .. } => (activity.column[0].0, behaviour.demand_months),
            Curve::Supply { adapts_to: Some(row), .. } => (*row, behaviour.supply_months),
            _ => continue,
        };
        let seen = crate::factor::adapted(solution.price[row] / network.rows[row].anchor.max(1e-9));
        next.adapted[b] += (seen - next.adapted[b]) / months;
    }
}

/// As [`step`], with the search for prices started at `start`.
pub fn step_from(
    network: &Network,
    state: &State,
    shock: &Shock,
    start: &[f64],
) -> Result<(MonthResult, State), NetworkError> {
    let mut engine = Engine::new(network)?;
    shock.check(network)?;
    state.check(network)?;
    if start.len() != network.rows.len() {
        let text = format!("{} for {} rows", start.len(), network.rows.len());
        return Err(NetworkError::BadShape("start prices".into(), text));
    }
    Ok(engine.step(state, shock, start))
}

/// One month from `state` under `shock`: the result and the next state.
pub fn step(network: &Network, state: &State, shock: &Shock) -> Result<(MonthResult, State), NetworkError> {
    step_from(network, state, shock, &state.price)
}

/// The base month under `base` and then one month per shock. `stop` is asked before each month and ends the
/// run early. What is in force at the base stands in `base`; the default shock is a base of which nothing is
/// known to be in force.
pub fn run(
    network: &Network,
    base: &Shock,
    shocks: &[Shock],
    stop: &dyn Fn() -> bool,
) -> Result<Trajectory, NetworkError> {
    let mut engine = Engine::new(network)?;
    base.check(network)?;
    let mut state = State::under(network, base);
    let mut months = Vec::with_capacity(shocks.len() + 1);
    for shock in std::iter::once(base).chain(shocks) {
        if stop() {
            break;
        }
        shock.check(network)?;
        let start = state.price.clone();
        let (result, next) = engine.step(&state, shock, &start);
        state = next;
        months.push(result);
    }
    Ok(Trajectory { months })
}
