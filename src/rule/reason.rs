//! Reasons for which a pair is ruled out: the facts, typed, and in words.

use std::fmt;

use super::Rule;
use crate::model::spelled::spelled;
use crate::model::{
    Code, Condition, Date, FinanceInstrument, FundingStage, Level, LoanTerm, NeedKind, NeedStatus,
    ProfileKind, ProfileStatus, Security,
};
use crate::model::{Reach, RegionPath};

spelled! {
    /// One of the two sides of a match.
    pub enum Side as "side" {
        /// The enterprise that states the need.
        Need = "need" | "需求方",
        /// The owner of the profile.
        Profile = "profile" | "供方",
    }
}

/// The facts that break a rule. JSON: an object whose `reason` names the variant.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The need is no longer, or not now, to be matched.
    NeedClosed {
        /// Stage of the need.
        status: NeedStatus,
    },
    /// The profile is not, or not now, to be matched.
    ProfileInactive {
        /// Status of the profile.
        status: ProfileStatus,
    },
    /// Profiles of this kind were not asked for, or do not serve such needs.
    KindNotServed {
        /// Kind of the need.
        need: NeedKind,
        /// Kind of the profile.
        profile: ProfileKind,
    },
    /// The caller left the profile out by its id.
    LeftOut,
    /// The profile lies outside the region that the caller asked for.
    Outside {
        /// Region of the profile.
        region: RegionPath,
        /// Region that the caller asked for.
        within: RegionPath,
    },
    /// Both sides are, or belong to, one organisation.
    SameOrganization {
        /// Name of the organisation: as the records write it where they are known, else folded.
        name: String,
    },
    /// A side declared a conflict of interest.
    DeclaredConflict {
        /// Who declared it.
        by: Side,
        /// With whom, if that is not the profile or the enterprise itself.
        #[serde(skip_serializing_if = "Option::is_none")]
        with: Option<String>,
    },
    /// The profile is one of the enterprise's own people.
    OwnPerson,
    /// They published together lately.
    Coauthors {
        /// The enterprise's person, as written where the records are known, else folded.
        name: String,
        /// The last year together; not known if a work together has no year.
        #[serde(skip_serializing_if = "Option::is_none")]
        latest: Option<i32>,
        /// Years for which that counts.
        years: i32,
    },
    /// The need lies beyond the profile's reach.
    BeyondReach {
        /// Reach of the profile.
        reach: Reach,
        /// Region of the profile.
        home: RegionPath,
        /// Region of the need.
        need: RegionPath,
    },
    /// The need's last day has passed.
    DeadlinePassed {
        /// Last day of the need.
        deadline: Date,
        /// Day of the call.
        today: Date,
    },
    /// The profile's last day has passed: of its offer, its validity, its service.
    Expired {
        /// Last day of the profile.
        until: Date,
        /// Day of the call.
        today: Date,
    },
    /// The profile's first day lies behind the need's last.
    NotYetFree {
        /// First day of the profile.
        from: Date,
        /// Last day of the need.
        deadline: Date,
    },
    /// The profile's level is below the one that the need asks for.
    LevelBelow {
        /// Least level that the need asks for.
        wanted: Level,
        /// Level of the profile.
        level: Level,
    },
    /// The need offers a post that one person of standing fills (科技副总, 产业教授), and the profile is of students.
    PostOfStanding,
    /// The least amount that is lent or granted exceeds what the need asks for.
    AmountBelow {
        /// Least amount that is offered, in 万元.
        least: f64,
        /// Greatest amount that the need asks for, in 万元.
        most: f64,
    },
    /// The least interest rate that is offered exceeds the greatest that the need accepts.
    RateAbove {
        /// Least rate that is offered, in per cent a year.
        least: f64,
        /// Greatest rate that the need accepts, in per cent a year.
        most: f64,
        /// Whether both count from the LPR.
        over_lpr: bool,
    },
    /// Money is lent for a shorter or a longer time than the need asks for.
    TermOutside {
        /// Time for which it is lent.
        offered: LoanTerm,
        /// Time that the need asks for.
        asked: LoanTerm,
    },
    /// The need can give none of the securities that are accepted.
    SecurityLacking {
        /// Securities that are accepted.
        accepted: Vec<Security>,
        /// Securities that the need can give.
        given: Vec<Security>,
    },
    /// The round or the stage of the need's enterprise is not financed.
    StageNotServed {
        /// Rounds and stages that are financed.
        served: Vec<FundingStage>,
        /// Round or stage of the need's enterprise.
        stages: Vec<FundingStage>,
    },
    /// The product lends and the need asks for equity, or the other way round.
    InstrumentDiffers {
        /// Instrument of the product.
        offered: FinanceInstrument,
        /// Instrument that the need asks for.
        asked: FinanceInstrument,
    },
    /// The profile states a figure that misses the one demanded.
    FigureMissed {
        /// The demand, as the need says it.
        demand: String,
        /// The statement, as the profile says it; none if the texts were not looked at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stated: Option<String>,
    },
    /// The profile serves as many firms as it may.
    QuotaUsedUp {
        /// Firms that it serves.
        load: u32,
        /// Firms that it may serve.
        capacity: u32,
    },
    /// The need does not meet a condition of the profile.
    Ineligible {
        /// The condition.
        condition: Condition,
    },
    /// A side refuses a fact of the other: its kind, place, industries, organisation or budget.
    Refused {
        /// Who refuses.
        by: Side,
        /// The refused fact.
        what: Refused,
    },
}

