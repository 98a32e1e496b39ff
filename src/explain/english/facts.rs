//! What was compared, in English.

use super::words::{amount, budget, codes, count, date, km, level, list, modes, named, quoted};
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
            "at least {} is wanted, the profile is {}",
            level(*wanted),
            level(*held)
        ),
        Fact::Readiness { wanted, held } => {
            format!("technology readiness of at least {wanted} is wanted, the profile is at {held}")
        }
        Fact::Mode { wanted, offered } => format!(
            "the enterprise accepts {}, the profile {}",
            modes(wanted, "or"),
            modes(offered, "or")
        ),
        Fact::Budget { wanted, offered } => format!(
            "the need's budget is {}, the profile's {}",
            budget(*wanted),
            budget(*offered)
        ),
        Fact::Availability { .. } => availability(fact),
        Fact::TrackRecord { matched, settled } => track_record(*matched, *settled),
        Fact::Recency { latest } => format!("the latest dated work is of {latest}"),
    }
}

fn fields(both: &Fields) -> String {
    let inferred = |confidence: Option<f64>| {
        confidence.map_or_else(String::new, |confidence| {
            format!(" (inferred from its text, {} sure)", percent(confidence))
        })
    };
    format!(
        "the need is in {}{}, the profile in {}{}",
        named(&both.wanted),
        inferred(both.wanted_confidence),
        named(&both.offered),
        inferred(both.offered_confidence)
    )
}

fn track_record(matched: u32, settled: u32) -> String {
    let matches = count(matched, "earlier match", "earlier matches");
    let was = if settled == 1 { "was" } else { "were" };
    format!("of {matches}, {settled} {was} settled")
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
        need.as_ref().map(|r| format!("the need is in {r}")),
        profile.as_ref().map(|r| format!("the profile is in {r}")),
        distance_km.map(|distance| format!("the distance is {}", km(distance))),
        corridor
            .as_ref()
            .map(|c| format!("both lie in the corridor {}", quoted(c))),
        reach.map(|reach| format!("the profile {}", goes(reach))),
    ];
    clauses_of(clauses)
}

pub(super) fn goes(reach: Reach) -> &'static str {
    match reach {
        Reach::District => "serves its own district only",
        Reach::City => "serves its own city only",
        Reach::Province => "serves its own province only",
        Reach::Nationwide => "serves the whole country",
        Reach::Remote => "works remotely",
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
    let firms = |number| count(number, "firm", "firms");
    let clauses = [
        deadline.map(|day| format!("the need's deadline is {}", date(day))),
        from.map(|day| format!("the profile is free from {}", date(day))),
        until.map(|day| format!("the profile is free until {}", date(day))),
        load.map(|load| format!("it serves {} now", firms(load))),
        capacity.map(|capacity| format!("it may serve {}", firms(capacity))),
    ];
    clauses_of(clauses)
}

fn clauses_of<const N: usize>(clauses: [Option<String>; N]) -> String {
    list(clauses.into_iter().flatten(), usize::MAX, "and")
}

/// What the record would have to say.
pub(super) fn target(target: &Target) -> String {
    match target {
        Target::Level { level: least } => {
            format!("the profile would be at least {}", level(*least))
        }
        Target::Readiness { readiness } => {
            format!("its technology readiness would be at least {readiness}")
        }
        Target::LatestWork { year } => format!("it would have a work of {year} or later"),
        Target::Modes { modes: all } => format!("it would accept {}", modes(all, "or")),
        Target::Industries { codes: all } => format!("its industries would include {}", codes(all)),
        Target::Disciplines { codes: all } => {
            format!("its disciplines would include {}", codes(all))
        }
        Target::Price { most } => format!("it would ask at most {}", amount(*most)),
        Target::Figures { demands } => {
            let demands = demands.iter().map(|demand| quoted(demand));
            let demands = list(demands, usize::MAX, "and");
            format!("its texts would state what meets {demands}")
        }
    }
}
