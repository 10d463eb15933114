//! What a claim can be about, and how it is put forward.
//!
//! Kinds are the acts and figures that a world knows, fewer than the two hundred of event ontologies: a reader can
//! hold sixteen apart. Each names its PLOVER type where there is one, so that a count can be laid beside others'. The
//! road not taken: PLOVER itself, whose SANCTION means cutting relations and which has no word for a price.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a claim says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A place, mine, base, town or gate comes under, or leaves, somebody's control.
    ControlChange,
    /// An attack, siege, shelling, air strike or battle.
    Offensive,
    /// A demand with a penalty for refusing.
    Ultimatum,
    /// Trade, purchases, mining or transit stopped or cut by somebody.
    Curtailment,
    /// A curtailment undone.
    Reopening,
    /// A tax, royalty, fee, toll, duty or tariff.
    Levy,
    /// Licences, permits and quotas by licence.
    Licence,
    /// Sanctions imposed, extended or tightened.
    Sanction,
    /// Sanctions lifted, eased or waived.
    Delisting,
    /// An agreement signed, reached, or broken.
    Deal,
    /// Talks, offers, approaches, and leaning on one power to balance another.
    Negotiation,
    /// A denial that leaves unsaid what else it denies.
    Denial,
    /// A figure of output, capacity, reserves or mines.
    Production,
    /// A figure of imports, exports or shipments.
    Trade,
    /// A figure of a price.
    Price,
    /// A share or position in supply.
    Share,
}

impl Kind {
    /// Every kind, in the order in which tables print them.
    pub const ALL: [Self; 16] = [
        Self::ControlChange,
        Self::Offensive,
        Self::Ultimatum,
        Self::Curtailment,
        Self::Reopening,
        Self::Levy,
        Self::Licence,
        Self::Sanction,
        Self::Delisting,
        Self::Deal,
        Self::Negotiation,
        Self::Denial,
        Self::Production,
        Self::Trade,
        Self::Price,
        Self::Share,
    ];

    /// As files and answers write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ControlChange => "control-change",
            Self::Offensive => "offensive",
            Self::Ultimatum => "ultimatum",
            Self::Curtailment => "curtailment",
            Self::Reopening => "reopening",
            Self::Levy => "levy",
            Self::Licence => "licence",
            Self::Sanction => "sanction",
            Self::Delisting => "delisting",
            Self::Deal => "deal",
            Self::Negotiation => "negotiation",
            Self::Denial => "denial",
            Self::Production => "production",
            Self::Trade => "trade",
            Self::Price => "price",
            Self::Share => "share",
        }
    }

    /// The type of the PLOVER ontology (2021) that holds most of this kind; nothing where it has none. Its COERCE
    /// holds embargoes and sanctions, its RETREAT their easing.
    #[must_use]
    pub const fn plover(self) -> Option<&'static str> {
        match self {
            Self::ControlChange | Self::Offensive => Some("ASSAULT"),
            Self::Ultimatum => Some("THREATEN"),
            Self::Curtailment | Self::Levy | Self::Licence | Self::Sanction => Some("COERCE"),
            Self::Reopening | Self::Delisting => Some("RETREAT"),
            Self::Deal => Some("AGREE"),
            Self::Negotiation => Some("CONSULT"),
            Self::Denial => Some("REJECT"),
            Self::Production | Self::Trade | Self::Price | Self::Share => None,
        }
    }

    /// Whether it is a figure rather than an act.
    #[must_use]
    pub const fn is_figure(self) -> bool {
        matches!(self, Self::Production | Self::Trade | Self::Price | Self::Share)
    }
}

/// How a claim is put forward. Where several fit, the order of decision is denied, demanded, predicted, inferred,
/// reported, asserted; an ultimatum that is attributed is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// In the text's own voice.
    Asserted,
    /// Somebody denies it.
    Denied,
    /// Attributed to somebody.
    Reported,
    /// Said of the future.
    Predicted,
    /// Somebody demands or threatens it.
    Demanded,
    /// The writer concludes or guesses it.
    Inferred,
}

impl Modality {
    /// As files and answers write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Denied => "denied",
            Self::Reported => "reported",
            Self::Predicted => "predicted",
            Self::Demanded => "demanded",
            Self::Inferred => "inferred",
        }
    }
}
