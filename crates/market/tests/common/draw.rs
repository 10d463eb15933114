//! Random supply chains: joint outputs, parallel mines and routes, alternative recipes, quotas with leaks,
//! shared capacities, goods at sea. Balanced and priced at base by construction.

use super::{activity, row};
use oreline_market::*;

/// A counter-based stream of numbers: the same seed, the same chain, on every machine.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }

    /// Uniform on [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub(crate) fn log_between(&mut self, low: f64, high: f64) -> f64 {
        libm::exp(self.between(libm::log(low), libm::log(high)))
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// A whole number in `1..=most`.
    pub(crate) fn count(&mut self, most: usize) -> usize {
        1 + (self.unit() * most as f64) as usize
    }
}

/// A drawn chain, with what a test needs to know about it.
pub(crate) struct Chain {
    pub(crate) network: Network,
    /// Dysprosium and terbium per tonne of each row's good [t/t].
    pub(crate) content: Vec<[f64; 2]>,
    /// Mines and the market each one sells to.
    pub(crate) mines: Vec<(ActivityId, RowId)>,
    /// Capacity row of the separation plant.
    pub(crate) plant: RowId,
    /// Share of markets that are given a stock holder.
    stored: f64,
}

/// One basket of ore on its way to the plant.
struct Feed {
    ore: RowId,
    flow: f64,
    content: [f64; 2],
}

/// A good at home with the part of its output that is not yet spoken for.
struct Home {
    row: RowId,
    free: f64,
}

const CARRYING: f64 = 0.015;

impl Chain {
    /// A chain in which every market has a stock holder: its prices are unique.
    pub(crate) fn draw(seed: u64) -> Self {
        Self::with_stores(seed, 1.0)
    }

    /// A chain in which a share of the markets has one.
    pub(crate) fn with_stores(seed: u64, stored: f64) -> Self {
        let draw = &mut Draw::new(seed);
        let network = Network { behaviour: behaviour(draw), ..Network::default() };
        let mut chain = Self { network, content: Vec::new(), mines: Vec::new(), plant: 0, stored };
        let mut dy =
            Home { row: chain.market("dy@home", draw.log_between(150.0, 500.0), [1.0, 0.0]), free: 0.0 };
        let mut tb =
            Home { row: chain.market("tb@home", draw.log_between(500.0, 2000.0), [0.0, 1.0]), free: 0.0 };
        chain.separation(draw, &mut dy, &mut tb);
        chain.magnets(draw, &mut dy, &mut tb);
        for (good, home) in [("dy", &mut dy), ("tb", &mut tb)] {
            chain.trade(draw, good, home);
            chain.uses(draw, good, home);
        }
        chain.finish();
        chain
    }

    fn market(&mut self, id: &str, price: f64, content: [f64; 2]) -> RowId {
        self.network.rows.push(row(id, price, 1.0));
        self.content.push(content);
        self.network.rows.len() - 1
    }

    fn other_row(&mut self, id: String, kind: RowKind, price_scale: f64) -> RowId {
        self.network.rows.push(Row { kind, price_scale, ..row(&id, 0.0, 1.0) });
        self.content.push([0.0; 2]);
        self.network.rows.len() - 1
    }

    fn put(&mut self, id: &str, column: &[(RowId, f64)], base: f64, cap: f64, curve: Curve) -> ActivityId {
        self.network.activities.push(activity(id, column, base, cap, curve));
        self.network.activities.len() - 1
    }

    fn price(&self, i: RowId) -> f64 {
        self.network.rows[i].price
    }

