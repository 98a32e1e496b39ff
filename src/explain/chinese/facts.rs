//! What was compared, in Chinese.

use super::words::{amount, budget, codes, date, km, list, modes, named, quoted, region};
use crate::explain::change::Target;
use crate::explain::number::percent;
use crate::model::Reach;
use crate::score::{Fact, Fields};

/// A clause without a full stop; empty where there is nothing to say.
pub(super) fn fact(fact: &Fact) -> String {
    match fact {
        Fact::Industry(both) | Fact::Discipline(both) => fields(both),
        Fact::Region { .. } => place(fact),
        Fact::Level { wanted, held } => format!(
            "要求不低于{}，供方为{}",
            wanted.as_chinese(),
            held.as_chinese()
        ),
        Fact::Readiness { wanted, held } => {
            format!("技术成熟度要求不低于{wanted}级，供方为{held}级")
        }
        Fact::Mode { wanted, offered } => {
            format!("企业可接受{}，供方可接受{}", modes(wanted), modes(offered))
        }
        Fact::Budget { wanted, offered } => {
            format!("需求方预算{}，供方{}", budget(*wanted), budget(*offered))
        }
        Fact::Availability { .. } => availability(fact),
        Fact::TrackRecord { matched, settled } => {
            format!("以往对接{matched}次，办结{settled}次")
        }
        Fact::Recency { latest } => format!("最近一项成果出自{latest}年"),
    }
}

fn fields(both: &Fields) -> String {
    let inferred = |confidence: Option<f64>| {
        confidence.map_or_else(String::new, |confidence| {
            format!("（由文字推断，把握{}）", percent(confidence))
        })
    };
    format!(
        "需求属于{}{}，供方属于{}{}",
        named(&both.wanted),
        inferred(both.wanted_confidence),
        named(&both.offered),
        inferred(both.offered_confidence)
    )
}

fn place(fact: &Fact) -> String {
    let Fact::Region {
        need,
        profile,
        distance_km,
        corridor,
        reach,
    } = fact
    else {
        return String::new();
    };
    let clauses = [
        need.as_ref().map(|r| format!("需求在{}", region(r))),
        profile.as_ref().map(|r| format!("供方在{}", region(r))),
        distance_km.map(|distance| format!("相距{}", km(distance))),
        corridor.as_ref().map(|c| format!("同属{}", quoted(c))),
        reach.map(|reach| goes(reach).to_owned()),
    ];
    list_clauses(clauses)
}

pub(super) fn goes(reach: Reach) -> &'static str {
    match reach {
        Reach::District => "供方只服务本区县",
        Reach::City => "供方只服务本市",
        Reach::Province => "供方只服务本省",
        Reach::Nationwide => "供方服务全国",
        Reach::Remote => "供方可远程服务",
    }
}

fn availability(fact: &Fact) -> String {
    let Fact::Availability {
        deadline,
        from,
        until,
        capacity,
        load,
    } = fact
    else {
        return String::new();
    };
    let clauses = [
        deadline.map(|day| format!("需求截止{}", date(day))),
        from.map(|day| format!("供方{}起有空", date(day))),
        until.map(|day| format!("供方到{}为止有空", date(day))),
        load.map(|load| format!("正在服务{load}家企业")),
        capacity.map(|capacity| format!("最多服务{capacity}家企业")),
    ];
    list_clauses(clauses)
}

fn list_clauses<const N: usize>(clauses: [Option<String>; N]) -> String {
    let clauses: Vec<String> = clauses.into_iter().flatten().collect();
    clauses.join("，")
}

/// What the record would have to say.
pub(super) fn target(target: &Target) -> String {
    match target {
        Target::Level { level } => format!("层次达到{}", level.as_chinese()),
        Target::Readiness { readiness } => format!("技术成熟度达到{readiness}级"),
        Target::LatestWork { year } => format!("有{year}年或以后的成果"),
        Target::Modes { modes } => {
            let modes = modes.iter().map(|mode| mode.as_chinese());
            format!("可接受{}之一", list(modes, usize::MAX))
        }
        Target::Industries { codes: all } => format!("行业包括{}", codes(all)),
        Target::Disciplines { codes: all } => format!("学科包括{}", codes(all)),
        Target::Price { most } => format!("报价不高于{}", amount(*most)),
        Target::Figures { demands } => {
            let demands = demands.iter().map(|demand| quoted(demand));
            format!("材料写明满足{}", list(demands, usize::MAX))
        }
    }
}
