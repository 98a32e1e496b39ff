//! Reasons that rule a pair out and their repairs, in Chinese.

use super::terms;
use super::words::{amount, codes, goes, km, list, quoted, region};
use crate::explain::remedy::Remedy;
use crate::model::{Condition, ConditionOperator, ConditionTest, Date, NeedKind, Reach, Subject};
use crate::rule::{Reason, Refused, Side};

/// A clause without a full stop.
const POST_OF_STANDING: &str = "需求的岗位须由专家本人担任（如科技副总、产业教授），而供方是学生";

pub(super) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NeedClosed { status } => format!("需求的状态为“{}”", status.as_chinese()),
        Reason::ProfileInactive { status } => format!("供方的状态为“{}”", status.as_chinese()),
        Reason::KindNotServed { need, profile } => format!(
            "“{}”类供方不对应“{}”类需求",
            profile.as_chinese(),
            need.as_chinese()
        ),
        Reason::LeftOut => "本次查询已将其除外".to_owned(),
        Reason::Outside { region: at, within } => {
            format!("供方在{}，不在所要求的{}之内", region(at), region(within))
        }
        Reason::SameOrganization { name } => format!("双方同属{}", quoted(name)),
        Reason::DeclaredConflict { by, with } => declared(*by, with.as_deref()),
        Reason::OwnPerson => "供方是企业自己的人员".to_owned(),
        Reason::Coauthors {
            name,
            latest,
            years,
        } => match latest {
            Some(year) => format!(
                "供方{year}年与企业的{}合著，未满{years}年的回避期",
                quoted(name)
            ),
            None => format!(
                "供方与企业的{}合著，年份不详，按在{years}年的回避期内计",
                quoted(name)
            ),
        },
        Reason::BeyondReach { reach, home, need } => {
            let (home, need) = (region(home), region(need));
            format!("{}（在{home}），而需求在{need}", goes(*reach))
        }
        Reason::DeadlinePassed { deadline, .. } => format!("需求已于{deadline}截止"),
        Reason::Expired { until, .. } => format!("供方的有效期已于{until}届满"),
        Reason::NotYetFree { from, deadline } => {
            format!("供方自{from}起可服务，而需求于{deadline}截止")
        }
        Reason::LevelBelow { wanted, level } => format!(
            "需求要求层次不低于{}，供方为{}",
            wanted.as_chinese(),
            level.as_chinese()
        ),
        Reason::PostOfStanding => POST_OF_STANDING.to_owned(),
        Reason::AmountBelow { least, most } => format!(
            "供方的金额自{}起，而需求至多为{}",
            amount(*least),
            amount(*most)
        ),
        Reason::RateAbove {
            least,
            most,
            over_lpr,
        } => terms::rate_above(*least, *most, *over_lpr),
        Reason::TermOutside { offered, asked } => terms::outside(*offered, *asked),
        Reason::SecurityLacking { accepted, given } => terms::lacking(accepted, given),
        Reason::StageNotServed { served, stages } => terms::not_served(served, stages),
        Reason::InstrumentDiffers { offered, asked } => terms::differs(*offered, *asked),
        Reason::FigureMissed { demand, stated } => match stated {
            Some(stated) => format!("供方写明{}，而需求要求{}", quoted(stated), quoted(demand)),
            None => format!("供方写明的指标不满足{}", quoted(demand)),
        },
        Reason::QuotaUsedUp { load, capacity } => {
            format!("供方正在服务{load}家企业，最多服务{capacity}家")
        }
        Reason::Ineligible { condition: c } => format!("需求不符合供方的条件：{}", condition(c)),
        Reason::Refused { by, what } => refused(*by, what),
    }
}

fn who(side: Side) -> &'static str {
    match side {
        Side::Need => "企业",
        Side::Profile => "供方",
    }
}

fn other(side: Side) -> &'static str {
    match side {
        Side::Need => "供方",
        Side::Profile => "企业",
    }
}

fn declared(by: Side, with: Option<&str>) -> String {
    let with = with.map_or_else(|| other(by).to_owned(), quoted);
    format!("{}声明与{with}有利益冲突", who(by))
}

fn refused(by: Side, what: &Refused) -> String {
    match what {
        Refused::Budget { least, most } => format!(
            "{}要求金额不低于{}，{}最多为{}",
            who(by),
            amount(*least),
            other(by),
            amount(*most)
        ),
        Refused::Distance { km: far, limit_km } => format!(
            "{}要求距离不超过{}，实际为{}",
            who(by),
            km(*limit_km),
            km(*far)
        ),
        Refused::NeedKind(_)
        | Refused::ProfileKind(_)
        | Refused::Industries(_)
        | Refused::Region(_)
        | Refused::Organization(_) => format!("{}拒绝{}", who(by), subject(what)),
    }
}

