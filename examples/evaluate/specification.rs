//! A specification to try: a recipe, the weights of features, a lexicon.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use qianxian::Result;
use qianxian::model::NeedKind;
use qianxian::score::{Feature, KindWeights, Weights};
use qianxian::text::Lexicon;
use qianxian::text::recipe::Recipe;

use crate::Outcome;

/// Words and synonyms that a specification gives the library.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Synonyms {
    #[default]
    None,
    BuiltIn,
    /// Groups of synonyms, one a line.
    File(PathBuf),
}

impl Synonyms {
    pub(crate) fn lexicon(&self) -> Outcome<Lexicon> {
        Ok(match self {
            Self::None => Lexicon::new(),
            Self::BuiltIn => Lexicon::built_in()?,
            Self::File(path) => Lexicon::parse_synonyms(&std::fs::read_to_string(path)?)?,
        })
    }
}

/// One configuration of the engine. Its `Display` names it, and reads back.
///
/// `default`, or the differences from it, separated by spaces: `weights=text`, `vector=0.5` (the weight of the records'
/// vectors), `lexicon=builtin` or `lexicon=FILE`, `gathering=documents`, and the parameters of [`Recipe`].
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Specification {
    /// Rank by text alone instead of by the presets.
    pub(crate) text_only: bool,
    /// Weight of vectors, if not the preset's; none beside text alone.
    pub(crate) vector: Option<f64>,
    pub(crate) synonyms: Synonyms,
    pub(crate) recipe: Recipe,
}

impl Specification {
    /// The weights that it asks for.
    pub(crate) fn weights(&self) -> Result<KindWeights> {
        let mut all = KindWeights::presets();
        for &kind in NeedKind::ALL {
            let base = match self.text_only {
                true => Weights::text_only(),
                false => all.get(kind),
            };
            let weights = match self.vector {
                Some(weight) => base.with(Feature::Vector, weight)?,
                None => base,
            };
            all = all.with(kind, weights);
        }
        Ok(all)
    }
}

impl fmt::Display for Specification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.text_only {
            parts.push("weights=text".to_owned());
        }
        if let Some(weight) = self.vector {
            parts.push(format!("vector={weight}"));
        }
        match &self.synonyms {
            Synonyms::None => {}
            Synonyms::BuiltIn => parts.push("lexicon=builtin".to_owned()),
            Synonyms::File(path) => parts.push(format!("lexicon={}", path.display())),
        }
        if parts.is_empty() || self.recipe != Recipe::default() {
            parts.push(self.recipe.to_string());
        }
        f.pad(&parts.join(" "))
    }
}

impl FromStr for Specification {
    type Err = qianxian::Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut specification = Self::default();
        let mut recipe = Vec::new();
        for part in text.split_whitespace() {
            match part.split_once('=') {
                Some(("weights", "text")) => specification.text_only = true,
                Some(("weights", "preset")) => specification.text_only = false,
                Some(("vector", weight)) => specification.vector = Some(read_weight(weight)?),
                Some(("lexicon", "none")) => specification.synonyms = Synonyms::None,
                Some(("lexicon", "builtin")) => specification.synonyms = Synonyms::BuiltIn,
                Some(("lexicon", file)) => specification.synonyms = Synonyms::File(file.into()),
                _ => recipe.push(part),
            }
        }
        specification.recipe = recipe.join(" ").parse()?;
        Ok(specification)
    }
}
/// A weight of the vector feature.
fn read_weight(text: &str) -> Result<f64> {
    let number = text.parse().unwrap_or(f64::NAN);
    // Refuses what is no weight.
    Weights::text_only().with(Feature::Vector, number)?;
    Ok(number)
}