    /// Baskets of ore, each with its mines and its line in one shared plant.
    fn separation(&mut self, draw: &mut Draw, dy: &mut Home, tb: &mut Home) {
        let value = self.price(dy.row) * 0.03 + self.price(tb.row) * 0.006;
        let plant = self.other_row("capacity:plant".into(), RowKind::Capacity { limit: 1.0 }, 0.3 * value);
        self.plant = plant;
        let rest = self.market("rest@home", 0.0, [0.0; 2]);
        let (mut feed_total, mut rest_total) = (0.0, 0.0);
        for k in 0..draw.count(3) {
            let feed = self.feed(draw, k, dy.row, tb.row);
            let recovery = draw.between(0.8, 0.97);
            let out = [feed.content[0] * recovery, feed.content[1] * recovery, draw.between(0.2, 0.5)];
            let column =
                [(feed.ore, -1.0), (dy.row, out[0]), (tb.row, out[1]), (rest, out[2]), (plant, -1.0)];
            let revenue = out[0] * self.price(dy.row) + out[1] * self.price(tb.row);
            let scale = (revenue - self.price(feed.ore)).max(0.1 * revenue);
            let elasticity = draw.between(0.5, 2.0);
            let curve = supply(elasticity, elasticity, scale, None);
            self.put("separation", &column, feed.flow, f64::INFINITY, curve);
            dy.free += feed.flow * out[0];
            tb.free += feed.flow * out[1];
            rest_total += feed.flow * out[2];
            feed_total += feed.flow;
        }
        self.network.rows[plant].kind = RowKind::Capacity { limit: feed_total * draw.between(1.02, 1.4) };
        let used = rest_total * draw.between(0.5, 0.9);
        let table = Table::new(vec![-20.0, 0.0], vec![0.0, used]).unwrap();
        self.put("use rest", &[(rest, -1.0)], used, f64::INFINITY, Curve::Fixed { table });
    }

    /// One basket: mines, perhaps spare feed, perhaps a border to cross.
    fn feed(&mut self, draw: &mut Draw, k: usize, dy: RowId, tb: RowId) -> Feed {
        let content = [draw.between(0.02, 0.05), draw.between(0.004, 0.01)];
        let value = 0.8 * (content[0] * self.price(dy) + content[1] * self.price(tb));
        let price = value * draw.between(0.5, 0.95);
        let abroad = draw.chance(0.5);
        let at_gate = if abroad { 0.95 * price } else { price };
        let gate = self.market(&format!("ore{k}@gate"), at_gate, content);
        let flow = self.mines(draw, gate);
        self.store(draw, gate, flow);
        if draw.chance(0.3) {
            let curve = Curve::Spare { volume: flow * draw.between(0.05, 0.2), pi: draw.between(0.1, 0.5) };
            self.put("spare feed", &[(gate, 1.0)], 0.0, f64::INFINITY, curve);
        }
        if !abroad {
            return Feed { ore: gate, flow, content };
        }
        let ore = self.market(&format!("ore{k}@home"), price, content);
        self.roads(draw, gate, ore, flow, None);
        self.store(draw, ore, flow);
        Feed { ore, flow, content }
    }

    /// One or two mines that sell to one gate: substitutes.
    fn mines(&mut self, draw: &mut Draw, gate: RowId) -> f64 {
        let mut total = 0.0;
        for _ in 0..draw.count(2) {
            let flow = draw.log_between(200.0, 3000.0);
            let short = draw.log_between(0.03, 0.25);
            let curve = supply(short, short + draw.between(0.0, 0.6), self.price(gate), Some(gate));
            let cap = flow * draw.between(1.0, 1.15);
            let mine = self.put("mine", &[(gate, 1.0)], flow, cap, curve);
            self.mines.push((mine, gate));
            total += flow;
        }
        total
    }

    /// One or two parallel routes without a lag, perhaps under a quota.
    fn roads(&mut self, draw: &mut Draw, from: RowId, to: RowId, flow: f64, quota: Option<RowId>) {
        let first = if draw.chance(0.3) { draw.between(0.3, 0.7) } else { 1.0 };
        for share in [first, 1.0 - first].into_iter().filter(|s| *s > 0.0) {
            let mut column = vec![(from, -1.0), (to, 1.0)];
            column.extend(quota.map(|q| (q, -1.0)));
            let slope = draw.log_between(0.01, 0.12) * self.price(from);
            self.put("road", &column, share * flow, 3.0 * share * flow, Curve::Route { slope });
        }
    }

