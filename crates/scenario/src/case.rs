//! A Case: a world compiled into numbers, reconciled, calibrated, ready to run, and saved to one file.
//!
//! It holds the structure of the chain once and the balanced bases (one central, the rest from perturbed
//! claims, ordered by the main holder's share), so that one coordinate of a draw picks a base and every draw
//! is balanced. It knows no table of the world any more: only ids, numbers and what they rest on.

use crate::answers::{ContradictionAnswer, Interval};
use crate::priors::Priors;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Index of a market in [`Structure::markets`].
pub type MarketId = usize;

/// A good as the market needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoodSpec {
    /// Kebab-case id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Stage: concentrate, intermediate, oxide, metal, magnet, scrap.
    pub stage: String,
    /// Unit of quantity, e.g. `t-oxide`.
    pub unit: String,
    /// `dy`, `tb` or nothing: elements whose cover and demand are drawn apart.
    pub element: Option<String>,
    /// Annual standard deviation of the log price.
    pub volatility: f64,
    /// For a basket: the pooled good it was split from.
    pub pool: Option<String>,
}

/// A good in a region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MarketSpec {
    /// Good.
    pub good: String,
    /// Region.
    pub region: String,
}

impl MarketSpec {
    /// `good@region`.
    pub fn id(&self) -> String {
        format!("{}@{}", self.good, self.region)
    }
}

/// What kind of process it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessKind {
    /// Digs.
    Mine,
    /// Collects scrap.
    Collector,
    /// Separates concentrates into oxides.
    Separation,
    /// Makes metal.
    Metal,
    /// Makes magnets.
    Magnet,
    /// Recycles scrap.
    Recycling,
}

/// One activity that makes goods: a site, a basket's separation, a recipe of a plant, or a whole process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProcessSpec {
    /// Unique id: `mine-clay-kachin/pangwa`, `separate-clay-china/clay-kachin`, `magnet-hc-japan/diffusion`.
    pub id: String,
    /// The world's process.
    pub process: String,
    /// Its kind.
    pub kind: ProcessKind,
    /// Region.
    pub region: String,
    /// Site, if the activity is one.
    pub site: Option<String>,
    /// Alternative recipe, if the activity is one.
    pub alternative: Option<String>,
    /// Markets it takes from (negative) and gives to, in the order of the coefficients of a base.
    pub markets: Vec<MarketId>,
    /// Capacity of the whole process [t/yr].
    pub capacity: f64,
    /// Output may exceed base by this factor at most (mines).
    pub headroom: f64,
    /// Plausible margin [USD/kg of throughput] used as scale where the plant works for a fee.
    pub toll: Option<f64>,
    /// Shares of the coefficient that vary with the recipe draw: (index in `markets`, element, factor).
    pub recipe: Vec<RecipeFactor>,
    /// Base share among the plant's alternatives.
    pub share: f64,
    /// How far output follows from that of another good, 0 to 1 (mines).
    pub by_product: f64,
}

/// An alternative recipe's factor on one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipeFactor {
    /// Index in the activity's markets.
    pub slot: usize,
    /// Element whose draw scales it: `dy`, `tb`, or `rest` for the one that keeps the sum.
    pub element: String,
    /// Factor on the plant's coefficient at the median.
    pub factor: f64,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RouteSpec {
    /// `good:origin>destination`.
    pub id: String,
    /// Market of origin.
    pub from: MarketId,
    /// Market of destination.
    pub to: MarketId,
    /// Whole months under way.
    pub lag: usize,
    /// Cost [USD/kg].
    pub cost: f64,
    /// Standing ad-valorem wedge on the origin's price.
    pub ad_valorem: f64,
    /// Levy in force at base [USD/kg].
    pub levy: f64,
    /// Idle routes carry nothing at base.
    pub idle: bool,
}

/// A final use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UseSpec {
    /// `good:region:use`.
    pub id: String,
    /// Market.
    pub market: MarketId,
    /// Use.
    pub name: String,
}

/// Stock cover of a market.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoverSpec {
    /// Median [weeks of use or throughput].
    pub weeks: f64,
    /// True if no row of the world gives it.
    pub assumed: bool,
    /// The row it came from, or the rule.
    pub from: String,
    /// Held by those who use the good: weeks of use, not of throughput.
    pub of_use: bool,
}

