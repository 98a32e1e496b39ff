//! `qianxian policies`: the programmes that an enterprise is eligible for, or could be.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write as _;

use clap::Args;
use qianxian::explain::{award, conditions};
use qianxian::model::{
    Award, Date, Enterprise, FoldedName, Need, NeedId, NeedKind, Profile, ProfileKind,
    ProfileStatus, Subject,
};
use qianxian::rule::{ConditionPart, ConditionVerdict, Gap, Reason, SettlingProof, Violation};
use qianxian::score::Explanation;
use qianxian::{Error, RankOptions, Snapshot};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{chosen, tell, worded, wording};
use crate::library::LibraryArgs;
use crate::output::{Eligibility, Output};
use crate::ranking::{RankingArgs, day};

/// List the policies of a library for one enterprise: eligible, eligible if, not eligible because
///
/// qianxian policies --library lib --enterprise 示例材料有限公司 --language zh
///
/// The record of the enterprise is asked (import --enterprises), and so are its needs: what they state is taken together,
/// and a field that one of them leaves open is read from another, or from the record. The one that meets most conditions
/// of a policy counts, be it open, settled or paused; a kind of need that no need of the enterprise states is unknown.
/// Each condition is listed as met, broken or unknown, with what would settle it. A policy without conditions is not
/// judged by them; one whose 申报条件 are not all written as conditions, or whose first day is yet to come, is eligible if at
/// best. A policy that states no condition on the region is for the firms of its region, else of the place that its issuer
/// begins with (江苏省科技厅); one without either, or of the country, is for all. The sum that the
/// enterprise would get is the policy's share of the budget, up to its
/// ceiling; figures that are not stated are to be proved. Of other kinds of profiles, such as finance, with --profile-kind.
///
/// JSON:
/// {"enterprise","policies":[{"id","name","organization"?,"need"?,"eligibility","opens"?,"conditions":[{"condition","verdict",
/// "tests":[{"test","verdict","stated"?,"gap"?,"proof"?}]}],"unread"?,"award"?:{"most"?,"share"?,"cost"?,"ceiling"?,"each"?},
/// "barred"?:[{"rule","detail","reason",..}]}]}.
#[derive(Args, Debug)]
pub(crate) struct Policies {
    #[command(flatten)]
    library: LibraryArgs,
    /// Enterprise, by id or name; one without a record by the name that its needs state
    #[arg(long, value_name = "NAME")]
    enterprise: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ranking: RankingArgs,
}

#[derive(Debug, Serialize)]
struct Answer {
    enterprise: String,
    policies: Vec<PolicyLine>,
}

/// One policy as the enterprise meets it.
#[derive(Debug, Serialize)]
struct PolicyLine {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<String>,
    /// The need that meets it best; none if the record of the enterprise does.
    #[serde(skip_serializing_if = "Option::is_none")]
    need: Option<NeedId>,
    eligibility: Eligibility,
    /// First day of applications, if it is yet to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    opens: Option<Date>,
    conditions: Vec<ConditionPart>,
    /// Conditions that its survey writes in words that are not read: somebody has to look at them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unread: Vec<String>,
    /// The sum that the enterprise would get.
    #[serde(skip_serializing_if = "Option::is_none")]
    award: Option<Award>,
    /// Rules beside its conditions that bar it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    barred: Vec<Violation>,
}