    /// Magnets by one to three recipes in one plant: substitutes for each other, complements of the oxides.
    fn magnets(&mut self, draw: &mut Draw, dy: &mut Home, tb: &mut Home) {
        if draw.chance(0.25) {
            return;
        }
        let recipes: Vec<[f64; 2]> = [[0.05, 0.002], [0.015, 0.012], [0.008, 0.001]][..draw.count(3)]
            .iter()
            .map(|r| [r[0] * draw.between(0.8, 1.2), r[1] * draw.between(0.8, 1.2)])
            .collect();
        let least = |e: usize| 0.95 * recipes.iter().map(|r| r[e]).fold(f64::INFINITY, f64::min);
        let cost = recipes.iter().map(|r| r[0] * self.price(dy.row) + r[1] * self.price(tb.row));
        let price = cost.fold(0.0, f64::max) * draw.between(1.3, 4.0);
        let magnet = self.market("magnet@home", price, [least(0), least(1)]);
        let plant = self.other_row("capacity:magnets".into(), RowKind::Capacity { limit: 1.0 }, 0.3 * price);
        let share = draw.between(0.1, 0.5) / recipes.len() as f64;
        let (free_dy, free_tb) = (dy.free, tb.free);
        let mut total = 0.0;
        for recipe in &recipes {
            let made = share * (free_dy / recipe[0]).min(free_tb / recipe[1]);
            let column = [(magnet, 1.0), (dy.row, -recipe[0]), (tb.row, -recipe[1]), (plant, -1.0)];
            let margin = price - recipe[0] * self.price(dy.row) - recipe[1] * self.price(tb.row);
            let elasticity = draw.between(0.4, 1.4);
            let curve = supply(elasticity, elasticity, margin, None);
            self.put("magnets", &column, made, f64::INFINITY, curve);
            dy.free -= made * recipe[0];
            tb.free -= made * recipe[1];
            total += made;
        }
        self.network.rows[plant].kind = RowKind::Capacity { limit: total * draw.between(1.02, 1.3) };
        let mut home = Home { row: magnet, free: total };
        if draw.chance(0.5) {
            self.trade(draw, "magnet", &mut home);
        }
        self.uses(draw, "magnet", &mut home);
    }

    /// One or two regions abroad, by road or by sea, perhaps under one quota with a leak.
    fn trade(&mut self, draw: &mut Draw, good: &str, home: &mut Home) {
        let price = self.price(home.row);
        let quota = draw
            .chance(0.5)
            .then(|| self.other_row(format!("quota:{good}"), RowKind::Quota { base: 0.0 }, price));
        let mut abroad = Vec::new();
        let mut covered = 0.0;
        for r in 0..draw.count(2) {
            let flow = home.free * draw.between(0.1, 0.3);
            let there = price * draw.between(1.0, 1.2);
            let market = self.market(&format!("{good}@abroad{r}"), there, self.content[home.row]);
            if draw.chance(0.5) {
                self.sea(draw, home.row, market, flow, quota);
            } else {
                self.roads(draw, home.row, market, flow, quota);
                self.store(draw, market, flow);
                self.leak(draw, home.row, market, quota);
            }
            self.final_use(draw, market, flow);
            home.free -= flow;
            covered += flow;
            abroad.push(market);
        }
        if let Some(q) = quota {
            self.network.rows[q].kind = RowKind::Quota { base: covered };
        }
        if let [one, other] = abroad[..] {
            let curve = Curve::Idle { volume: 0.3 * covered, price: self.price(one), opening: 0.1 };
            self.put("idle road", &[(one, -1.0), (other, 1.0)], 0.0, f64::INFINITY, curve);
        }
    }

