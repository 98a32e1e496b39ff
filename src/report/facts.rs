//! Facts: plain rows that are gathered once, from which every figure of a report is counted.

use super::document::ReportScope;
use crate::clinic::Server;
use crate::ledger::{EntryKind, Stages, Standing};
use crate::model::{
    Budget, Code, Date, NeedId, NeedKind, NeedStatus, ProfileId, ProfileKind, ProfileStatus,
    RecordId, RegionPath, Taxonomies,
};
use crate::push::DeliveryState;
use crate::score::Fit;

/// What a report is made of.
#[derive(Clone, Debug)]
pub(crate) struct ReportFacts {
    /// Where, when and in which language.
    pub(crate) scope: ReportScope,
    /// The region of the report; its level is where region paths are cut.
    pub(crate) region: Option<RegionPath>,
    /// Needs of the region, by id.
    pub(crate) needs: Vec<ReportNeed>,
    /// Profiles of the region, and ones from elsewhere that fit a need of it, by id.
    pub(crate) profiles: Vec<ReportProfile>,
    /// Matches of the region's needs, by need and profile.
    pub(crate) matches: Vec<ReportMatch>,
    /// Deliveries about the region's needs, by number.
    pub(crate) deliveries: Vec<ReportDelivery>,
    /// Common needs, the ones of most enterprises first.
    pub(crate) common: Vec<ReportCommonNeed>,
    /// Capabilities that open needs lack, the most valuable first.
    pub(crate) capabilities: Vec<MissingCapability>,
    /// The stages of the ledger.
    pub(crate) stages: Stages,
    /// The names of codes.
    pub(crate) taxonomies: Taxonomies,
}

/// The node of a tree under which a record counts: the first of its codes, cut at the second level.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CountedCode {
    /// The code; `None` if it is unknown.
    pub(crate) code: Option<Code>,
    /// Whether it was read off the text, as the record states none.
    pub(crate) is_inferred: bool,
}

/// A need of the region.
#[derive(Clone, Debug)]
pub(crate) struct ReportNeed {
    pub(crate) id: NeedId,
    pub(crate) title: String,
    pub(crate) enterprise: Option<String>,
    pub(crate) kind: NeedKind,
    pub(crate) status: NeedStatus,
    pub(crate) region: Option<RegionPath>,
    pub(crate) industry: CountedCode,
    pub(crate) discipline: CountedCode,
    pub(crate) published: Option<Date>,
    pub(crate) deadline: Option<Date>,
    pub(crate) budget: Option<Budget>,
    /// What profiles fit it; `None` if a rule closes it.
    pub(crate) served: Option<NeedSupply>,
    /// Place of its common need among [`ReportFacts::common`].
    pub(crate) common: Option<usize>,
    /// Place of what it lacks among [`ReportFacts::capabilities`].
    pub(crate) capability: Option<usize>,
}

/// The profiles that fit an open need.
#[derive(Clone, Debug)]
pub(crate) struct NeedSupply {
    /// The best fit.
    pub(crate) fit: Fit,
    /// The best profile and its name: of the ones with that fit the one of greatest score.
    pub(crate) best: Option<(ProfileId, String)>,
    /// Number of profiles that fit.
    pub(crate) fitting: u64,
    /// Disciplines of the profiles here that fit, sorted; `None` for unknown ones.
    pub(crate) here: Vec<Option<Code>>,
    /// Disciplines of the profiles elsewhere that fit, sorted; `None` for unknown ones.
    pub(crate) elsewhere: Vec<Option<Code>>,
    /// What the best profile lacks, the weightiest first; empty for a clear fit.
    pub(crate) missing: Vec<String>,
}

/// A profile of the region, or one that fits a need of it.
#[derive(Clone, Debug)]
pub(crate) struct ReportProfile {
    pub(crate) id: ProfileId,
    pub(crate) name: String,
    pub(crate) organization: Option<String>,
    pub(crate) kind: ProfileKind,
    pub(crate) status: ProfileStatus,
    /// Region of the profile, or the base of it that lies in the region of the report.
    pub(crate) region: Option<RegionPath>,
    /// Whether that lies in the region of the report.
    pub(crate) is_here: bool,
    pub(crate) industry: CountedCode,
    pub(crate) discipline: CountedCode,
    /// Number of open needs of the region that it fits.
    pub(crate) fits: u64,
}

/// A match of the ledger.
#[derive(Clone, Debug)]
pub(crate) struct ReportMatch {
    pub(crate) standing: Standing,
    /// What happened, in order, with its day.
    pub(crate) entries: Vec<(EntryKind, Date)>,
    /// Title of the need; empty if the record is gone.
    pub(crate) title: String,
    /// Name of the profile; empty if the record is gone.
    pub(crate) name: String,
    pub(crate) need_kind: Option<NeedKind>,
    pub(crate) profile_kind: Option<ProfileKind>,
    pub(crate) region: Option<RegionPath>,
    pub(crate) industry: CountedCode,
}

/// A delivery of the outbox.
#[derive(Clone, Debug)]
pub(crate) struct ReportDelivery {
    pub(crate) number: u64,
    pub(crate) day: Date,
    pub(crate) recipient: String,
    /// The record that was sent, and its title or name.
    pub(crate) record: (RecordId, String),
    pub(crate) state: DeliveryState,
    pub(crate) region: Option<RegionPath>,
}

/// A need that several enterprises have in common.
#[derive(Clone, Debug)]
pub(crate) struct ReportCommonNeed {
    pub(crate) terms: Vec<String>,
    pub(crate) enterprises: u64,
    /// Experts that fit most of its needs.
    pub(crate) experts: Vec<Server>,
}

/// What a group of open needs lacks, and what one more profile for them would add.
#[derive(Clone, Debug)]
pub(crate) struct MissingCapability {
    pub(crate) kind: ProfileKind,
    pub(crate) discipline: Option<Code>,
    pub(crate) industry: Option<Code>,
    /// Needs of the group that keep places open in the best assignment, by id.
    pub(crate) needs: Vec<NeedId>,
    /// Missing pieces that most of them lack.
    pub(crate) pieces: Vec<String>,
    /// Open needs that the imagined profile fits.
    pub(crate) fits: u64,
    /// What one place of it adds to the total of the best assignment, ≥ 0.
    pub(crate) value: f64,
    /// The need that would take it; `None` if it adds nothing.
    pub(crate) taken: Option<NeedId>,
    /// Regions elsewhere of most profiles of that kind and discipline, with their number.
    pub(crate) living: Vec<(RegionPath, u64)>,
}
