//! The tables and columns of a world: the one list that reading, checking and the data package agree on.

use oreline_units::Unit;
use oreline_world::Keyword;
use oreline_world::rows::{
    ActKind, ActorKind, Basis, DemandRole, Family, FlowKind, FlowRole, Grade, Holder, IndicatorKind,
    KnownAtBasis, Modality, ParameterKind, PriceRole, ProcessKind, ProcessStage, ProjectStatus, RecipeRole,
    RouteStatus, Stage, StudyStage, TieKind, Vat,
};

/// What a cell of a column holds.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Any text.
    Text,
    /// The id of the row, or a name of the same form.
    Id,
    /// A finite number.
    Number,
    /// A whole number from 0.
    Count,
    /// A year, a month or a day.
    Date,
    /// A period.
    Period,
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    /// One of a few units.
    Unit(&'static [Unit]),
    /// An expression.
    Expr,
    /// The id of a row of another table.
    Ref(&'static str),
    /// Ids of rows of any table, separated by `;`.
    AnyRows,
    /// Ids of what an act is aimed at, separated by `;`.
    Targets,
    /// The beginning of process ids.
    Prefix,
    /// Processes with goods between them, separated by `>`.
    Chain,
    /// What a parameter is about.
    Subject,
}

pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    /// There is no world without it.
    pub(crate) core: bool,
    /// Nobody misses it: a world without it says nothing of the kind.
    pub(crate) spare: bool,
    /// The columns that together name a row.
    pub(crate) key: &'static [&'static str],
    pub(crate) columns: Vec<Column>,
}

macro_rules! table {
    ($name:literal) => {
        Table::new($name, concat!($name, ".csv"))
    };
}

impl Table {
    fn new(name: &'static str, file: &'static str) -> Self {
        Self { name, file, core: false, spare: false, key: &["id"], columns: Vec::new() }
    }

    fn core(mut self) -> Self {
        self.core = true;
        self
    }

    fn spare(mut self) -> Self {
        self.spare = true;
        self
    }

    fn key(mut self, key: &'static [&'static str]) -> Self {
        self.key = key;
        self
    }

    fn col(mut self, name: &'static str, kind: Kind) -> Self {
        self.columns.push(Column { name, kind, required: true });
        self
    }

    fn opt(mut self, name: &'static str, kind: Kind) -> Self {
        self.columns.push(Column { name, kind, required: false });
        self
    }

    fn id(self) -> Self {
        self.col("id", Kind::Id)
    }

    fn word<K: Keyword>(self, name: &'static str) -> Self {
        self.col(name, Kind::Word(words::<K>))
    }

    fn est(self, units: &'static [Unit]) -> Self {
        let numbers = self.col("value", Kind::Number).col("low", Kind::Number).col("high", Kind::Number);
        numbers.col("unit", Kind::Unit(units))
    }

    fn opt_est(self, units: &'static [Unit]) -> Self {
        let numbers = self.opt("value", Kind::Number).opt("low", Kind::Number).opt("high", Kind::Number);
        numbers.opt("unit", Kind::Unit(units))
    }

    fn prov(self) -> Self {
        self.dated().opt("origin", Kind::Text).informed()
    }

    fn dated(self) -> Self {
        let table = self.col("source", Kind::Ref("sources")).opt("known_at", Kind::Date);
        table.word::<KnownAtBasis>("known_at_basis").word::<Grade>("grade").word::<Basis>("basis")
    }

    fn informed(self) -> Self {
        self.opt("informed_by", Kind::AnyRows).opt("note", Kind::Text)
    }

    pub(crate) fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }
}

fn words<K: Keyword>() -> Vec<&'static str> {
    K::all().iter().map(|keyword| keyword.word()).collect()
}

const MASSES: &[Unit] =
    &[Unit::TReo, Unit::TOxide, Unit::TMetal, Unit::TMagnet, Unit::TGross, Unit::Permille];
const PRICES: &[Unit] =
    &[Unit::UsdPerKg, Unit::CnyPerKg, Unit::CnyPerTonne, Unit::UsdPerKgGross, Unit::Index];
