//! Questions to ask the enterprise.

use crate::model::NeedKind;
use crate::model::spelled::spelled;

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
    chinese: bool,
    missing: &[Part],
    unmeasured: &[Finding],
    vague: &[Finding],
) -> Vec<Question> {
    let parts = missing.iter().map(|&part| Question {
        cause: QuestionCause::MissingPart,
        about: part.as_str().to_owned(),
        text: if chinese {
            part_zh(part, kind)
        } else {
            part_en(part, kind)
        }
        .to_owned(),
    });
    let figures = unmeasured.iter().map(|finding| Question {
        cause: QuestionCause::MissingFigure,
        about: finding.wording.clone(),
        text: if chinese {
            format!(
                "“{}”现在是多少，要达到多少（带单位和测试方法）？",
                finding.wording
            )
        } else {
            format!(
                "What is the {} today, and what must it reach (with unit and test method)?",
                finding.wording
            )
        },
    });
    let words = vague.iter().map(|finding| Question {
        cause: QuestionCause::VagueWording,
        about: finding.wording.clone(),
        text: if chinese {
            format!("“{}”具体指什么？请用数字或例子说明。", finding.wording)
        } else {
            format!(
                "What exactly does \"{}\" mean here? Please give a figure or an example.",
                finding.wording
            )
        },
    });
    parts.chain(figures).chain(words).collect()
}

fn part_zh(part: Part, kind: NeedKind) -> &'static str {
    match (part, kind) {
        (Part::Problem, NeedKind::Talent) => "希望专家来解决哪些具体工作？",
        (Part::Problem, NeedKind::Finance) => "资金用在什么项目上？",
        (Part::Problem, _) => "问题出在哪个环节，有什么表现，造成什么损失？",
        (Part::CurrentState, NeedKind::Talent) => "目前由谁在做，团队有哪些基础？",
        (Part::CurrentState, NeedKind::Finance) => "企业目前的营收、资产和已有贷款情况如何？",
        (Part::CurrentState, _) => "目前用什么工艺和设备，试过哪些办法，效果如何？",
        (Part::TargetFigures, _) => "要达到哪些指标？请写明数值、单位和验收方法。",
        (Part::Conditions, NeedKind::Talent) => {
            "对学历、经验、到厂时间有什么要求，能提供什么条件？"
        }
        (Part::Conditions, NeedKind::Finance) => "能提供什么抵押、质押或担保？",
        (Part::Conditions, _) => {
            "有哪些限制条件（原料、温度、场地、安全、不能改动的部分），能提供什么？"
        }
        (Part::Budget, NeedKind::Finance) => "需要多少资金（万元）？",
        (Part::Budget, _) => "预算大约多少（万元）？",
        (Part::Deadline, NeedKind::Finance) => "什么时候用款，期限多长？",
        (Part::Deadline, _) => "希望什么时候完成？",
    }
}

fn part_en(part: Part, kind: NeedKind) -> &'static str {
    match (part, kind) {
        (Part::Problem, NeedKind::Talent) => "Which tasks should the expert take on?",
        (Part::Problem, NeedKind::Finance) => "Which project is the money for?",
        (Part::Problem, _) => {
            "Where does the problem arise, how does it show, and what does it cost?"
        }
        (Part::CurrentState, NeedKind::Talent) => {
            "Who does this work today, and what team is there?"
        }
        (Part::CurrentState, NeedKind::Finance) => {
            "What are the firm's turnover, assets and present loans?"
        }
        (Part::CurrentState, _) => {
            "Which process and equipment are in use, what was tried, and with what result?"
        }
        (Part::TargetFigures, _) => {
            "Which figures must be reached? Please give value, unit and method of acceptance."
        }
        (Part::Conditions, NeedKind::Talent) => {
            "Which degree, experience and time on site are asked for, and what is offered?"
        }
        (Part::Conditions, NeedKind::Finance) => "Which collateral or guarantee can be given?",
        (Part::Conditions, _) => {
            "Which limits are there (material, temperature, site, safety, what may not change), and what can you provide?"
        }
        (Part::Budget, NeedKind::Finance) => "How much money is wanted (10,000 yuan)?",
        (Part::Budget, _) => "What is the budget, roughly (10,000 yuan)?",
        (Part::Deadline, NeedKind::Finance) => "When is the money needed, and for how long?",
        (Part::Deadline, _) => "When should it be finished?",
    }
}
