//! Reasons that rule a pair out and their repairs, in English.

use super::terms;
use super::words::{amount, codes, count, goes, km, quoted, spaced};
use crate::explain::remedy::Remedy;
use crate::model::{NeedKind, ProfileKind, Reach};
use crate::rule::{Reason, Refused, Side};

/// A clause without a full stop.
const POST_OF_STANDING: &str =
    "the need offers a post that a person of standing fills, and the profile is of students";

pub(super) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NeedClosed { status } => format!("the need is {}", spaced(status.as_str())),
        Reason::ProfileInactive { status } => format!("the profile is {status}"),
        Reason::KindNotServed { need, profile } => {
            format!("{} do not serve {}", profiles(*profile), needs(*need))
        }
        Reason::LeftOut => "this query leaves it out".to_owned(),
        Reason::Outside { region, within } => {
            format!("the profile is in {region}, which is not in {within}")
        }
        Reason::SameOrganization { name } => format!("both sides belong to {}", quoted(name)),
        Reason::DeclaredConflict { by, with } => {
            let with = with
                .as_deref()
                .map_or_else(|| other(*by).to_owned(), quoted);
            format!("{} declared a conflict of interest with {with}", who(*by))
        }
        Reason::OwnPerson => "the profile is one of the enterprise's own people".to_owned(),
        // Undated common work is a conflict too, since it may be recent.
        Reason::Coauthors {
            name,
            latest,
            years,
        } => coauthors(name, *latest, *years),
        Reason::BeyondReach { reach, home, need } => format!(
            "the profile, in {home}, {}, and the need is in {need}",
            goes(*reach)
        ),
        Reason::DeadlinePassed { deadline, .. } => format!("the need's last day was {deadline}"),
        Reason::Expired { until, .. } => format!("the profile's last day was {until}"),
        Reason::NotYetFree { from, deadline } => {
            format!("the profile begins on {from}, and the need ends on {deadline}")
        }
        Reason::LevelBelow { wanted, level } => format!(
            "the need asks for the level {} at least, and the profile's is {}",
            spaced(wanted.as_str()),
            spaced(level.as_str())
        ),
        Reason::PostOfStanding => POST_OF_STANDING.to_owned(),
        Reason::AmountBelow { least, most } => format!(
            "the profile offers {} at least, and the need asks for {} at most",
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
        Reason::FigureMissed { demand, stated } => missed(demand, stated.as_deref()),
        Reason::QuotaUsedUp { load, capacity } => format!(
            "the profile serves {} and may serve {capacity}",
            count(*load, "firm", "firms")
        ),
        Reason::Ineligible { condition } => {
            let condition = condition.to_string();
            format!(
                "the need does not meet the profile's condition {}",
                quoted(&condition)
            )
        }
        Reason::Refused { by, what } => refused(*by, what),
    }
}

fn coauthors(name: &str, latest: Option<i32>, years: i32) -> String {
    let when = latest.map_or_else(
        || "in a year that is not stated".to_owned(),
        |y| format!("in {y}"),
    );
    let years = count(years.unsigned_abs(), "year", "years");
    format!(
        "the profile published with the enterprise's {} {when}, and co-authors stay in conflict for {years}",
        quoted(name)
    )
}

fn who(side: Side) -> &'static str {
    match side {
        Side::Need => "the enterprise",
        Side::Profile => "the profile's owner",
    }
}

fn other(side: Side) -> &'static str {
    match side {
        Side::Need => "the profile",
        Side::Profile => "the enterprise",
    }
}

fn profiles(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::Expert => "experts",
        ProfileKind::Team => "teams",
        ProfileKind::Institution => "institutions",
        ProfileKind::Achievement => "achievements",
        ProfileKind::Facility => "facilities",
        ProfileKind::Finance => "finance products",
        ProfileKind::Service => "service providers",
        ProfileKind::Policy => "policies",
    }
}

fn needs(kind: NeedKind) -> String {
    format!("{kind} needs")
}

