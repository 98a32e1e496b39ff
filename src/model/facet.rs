//! Declaration of facets: one line gives a facet its name, its type, and its place in a profile.

/// Declares the facets of a profile. Each entry is
/// `Facet(Type) = "column" of |profile| …, inferred Guess(Type);`, where `of` projects the facet from a
/// [`Profile`](crate::model::Profile) (`None` if the profile does not state it) and the optional `inferred` names a
/// second variant, for values read off the profile's text. From the list follow `Facet`, `Facet::ALL`,
/// `Facet::as_str`, `FacetValue`, its facet, its projection, and its canonical JSON both ways.
macro_rules! facets {
    ($(
        $(#[$meta:meta])*
        $facet:ident($value:ty) = $name:literal of $project:expr
        $(, $(#[$guess_meta:meta])* inferred $guess:ident($guessed:ty))? ;
    )+) => {
        /// A group of facts that rules and features look at together.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Facet { $( $(#[$meta])* $facet ),+ }

        impl Facet {
            /// Every facet, in the order of their columns.
            pub const ALL: &'static [Self] = &[ $( Self::$facet ),+ ];

            /// Name of the facet's column.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$facet => $name ),+ }
            }
        }

        /// The known value of one facet of a profile.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum FacetValue {
            $( $(#[$meta])* $facet($value), $( $(#[$guess_meta])* $guess($guessed), )? )+
        }

        impl FacetValue {
            /// The value of `facet` that `profile` states; `None` if it states none.
            pub(crate) fn stated(profile: &$crate::model::Profile, facet: Facet) -> Option<Self> {
                match facet {
                    $( Facet::$facet => {
                        let project: fn(&$crate::model::Profile) -> Option<$value> = $project;
                        project(profile).map(Self::$facet)
                    } )+
                }
            }

            /// The facet to which this value belongs.
            pub fn facet(&self) -> Facet {
                match self {
                    $( Self::$facet(_) => Facet::$facet, $( Self::$guess(_) => Facet::$facet, )? )+
                }
            }

            /// Canonical JSON: equal values, equal text.
            ///
            /// # Errors
            /// Invalid input if a value has no JSON form (a defect of this crate).
            pub fn to_json(&self) -> $crate::Result<String> {
                let text = match self {
                    $(
                        Self::$facet(value) => serde_json::to_string(value),
                        $( Self::$guess(value) => serde_json::to_string(value), )?
                    )+
                };
                let repair = $crate::error::say!("report this value as a defect", "请将该值作为缺陷报告");
                text.map_err(|e| $crate::Error::invalid(self.facet().as_str(), e, repair))
            }

            /// The value that [`FacetValue::to_json`] wrote.
            ///
            /// # Errors
            /// Invalid input if the text is not of that facet.
            pub fn from_json(facet: Facet, text: &str) -> $crate::Result<Self> {
                Ok(match facet {
                    // A guess is an object, and stands only beside facets whose stated values are lists.
                    $( $( Facet::$facet if text.starts_with('{') => {
                        Self::$guess($crate::model::facet::read::<$guessed>(facet.as_str(), text)?)
                    } )? )+
                    $( Facet::$facet => {
                        Self::$facet($crate::model::facet::read::<$value>(facet.as_str(), text)?)
                    } )+
                })
            }
        }
    };
}
pub(crate) use facets;

/// Reads canonical JSON; `facet` names the column in a complaint.
pub(crate) fn read<T: serde::de::DeserializeOwned>(facet: &str, text: &str) -> crate::Result<T> {
    serde_json::from_str(text).map_err(|e| {
        crate::Error::invalid(facet, text, crate::error::Wording::foreign(e.to_string()))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::model::Facet;
    use crate::model::facts::{FULL_PROFILE, FacetValue, Inferred, ProfileFacts};
    use crate::model::{Profile, ProfileKind};

    #[test]
    fn every_facet_survives_its_text() {
        let profile: Profile = serde_json::from_str(FULL_PROFILE).unwrap();
        let facts = ProfileFacts::of(&profile);
        for &facet in Facet::ALL {
            let told = "state its field in FULL_PROFILE, src/model/facts.rs";
            let value = facts
                .get(facet)
                .unwrap_or_else(|| panic!("{facet:?}: {told}"));
            let text = value.to_json().unwrap();
            assert_eq!(FacetValue::from_json(facet, &text).unwrap(), *value);
        }
    }

    #[test]
    fn inferred_codes_survive_their_text_and_are_not_stated_ones() {
        let inferred = Inferred::new(["C27".parse().unwrap(), "C26".parse().unwrap()], 65);
        let value = FacetValue::InferredIndustries(inferred);
        let text = value.to_json().unwrap();
        assert_eq!(text, r#"{"codes":["C26","C27"],"percent":65}"#);
        assert_eq!(
            FacetValue::from_json(Facet::Industries, &text).unwrap(),
            value
        );
        assert!(FacetValue::from_json(Facet::Disciplines, &text).unwrap() != value);
    }

    #[test]
    fn a_bare_profile_has_a_class_only() {
        let facts = ProfileFacts::of(&Profile::new("p", ProfileKind::Expert, "示例甲").unwrap());
        let known: Vec<_> = facts.iter().map(|(facet, _)| facet).collect();
        assert_eq!(known, [Facet::Class]);
    }
}
