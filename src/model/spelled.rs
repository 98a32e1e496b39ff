//! How the crate's closed vocabularies are spelled.

/// Declares a `#[non_exhaustive]` vocabulary with one canonical lower-case spelling (`as_str`,
/// `Display`, serde) and further spellings accepted on input (`FromStr`, serde), Chinese ones
/// among them. Input is compared as a [`FoldedName`](crate::model::FoldedName): without regard to case, width,
/// traditional writing, white space, `-` and `_`.
macro_rules! spelled {
    (
        $(#[$meta:meta])*
        pub enum $name:ident as $what:literal {
            $( $(#[$vmeta:meta])* $variant:ident = $canonical:literal $(| $alias:literal)* ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name { $( $(#[$vmeta])* $variant ),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The canonical spelling.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $canonical ),+ }
            }

            /// The common Chinese name.
            #[must_use]
            pub fn as_chinese(self) -> &'static str {
                const NAMES: &[&[&str]] = &[ $( &[ $canonical $(, $alias)* ] ),+ ];
                let names = NAMES[self as usize];
                names.iter().find(|n| !n.is_ascii()).copied().unwrap_or(names[0])
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::error::Bilingual for $name {
            fn wording(&self) -> $crate::error::Wording {
                $crate::error::Wording::fixed(self.as_str(), self.as_chinese())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Error;
            fn from_str(text: &str) -> $crate::Result<Self> {
                const SPELLINGS: &[(&str, $name)] =
                    &[ $( ($canonical, $name::$variant) $(, ($alias, $name::$variant))* ),+ ];
                // Folded once: a survey of a hundred thousand rows has a word of this kind in each.
                static FOLDED: std::sync::LazyLock<Vec<(Option<$crate::model::FoldedName>, $name)>> =
                    std::sync::LazyLock::new(|| {
                        let folded = |&(spelling, value): &(&str, $name)| ($crate::model::FoldedName::new(spelling), value);
                        SPELLINGS.iter().map(folded).collect()
                    });
                // Most texts are spelled to the letter.
                if let Some(&(_, value)) = SPELLINGS.iter().find(|(spelling, _)| *spelling == text) {
                    return Ok(value);
                }
                let folded = $crate::model::FoldedName::new(text);
                FOLDED
                    .iter()
                    .find(|(spelling, _)| *spelling == folded)
                    .map(|&(_, value)| value)
                    .ok_or_else(|| {
                        let known: Vec<_> = Self::ALL.iter().map(|v| format!("{} {}", v.as_str(), v.as_chinese())).collect();
                        $crate::Error::invalid($what, text, $crate::error::say!("use one of: {}", "请用下列之一：{}", known.join(", ")))
                    })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use spelled;