fn refused(by: Side, what: &Refused) -> String {
    match what {
        Refused::Budget { least, most } => format!(
            "{} asks at least {}, and {} offers at most {}",
            who(by),
            amount(*least),
            other(by),
            amount(*most)
        ),
        Refused::Distance { km: far, limit_km } => format!(
            "{} accepts at most {}, and the distance is {}",
            who(by),
            km(*limit_km),
            km(*far)
        ),
        Refused::NeedKind(_)
        | Refused::ProfileKind(_)
        | Refused::Industries(_)
        | Refused::Region(_)
        | Refused::Organization(_) => format!("{} refuses {}", who(by), subject(what)),
    }
}

fn subject(what: &Refused) -> String {
    match what {
        Refused::NeedKind(kind) => needs(*kind),
        Refused::ProfileKind(kind) => profiles(*kind).to_owned(),
        Refused::Industries(all) => format!("industry {}", codes(all)),
        Refused::Region(region) => format!("the region {region}"),
        Refused::Organization(name) => quoted(name),
        Refused::Budget { least, .. } => format!("less than {}", amount(*least)),
        Refused::Distance { limit_km, .. } => format!("more than {}", km(*limit_km)),
    }
}

/// Names the repair, as a clause without a full stop.
pub(super) fn repair(repair: &Remedy) -> String {
    match repair {
        Remedy::ReopenNeed => "open the need again".to_owned(),
        Remedy::ActivateProfile => "make the profile active again".to_owned(),
        Remedy::AskForKind { kind } => format!("ask for {} too", profiles(*kind)),
        Remedy::AllowMissedFigures => "let missed figures cost score and not bar".to_owned(),
        Remedy::LeaveIn => "do not leave it out of the query".to_owned(),
        Remedy::WidenRegion { region } => format!("ask for {region} too"),
        Remedy::ExtendReach { reach } => format!("let the profile serve {}", range(*reach)),
        Remedy::RaiseCapacity { capacity } => {
            format!(
                "let the profile serve {}",
                count(*capacity, "firm", "firms")
            )
        }
        Remedy::WaitUntil { year } => format!("wait until {year}"),
        Remedy::ExtendDeadline { day } => format!("extend the need to {day}"),
        Remedy::ExtendValidity { day } => format!("extend the profile to {day}"),
        Remedy::LowerLevel { level } => {
            format!("let the need ask for the level {}", spaced(level.as_str()))
        }
        Remedy::RaiseAmount { least } => format!("let the need ask for {}", amount(*least)),
        Remedy::AcceptRate { least, over_lpr } => {
            format!("let the need accept {}", terms::percent(*least, *over_lpr))
        }
        Remedy::AskForTerm { offered } => {
            format!("let the need ask for {}", terms::term(*offered))
        }
        Remedy::GiveSecurity { accepted } => {
            format!("let the enterprise give {}", terms::securities(accepted))
        }
        Remedy::AskForInstrument { offered } => {
            format!("let the need ask for {}", terms::instrument(*offered))
        }
        Remedy::ServeStage { stages } => {
            format!("let the profile finance {}", terms::stages(stages))
        }
        Remedy::MeetCondition { condition } => {
            format!("let the need meet {}", quoted(&condition.to_string()))
        }
        Remedy::LiftRefusal { by, what } => {
            format!("{} no longer refuses {}", who(*by), subject(what))
        }
    }
}

fn range(reach: Reach) -> &'static str {
    match reach {
        Reach::District => "its district",
        Reach::City => "its whole city",
        Reach::Province => "its whole province",
        Reach::Nationwide | Reach::Remote => "the whole country",
    }
}

/// A figure that the profile states and that misses a demand.
fn missed(demand: &str, stated: Option<&str>) -> String {
    let demand = quoted(demand);
    stated.map_or_else(
        || format!("a figure of the profile misses {demand}"),
        |stated| {
            format!(
                "the profile states {}, and the need demands {demand}",
                quoted(stated)
            )
        },
    )
}