    fn leak(&mut self, draw: &mut Draw, from: RowId, to: RowId, quota: Option<RowId>) {
        if quota.is_some() && draw.chance(0.7) {
            let margin = self.price(to) - self.price(from);
            let curve = Curve::Leak { margin, price: self.price(from) };
            self.put("leak", &[(from, -1.0), (to, 1.0)], 0.0, f64::INFINITY, curve);
        }
    }

    /// A lagged route with its position, stock on hand and stock curve.
    fn sea(&mut self, draw: &mut Draw, from: RowId, market: RowId, flow: f64, quota: Option<RowId>) {
        let months = draw.count(2);
        let price = self.price(market);
        let position =
            self.market(&format!("position:{market}"), (1.0 - CARRYING) * price, self.content[market]);
        self.network.rows[position].kind = RowKind::Position { market };
        let mut column = vec![(from, -1.0), (position, 1.0)];
        column.extend(quota.map(|q| (q, -1.0)));
        let slope = draw.log_between(0.02, 0.12) * self.price(from);
        let route = self.put("sea", &column, flow, 3.0 * flow, Curve::Route { slope });
        self.network.activities[route].voyage = Some(Voyage { months, market, position });
        let stock = flow * draw.log_between(0.5, 5.0);
        let working = self.network.behaviour.holders.working;
        let hand = Curve::Convenience { carrying: CARRYING * price, working };
        let on_hand = self.put("on hand", &[(market, -1.0), (position, 1.0)], stock, f64::INFINITY, hand);
        self.hold(draw, market, position, [stock, months as f64 * flow], flow, Some(on_hand));
    }

    fn store(&mut self, draw: &mut Draw, market: RowId, flow: f64) {
        if draw.chance(self.stored) {
            let stock = flow * draw.log_between(0.3, 6.0);
            self.hold(draw, market, market, [stock, 0.0], flow, None);
        }
    }

    fn hold(
        &mut self,
        draw: &mut Draw,
        market: RowId,
        priced_at: RowId,
        [stock, afloat]: [f64; 2],
        use_per_month: f64,
        on_hand: Option<ActivityId>,
    ) {
        let store = self.network.stores.len();
        let activity =
            self.put("stock", &[(priced_at, -1.0)], stock + afloat, f64::INFINITY, Curve::Stock { store });
        let consumers = draw.between(0.0, 0.8);
        let store = Store { market, priced_at, stock, afloat, use_per_month, consumers, activity, on_hand };
        self.network.stores.push(store);
    }

    /// Home stock, perhaps thrift, and one or two final uses that take the rest.
    fn uses(&mut self, draw: &mut Draw, good: &str, home: &mut Home) {
        self.store(draw, home.row, home.free);
        if good != "magnet" && draw.chance(0.3) {
            let curve = Curve::Thrift { volume: 0.5 * home.free, elasticity: 0.05, long_elasticity: 0.2 };
            self.put("thrift", &[(home.row, 1.0)], 0.0, f64::INFINITY, curve);
        }
        let first = if draw.chance(0.5) { home.free * draw.between(0.3, 0.7) } else { 0.0 };
        if first > 0.0 {
            self.final_use(draw, home.row, first);
        }
        self.final_use(draw, home.row, home.free - first);
    }

    fn final_use(&mut self, draw: &mut Draw, market: RowId, flow: f64) {
        let elasticity = draw.log_between(0.02, 0.4);
        let long_elasticity = elasticity + draw.between(0.0, 0.6);
        let choke = if draw.chance(0.2) { 16.0 } else { 8.0 };
        let curve = Curve::Demand { elasticity, long_elasticity, choke };
        self.put("use", &[(market, -1.0)], flow, f64::INFINITY, curve);
    }

