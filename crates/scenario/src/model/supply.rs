//! What makes and moves goods: processes, routes in use, idle routes.

use super::{Builder, LEAST};
use crate::case::{MarketId, ProcessKind, ProcessSpec};
use oreline_market::{Activity, Curve, Voyage};

impl Builder<'_> {
    pub(super) fn push(
        &mut self,
        id: String,
        column: Vec<(usize, f64)>,
        base: f64,
        cap: f64,
        curve: Curve,
    ) -> usize {
        self.network.activities.push(Activity { id, column, base, cap, curve, voyage: None, tax: None });
        self.network.activities.len() - 1
    }

    pub(super) fn processes(&mut self) -> Vec<usize> {
        let case = self.case;
        (0..case.structure.processes.len()).map(|p| self.process(p, &case.structure.processes[p])).collect()
    }

    pub(super) fn process(&mut self, p: usize, spec: &ProcessSpec) -> usize {
        let c = &self.coefficient[p];
        let mut column: Vec<(usize, f64)> =
            spec.markets.iter().zip(c).filter(|(_, a)| **a != 0.0).map(|(m, a)| (*m, *a)).collect();
        let revenue: f64 = column.iter().map(|(m, a)| a.max(0.0) * self.price(*m)).sum();
        let margin: f64 = column.iter().map(|(m, a)| a * self.price(*m)).sum();
        let base = self.base.activity[p] / 12.0;
        let digs = matches!(spec.kind, ProcessKind::Mine | ProcessKind::Collector);
        let scale = match spec.toll {
            Some(toll) => margin.max(toll),
            None => margin.max(0.1 * revenue),
        };
        let elasticity = self.elasticity(spec);
        let adapts_to = column.iter().find(|(_, a)| digs && *a > 0.0).map(|(m, _)| *m);
        let long_elasticity =
            if digs { self.responses.mine(spec.by_product).1.max(elasticity) } else { elasticity };
        let cap = if spec.kind == ProcessKind::Mine {
            spec.headroom * self.normal.activity[p] / 12.0
        } else {
            (spec.capacity / 12.0).max(1.02 * base)
        };
        if let Some(row) = self.capacity.get(&spec.process) {
            column.push((*row, -1.0));
        }
        self.push(
            spec.id.clone(),
            column,
            base,
            cap,
            Curve::Supply { elasticity, long_elasticity, scale, adapts_to },
        )
    }

    pub(super) fn elasticity(&self, spec: &ProcessSpec) -> f64 {
        let constant = |name| self.case.priors.constant(name);
        match spec.kind {
            ProcessKind::Mine => self.responses.mine(spec.by_product).0,
            ProcessKind::Collector => constant("collector-elasticity"),
            ProcessKind::Magnet => constant("magnet-elasticity-factor") * self.responses.plant,
            ProcessKind::Separation | ProcessKind::Metal | ProcessKind::Recycling => self.responses.plant,
        }
    }

    pub(super) fn routes(&mut self) -> Vec<usize> {
        let case = self.case;
        (0..case.structure.routes.len()).map(|r| self.route(r)).collect()
    }

    pub(super) fn route(&mut self, r: usize) -> usize {
        let spec = &self.case.structure.routes[r];
        let origin = &self.case.structure.markets[spec.from];
        let price = self.price(spec.from);
        let landing = if spec.lag > 0 { self.position[spec.to] } else { None };
        let mut column = vec![(spec.from, -1.0), (landing.unwrap_or(spec.to), 1.0)];
        if let Some(row) = self.model_quota.get(&(origin.good.clone(), origin.region.clone())) {
            column.push((*row, -1.0));
        }
        let flow = self.base.flow[r] / 12.0;
        let id = spec.id.clone();
        let k = if spec.idle {
            let volume = 0.5 * self.idle_reference(spec.to, spec.from);
            let opening = self.case.structure.idle_opening;
            self.push(id, column, 0.0, f64::INFINITY, Curve::Idle { volume, price, opening })
        } else {
            let slope = (self.responses.slope * price).max(1e-6);
            self.push(id, column, flow, 3.0 * flow, Curve::Route { slope })
        };
        let activity = &mut self.network.activities[k];
        if let Some(position) = landing {
            activity.voyage = Some(Voyage { months: spec.lag, market: spec.to, position });
        }
        if spec.ad_valorem > 0.0 && !spec.idle {
            activity.tax = Some((spec.ad_valorem, spec.from));
        }
        k
    }

    /// What an idle route is sized by: the destination's arrivals, else 2 % of the good's trade [t/month].
    pub(super) fn idle_reference(&self, to: MarketId, from: MarketId) -> f64 {
        let s = self.structure();
        let sum = |keep: &dyn Fn(&crate::case::RouteSpec) -> bool| -> f64 {
            s.routes.iter().enumerate().filter(|(_, r)| keep(r)).map(|(k, _)| self.base.flow[k] / 12.0).sum()
        };
        let arrivals = sum(&|r| r.to == to);
        let good = &s.markets[from].good;
        if arrivals > 0.0 { arrivals } else { (0.02 * sum(&|r| s.markets[r.from].good == *good)).max(LEAST) }
    }
}