fn subject(what: &Refused) -> String {
    match what {
        Refused::NeedKind(kind) => format!("“{}”类需求", kind.as_chinese()),
        Refused::ProfileKind(kind) => format!("“{}”类供方", kind.as_chinese()),
        Refused::Industries(all) => format!("行业{}", codes(all)),
        Refused::Region(at) => format!("地区{}", region(at)),
        Refused::Organization(name) => quoted(name),
        Refused::Budget { least, .. } => format!("低于{}的金额", amount(*least)),
        Refused::Distance { limit_km, .. } => format!("超过{}的距离", km(*limit_km)),
    }
}

/// A condition in words: 高新技术企业须为是，或研发投入占比不低于3%.
pub(super) fn condition(condition: &Condition) -> String {
    let joined = |parts: &[Condition], word: &str| {
        let part = |part: &Condition| match part {
            Condition::Test(_) | Condition::Not(_) => self::condition(part),
            Condition::All(_) | Condition::Any(_) => format!("（{}）", self::condition(part)),
        };
        parts.iter().map(part).collect::<Vec<_>>().join(word)
    };
    match condition {
        Condition::Test(test) => comparison(test),
        Condition::All(parts) => joined(parts, "，且"),
        Condition::Any(parts) => joined(parts, "，或"),
        Condition::Not(part) => format!("不得满足（{}）", self::condition(part)),
    }
}

fn comparison(test: &ConditionTest) -> String {
    let subject = test.subject.as_chinese();
    let bare = |value: &String| value.parse::<f64>().is_ok();
    let is_bare = test.subject == Subject::Budget && test.values.iter().all(bare);
    let unit = if is_bare { "万元" } else { "" };
    let is_day = test
        .values
        .iter()
        .all(|value| value.parse::<Date>().is_ok() && value.len() > 4);
    let compared = match (test.comparison, is_day) {
        (ConditionOperator::OneOf, _) => "须为",
        (ConditionOperator::NoneOf, _) => "不得为",
        (ConditionOperator::AtLeast, false) => "不低于",
        (ConditionOperator::AtLeast, true) => "不早于",
        (ConditionOperator::AtMost, false) => "不高于",
        (ConditionOperator::AtMost, true) => "不晚于",
        (ConditionOperator::MoreThan, false) => "须高于",
        (ConditionOperator::MoreThan, true) => "须晚于",
        (ConditionOperator::LessThan, false) => "须低于",
        (ConditionOperator::LessThan, true) => "须早于",
    };
    let named = |value: &String| match test.subject == Subject::Kind {
        true => value
            .parse::<NeedKind>()
            .map_or_else(|_| value.clone(), |kind| kind.as_chinese().to_owned()),
        false => value.clone(),
    };
    let values = list(test.values.iter().map(named), usize::MAX);
    format!("{subject}{compared}{values}{unit}")
}

/// Names the repair, as a clause without a full stop.
pub(super) fn repair(repair: &Remedy) -> String {
    match repair {
        Remedy::ReopenNeed => "重新开放该需求".to_owned(),
        Remedy::ActivateProfile => "将供方恢复为在库".to_owned(),
        Remedy::AskForKind { kind } => format!("查询时也包括“{}”类供方", kind.as_chinese()),
        Remedy::AllowMissedFigures => "指标不达只扣分，不作为硬性条件".to_owned(),
        Remedy::LeaveIn => "查询时不再将其除外".to_owned(),
        Remedy::WidenRegion { region: at } => format!("将查询范围扩大到{}", region(at)),
        Remedy::ExtendReach { reach } => format!("供方的服务范围扩大到{}", range(*reach)),
        Remedy::RaiseCapacity { capacity } => format!("将供方的名额提高到{capacity}家"),
        Remedy::WaitUntil { year } => format!("等到{year}年，回避期满"),
        Remedy::ExtendDeadline { day } => format!("将需求的截止日期延至{day}"),
        Remedy::ExtendValidity { day } => format!("将供方的有效期延至{day}"),
        Remedy::LowerLevel { level } => format!("将需求的层次放宽到{}", level.as_chinese()),
        Remedy::RaiseAmount { least } => format!("将需求的金额提高到{}", amount(*least)),
        Remedy::AcceptRate { least, over_lpr } => {
            format!("需求接受{}的利率", terms::percent(*least, *over_lpr))
        }
        Remedy::AskForTerm { offered } => format!("将需求的期限改为{}", terms::term(*offered)),
        Remedy::GiveSecurity { accepted } => {
            format!("企业提供{}", terms::securities(accepted))
        }
        Remedy::AskForInstrument { offered } => {
            format!("需求改为{}", terms::instrument(*offered))
        }
        Remedy::ServeStage { stages } => format!("供方支持{}", terms::stages(stages)),
        Remedy::MeetCondition { condition: c } => format!("使需求符合条件“{}”", condition(c)),
        Remedy::LiftRefusal { by, what } => format!("{}不再拒绝{}", who(*by), subject(what)),
    }
}

fn range(reach: Reach) -> &'static str {
    match reach {
        Reach::District => "本区县",
        Reach::City => "本市",
        Reach::Province => "本省",
        Reach::Nationwide | Reach::Remote => "全国",
    }
}