/// Where spare feed lies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SpareSpec {
    /// Market it opens in.
    pub market: MarketId,
    /// Share of the world's spare feed or, of capacity that rows of the world state, share of that.
    pub share: f64,
    /// Capacity that rows of the world state stands behind it, not the prior of spare feed.
    pub stated: bool,
}

/// A spell of control over a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spell {
    /// Controlling actor.
    pub actor: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day, if it has ended.
    pub to: Option<Date>,
    /// Row that says so.
    pub row: String,
}

/// A mining or processing site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteSpec {
    /// Site id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Process.
    pub process: String,
    /// Region.
    pub region: String,
    /// Country as stated in its row.
    pub country: String,
    /// Latitude and longitude (degrees), if located.
    pub at: Option<(f64, f64)>,
    /// Radius within which it lies (km).
    pub accuracy_km: Option<f64>,
    /// Spells of control known at the case's date.
    pub spells: Vec<Spell>,
}

impl SiteSpec {
    /// Who held the site on a day.
    pub fn holder(&self, on: Date) -> Option<&str> {
        self.spell(on).map(|s| s.actor.as_str())
    }

    /// The spell that covers a day; the one that began last, where the end of the one before is not known.
    pub fn spell(&self, on: Date) -> Option<&Spell> {
        let covers = |s: &&Spell| s.from.is_none_or(|d| d <= on) && s.to.is_none_or(|d| on <= d);
        self.spells.iter().filter(covers).max_by_key(|s| s.from)
    }
}

/// How much of a good one unit of a product holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductSpec {
    /// Product, such as `ev-motor`.
    pub product: String,
    /// Good.
    pub good: String,
    /// Kilograms of the good in one unit of the product, with its 80 % interval.
    pub kg: Interval,
    /// Row that says so.
    pub row: String,
}

/// How much metal an oxide holds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The good is the oxide; else it is the metal.
    pub is_oxide: bool,
    /// Metal in the oxide, by mass.
    pub metal_in_oxide: f64,
}

/// What conversion into other units needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// Exchange rate of the base month, if one is known.
    pub cny_per_usd: Option<f64>,
    /// The same in words, with its month and row.
    pub rate: String,
    /// Rate of value-added tax by region.
    pub vat: BTreeMap<String, f64>,
    /// Oxides and metals whose content is known, by good.
    pub contents: BTreeMap<String, Content>,
}

/// A restriction in force at base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuotaSpec {
    /// Good.
    pub good: String,
    /// Exporting region.
    pub region: String,
    /// Rent at base, as a share of the origin's price; an assumption.
    pub rent: f64,
    /// The act in force.
    pub act: String,
}

/// The chain, once for all bases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Structure {
    /// Goods, baskets included.
    pub goods: Vec<GoodSpec>,
    /// Country of each region.
    pub countries: BTreeMap<String, String>,
    /// Names of regions and actors for people.
    pub names: BTreeMap<String, String>,
    /// Markets.
    pub markets: Vec<MarketSpec>,
    /// Activities that make goods.
    pub processes: Vec<ProcessSpec>,
    /// Routes.
    pub routes: Vec<RouteSpec>,
    /// Final uses.
    pub uses: Vec<UseSpec>,
    /// Stock covers, one per market.
    pub covers: Vec<CoverSpec>,
    /// Spare feed.
    pub spare: Vec<SpareSpec>,
    /// Sites.
    pub sites: Vec<SiteSpec>,
    /// Restrictions in force at base.
    pub quotas: Vec<QuotaSpec>,
    /// What products hold.
    pub products: Vec<ProductSpec>,
    /// For other units.
    pub conversion: Conversion,
    /// First day of every act known at the case's date, by id.
    pub acts: BTreeMap<String, Date>,
    /// Opening margin of idle routes, as a share of price.
    pub idle_opening: f64,
}

