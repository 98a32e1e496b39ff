//! The codes that the two sides bring to a tree, stated or inferred.
//!
//! Inferred codes stand in for a side that states none, and the value that they give is drawn to its neutral prior
//! by how sure they are. Rules and preferences look at stated codes alone.

use super::{Feature, NeedView, prior};
use crate::infer::Infer;
use crate::model::coded::{CodeTree, Codes, STATED};
use crate::model::{Code, Taxonomy};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::number::percent;
use crate::words::{Worded, chinese, english};

/// The feature that compares codes of `tree`.
const fn feature_of(tree: CodeTree) -> Feature {
    match tree {
        CodeTree::Industries => Feature::Industry,
        CodeTree::Disciplines => Feature::Discipline,
    }
}

impl<'a> NeedView<'a> {
    /// The need's codes of `tree`: the stated ones, else the inferred ones.
    pub(in crate::score) fn wanted(self, tree: CodeTree) -> Codes<'a> {
        let need = self.need;
        let (stated, inferred) = match tree {
            CodeTree::Industries => (&need.industries, &need.inferred_industries),
            CodeTree::Disciplines => (&need.disciplines, &need.inferred_disciplines),
        };
        // A guess never overrides a statement, however little the statement says.
        let inferred = inferred
            .as_ref()
            .filter(|_| stated.is_empty() && self.context.infers(tree));
        inferred.map_or(Codes::stated(stated), Codes::inferred)
    }

    /// Nearness of both sides' codes in `tree`; `None` if a side has no code of it, or its guesses do not count.
    pub(super) fn nearness(self, tree: CodeTree, offered: Codes<'_>) -> Option<Known> {
        let taxonomy = tree.taxonomy(&self.context.taxonomies);
        let value = taxonomy.set_proximity(self.wanted(tree).codes, offered.codes)?;
        self.judged_near(tree, offered.percent, value)
    }

    /// `value` as it counts, for a profile whose codes are sure to `offered` percent; `None` if guesses do not
    /// count, or if two are not to be compared.
    pub(in crate::score) fn judged_near(
        self,
        tree: CodeTree,
        offered: u8,
        value: Fraction,
    ) -> Option<Known> {
        let wanted = self.wanted(tree).percent;
        // Two guesses multiply their errors, so they are compared only if the caller asks for it.
        let counts = match (wanted < STATED, offered < STATED) {
            (true, true) => self.context.infer == Infer::Always,
            (false, true) => self.context.infers(tree),
            (true | false, false) => true,
        };
        let neutral = prior(feature_of(tree));
        counts
            .then(|| Known::sure(value, neutral, wanted, offered))
            .flatten()
    }

    /// The codes of both sides with their names.
    pub(super) fn compared(self, tree: CodeTree, offered: Codes<'_>) -> CodesFact {
        let taxonomy = tree.taxonomy(&self.context.taxonomies);
        let wanted = self.wanted(tree);
        CodesFact {
            wanted: named(wanted.codes, taxonomy),
            offered: named(offered.codes, taxonomy),
            wanted_confidence: wanted.confidence(),
            offered_confidence: offered.confidence(),
        }
    }
}

/// A code with its names, if the taxonomy has them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Named {
    /// The code.
    pub code: Code,
    /// The name, in the language of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The English name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
}

fn named(codes: &[Code], tree: &Taxonomy) -> Vec<Named> {
    let name = |code: &Code| {
        let node = tree.get(code);
        Named {
            code: code.clone(),
            name: node.map(|node| node.name().to_owned()),
            name_en: node.and_then(|node| node.name_en()).map(str::to_owned),
        }
    };
    codes.iter().map(name).collect()
}

/// Codes of both sides. A side that states none has codes inferred from its text ([`crate::infer`]).
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct CodesFact {
    /// Codes of the need.
    pub wanted: Vec<Named>,
    /// Codes of the profile.
    pub offered: Vec<Named>,
    /// How sure inferred codes of the need are, from 0 to 1; `None` for stated ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted_confidence: Option<f64>,
    /// How sure inferred codes of the profile are, from 0 to 1; `None` for stated ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offered_confidence: Option<f64>,
}

impl Worded for CodesFact {
    fn chinese(&self) -> String {
        let inferred = |confidence: Option<f64>| {
            confidence.map_or_else(String::new, |confidence| {
                format!("（由文字推断，把握{}）", percent(confidence))
            })
        };
        let one = |named: &Named| match &named.name {
            Some(name) => format!("{name}（{}）", named.code),
            None => named.code.to_string(),
        };
        let list = |codes: &[Named]| chinese::list(codes.iter().map(one), usize::MAX);
        format!(
            "需求属于{}{}，供方属于{}{}",
            list(&self.wanted),
            inferred(self.wanted_confidence),
            list(&self.offered),
            inferred(self.offered_confidence)
        )
    }

    fn english(&self) -> String {
        let inferred = |confidence: Option<f64>| {
            confidence.map_or_else(String::new, |confidence| {
                format!(" (inferred from its text, {} sure)", percent(confidence))
            })
        };
        let one = |named: &Named| match named.name_en.as_ref().or(named.name.as_ref()) {
            Some(name) => format!("{name} ({})", named.code),
            None => named.code.to_string(),
        };
        let list = |codes: &[Named]| english::list(codes.iter().map(one), usize::MAX, "and");
        format!(
            "the need is in {}{}, the profile in {}{}",
            list(&self.wanted),
            inferred(self.wanted_confidence),
            list(&self.offered),
            inferred(self.offered_confidence)
        )
    }
}