impl Policies {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let snapshot = self.ranking.snapshot(&library)?;
        let options = self.ranking.options(&library, 1)?;
        let today = day(self.ranking.today)?;
        let kinds = match &self.ranking.profile_kind[..] {
            [] => &[ProfileKind::Policy],
            kinds => kinds,
        };
        let options = options.kinds(kinds.iter().copied());
        let asked = self.asked(&snapshot)?;
        let mut policies = Vec::new();
        for id in snapshot.profile_ids()? {
            let profile = snapshot.profile(&id)?;
            if kinds.contains(&profile.kind) && profile.status == ProfileStatus::Active {
                policies.extend(best(&snapshot, &asked, &profile, (&options, today))?);
            }
        }
        // Stable: of one standing, the lower id leads.
        policies.sort_by_key(|line| line.eligibility);
        let answer = Answer {
            enterprise: self.enterprise.clone(),
            policies,
        };
        if self.json {
            return out.json(&answer);
        }
        answer.print(out)
    }

    /// What speaks for the enterprise: its record, and its needs, each with what the others state besides.
    fn asked(&self, snapshot: &Snapshot) -> Result<Asked> {
        let record = match snapshot.find_enterprise(&self.enterprise) {
            Ok(record) => Some(record),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        };
        let names = record
            .iter()
            .flat_map(|firm| firm.aliases.iter().chain([&firm.name]));
        let names: Vec<FoldedName> = names
            .chain([&self.enterprise])
            .filter_map(|name| FoldedName::new(name))
            .collect();
        let mut needs = Vec::new();
        for id in snapshot.need_ids()? {
            let need = snapshot.need(&id)?;
            let named = need.enterprise.as_deref().and_then(FoldedName::new);
            if named.is_some_and(|name| names.contains(&name)) {
                needs.push(need);
            }
        }
        if record.is_none() && needs.is_empty() {
            let repair = wording!(
                "write it as its record or a need states it, or import it with --enterprises",
                "请按企业库或需求中的写法填写，或用 --enterprises 导入"
            );
            return Err(Error::invalid("enterprise", &self.enterprise, repair).into());
        }
        Ok(Asked {
            record,
            needs: completed(needs),
        })
    }
}

/// What speaks for an enterprise.
struct Asked {
    record: Option<Enterprise>,
    needs: Vec<Need>,
}

/// One speaker for an enterprise: a need, or the record as a need of each kind that it may have.
struct Speaker<'a> {
    /// None of the record.
    need: Option<NeedId>,
    asked: Vec<Cow<'a, Need>>,
}

impl Asked {
    /// Who speaks for the enterprise before a profile of that kind: its needs, and its record.
    fn speakers(&self, kind: ProfileKind) -> Result<Vec<Speaker<'_>>> {
        let stored = self.needs.iter().map(|need| Speaker {
            need: Some(need.id.clone()),
            asked: vec![Cow::Borrowed(need)],
        });
        let mut all: Vec<Speaker<'_>> = stored.collect();
        if let Some(record) = &self.record {
            let kinds = self.kinds(kind).into_iter();
            let asked = kinds.map(|kind| Ok(Cow::Owned(record.as_need(kind)?)));
            all.push(Speaker {
                need: None,
                asked: asked.collect::<qianxian::Result<_>>()?,
            });
        }
        Ok(all)
    }

    /// Kinds of need that the record may stand for: the one that such profiles serve, else those of the enterprise's
    /// needs, else any, for a record states none.
    fn kinds(&self, kind: ProfileKind) -> Vec<NeedKind> {
        let all = NeedKind::ALL.iter().copied();
        let served = all.clone().find(|need| need.as_str() == kind.as_str());
        if let Some(served) = served {
            return vec![served];
        }
        let stated = |kind: &NeedKind| self.needs.iter().any(|need| need.kind == *kind);
        let stated: Vec<NeedKind> = all.clone().filter(stated).collect();
        match stated.is_empty() {
            true => all.collect(),
            false => stated,
        }
    }
}

impl Speaker<'_> {
    /// The pair as the speaker meets the profile; what depends on a kind of need that is not stated is unknown.
    fn explained(
        &self,
        snapshot: &Snapshot,
        profile: &Profile,
        options: &RankOptions,
    ) -> Result<Option<Explanation>> {
        let mut found: Option<Explanation> = None;
        for need in &self.asked {
            let explained = snapshot.explain(need, profile, options)?;
            match &mut found {
                Some(found) => unite(found, explained),
                None => found = Some(explained),
            }
        }
        if let Some(found) = found.as_mut().filter(|_| self.asked.len() > 1) {
            found.conditions.iter_mut().for_each(hide_kind);
        }
        Ok(found)
    }
}

/// Leaves in `found` what holds for the other kind of need too.
fn unite(found: &mut Explanation, other: Explanation) {
    let rules = |violation: &Violation| other.violations.contains(violation);
    found.violations.retain(rules);
    for (one, other) in found.conditions.iter_mut().zip(other.conditions) {
        if one.verdict != other.verdict {
            one.verdict = ConditionVerdict::Unknown;
        }
        for (one, other) in one.tests.iter_mut().zip(other.tests) {
            if one.verdict != other.verdict {
                one.verdict = ConditionVerdict::Unknown;
                one.gap = Some(Gap::NotStated);
                one.proof = Some(SettlingProof::Statement);
            }
        }
    }
}