/// A fact of the other side that a side refuses.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Refused {
    /// Needs of that kind.
    NeedKind(NeedKind),
    /// Profiles of that kind.
    ProfileKind(ProfileKind),
    /// These industries of the other side.
    Industries(Vec<Code>),
    /// The region of the other side.
    Region(RegionPath),
    /// The organisation of the other side, by its folded name.
    Organization(String),
    /// An amount below the least that is accepted, in 万元.
    Budget {
        /// Least amount that is accepted, in 万元, at least 0.
        least: f64,
        /// Greatest amount that the other side offers, in 万元, at least 0.
        most: f64,
    },
    /// A distance above the greatest that is accepted.
    Distance {
        /// Distance in whole km, at least 0.
        km: f64,
        /// Greatest distance that is accepted, in km, at least 0.
        limit_km: f64,
    },
}

impl Reason {
    /// The rule that is broken.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        match self {
            Self::NeedClosed { .. } => Rule::NeedStatus,
            Self::ProfileInactive { .. } => Rule::ProfileStatus,
            Self::KindNotServed { .. } => Rule::Kind,
            Self::LeftOut => Rule::Excluded,
            Self::Outside { .. } => Rule::Within,
            Self::SameOrganization { .. } => Rule::SameOrganization,
            Self::DeclaredConflict { .. } | Self::OwnPerson => Rule::DeclaredConflict,
            Self::Coauthors { .. } => Rule::Coauthors,
            Self::BeyondReach { .. } => Rule::Reach,
            Self::DeadlinePassed { .. } => Rule::Deadline,
            Self::Expired { .. } | Self::NotYetFree { .. } => Rule::Validity,
            Self::LevelBelow { .. } | Self::PostOfStanding => Rule::Level,
            Self::AmountBelow { .. } => Rule::Amount,
            Self::RateAbove { .. } => Rule::Rate,
            Self::TermOutside { .. } => Rule::LoanTerm,
            Self::SecurityLacking { .. } => Rule::Security,
            Self::StageNotServed { .. } => Rule::FundingStage,
            Self::InstrumentDiffers { .. } => Rule::Instrument,
            Self::FigureMissed { .. } => Rule::Figures,
            Self::QuotaUsedUp { .. } => Rule::QuotaUsedUp,
            Self::Ineligible { .. } => Rule::Eligibility,
            Self::Refused { by: Side::Need, .. } => Rule::NeedVeto,
            Self::Refused { .. } => Rule::ProfileVeto,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedClosed { status } => write!(f, "the need is {status}"),
            Self::ProfileInactive { status } => write!(f, "the profile is {status}"),
            Self::KindNotServed { need, profile } => {
                write!(f, "a need of kind {need} is not served by kind {profile}")
            }
            Self::LeftOut => f.write_str("the caller left it out"),
            Self::Outside { region, within } => write!(f, "{region} is not in {within}"),
            Self::SameOrganization { name } => write!(f, "both belong to {name}"),
            Self::DeclaredConflict { by, with } => {
                write!(f, "{} declared a conflict", who(*by))?;
                with.as_ref()
                    .map_or(Ok(()), |with| write!(f, " with {with}"))
            }
            Self::OwnPerson => f.write_str("it is one of the enterprise's own people"),
            Self::Coauthors { name, years, .. } => {
                write!(f, "published with {name} in the last {years} years")
            }
            Self::BeyondReach { reach, home, .. } => {
                write!(f, "it serves its own {reach} only, from {home}")
            }
            Self::DeadlinePassed { deadline, .. } => {
                write!(f, "the need's last day was {deadline}")
            }
            Self::Expired { until, .. } => write!(f, "its last day was {until}"),
            Self::NotYetFree { from, deadline } => {
                write!(f, "it begins on {from}, and the need ends on {deadline}")
            }
            Self::PostOfStanding => {
                f.write_str("the need offers a post of standing, and it is of students")
            }
            Self::LevelBelow { wanted, level } => {
                write!(f, "the need asks for {wanted} at least, and it is {level}")
            }
            Self::AmountBelow { least, most } => {
                write!(
                    f,
                    "it offers {least}万元 at least, and the need asks for {most}万元"
                )
            }
            Self::RateAbove {
                least,
                most,
                over_lpr,
            } => f.write_str(&rate_above(*least, *most, *over_lpr)),
            Self::TermOutside { offered, asked } => {
                write!(f, "it lends for {offered}, and the need asks for {asked}")
            }
            Self::SecurityLacking { accepted, given } => write!(
                f,
                "it accepts {}, and the need can give {}",
                names(accepted),
                names(given)
            ),
            Self::StageNotServed { served, stages } => write!(
                f,
                "it finances {}, and the need's enterprise is in {}",
                names(served),
                names(stages)
            ),
            Self::InstrumentDiffers { offered, asked } => f.write_str(&differing(*offered, *asked)),
            Self::FigureMissed { demand, stated } => {
                f.write_str(&missed(demand, stated.as_deref()))
            }
            Self::QuotaUsedUp { load, capacity } => write!(f, "it serves {load} of {capacity}"),
            Self::Ineligible { condition } => write!(f, "the need does not meet `{condition}`"),
            Self::Refused { by, what } => write!(f, "{} refuses {what}", who(*by)),
        }
    }
}

