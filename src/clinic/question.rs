//! Questions to ask the enterprise.

use crate::model::spelled::spelled;
use crate::model::{Language, NeedKind};
use crate::words::Worded;

use super::kind::Checklist;
use super::part::Part;
use super::wording::Finding;

spelled! {
    /// Why a question is asked.
    pub enum QuestionCause as "cause" {
        /// A part is not stated.
        MissingPart = "missing_part" | "缺项",
        /// A property is named without a figure.
        MissingFigure = "missing_figure" | "缺数字",
        /// The wording is vague.
        VagueWording = "vague_wording" | "表述模糊",
    }
}

/// A question to ask the enterprise, in the language of the need.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Question {
    /// Why it is asked.
    pub cause: QuestionCause,
    /// The part that it is about, or the words.
    pub about: String,
    /// The question.
    pub text: String,
}

/// The questions in the order to ask them: parts, figures, wording.
pub(super) fn questions(
    kind: NeedKind,
    language: Language,
    missing: &[Part],
    unmeasured: &[Finding],
    vague: &[Finding],
) -> Vec<Question> {
    let asked = &Checklist::of(kind).questions;
    let parts = missing.iter().map(|&part| Question {
        cause: QuestionCause::MissingPart,
        about: part.as_str().to_owned(),
        text: asked.of(part).text(language).to_owned(),
    });
    let figures = unmeasured.iter().map(|finding| Question {
        cause: QuestionCause::MissingFigure,
        about: finding.wording.clone(),
        text: Unmeasured(&finding.wording).clause(language),
    });
    let words = vague.iter().map(|finding| Question {
        cause: QuestionCause::VagueWording,
        about: finding.wording.clone(),
        text: Vague(&finding.wording).clause(language),
    });
    parts.chain(figures).chain(words).collect()
}

/// Asks for the figure of a property.
struct Unmeasured<'w>(&'w str);

impl Worded for Unmeasured<'_> {
    fn chinese(&self) -> String {
        format!("“{}”现在是多少，要达到多少（带单位和测试方法）？", self.0)
    }

    fn english(&self) -> String {
        format!(
            "What is the {} today, and what must it reach (with unit and test method)?",
            self.0
        )
    }
}

/// Asks for the meaning of vague wording.
struct Vague<'w>(&'w str);

impl Worded for Vague<'_> {
    fn chinese(&self) -> String {
        format!("“{}”具体指什么？请用数字或例子说明。", self.0)
    }

    fn english(&self) -> String {
        format!(
            "What exactly does \"{}\" mean here? Please give a figure or an example.",
            self.0
        )
    }
}
