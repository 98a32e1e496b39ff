//! The parts of a well-stated need.

use crate::model::spelled::spelled;
use crate::model::{Need, NeedKind};
use crate::quantity::demands;

use super::clause::{states_budget, states_deadline};
use super::cues;
use super::kind::Checklist;
use super::sentence::{NeedField, Sentence, around};

spelled! {
    /// A part of a well-stated need.
    pub enum Part as "part" {
        /// The problem to solve, or the work to do.
        Problem = "problem" | "问题",
        /// State of things: equipment, process, earlier attempts.
        CurrentState = "current_state" | "现状",
        /// Figures to be reached, with comparison and unit.
        TargetFigures = "target_figures" | "目标指标",
        /// Conditions that a solution must meet: material, temperature, site, safety.
        Conditions = "conditions" | "条件",
        /// Money that the enterprise can pay, or wants to borrow.
        Budget = "budget" | "预算",
        /// When it is needed.
        Deadline = "deadline" | "期限",
    }
}

/// Whether a need states a part, and in which words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct PartFinding {
    /// The part.
    pub part: Part,
    /// The words that state it, or the value of the field; `None` if nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

impl Part {
    /// The parts that a need of `kind` should state.
    #[must_use]
    pub fn wanted(kind: NeedKind) -> &'static [Self] {
        Checklist::of(kind).wanted
    }

    /// Returns the words of `need` that state the part, or the value of its field.
    pub(super) fn evidence(self, need: &Need, sentences: &[Sentence<'_>]) -> Option<String> {
        let cue = |cues: &'static str| {
            let said = sentences
                .iter()
                .find(|sentence| cues::first(sentence, cues).is_some());
            said.map(|sentence| sentence.text.to_owned())
        };
        let said = |states: &dyn Fn(&str) -> bool| {
            let sentence = sentences.iter().find(|sentence| states(sentence.text));
            sentence.map(|sentence| sentence.text.to_owned())
        };
        let checklist = Checklist::of(need.kind);
        match self {
            Self::Problem => match checklist.problem {
                Some(cues) => cue(cues),
                None => sentences
                    .iter()
                    .find(|s| s.field != NeedField::Keywords && says_something(s.text))
                    .map(|sentence| sentence.text.to_owned()),
            },
            Self::CurrentState => cue(cues::CURRENT_STATE),
            Self::TargetFigures => target(need),
            Self::Conditions => cue(checklist.conditions),
            // The field goes before words about money: its amount has been checked.
            Self::Budget => match &need.budget {
                Some(budget) => Some(budget.to_string()),
                None => said(&|text| states_budget(text, need.kind)),
            },
            Self::Deadline => match need.deadline {
                Some(day) => Some(day.to_string()),
                None => said(&states_deadline),
            },
        }
    }
}

/// The sentence with the first figure that the need demands.
fn target(need: &Need) -> Option<String> {
    let keywords = need.keywords.iter().map(String::as_str);
    let texts = [need.title.as_str(), need.description.as_str()];
    // Whole texts, since the sentences around a figure say whether it is a demand.
    texts.into_iter().chain(keywords).find_map(|text| {
        let figure = demands(text).into_iter().next()?;
        Some(around(text, figure.span.start).to_owned())
    })
}

/// Whether a sentence is more than a heading of two words: eight Chinese characters, or four words.
fn says_something(text: &str) -> bool {
    let han = text
        .chars()
        .filter(|c| ('\u{3400}'..='\u{9fff}').contains(c))
        .count();
    han >= 8 || text.split_whitespace().count() >= 4
}
