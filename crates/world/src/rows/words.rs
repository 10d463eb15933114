//! The closed vocabularies of the columns.

use crate::keyword::keywords;

keywords! {
    /// How the day is known on which a row became public.
    KnownAtBasis {
        /// The day printed on the page.
        Printed = "printed",
        /// A quote or an event, public on its day.
        Market = "market",
        /// A statistic: the day of its edition.
        Release = "release",
        /// The latest possible day.
        Bounded = "bounded",
        /// Coordinates, chemistry, conversions, judgements.
        Timeless = "timeless",
    }
    /// How good a source is, best first.
    Grade {
        /// Official or measured.
        A = "A",
        /// Reported with care.
        B = "B",
        /// Reported, or inferred.
        C = "C",
        /// Weak.
        D = "D",
    }
    /// How a figure came from its source.
    Basis {
        /// It stands there.
        Read = "read",
        /// The source repeats somebody.
        Relayed = "relayed",
        /// Our arithmetic.
        Derived = "derived",
        /// Judgement.
        Assumed = "assumed",
    }
    /// What an actor is.
    ActorKind {
        /// A state or its government.
        State = "state",
        /// An armed group.
        ArmedGroup = "armed-group",
        /// A firm.
        Firm = "firm",
        /// An office of a state.
        Agency = "agency",
        /// One who watches and reports.
        Monitor = "monitor",
        /// Anybody else.
        Other = "other",
    }
    /// What an indicator says. Scores and shares of a study are kept as it printed them.
    IndicatorKind {
        /// Mean of the World Bank's six governance estimates of a country, −2.5 to 2.5.
        Governance = "governance",
        /// The World Bank's estimate of the political stability of a country, −2.5 to 2.5.
        PoliticalStability = "political-stability",
        /// A study's trade factor of a country: below 1 for free trade, above 1 under export barriers.
        TradeFactor = "trade-factor",
        /// A country's share of the world's supply of an element in a study.
        WorldShare = "world-share",
        /// A country's share of a region's supply of an element in a study.
        RegionShare = "region-share",
        /// Mine production of a country.
        MineProduction = "mine-production",
        /// A study's import reliance of its region.
        ImportReliance = "import-reliance",
        /// Share of need met from end-of-life scrap.
        Recycling = "recycling",
        /// Substitution index of supply risk.
        SubstitutionRisk = "substitution-risk",
        /// Substitution index of economic importance.
        SubstitutionImportance = "substitution-importance",
        /// Weighted concentration of the world's supply as a study printed it.
        ConcentrationWorld = "concentration-world",
        /// Weighted concentration of a region's supply as a study printed it.
        ConcentrationRegion = "concentration-region",
        /// Share of an element's use that goes to a sector.
        UseShare = "use-share",
        /// Value added of a sector, over that of the largest.
        ValueAdded = "value-added",
        /// Published supply risk by the world's supply only.
        RiskWorld = "risk-world",
        /// Published supply risk by a region's supply only.
        RiskRegion = "risk-region",
        /// Published supply risk by both.
        RiskBoth = "risk-both",
        /// Published economic importance.
        Importance = "importance",
    }
    /// A stage as criticality studies divide the chain.
    StudyStage {
        /// Mining.
        Extraction = "extraction",
        /// Separation and refining.
        Processing = "processing",
    }
    /// The stage of a good.
    Stage {
        /// Mined and concentrated.
        Concentrate = "concentrate",
        /// Partly separated.
        Intermediate = "intermediate",
        /// Separated oxide.
        Oxide = "oxide",
        /// Metal or alloy.
        Metal = "metal",
        /// Finished magnet.
        Magnet = "magnet",
        /// Swarf and used magnets.
        Scrap = "scrap",
    }
    /// The element family of a good or a claim.
    Family {
        /// All rare earths together.
        RareEarths = "rare-earths",
        /// Dysprosium.
        Dy = "dy",
        /// Terbium.
        Tb = "tb",
        /// Neodymium and praseodymium.
        Ndpr = "ndpr",
        /// The other heavy ones.
        OtherHeavy = "other-heavy",
        /// Lanthanum and cerium.
        LaCe = "la-ce",
        /// Magnets and their scrap.
        Magnets = "magnets",
    }
    /// What a process does.
    ProcessKind {
        /// Takes ore out of the ground.
        Mine = "mine",
        /// Collects used goods.
        Collector = "collector",
        /// Separates oxides.
        Separation = "separation",
        /// Makes metal.
        Metal = "metal",
        /// Makes magnets.
        Magnet = "magnet",
        /// Makes oxides of scrap.
        Recycling = "recycling",
    }
    /// The stage of the chain at which a process works.
    ProcessStage {
        /// Mines.
        Mining = "mining",
        /// Collectors.
        Collection = "collection",
        /// Separation plants.
        Separation = "separation",
        /// Metal makers.
        Metal = "metal",
        /// Magnet makers.
        Magnet = "magnet",
        /// Recyclers.
        Recycling = "recycling",
    }
    /// Which side of a process a good is on.
    RecipeRole {
        /// Taken.
        In = "in",
        /// Made.
        Out = "out",
    }
    /// Whether goods move on a route.
    RouteStatus {
        /// They do.
        Active = "active",
        /// They could.
        Idle = "idle",
    }
    /// How the size of a final use is known.
    DemandRole {
        /// A claim names it.
        Claimed = "claimed",
        /// It is what is left.
        Residual = "residual",
    }
    /// Who holds a stock.
    Holder {
        /// Everybody in the market.
        All = "all",
        /// Those who use the good.
        Consumer = "consumer",
        /// Those who trade it.
        Trader = "trader",
        /// A state reserve.
        State = "state",
    }
    /// Whether a price holds value added tax.
    Vat {
        /// It does.
        Included = "included",
        /// It does not.
        Excluded = "excluded",
        /// Not said.
        Unknown = "unknown",
    }
    /// What a price row is for.
    PriceRole {
        /// The price of a base year.
        Base = "base",
        /// A dated market quote.
        Quote = "quote",
        /// For comparison only.
        Check = "check",
        /// For the reader.
        Context = "context",
    }
    /// What a flow claim measures.
    FlowKind {
        /// Made.
        Production = "production",
        /// Moved.
        Trade = "trade",
        /// Used.
        Consumption = "consumption",
        /// One quantity over another.
        Ratio = "ratio",
        /// Added to stocks.
        StockChange = "stock-change",
        /// A sum of several kinds.
        Composite = "composite",
        /// A relative change of trade.
        TradeChange = "trade-change",
    }
    /// What a flow claim is for.
    FlowRole {
        /// It pulls on the flows.
        Fit = "fit",
        /// It is compared only.
        Check = "check",
        /// Kept with the reason why it does not count.
        Reject = "reject",
        /// For the reader.
        Context = "context",
    }
    /// What one actor is to another.
    TieKind {
        /// Buys its goods.
        BuysFrom = "buys-from",
        /// Gives it arms.
        Arms = "arms",
        /// Talks with it.
        TalksWith = "talks-with",
        /// Has an agreement with it.
        DealsWith = "deals-with",
        /// Owns it, or a part.
        Owns = "owns",
        /// Taxes it.
        Taxes = "taxes",
        /// Fights beside it.
        Allied = "allied",
        /// Fights it.
        Fights = "fights",
        /// Lets it stay on its ground.
        Hosts = "hosts",
    }
    /// What an act does.
    ActKind {
        /// Shuts a border, a route or a site.
        Closure = "closure",
        /// Opens one again.
        Reopening = "reopening",
        /// Makes exports need a licence.
        Licence = "licence",
        /// Limits a quantity.
        Quota = "quota",
        /// Takes money for a mass.
        Levy = "levy",
        /// Forbids dealings with somebody.
        Sanction = "sanction",
        /// Ends such a ban.
        Delisting = "delisting",
        /// Attacks.
        Offensive = "offensive",
        /// Threatens.
        Ultimatum = "ultimatum",
        /// Forbids trade.
        Ban = "ban",
        /// Taxes trade by value.
        Tariff = "tariff",
        /// Agrees.
        Deal = "deal",
        /// Builds or opens a plant.
        Project = "project",
        /// Anything else.
        Other = "other",
    }
    /// How an act is stated.
    Modality {
        /// As a fact.
        Asserted = "asserted",
        /// As what others say.
        Reported = "reported",
        /// As something that did not happen.
        Denied = "denied",
    }
    /// How far a project has come.
    ProjectStatus {
        /// It runs.
        Operating = "operating",
        /// It is being built.
        Construction = "construction",
        /// It is talked of.
        Announced = "announced",
        /// It runs on a small scale.
        Pilot = "pilot",
    }
    /// What a parameter is of.
    ParameterKind {
        /// A region's share of spare and new clay feed.
        SpareFeed = "spare-feed",
        /// The margin at which idle processes or routes open.
        IdleOpening = "idle-opening",
        /// Capacity of a mine above its output.
        MineHeadroom = "mine-headroom",
        /// Elasticity of supply.
        SupplyElasticity = "supply-elasticity",
        /// Factor on the elasticity of magnet demand.
        MagnetEtaFactor = "magnet-eta-factor",
        /// Cost of holding stock.
        CarryingCost = "carrying-cost",
        /// Part of the stock by kind of holder.
        HolderShare = "holder-share",
        /// A conversion that is an assumption.
        Conversion = "conversion",
        /// Volatility of a price.
        Volatility = "volatility",
        /// Kilograms of a good in one unit of a product; the subject is `product:good`.
        Intensity = "intensity",
        /// How far the price of a good stood above its long-run reference at the base, as a logarithm; the
        /// subject is the good.
        Tightness = "tightness",
        /// Change of the log price a month before the base; the subject is the good.
        TrendBefore = "trend-before",
        /// How far a mine's output follows from that of another good, 0 to 1; the subject is the process.
        ByProduct = "by-product",
        /// Capacity that stands idle at ordinary prices; the subject is the region where it opens.
        SpareCapacity = "spare-capacity",
        /// Weeks of cover in every market, in place of the common spread of the priors; the subject is `*`.
        Cover = "cover",
    }
}