const CAPACITIES: &[Unit] = &[
    Unit::TReoPerYear,
    Unit::TOxidePerYear,
    Unit::TMetalPerYear,
    Unit::TMagnetPerYear,
    Unit::TGrossPerYear,
    Unit::TPerYear,
    Unit::PermillePerYear,
];
const FLOWS: &[Unit] = &[
    Unit::TReoPerYear,
    Unit::TOxidePerYear,
    Unit::TMetalPerYear,
    Unit::TMagnetPerYear,
    Unit::TGrossPerYear,
    Unit::PermillePerYear,
    Unit::Permille,
    Unit::TReo,
    Unit::TOxide,
    Unit::TMetal,
    Unit::TMagnet,
    Unit::TGross,
    Unit::Ratio,
    Unit::Share,
    Unit::Change,
];
const ACTS: &[Unit] = &[
    Unit::UsdPerKg,
    Unit::UsdPerKgGross,
    Unit::CnyPerKg,
    Unit::CnyPerTonne,
    Unit::Share,
    Unit::Ratio,
    Unit::Change,
    Unit::Weeks,
    Unit::TPerYear,
    Unit::TReoPerYear,
    Unit::TOxidePerYear,
    Unit::TMetalPerYear,
    Unit::TMagnetPerYear,
    Unit::TGrossPerYear,
];

const PARAMETERS: &[Unit] = &[
    Unit::Share,
    Unit::Ratio,
    Unit::PerMonth,
    Unit::KgPerProduct,
    Unit::Log,
    Unit::Weeks,
    Unit::TReoPerYear,
    Unit::TOxidePerYear,
    Unit::TMetalPerYear,
    Unit::TMagnetPerYear,
    Unit::PermillePerYear,
];

/// Every table of a world, those that others refer to first.
pub(crate) fn tables() -> Vec<Table> {
    let mut tables = chain();
    tables.extend(figures());
    tables.extend(people());
    tables
}

fn chain() -> Vec<Table> {
    use Kind::{Chain, Count, Id, Number, Prefix, Ref, Text};
    vec![
        table!("sources")
            .core()
            .id()
            .col("title", Text)
            .col("publisher", Text)
            .opt("url", Text)
            .opt("published", Kind::Date)
            .col("licence", Text)
            .opt("note", Text),
        table!("regions").core().id().col("name", Text).opt("country", Text).opt("note", Text),
        table!("goods")
            .core()
            .id()
            .col("name", Text)
            .word::<Stage>("stage")
            .col("unit", Kind::Unit(MASSES))
            .word::<Family>("family")
            .opt("note", Text),
        table!("contents").id().col("good", Ref("goods")).col("element", Id).est(&[Unit::TPerT]).prov(),
        table!("baskets")
            .key(&["id", "element"])
            .id()
            .col("good", Ref("goods"))
            .col("region", Ref("regions"))
            .col("element", Id)
            .est(&[Unit::Ratio])
            .prov(),
        table!("processes")
            .core()
            .id()
            .col("name", Text)
            .word::<ProcessKind>("kind")
            .col("region", Ref("regions"))
            .word::<ProcessStage>("stage")
            .est(&[Unit::TPerYear])
            .opt("operator", Ref("actors"))
            .prov(),
        table!("recipes")
            .core()
            .id()
            .col("process", Ref("processes"))
            .col("good", Ref("goods"))
            .word::<RecipeRole>("role")
            .est(&[Unit::TPerT])
            .col("group", Text)
            .prov(),
        table!("alternatives")
            .id()
            .col("processes", Prefix)
            .col("alternative", Id)
            .col("share", Number)
            .col("good", Ref("goods"))
            .est(&[Unit::Ratio])
            .prov(),
        table!("recoveries").key(&["mine"]).col("mine", Ref("processes")).col("through", Chain),
        table!("sites")
            .id()
            .col("name", Text)
            .opt("process", Ref("processes"))
            .opt_est(&[Unit::Share])
            .opt("lat", Number)
            .opt("lon", Number)
            .opt("accuracy_km", Number)
            .opt("country", Text)
            .prov(),
        table!("routes")
            .core()
            .id()
            .col("good", Ref("goods"))
            .col("origin", Ref("regions"))
            .col("destination", Ref("regions"))
            .word::<RouteStatus>("status")
            .col("cost", Number)
            .col("wedge_ad_valorem", Number)
            .col("levy", Number)
            .col("lag_months", Count)
            .dated()
            .informed(),
    ]
}