/// Takes the kind of need out of what a condition says is stated.
fn hide_kind(part: &mut ConditionPart) {
    for test in &mut part.tests {
        let subject = test.comparison().map(|comparison| &comparison.subject);
        if subject == Some(&Subject::Kind) {
            test.stated = None;
        }
    }
}

/// `needs`, each with the facts of the enterprise that it leaves open and another one states.
fn completed(mut needs: Vec<Need>) -> Vec<Need> {
    let mut attributes = BTreeMap::new();
    for need in &needs {
        for (name, value) in need.attributes.iter().filter(|(_, value)| !value.is_null()) {
            attributes
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
    }
    let region = needs.iter().find_map(|need| need.region.clone());
    let industries = needs.iter().map(|need| need.industries.clone());
    let industries = industries
        .clone()
        .find(|codes| !codes.is_empty())
        .unwrap_or_default();
    for need in &mut needs {
        for (name, value) in &attributes {
            let stated = need
                .attributes
                .entry(name.clone())
                .or_insert_with(|| value.clone());
            if stated.is_null() {
                *stated = value.clone();
            }
        }
        need.region = need.region.take().or_else(|| region.clone());
        if need.industries.is_empty() {
            need.industries.clone_from(&industries);
        }
    }
    needs
}

/// The policy as the need meets it that meets it best; the first of equal ones.
fn best(
    snapshot: &Snapshot,
    asked: &Asked,
    profile: &Profile,
    (options, today): (&RankOptions, Date),
) -> Result<Option<PolicyLine>> {
    let mut found: Option<PolicyLine> = None;
    let unread = profile.unread_conditions();
    let opens = profile.available_from.filter(|day| *day > today);
    for speaker in asked.speakers(profile.kind)? {
        let Some(explained) = speaker.explained(snapshot, profile, options)? else {
            continue;
        };
        // It is the enterprise that applies: whether a need of its own is settled or past its day decides nothing.
        let beside = |reason: &Reason| {
            !matches!(
                reason,
                Reason::Ineligible { .. }
                    | Reason::NeedClosed { .. }
                    | Reason::DeadlinePassed { .. }
            )
        };
        let violations = explained.violations.into_iter();
        let barred: Vec<_> = violations.filter(|v| beside(&v.reason)).collect();
        let standing = match barred.is_empty() {
            true => Eligibility::of(&explained.conditions)
                .with_open(!unread.is_empty() || opens.is_some()),
            false => Eligibility::NotEligible,
        };
        if found
            .as_ref()
            .is_none_or(|line| standing < line.eligibility)
        {
            found = Some(PolicyLine {
                id: profile.id.to_string(),
                name: profile.name.clone(),
                organization: profile.organization.clone(),
                need: speaker.need.clone(),
                eligibility: standing,
                opens,
                conditions: explained.conditions,
                unread: unread.clone(),
                award: explained.award,
                barred,
            });
        }
    }
    Ok(found)
}

impl Answer {
    fn print(&self, out: &mut Output) -> Result<()> {
        if self.policies.is_empty() {
            tell!(
                out,
                "the library holds no active policy",
                "库中没有可申报的政策"
            )?;
        }
        let mut last = None;
        for line in &self.policies {
            if last != Some(line.eligibility) {
                last = Some(line.eligibility);
                let count = self.policies.iter().filter(|l| Some(l.eligibility) == last);
                let (word, count) = (line.eligibility.word(chosen()), count.count());
                tell!(out, "{word} ({count})", "{word}（{count}）")?;
            }
            let office = line.organization.as_deref().unwrap_or_default();
            writeln!(out, "  {} {} {office}", line.id, line.name)?;
            if let Some(day) = line.opens {
                tell!(
                    out,
                    "      Not open yet: applications from {day}.",
                    "      尚未开放申报：自{day}起可申报。"
                )?;
            }
            for sentence in conditions(&line.conditions, chosen()) {
                writeln!(out, "      {sentence}")?;
            }
            for unread in &line.unread {
                tell!(
                    out,
                    "      to be checked by hand: {unread}",
                    "      须人工核实：{unread}"
                )?;
            }
            // Whom a rule bars gets nothing.
            let sum = line
                .award
                .filter(|_| line.eligibility != Eligibility::NotEligible);
            if let Some(sum) = &sum {
                writeln!(out, "      {}", award(sum, chosen()))?;
            }
            for violation in &line.barred {
                writeln!(out, "      {}", worded(violation))?;
            }
        }
        Ok(())
    }
}
