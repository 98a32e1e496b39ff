//! The findings on one need.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::intake::duplicate::{DuplicateOptions, near_duplicates, need_text};
use crate::model::{Language, Need, NeedId};

use super::part::{Part, PartFinding};
use super::question::{Question, questions};
use super::sentence::sentences;
use super::wording::{Finding, unmeasured, vague};

/// A need with nearly the same text.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Twin {
    /// The other need.
    pub need: NeedId,
    /// Jaccard coefficient of the texts' shingles, from 0 to 1.
    pub similarity: f64,
}

/// Findings of the clinic on one need.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Checkup {
    /// The need.
    pub need: NeedId,
    /// Share of the wanted parts that are stated, from 0 to 1.
    pub completeness: f64,
    /// The wanted parts of its kind ([`Part::wanted`]), stated or not.
    pub parts: Vec<PartFinding>,
    /// Properties that are named without a figure.
    pub unmeasured: Vec<Finding>,
    /// Vague wording in sentences without a figure.
    pub vague: Vec<Finding>,
    /// Questions to the enterprise, most important first, in the language of the need.
    pub questions: Vec<Question>,
    /// Needs with nearly the same text; only [`examine_all`] looks for them.
    pub twins: Vec<Twin>,
}

impl Checkup {
    /// Whether a part that is wanted of its kind is not stated.
    ///
    /// # Example
    /// ```
    /// use qianxian::clinic::{Part, examine};
    /// use qianxian::model::Need;
    ///
    /// let mut need = Need::new("n1", "针状焦的制备")?;
    /// assert!(examine(&need).lacks(Part::Budget));
    /// need.budget = Some("50-100万元".parse()?);
    /// assert!(!examine(&need).lacks(Part::Budget));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn lacks(&self, part: Part) -> bool {
        self.parts
            .iter()
            .any(|finding| finding.part == part && finding.evidence.is_none())
    }
}

/// Examines one need. O(text × cues).
#[must_use]
pub fn examine(need: &Need) -> Checkup {
    let sentences = sentences(need);
    let parts: Vec<PartFinding> = Part::wanted(need.kind)
        .iter()
        .map(|&part| PartFinding {
            part,
            evidence: part.evidence(need, &sentences),
        })
        .collect();
    let missing: Vec<Part> = parts
        .iter()
        .filter(|p| p.evidence.is_none())
        .map(|p| p.part)
        .collect();
    let (unmeasured, vague) = (unmeasured(&sentences), vague(&sentences));
    let questions = questions(need.kind, language(need), &missing, &unmeasured, &vague);
    Checkup {
        need: need.id.clone(),
        completeness: (parts.len() - missing.len()) as f64 / parts.len() as f64,
        parts,
        unmeasured,
        vague,
        questions,
        twins: Vec::new(),
    }
}

/// Examines needs, and looks for near-duplicates among them. In order of id, whatever the order given.
///
/// # Errors
/// Invalid input if two needs share an id.
///
/// # Example
/// ```
/// use qianxian::clinic::examine_all;
/// use qianxian::model::Need;
///
/// let title = "油系针状焦的制备与煅烧技术攻关";
/// let needs = [Need::new("n2", title)?, Need::new("n1", title)?];
/// let checkups = examine_all(&needs)?;
/// assert_eq!(checkups[0].need, "n1");
/// assert_eq!(checkups[0].twins[0].need, "n2");
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn examine_all(needs: &[Need]) -> Result<Vec<Checkup>> {
    let texts: Vec<(&str, String)> = needs
        .iter()
        .map(|need| (need.id.as_str(), need_text(need)))
        .collect();
    let items = texts.iter().map(|(id, text)| (*id, text.as_str()));
    let pairs = near_duplicates(items, DuplicateOptions::default())?;
    // Keyed by id, so that the result is in order of id.
    let mut checkups: BTreeMap<&str, Checkup> = needs
        .iter()
        .map(|need| (need.id.as_str(), examine(need)))
        .collect();
    for pair in pairs {
        // A pair is reported once; each of the two needs names the other.
        let sides = [(&pair.first, &pair.second), (&pair.second, &pair.first)];
        for (of, other) in sides {
            if let Some(checkup) = checkups.get_mut(of.as_str()) {
                let twin = Twin {
                    need: NeedId::new(other)?,
                    similarity: pair.similarity,
                };
                checkup.twins.push(twin);
            }
        }
    }
    Ok(checkups.into_values().collect())
}

/// The language that the need is written in: Chinese if it has a Han character for every three Latin words.
fn language(need: &Need) -> Language {
    let text = need_text(need);
    let han = text
        .chars()
        .filter(|c| ('\u{3400}'..='\u{9fff}').contains(c))
        .count();
    let words = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() > 1)
        .count();
    // A text of neither script counts as Chinese, the language of the surveys.
    if han * 3 >= words {
        Language::Chinese
    } else {
        Language::English
    }
}