fn names<T: fmt::Display>(all: &[T]) -> String {
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    names.join(", ")
}

/// A rate above the one that is accepted, both in per cent a year.
fn rate_above(least: f64, most: f64, over_lpr: bool) -> String {
    let over = if over_lpr { "LPR + " } else { "" };
    format!("it asks {over}{least} % at least, and the need accepts {over}{most} %")
}

/// An instrument beside the one that is asked for.
fn differing(offered: FinanceInstrument, asked: FinanceInstrument) -> String {
    format!("it offers {offered}, and the need asks for {asked}")
}

/// A figure that the profile states and that misses a demand.
fn missed(demand: &str, stated: Option<&str>) -> String {
    stated.map_or_else(
        || format!("a figure that it states misses {demand}"),
        |stated| format!("it states {stated}, and the need demands {demand}"),
    )
}

const fn who(side: Side) -> &'static str {
    match side {
        Side::Need => "the enterprise",
        Side::Profile => "its owner",
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedKind(kind) => write!(f, "needs of kind {kind}"),
            Self::ProfileKind(kind) => write!(f, "profiles of kind {kind}"),
            Self::Industries(codes) => {
                let codes: Vec<&str> = codes.iter().map(Code::as_str).collect();
                write!(f, "industry {}", codes.join(", "))
            }
            Self::Region(region) => write!(f, "{region}"),
            Self::Organization(name) => f.write_str(name),
            Self::Budget { least, most } => {
                write!(f, "less than {least}万元, the offer is {most}万元")
            }
            Self::Distance { km, limit_km } => {
                write!(f, "more than {limit_km} km, the distance is {km} km")
            }
        }
    }
}

/// A broken rule, with the facts that broke it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Violation {
    /// Which rule.
    pub rule: Rule,
    /// The facts, for people.
    pub detail: String,
    /// The facts.
    #[serde(flatten)]
    pub reason: Reason,
}

impl From<Reason> for Violation {
    fn from(reason: Reason) -> Self {
        Self {
            rule: reason.rule(),
            detail: reason.to_string(),
            reason,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.detail)
    }
}
