//! Nobody wants technical figures of a post.

use super::{Checklist, Questions};
use crate::clinic::cues;
use crate::clinic::part::Part;
use crate::words::Phrase;

pub(super) const CHECKLIST: Checklist = Checklist {
    wanted: &[
        Part::Problem,
        Part::CurrentState,
        Part::Conditions,
        Part::Budget,
        Part::Deadline,
    ],
    problem: None,
    conditions: cues::CONDITIONS,
    questions: Questions {
        problem: Phrase::new(
            "希望专家来解决哪些具体工作？",
            "Which tasks should the expert take on?",
        ),
        current_state: Phrase::new(
            "目前由谁在做，团队有哪些基础？",
            "Who does this work today, and what team is there?",
        ),
        conditions: Phrase::new(
            "对学历、经验、到厂时间有什么要求，能提供什么条件？",
            "Which degree, experience and time on site are asked for, and what is offered?",
        ),
        ..Questions::TECHNICAL
    },
};