/// A balanced base, exact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Base {
    /// Share of the main concentrated holder.
    pub focus_share: f64,
    /// Activity of each process [t/yr].
    pub activity: Vec<f64>,
    /// Coefficients of each process, aligned with its markets [t/t].
    pub coefficient: Vec<Vec<f64>>,
    /// Flow of each route [t/yr].
    pub flow: Vec<f64>,
    /// Quantity of each use [t/yr].
    pub use_: Vec<f64>,
    /// Price of each market [USD/kg, contained oxide or metal, without VAT inside China].
    pub price: Vec<f64>,
    /// Share of mined Dy and Tb by mining process or site: (activity id, element, share).
    pub mined: Vec<(String, String, f64)>,
}

/// Share of value that rests on each basis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceShare {
    /// Read in the source itself.
    pub read: f64,
    /// Relayed by the source from somebody.
    pub relayed: f64,
    /// Our arithmetic on rows.
    pub derived: f64,
    /// Judgement.
    pub assumed: f64,
}

/// Something the case had to assume.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assumption {
    /// What it is about.
    pub about: String,
    /// What was assumed, with figures.
    pub text: String,
}

/// A process whose base margin is thin or negative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offset {
    /// Process activity.
    pub process: String,
    /// Margin [USD/kg of throughput].
    pub margin: f64,
    /// Share of revenue.
    pub share_of_revenue: f64,
}

/// A compiled world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Version of this file's form.
    pub format: u32,
    /// World id.
    pub world: String,
    /// World title.
    pub world_title: String,
    /// Valid date.
    pub as_of: Date,
    /// Knowledge date.
    pub known_at: Date,
    /// Base year of the flows.
    pub base_year: i16,
    /// Newest date of any row that entered.
    pub data_newest: Option<Date>,
    /// Name of the focus input, e.g. `kachin-share-dytb`.
    pub focus: String,
    /// Region of the main holder.
    pub focus_region: String,
    /// SHA-256 of the priors file.
    pub priors_hash: String,
    /// Priors.
    pub priors: Priors,
    /// Structure.
    pub structure: Structure,
    /// Base without perturbation.
    pub central: Base,
    /// Perturbed bases, ordered by the focus share.
    pub bases: Vec<Base>,
    /// Evidence by stage; key `all` for the whole.
    pub evidence: BTreeMap<String, EvidenceShare>,
    /// What had to be assumed.
    pub assumptions: Vec<Assumption>,
    /// Processes with thin or negative margins.
    pub offsets: Vec<Offset>,
    /// Objective of the fit.
    pub objective: f64,
    /// Remarks on the fit and the prices.
    pub remarks: Vec<String>,
    /// What each flow of the fit rests on: row id and weight, heaviest first, by the flow's name in claims.
    pub rests_on: BTreeMap<String, Vec<(String, f64)>>,
    /// Rows that do not agree.
    pub contradictions: Vec<ContradictionAnswer>,
}

impl Structure {
    /// Index of a market.
    pub fn market(&self, good: &str, region: &str) -> Option<MarketId> {
        self.markets.iter().position(|m| m.good == good && m.region == region)
    }

    /// The good of an id.
    pub fn good(&self, id: &str) -> Option<&GoodSpec> {
        self.goods.iter().find(|g| g.id == id)
    }

    /// Whether a market's good was split from a pooled good.
    pub fn is_pooled(&self, market: MarketId) -> bool {
        self.markets.get(market).and_then(|m| self.good(&m.good)).is_some_and(|g| g.pool.is_some())
    }

    /// A name for people, or the id itself.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

impl Case {
    /// Whether a row of the world says that a price stood away from its anchor at the base.
    pub fn is_tight(&self) -> bool {
        self.structure.goods.iter().any(|g| self.priors.input.contains_key(&tightness(&g.id)))
    }

    /// The base of a draw: the coordinate's place in the order of the focus share.
    pub fn base(&self, coordinate: f64) -> &Base {
        if self.bases.is_empty() {
            return &self.central;
        }
        let k = (coordinate * self.bases.len() as f64) as usize;
        &self.bases[k.min(self.bases.len() - 1)]
    }
}

/// Name of the input that holds the tightness of a good.
pub(crate) fn tightness(good: &str) -> String {
    format!("tightness@{good}")
}
