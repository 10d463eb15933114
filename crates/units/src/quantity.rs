//! Newtypes for the quantities that are easily mixed up: masses by basis, prices by currency, shares.
//!
//! Tonnes of different bases do not add:
//!
//! ```compile_fail
//! use oreline_units::{Gross, Oxide, Tonnes};
//! let _ = Tonnes::<Gross>::new(1.0) + Tonnes::<Oxide>::new(1.0);
//! ```

use std::marker::PhantomData;
use std::ops::{Add, Div, Mul, Sub};

use serde::{Deserialize, Serialize};

use crate::unit::MassBasis;

mod sealed {
    pub trait Sealed {}
}

/// What a tonne is a tonne of, as a type.
pub trait MassKind: sealed::Sealed {
    /// The same as a value.
    const BASIS: MassBasis;
}

macro_rules! mass_kinds {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {}
        impl sealed::Sealed for $name {}
        impl MassKind for $name {
            const BASIS: MassBasis = MassBasis::$name;
        }
    )+};
}

mass_kinds! {
    /// As weighed.
    Gross
    /// Rare earth oxides contained.
    Reo
    /// A separated oxide.
    Oxide
    /// A metal.
    Metal
    /// Magnets or magnet scrap.
    Magnet
}

/// A mass of one kind, in tonnes.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tonnes<K>(f64, PhantomData<K>);

impl<K: MassKind> Tonnes<K> {
    /// So many tonnes.
    pub fn new(tonnes: f64) -> Self {
        Self(tonnes, PhantomData)
    }

    /// The plain number of tonnes.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<K: MassKind> Add for Tonnes<K> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.0 + other.0)
    }
}

impl<K: MassKind> Sub for Tonnes<K> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::new(self.0 - other.0)
    }
}

impl<K: MassKind> Mul<f64> for Tonnes<K> {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self::new(self.0 * factor)
    }
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);
    )+};
}

numbers! {
    /// A price in dollars for a kilogram.
    UsdPerKg
    /// A price in yuan for a kilogram.
    CnyPerKg
    /// A price or a levy in yuan for a tonne.
    CnyPerTonne
    /// A rate of exchange, yuan for one dollar.
    CnyPerUsd
}

impl CnyPerTonne {
    /// The same for a kilogram.
    pub fn per_kg(self) -> CnyPerKg {
        CnyPerKg(self.0 / 1000.0)
    }
}

impl Div<CnyPerUsd> for CnyPerKg {
    type Output = UsdPerKg;

    fn div(self, rate: CnyPerUsd) -> UsdPerKg {
        UsdPerKg(self.0 / rate.0)
    }
}

impl CnyPerKg {
    /// The price before value added tax at this rate.
    pub fn without_vat(self, rate: Share) -> Self {
        Self(self.0 / (1.0 + rate.get()))
    }
}

impl UsdPerKg {
    /// The price before value added tax at this rate.
    pub fn without_vat(self, rate: Share) -> Self {
        Self(self.0 / (1.0 + rate.get()))
    }
}

/// A part of a whole, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Share(f64);

impl Share {
    /// Accepts 0 to 1 only, so that no later code needs to check again.
    pub fn new(share: f64) -> Result<Self, NotAShare> {
        if (0.0..=1.0).contains(&share) { Ok(Self(share)) } else { Err(NotAShare(share)) }
    }

    /// The plain number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Share {
    type Error = NotAShare;

    fn try_from(share: f64) -> Result<Self, NotAShare> {
        Self::new(share)
    }
}

impl From<Share> for f64 {
    fn from(share: Share) -> Self {
        share.0
    }
}

/// A number offered as a share that is not between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a share must lie between 0 and 1, not {0}; write 37 % as 0.37")]
pub struct NotAShare(pub f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_price_becomes_dollars_by_the_rate_and_loses_its_tax() {
        let vat = Share::new(0.13).unwrap();
        let usd = CnyPerTonne(1_130_000.0).per_kg().without_vat(vat) / CnyPerUsd(8.0);
        assert!((usd.0 - 125.0).abs() < 1e-9);
    }

    #[test]
    fn a_percentage_is_refused_with_advice() {
        assert!(Share::new(37.0).unwrap_err().to_string().contains("0.37"));
        assert!(Share::new(f64::NAN).is_err());
    }

    #[test]
    fn tonnes_of_one_kind_add_up() {
        assert_eq!((Tonnes::<Reo>::new(2.0) + Tonnes::new(3.0)).get(), 5.0);
        assert_eq!(<Metal as MassKind>::BASIS, MassBasis::Metal);
    }
}
