//! `qianxian stats`: the contents of a library.

use std::collections::BTreeMap;
use std::io::Write as _;

use clap::Args;
use qianxian::Snapshot;
use qianxian::engine::Counts;
use qianxian::infer::{self, Inference};
use qianxian::model::{Code, NeedKind, NeedStatus, ProfileKind};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{kind as kind_name, pick, say, tell, word};
use crate::library::LibraryArgs;
use crate::output::{Column, Output, Table};

/// Count what a library holds, by kind, and the memory that ranking takes
///
/// JSON: {"counts":{"needs","profiles","evidence","segments","compiled_bytes"},"needs_by_kind":{kind:n},
/// "needs_by_status":{status:n},"profiles_by_kind":{kind:n},"profiles_without_text","codes":{"need_industries":{"stated","inferred",
/// "unknown"},"need_disciplines",..,"profile_industries",..,"profile_disciplines",..},"words","synonym_groups"}.
#[derive(Args, Debug)]
pub(crate) struct Stats {
    #[command(flatten)]
    library: LibraryArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Number of records by kind.
#[derive(Debug, Serialize)]
pub(crate) struct Kinds {
    needs_by_kind: BTreeMap<&'static str, usize>,
    needs_by_status: BTreeMap<&'static str, usize>,
    profiles_by_kind: BTreeMap<&'static str, usize>,
    /// Profiles that hold no text to search.
    profiles_without_text: usize,
    codes: Codes,
}

/// Number of records that state their codes, and of others whose codes are inferred.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Origin {
    stated: usize,
    inferred: usize,
    unknown: usize,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Codes {
    need_industries: Origin,
    need_disciplines: Origin,
    profile_industries: Origin,
    profile_disciplines: Origin,
}

impl Origin {
    fn count(&mut self, stated: &[Code], inferred: &[Inference]) {
        match (stated.is_empty(), inferred.is_empty()) {
            (false, _) => self.stated += 1,
            (true, false) => self.inferred += 1,
            (true, true) => self.unknown += 1,
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            stated,
            inferred,
            unknown,
        } = self;
        write!(
            f,
            "{}",
            say!(
                "{stated} stated, {inferred} inferred from text, {unknown} unknown",
                "{stated}条已填写，{inferred}条由文本推断，{unknown}条未知"
            )
        )
    }
}

#[derive(Debug, Serialize)]
struct Answer {
    counts: Counts,
    #[serde(flatten)]
    kinds: Kinds,
    words: usize,
    synonym_groups: usize,
}

impl Stats {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let snapshot = crate::library::snapshot(&library)?;
        let lexicon = library.lexicon();
        let answer = Answer {
            counts: snapshot.counts()?,
            kinds: Kinds::of(&snapshot)?,
            words: lexicon.words().len(),
            synonym_groups: lexicon.groups().len(),
        };
        if self.json {
            return out.json(&answer);
        }
        answer.print(out)
    }
}

impl Answer {
    fn print(&self, out: &mut Output) -> Result<()> {
        let Counts {
            enterprises,
            evidence,
            segments,
            compiled_bytes,
            ..
        } = self.counts;
        self.kinds.print(out)?;
        if enterprises > 0 {
            tell!(out, "{enterprises} enterprises", "{enterprises}家企业")?;
        }
        tell!(
            out,
            "\n{evidence} evidence documents (statements and works) in {segments} segments",
            "\n{evidence}篇证据文档（陈述和成果），分布在{segments}个段中"
        )?;
        let codes = &self.kinds.codes;
        tell!(
            out,
            "industries of needs: {}",
            "需求的行业：{}",
            codes.need_industries
        )?;
        tell!(
            out,
            "industries of profiles: {}",
            "供方的行业：{}",
            codes.profile_industries
        )?;
        tell!(
            out,
            "disciplines of needs: {}",
            "需求的学科：{}",
            codes.need_disciplines
        )?;
        tell!(
            out,
            "disciplines of profiles: {}",
            "供方的学科：{}",
            codes.profile_disciplines
        )?;
        let megabytes = compiled_bytes as f64 / 1e6;
        tell!(
            out,
            "{megabytes:.1} MB resident to rank",
            "排序常驻内存 {megabytes:.1} MB"
        )?;
        let (words, groups) = (self.words, self.synonym_groups);
        tell!(
            out,
            "lexicon: {words} words, {groups} groups of synonyms",
            "词典：{words}个词，{groups}组同义词"
        )?;
        Ok(())
    }
}

