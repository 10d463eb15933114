//! The units that a world may write, and what kind of thing each measures.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a tonne is a tonne of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MassBasis {
    /// As weighed at the border, water and all.
    Gross,
    /// Rare earth oxides contained in a concentrate or an intermediate.
    Reo,
    /// A separated oxide.
    Oxide,
    /// A metal, or the metal contained in an alloy.
    Metal,
    /// Magnets, or magnet scrap.
    Magnet,
    /// No mass but a share of what the world makes in a normal year, where only shares are known.
    World,
}

/// The money of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Currency {
    /// United States dollar.
    Usd,
    /// Chinese yuan.
    Cny,
}

/// The kilogram that a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PriceBasis {
    /// A kilogram in the unit of the good: contained oxide, metal or magnet.
    Contained,
    /// A kilogram as weighed.
    Gross,
}

/// The kind of thing that a unit measures. Figures of different dimensions never mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// A mass.
    Mass(MassBasis),
    /// A mass each year.
    Flow(MassBasis),
    /// A mass each year in the base output of a process.
    Throughput,
    /// Money for a mass.
    Price(Currency, PriceBasis),
    /// Money for money.
    ExchangeRate,
    /// Part of a whole, 0 to 1.
    Share,
    /// One number over another of the same kind.
    Ratio,
    /// Mass of one good for each mass of another.
    Yield,
    /// Relative change from one period to the next, −1 to any size.
    Change,
    /// Natural logarithm of a ratio, of any sign.
    Log,
    /// Weeks of cover.
    Weeks,
    /// A rate each month.
    PerMonth,
    /// Mass of a good in one unit of a product.
    PerProduct,
}

macro_rules! units {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $dimension:expr;)+) => {
        /// A unit, as written in a `unit` column.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Unit {
            $($(#[$doc])* $name,)+
        }

        impl Unit {
            /// Every unit there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The unit as written in tables.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The kind of thing measured.
            pub fn dimension(self) -> Dimension {
                use {Currency::*, Dimension::*, MassBasis::*};
                match self { $(Self::$name => $dimension,)+ }
            }
        }
    };
}

units! {
    /// Tonnes of rare earth oxides contained.
    TReo = "t-reo", Mass(Reo);
    /// Tonnes of a separated oxide.
    TOxide = "t-oxide", Mass(Oxide);
    /// Tonnes of metal.
    TMetal = "t-metal", Mass(Metal);
    /// Tonnes of magnets or magnet scrap.
    TMagnet = "t-magnet", Mass(Magnet);
    /// Tonnes as weighed.
    TGross = "t-gross", Mass(Gross);
    /// Tonnes of rare earth oxides contained, each year.
    TReoPerYear = "t-reo/yr", Flow(Reo);
    /// Tonnes of a separated oxide each year.
    TOxidePerYear = "t-oxide/yr", Flow(Oxide);
    /// Tonnes of metal each year.
    TMetalPerYear = "t-metal/yr", Flow(Metal);
    /// Tonnes of magnets each year.
    TMagnetPerYear = "t-magnet/yr", Flow(Magnet);
    /// Tonnes as weighed, each year.
    TGrossPerYear = "t-gross/yr", Flow(Gross);
    /// Tonnes of a process's base output each year.
    TPerYear = "t/yr", Throughput;
    /// Dollars for a kilogram in the good's own unit.
    UsdPerKg = "USD/kg", Price(Usd, PriceBasis::Contained);
    /// Dollars for a kilogram as weighed.
    UsdPerKgGross = "USD/kg-gross", Price(Usd, PriceBasis::Gross);
    /// Thousandths of what the world makes in a normal year.
    Permille = "permille", Mass(World);
    /// Thousandths of what the world makes in a normal year, each year.
    PermillePerYear = "permille/yr", Flow(World);
    /// A price as a multiple of its base; of several markets, of one common base.
    Index = "index", Price(Usd, PriceBasis::Contained);
    /// Yuan for a kilogram in the good's own unit.
    CnyPerKg = "CNY/kg", Price(Cny, PriceBasis::Contained);
    /// Yuan for a tonne in the good's own unit.
    CnyPerTonne = "CNY/t", Price(Cny, PriceBasis::Contained);
    /// Yuan for a dollar.
    CnyPerUsd = "CNY/USD", ExchangeRate;
    /// Part of a whole.
    Share = "share", Dimension::Share;
    /// One number over another.
    Ratio = "ratio", Dimension::Ratio;
    /// Tonnes for each tonne.
    TPerT = "t/t", Yield;
    /// Relative change.
    Change = "change", Dimension::Change;
    /// Natural logarithm of one number over another.
    Log = "log", Dimension::Log;
    /// Weeks of cover.
    Weeks = "weeks", Dimension::Weeks;
    /// A rate each month.
    PerMonth = "1/month", Dimension::PerMonth;
    /// Kilograms in one unit of a product: in one motor, for one megawatt.
    KgPerProduct = "kg/product", PerProduct;
}

impl Unit {
    /// What a tonne of this unit is a tonne of, for masses and flows.
    pub fn mass_basis(self) -> Option<MassBasis> {
        match self.dimension() {
            Dimension::Mass(basis) | Dimension::Flow(basis) => Some(basis),
            _ => None,
        }
    }

    /// The unit of a yearly flow of what this mass unit measures.
    pub fn per_year(self) -> Option<Self> {
        Self::ALL.iter().copied().find(|unit| match (self.dimension(), unit.dimension()) {
            (Dimension::Mass(a), Dimension::Flow(b)) => a == b,
            _ => false,
        })
    }

    /// The currency of a price.
    pub fn currency(self) -> Option<Currency> {
        match self.dimension() {
            Dimension::Price(currency, _) => Some(currency),
            _ => None,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a unit")]
pub struct UnknownUnit(pub String);

impl FromStr for Unit {
    type Err = UnknownUnit;

    fn from_str(text: &str) -> Result<Self, UnknownUnit> {
        let found = Self::ALL.iter().copied().find(|unit| unit.as_str() == text);
        found.ok_or_else(|| UnknownUnit(text.to_owned()))
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_reads_back_from_its_text() {
        for &unit in Unit::ALL {
            assert_eq!(unit.as_str().parse::<Unit>(), Ok(unit));
        }
        assert!("tonnes".parse::<Unit>().is_err());
    }

    #[test]
    fn kinds_of_mass_are_kept_apart() {
        assert_ne!(Unit::TReo.dimension(), Unit::TGross.dimension());
        assert_ne!(Unit::TOxide.dimension(), Unit::TOxidePerYear.dimension());
        assert_ne!(Unit::UsdPerKg.dimension(), Unit::UsdPerKgGross.dimension());
        assert_eq!(Unit::TMagnet.per_year(), Some(Unit::TMagnetPerYear));
        assert_eq!(Unit::UsdPerKg.per_year(), None);
    }
}