    /// Scales of the rows: what goes through them in the base month.
    fn finish(&mut self) {
        let mut through = vec![0.0_f64; self.network.rows.len()];
        for a in &self.network.activities {
            let stock = matches!(a.curve, Curve::Stock { .. } | Curve::Convenience { .. });
            for (i, coefficient) in a.column.iter().filter(|_| !stock) {
                through[*i] = through[*i].max((coefficient * a.base).abs());
            }
        }
        for (r, t) in self.network.rows.iter_mut().zip(&through) {
            r.quantity_scale = *t;
        }
    }

    fn having(&self, wanted: impl Fn(&Curve) -> bool) -> Vec<ActivityId> {
        let all = self.network.activities.iter().enumerate();
        all.filter(|(_, a)| wanted(&a.curve)).map(|(b, _)| b).collect()
    }

    fn rows_of(&self, wanted: impl Fn(&RowKind) -> bool) -> Vec<RowId> {
        let all = self.network.rows.iter().enumerate();
        all.filter(|(_, r)| wanted(&r.kind)).map(|(i, _)| i).collect()
    }

    /// A month's worth of trouble: cuts, quotas with leaks and hoards, levies, shifts of demand, sales.
    pub(crate) fn trouble(&self, draw: &mut Draw) -> Shock {
        let mut shock =
            Shock { believed_months: draw.log_between(1.5, 24.0), spare_on: true, ..Shock::default() };
        for (mine, _) in &self.mines {
            if draw.chance(0.4) {
                shock.cap_factor.push((*mine, draw.unit()));
            }
        }
        for q in self.rows_of(|k| matches!(k, RowKind::Quota { .. })) {
            if draw.chance(0.6) {
                shock.allowance.push((q, self.network.rows[q].quantity_scale * draw.between(0.02, 1.1)));
            }
        }
        for i in self.rows_of(|k| matches!(k, RowKind::Capacity { .. })) {
            if draw.chance(0.3) {
                shock.capacity.push((i, draw.between(0.2, 1.0)));
            }
        }
        for b in self.having(|c| matches!(c, Curve::Leak { .. })) {
            let row = self.network.activities[b].column[1].0;
            shock.leak.push((b, self.network.rows[row].quantity_scale * draw.between(0.0, 0.6)));
        }
        for b in self.having(|c| matches!(c, Curve::Demand { .. })) {
            if draw.chance(0.3) {
                shock.scale.push((b, draw.between(0.7, 1.4)));
            }
        }
        for b in self.having(|c| matches!(c, Curve::Route { .. })) {
            let row = self.network.activities[b].column[0].0;
            match draw.count(10) {
                1 => shock.wedge.push((b, self.price(row) * draw.between(0.0, 0.5))),
                2 => shock.cap_factor.push((b, draw.unit())),
                _ => {}
            }
        }
        for (s, store) in self.network.stores.iter().enumerate() {
            if draw.chance(0.2) {
                shock.hoard.push((s, store.use_per_month * draw.between(0.0, 1.5)));
            }
            if draw.chance(0.1) {
                shock.release.push((store.market, store.stock * draw.between(0.0, 0.5)));
            }
        }
        shock
    }
}

fn supply(elasticity: f64, long_elasticity: f64, scale: f64, adapts_to: Option<RowId>) -> Curve {
    Curve::Supply { elasticity, long_elasticity, scale, adapts_to }
}

/// Behaviour over the ranges that the priors use, inside the bounds that keep the recursion stable.
fn behaviour(draw: &mut Draw) -> Behaviour {
    let working = draw.between(0.1, 0.45);
    Behaviour {
        holders: Holders {
            kappa: draw.log_between(0.4, 3.5),
            kappa_consumers: draw.log_between(0.5, 2.0),
            theta: draw.between(0.2, 0.65),
            horizon: draw.log_between(4.0, 20.0),
            working,
            trend: draw.log_between(0.08, 0.8).min(0.9 * (1.0 - working)),
        },
        demand_months: draw.log_between(6.0, 24.0),
        supply_months: draw.log_between(9.0, 36.0),
        spare_months: draw.log_between(2.0, 9.0),
        spare_start: 0.3,
        ..Behaviour::default()
    }
}