fn figures() -> Vec<Table> {
    use Kind::{Expr, Id, Prefix, Ref, Subject, Text};
    vec![
        table!("demands")
            .core()
            .id()
            .col("good", Ref("goods"))
            .col("region", Ref("regions"))
            .col("use", Id)
            .word::<DemandRole>("role")
            .prov(),
        table!("stocks")
            .core()
            .id()
            .col("good", Ref("goods"))
            .col("region", Ref("regions"))
            .word::<Holder>("holder")
            .est(&[Unit::Weeks])
            .prov(),
        table!("prices")
            .core()
            .id()
            .col("good", Ref("goods"))
            .col("region", Ref("regions"))
            .col("market", Text)
            .col("period", Kind::Period)
            .est(PRICES)
            .word::<Vat>("vat")
            .word::<PriceRole>("role")
            .opt("about", Id)
            .prov(),
        table!("rates").id().col("period", Kind::Period).est(&[Unit::CnyPerUsd]).prov(),
        table!("flows")
            .core()
            .id()
            .col("period", Kind::Period)
            .word::<FlowKind>("kind")
            .opt("expr", Expr)
            .opt("per", Expr)
            .est(FLOWS)
            .opt("scope", Text)
            .word::<Family>("family")
            .opt("origin_region", Ref("regions"))
            .opt("destination", Ref("regions"))
            .word::<FlowRole>("role")
            .opt("cluster", Text)
            .opt("series", Text)
            .opt("about", Id)
            .prov(),
        table!("costs").id().col("processes", Prefix).est(&[Unit::UsdPerKg]).prov(),
        table!("parameters")
            .id()
            .word::<ParameterKind>("kind")
            .col("subject", Subject)
            .est(PARAMETERS)
            .prov(),
        table!("indicators")
            .spare()
            .id()
            .word::<IndicatorKind>("kind")
            .opt("study", Id)
            .col("subject", Id)
            .opt("part", Id)
            .opt("stage", Kind::Word(words::<StudyStage>))
            .col("period", Kind::Period)
            .est(&[Unit::Share, Unit::Ratio, Unit::TReoPerYear])
            .prov(),
    ]
}

fn people() -> Vec<Table> {
    use Kind::{Date, Id, Ref, Targets, Text};
    vec![
        table!("actors")
            .id()
            .col("name", Text)
            .word::<ActorKind>("kind")
            .opt("region", Ref("regions"))
            .opt("role", Text)
            .prov(),
        table!("controls")
            .id()
            .col("site", Ref("sites"))
            .col("actor", Ref("actors"))
            .col("from", Date)
            .opt("to", Date)
            .opt("to_known_at", Date)
            .prov(),
        table!("ties")
            .id()
            .col("from", Ref("actors"))
            .col("to", Ref("actors"))
            .word::<TieKind>("kind")
            .opt("start", Date)
            .opt("end", Date)
            .prov(),
        table!("acts")
            .id()
            .word::<ActKind>("kind")
            .opt("actor", Ref("actors"))
            .opt("target", Targets)
            .opt("start", Date)
            .opt("end", Date)
            .opt_est(ACTS)
            .word::<Modality>("modality")
            .opt("about", Id)
            .prov(),
        table!("projects")
            .id()
            .col("name", Text)
            .opt("process", Ref("processes"))
            .col("region", Ref("regions"))
            .col("good", Ref("goods"))
            .est(CAPACITIES)
            .opt("start", Date)
            .word::<ProjectStatus>("status")
            .prov(),
    ]
}
