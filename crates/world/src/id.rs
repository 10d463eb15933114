//! Ids that know what they name, so that a region is never looked up among the goods.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    )+};
}

ids! {
    /// A document or list of sources.csv.
    SourceId
    /// A region of regions.csv.
    RegionId
    /// An actor of actors.csv.
    ActorId
    /// A good of goods.csv.
    GoodId
    /// A chemical element or a pair that is always mined together: `dy`, `tb`, `ndpr`.
    ElementId
    /// A composition of baskets.csv, one row per element.
    BasketId
    /// A process of processes.csv.
    ProcessId
    /// A site of sites.csv.
    SiteId
    /// A route of routes.csv, `GOOD:ORIGIN>DESTINATION`.
    RouteId
    /// A final use of demands.csv.
    UseId
    /// Any other row; unique in its table.
    RowId
}
