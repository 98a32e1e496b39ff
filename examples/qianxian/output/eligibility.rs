//! Conditions of eligibility and barred profiles, for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use qianxian::explain::{Language, conditions};
use qianxian::model::ProfileId;
use qianxian::rank::BarredByRule;
use qianxian::rule::{Caution, ConditionPart, ConditionRemark, ConditionVerdict, Side, Violation};

use crate::language::{chosen, counted, named, pick, say, tell, worded};

/// Whether a need meets the conditions of a profile, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Eligibility {
    /// It meets all of them.
    Eligible,
    /// It breaks none, and some are unknown.
    EligibleIf,
    /// It breaks one.
    NotEligible,
}

impl Eligibility {
    pub(crate) fn of(parts: &[ConditionPart]) -> Self {
        let has = |verdict| parts.iter().any(|part| part.verdict == verdict);
        if has(ConditionVerdict::Broken) {
            Self::NotEligible
        } else if has(ConditionVerdict::Unknown) {
            Self::EligibleIf
        } else {
            Self::Eligible
        }
    }

    /// The standing where something `is_open`: conditions in words that somebody has to look at, a first day to come.
    pub(crate) fn with_open(self, is_open: bool) -> Self {
        match self {
            Self::Eligible if is_open => Self::EligibleIf,
            standing => standing,
        }
    }

    pub(crate) fn word(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Eligible, Language::Chinese) => "可申报",
            (Self::EligibleIf, Language::Chinese) => "核实后可申报",
            (Self::NotEligible, Language::Chinese) => "不可申报",
            (Self::Eligible, _) => "eligible",
            (Self::EligibleIf, _) => "eligible if",
            (Self::NotEligible, _) => "not eligible",
        }
    }
}

/// One line on the conditions that decide: the broken ones, else the unknown ones, else how many are met; with the ones
/// in words that were not read. `None` of a profile that sets none.
pub(crate) fn eligibility_note(parts: &[ConditionPart], unread: &[String]) -> Option<String> {
    /// Most characters of the words that are shown.
    const SHOWN: usize = 60;
    let language = chosen();
    if parts.is_empty() && unread.is_empty() {
        return None;
    }
    let standing = Eligibility::of(parts);
    let decisive = match standing {
        Eligibility::Eligible => ConditionVerdict::Met,
        Eligibility::EligibleIf => ConditionVerdict::Unknown,
        Eligibility::NotEligible => ConditionVerdict::Broken,
    };
    let decisive: Vec<ConditionPart> = parts
        .iter()
        .filter(|part| part.verdict == decisive)
        .cloned()
        .collect();
    let word = standing.with_open(!unread.is_empty()).word(language);
    let mut said = conditions(&decisive, language).join("");
    if standing != Eligibility::NotEligible && !unread.is_empty() {
        let words: String = unread.join("；").chars().take(SHOWN).collect();
        if !said.is_empty() {
            said += pick(" ", "");
        }
        said += &say!("to be checked by hand: {words}", "须人工核实：{words}");
    }
    Some(say!("{word}: {said}", "{word}：{said}"))
}

/// A condition that may not do what its author means, in one line.
pub(crate) fn condition_warning(remark: &ConditionRemark) -> String {
    let said = worded(remark);
    say!("warning: {said}", "警告：{said}")
}

/// A relation that has to be confirmed, in one line.
pub(crate) fn caution_note(caution: &Caution) -> String {
    match caution {
        Caution::RelatedOrganization { organization, .. } => {
            say!(
                "possible conflict, confirm: {organization} may be of one group with the enterprise",
                "可能存在利益冲突，请核实：{organization}可能与企业属于同一集团"
            )
        }
        Caution::Namesake { name, organization } => {
            say!(
                "possible conflict, confirm: one of the enterprise's people is named {name} too; this one is of {organization}",
                "可能存在利益冲突，请核实：企业人员中也有{name}，该供方在{organization}"
            )
        }
        Caution::StatedRelation {
            organization,
            owner,
        } => {
            say!(
                "possible conflict, confirm: {organization} and the enterprise belong to {owner}",
                "可能存在利益冲突，请核实：{organization}与企业同属{owner}"
            )
        }
        Caution::NearDeclaration {
            by: Side::Need,
            declared,
            name,
        } => say!(
            "possible conflict, confirm: the enterprise declares a conflict with, or refuses, {declared}, and {name} is near",
            "可能存在利益冲突，请核实：企业声明回避或不接受{declared}，供方{name}名称相近或有隶属关系"
        ),
        Caution::NearDeclaration { declared, name, .. } => say!(
            "possible conflict, confirm: the owner declares a conflict with, or refuses, {declared}, and {name} is near",
            "可能存在利益冲突，请核实：供方声明回避或不接受{declared}，企业{name}名称相近或有隶属关系"
        ),
        other => say!(
            "possible conflict, confirm: {other:?}",
            "可能存在利益冲突，请核实：{other:?}"
        ),
    }
}

/// How many profiles rules bar, and by which.
pub(crate) fn barred_line(barred: &[BarredByRule]) -> Option<String> {
    let total: u64 = barred.iter().map(|by| by.count).sum();
    let each = barred
        .iter()
        .map(|by| say!("{} by {}", "{1} {0}个", by.count, named!(by.rule)));
    let each = each.collect::<Vec<_>>().join(say!(", ", "，").as_str());
    (total > 0).then(|| {
        let profiles = counted(total, "profile is", "profiles are");
        say!(
            "{profiles} barred: {each}",
            "按规则排除供方{total}个：{each}"
        )
    })
}

/// Prints the barred profiles, below the rule of each.
pub(crate) fn print_barred(
    out: &mut dyn Write,
    barred: &[BarredByRule],
    names: &BTreeMap<ProfileId, String>,
) -> io::Result<()> {
    for by in barred.iter().filter(|by| !by.profiles.is_empty()) {
        let (rule, count) = (named!(by.rule), by.count);
        tell!(
            out,
            "\nbarred by {rule} ({count})",
            "\n被规则“{rule}”排除（{count}）"
        )?;
        for one in &by.profiles {
            let (profile, detail) = (&one.profile, reason(&one.violation));
            let name = names.get(profile).map_or("", String::as_str);
            tell!(
                out,
                "  {profile} {name}: {detail}",
                "　{profile} {name}：{detail}"
            )?;
        }
        let more = by.count.saturating_sub(by.profiles.len() as u64);
        if more > 0 {
            tell!(out, "  and {more} more", "　另有{more}个")?;
        }
    }
    Ok(())
}

/// The facts that bar a profile, below the name of their rule.
fn reason(violation: &Violation) -> String {
    let said = worded(violation);
    let mark = say!("{}: ", "{}：", named!(violation.rule));
    said.strip_prefix(&mark).unwrap_or(&said).to_owned()
}
