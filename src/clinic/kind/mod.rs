//! Checklists of the clinic, one file for each kind of need.

mod achievement;
mod facility;
mod finance;
mod research;
mod service;
mod talent;

use super::part::Part;
use crate::model::NeedKind;
use crate::words::Phrase;

/// Parts that a well-stated need of one kind states, and the questions for them.
#[derive(Debug)]
pub(super) struct Checklist {
    /// Parts that it should state, in the order of [`Part::ALL`].
    pub(super) wanted: &'static [Part],
    /// Cues that state the problem; `None` if any sentence that says something does.
    pub(super) problem: Option<&'static str>,
    /// Cues that state conditions.
    pub(super) conditions: &'static str,
    /// The question for each part that is not stated.
    pub(super) questions: Questions,
}

/// One question for each part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Questions {
    problem: Phrase,
    current_state: Phrase,
    target_figures: Phrase,
    conditions: Phrase,
    budget: Phrase,
    deadline: Phrase,
}

impl Checklist {
    /// The checklist of `kind`.
    pub(super) const fn of(kind: NeedKind) -> &'static Self {
        match kind {
            NeedKind::Research => &research::CHECKLIST,
            NeedKind::Talent => &talent::CHECKLIST,
            NeedKind::Achievement => &achievement::CHECKLIST,
            NeedKind::Facility => &facility::CHECKLIST,
            NeedKind::Finance => &finance::CHECKLIST,
            NeedKind::Service => &service::CHECKLIST,
        }
    }
}

impl Questions {
    /// Questions about a technical problem, which most kinds share.
    const TECHNICAL: Self = Self {
        problem: Phrase::new(
            "问题出在哪个环节，有什么表现，造成什么损失？",
            "Where does the problem arise, how does it show, and what does it cost?",
        ),
        current_state: Phrase::new(
            "目前用什么工艺和设备，试过哪些办法，效果如何？",
            "Which process and equipment are in use, what was tried, and with what result?",
        ),
        target_figures: Phrase::new(
            "要达到哪些指标？请写明数值、单位和验收方法。",
            "Which figures must be reached? Please give value, unit and method of acceptance.",
        ),
        conditions: Phrase::new(
            "有哪些限制条件（原料、温度、场地、安全、不能改动的部分），能提供什么？",
            "Which limits are there (material, temperature, site, safety, what may not change), and what can you provide?",
        ),
        budget: Phrase::new(
            "预算大约多少（万元）？",
            "What is the budget, roughly (10,000 yuan)?",
        ),
        deadline: Phrase::new("希望什么时候完成？", "When should it be finished?"),
    };

    /// The question for `part`.
    pub(super) const fn of(&self, part: Part) -> Phrase {
        match part {
            Part::Problem => self.problem,
            Part::CurrentState => self.current_state,
            Part::TargetFigures => self.target_figures,
            Part::Conditions => self.conditions,
            Part::Budget => self.budget,
            Part::Deadline => self.deadline,
        }
    }
}
