//! Nobody wants technical figures of a loan; its conditions are securities.

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
    conditions: cues::FINANCE_CONDITIONS,
    questions: Questions {
        problem: Phrase::new("资金用在什么项目上？", "Which project is the money for?"),
        current_state: Phrase::new(
            "企业目前的营收、资产和已有贷款情况如何？",
            "What are the firm's turnover, assets and present loans?",
        ),
        conditions: Phrase::new(
            "能提供什么抵押、质押或担保？",
            "Which collateral or guarantee can be given?",
        ),
        budget: Phrase::new(
            "需要多少资金（万元）？",
            "How much money is wanted (10,000 yuan)?",
        ),
        deadline: Phrase::new(
            "什么时候用款，期限多长？",
            "When is the money needed, and for how long?",
        ),
        ..Questions::TECHNICAL
    },
};
