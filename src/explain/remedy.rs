//! Remedies: changes that would admit a pair that is ruled out.

use crate::model::{
    Condition, Date, FinanceInstrument, FundingStage, Level, LoanTerm, ProfileKind, Reach,
    RegionPath, Security,
};
use crate::rule::{Reason, Refused, Side};

/// The least change of a record or of the call that takes one reason away. JSON: an object whose `repair`
/// names the variant.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "repair", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Remedy {
    /// Open the need again.
    ReopenNeed,
    /// Make the profile active again.
    ActivateProfile,
    /// Ask for profiles of this kind too ([`crate::RankOptions::kinds`]).
    AskForKind {
        /// The profile's kind.
        kind: ProfileKind,
    },
    /// Leave the profile in ([`crate::RankOptions::exclude`]).
    LeaveIn,
    /// Ask for this region too ([`crate::RankOptions::within`]).
    WidenRegion {
        /// Region of the profile.
        region: RegionPath,
    },
    /// The profile goes this far.
    ExtendReach {
        /// The least reach that would do.
        reach: Reach,
    },
    /// The profile may serve this many firms.
    RaiseCapacity {
        /// One more than it serves.
        capacity: u32,
    },
    /// Wait until the last work together is old enough.
    WaitUntil {
        /// The first year in which it is.
        year: i32,
    },
    /// The need's last day moves to this one, or behind it.
    ExtendDeadline {
        /// The first day that would do.
        day: Date,
    },
    /// The profile's last day moves to this one, or behind it.
    ExtendValidity {
        /// The first day that would do.
        day: Date,
    },
    /// The need asks for this level.
    LowerLevel {
        /// Level of the profile.
        level: Level,
    },
    /// The need asks for this amount, or more.
    RaiseAmount {
        /// Least amount that would do, in 万元.
        least: f64,
    },
    /// The need accepts this rate.
    AcceptRate {
        /// Least rate that would do, in per cent a year.
        least: f64,
        /// Whether it counts from the LPR.
        over_lpr: bool,
    },
    /// The need asks for a time for which money is lent.
    AskForTerm {
        /// The times that would do.
        offered: LoanTerm,
    },
    /// The need gives one of these securities.
    GiveSecurity {
        /// Securities that would do.
        accepted: Vec<Security>,
    },
    /// The profile finances this round or stage.
    ServeStage {
        /// Rounds or stages that would do.
        stages: Vec<FundingStage>,
    },
    /// The need asks for the instrument that is offered.
    AskForInstrument {
        /// Instrument of the product.
        offered: FinanceInstrument,
    },
    /// The figures that the need demands are no musts ([`crate::RankOptions::must_figures`]).
    AllowMissedFigures,
    /// The need meets the profile's condition.
    MeetCondition {
        /// The condition.
        condition: Condition,
    },
    /// A side takes its refusal back.
    LiftRefusal {
        /// Whose refusal.
        by: Side,
        /// Subject of the refusal.
        what: Refused,
    },
}

impl Remedy {
    /// Returns the change that takes `reason` away; `None` for conflicts of interest, which no change lifts.
    #[must_use]
    pub fn of(reason: &Reason) -> Option<Self> {
        Some(match reason {
            Reason::NeedClosed { .. } => Self::ReopenNeed,
            Reason::ProfileInactive { .. } => Self::ActivateProfile,
            Reason::KindNotServed { profile, .. } => Self::AskForKind { kind: *profile },
            Reason::LeftOut => Self::LeaveIn,
            Reason::Outside { region, .. } => Self::WidenRegion {
                region: region.clone(),
            },
            Reason::BeyondReach { home, need, .. } => Self::ExtendReach {
                reach: reach(home, need),
            },
            Reason::DeadlinePassed { today, .. } => Self::ExtendDeadline { day: *today },
            Reason::NotYetFree { from, .. } => Self::ExtendDeadline { day: *from },
            Reason::Expired { today, .. } => Self::ExtendValidity { day: *today },
            Reason::LevelBelow { level, .. } => Self::LowerLevel { level: *level },
            Reason::PostOfStanding => Self::LowerLevel {
                level: Level::Student,
            },
            Reason::AmountBelow { least, .. } => Self::RaiseAmount { least: *least },
            Reason::RateAbove {
                least, over_lpr, ..
            } => Self::AcceptRate {
                least: *least,
                over_lpr: *over_lpr,
            },
            Reason::TermOutside { offered, .. } => Self::AskForTerm { offered: *offered },
            Reason::SecurityLacking { accepted, .. } => Self::GiveSecurity {
                accepted: accepted.clone(),
            },
            Reason::StageNotServed { stages, .. } => Self::ServeStage {
                stages: stages.clone(),
            },
            Reason::InstrumentDiffers { offered, .. } => {
                Self::AskForInstrument { offered: *offered }
            }
            Reason::FigureMissed { .. } => Self::AllowMissedFigures,
            Reason::QuotaUsedUp { load, .. } => Self::RaiseCapacity {
                capacity: load.saturating_add(1),
            },
            Reason::Coauthors { latest, years, .. } => Self::WaitUntil {
                // Undated common work gives no year to wait for, so there is no repair.
                year: (*latest)? + years + 1,
            },
            Reason::Ineligible { condition } => Self::MeetCondition {
                condition: condition.clone(),
            },
            Reason::Refused { by, what } => Self::LiftRefusal {
                by: *by,
                what: what.clone(),
            },
            Reason::SameOrganization { .. }
            | Reason::DeclaredConflict { .. }
            | Reason::OwnPerson => return None,
        })
    }
}

/// The least reach from `home` that takes `need` in.
fn reach(home: &RegionPath, need: &RegionPath) -> Reach {
    // The shared levels (province, city) name the least reach that covers both places.
    match home.common_depth(need) {
        0 => Reach::Nationwide,
        1 => Reach::Province,
        _ => Reach::City,
    }
}
