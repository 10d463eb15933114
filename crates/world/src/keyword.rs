//! One macro for the closed vocabularies of the tables.

/// Declares an enum whose variants are the words allowed in a column.
macro_rules! keywords {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every word of the column.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as written in tables.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The word's meaning; nothing if it is not one of them.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl $crate::keyword::Keyword for $name {
            fn all() -> &'static [Self] {
                Self::ALL
            }

            fn word(self) -> &'static str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

pub(crate) use keywords;

/// A closed vocabulary of a column, for readers that treat all of them alike.
pub trait Keyword: Copy + 'static {
    /// Every word of the column.
    fn all() -> &'static [Self];

    /// The word as written in tables.
    fn word(self) -> &'static str;

    /// The word's meaning.
    fn from_word(text: &str) -> Option<Self> {
        Self::all().iter().copied().find(|keyword| keyword.word() == text)
    }
}