impl Kinds {
    /// Reads every record: O(library), one record in memory at a time but for the needs.
    pub(crate) fn of(snapshot: &Snapshot) -> Result<Self> {
        let mut kinds = Self {
            needs_by_kind: NeedKind::ALL
                .iter()
                .map(|kind| (kind.as_str(), 0))
                .collect(),
            needs_by_status: BTreeMap::new(),
            profiles_by_kind: ProfileKind::ALL.iter().map(|k| (k.as_str(), 0)).collect(),
            profiles_without_text: 0,
            codes: Codes::default(),
        };
        let codes = &mut kinds.codes;
        for need in snapshot.needs()? {
            *kinds.needs_by_kind.entry(need.kind.as_str()).or_default() += 1;
            *kinds
                .needs_by_status
                .entry(need.status.as_str())
                .or_default() += 1;
            let made = infer::need(&need);
            codes
                .need_industries
                .count(&need.industries, &made.industries);
            codes
                .need_disciplines
                .count(&need.disciplines, &made.disciplines);
        }
        for id in snapshot.profile_ids()? {
            let profile = snapshot.profile(&id)?;
            let kind = profile.kind.as_str();
            *kinds.profiles_by_kind.entry(kind).or_default() += 1;
            kinds.profiles_without_text += usize::from(!profile.has_text());
            let made = infer::profile(&profile);
            codes
                .profile_industries
                .count(&profile.industries, &made.industries);
            codes
                .profile_disciplines
                .count(&profile.disciplines, &made.disciplines);
        }
        Ok(kinds)
    }

    pub(crate) fn print(&self, out: &mut Output) -> Result<()> {
        let mut table = Table::new([
            Column::text("", 12),
            Column::number("needs"),
            Column::number("profiles"),
        ]);
        let shown = |count: Option<&usize>| count.map(usize::to_string).unwrap_or_default();
        let needs = NeedKind::ALL.iter().map(|kind| kind.as_str());
        let profiles = ProfileKind::ALL.iter().map(|kind| kind.as_str());
        let only_profiles = profiles.filter(|kind| !self.needs_by_kind.contains_key(kind));
        for kind in needs.chain(only_profiles) {
            table.row([
                kind_name(kind),
                shown(self.needs_by_kind.get(kind)),
                shown(self.profiles_by_kind.get(kind)),
            ]);
        }
        let total = |kinds: &BTreeMap<_, usize>| kinds.values().sum::<usize>().to_string();
        table.row([
            pick("all", "合计").to_owned(),
            total(&self.needs_by_kind),
            total(&self.profiles_by_kind),
        ]);
        table.print(out)?;
        let statuses = self.needs_by_status.iter();
        let statuses: Vec<String> = statuses
            .map(|(status, n)| format!("{n} {}", word(status, NeedStatus::as_chinese)))
            .collect();
        if !statuses.is_empty() {
            tell!(
                out,
                "needs by status: {}",
                "需求状态：{}",
                statuses.join(", ")
            )?;
        }
        if self.profiles_without_text > 0 {
            let (without, all) = (self.profiles_without_text, total(&self.profiles_by_kind));
            tell!(
                out,
                "{without} of {all} profiles have no text to search; import them with 研究方向 or 简介",
                "{all}个供方中有{without}个没有可检索的文本；请补充 研究方向 或 简介 后导入"
            )?;
        }
        Ok(())
    }
}
