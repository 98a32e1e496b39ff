//! `qianxian stats`: the contents of a library.

use std::collections::BTreeMap;
use std::io::Write as _;

use clap::Args;
use qianxian::Snapshot;
use qianxian::engine::{CodeOrigins, Contents, Counts};
use qianxian::model::{NeedKind, NeedStatus, ProfileKind};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{RecordKind, counted, has_it, pick, say, tell, word};
use crate::library::LibraryArgs;
use crate::output::{Column, Output, Table};

/// Count what a library holds, by kind, and the memory that ranking takes
///
/// JSON: {"counts":{"needs","profiles","evidence","segments","compiled_bytes","mapped_bytes"},"needs_by_kind":{kind:n},
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

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Codes {
    need_industries: CodeOrigins,
    need_disciplines: CodeOrigins,
    profile_industries: CodeOrigins,
    profile_disciplines: CodeOrigins,
}

fn origins(codes: CodeOrigins) -> String {
    let CodeOrigins {
        stated,
        inferred,
        unknown,
        ..
    } = codes;
    say!(
        "{stated} stated, {inferred} inferred from text, {unknown} unknown",
        "{stated}条已填写，{inferred}条由文本推断，{unknown}条未知"
    )
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
            mapped_bytes,
            ..
        } = self.counts;
        self.kinds.print(out)?;
        if enterprises > 0 {
            let firms = counted(enterprises, "enterprise", "enterprises");
            tell!(out, "{firms}", "{enterprises}家企业")?;
        }
        let documents = counted(evidence, "evidence document", "evidence documents");
        let spread = counted(segments, "segment", "segments");
        tell!(
            out,
            "\n{documents} (statements and works) in {spread}",
            "\n{evidence}篇证据文档（陈述和成果），分布在{segments}个段中"
        )?;
        let codes = &self.kinds.codes;
        tell!(
            out,
            "industries of needs: {}",
            "需求的行业：{}",
            origins(codes.need_industries)
        )?;
        tell!(
            out,
            "industries of profiles: {}",
            "供方的行业：{}",
            origins(codes.profile_industries)
        )?;
        tell!(
            out,
            "disciplines of needs: {}",
            "需求的学科：{}",
            origins(codes.need_disciplines)
        )?;
        tell!(
            out,
            "disciplines of profiles: {}",
            "供方的学科：{}",
            origins(codes.profile_disciplines)
        )?;
        let [resident, mapped] = [compiled_bytes, mapped_bytes].map(|bytes| bytes as f64 / 1e6);
        tell!(
            out,
            "{resident:.1} MB resident to rank, {mapped:.1} MB of files mapped",
            "排序常驻内存 {resident:.1} MB，映射文件 {mapped:.1} MB"
        )?;
        let (words, groups) = (self.words, self.synonym_groups);
        let of_words = counted(words, "word", "words");
        let of_groups = counted(groups, "group", "groups");
        tell!(
            out,
            "lexicon: {of_words}, {of_groups} of synonyms",
            "词典：{words}个词，{groups}组同义词"
        )?;
        Ok(())
    }
}

/// The name of a row of kinds: that of the needs, and that of the profiles where it is another (融资需求／金融产品).
fn kind_name(spelling: &str) -> String {
    let need = NeedKind::ALL.iter().find(|kind| kind.as_str() == spelling);
    let profile = ProfileKind::ALL
        .iter()
        .find(|kind| kind.as_str() == spelling);
    let need = need.map(|&kind| RecordKind::from(kind).name());
    let profile = profile.map(|&kind| RecordKind::from(kind).name());
    let names = need.into_iter().chain(profile.filter(|_| need != profile));
    names.collect::<Vec<_>>().join("／")
}

impl Kinds {
    /// O(profiles + text of the needs).
    pub(crate) fn of(snapshot: &Snapshot) -> Result<Self> {
        let Contents {
            needs_by_kind,
            needs_by_status,
            profiles_by_kind,
            profiles_without_text,
            need_industries,
            need_disciplines,
            profile_industries,
            profile_disciplines,
            ..
        } = snapshot.contents()?;
        // A kind that no record has is shown with a 0.
        let needs = NeedKind::ALL
            .iter()
            .map(|kind| (kind, needs_by_kind.get(kind)));
        let profiles = ProfileKind::ALL
            .iter()
            .map(|kind| (kind, profiles_by_kind.get(kind)));
        let statuses = needs_by_status.iter();
        Ok(Self {
            needs_by_kind: needs
                .map(|(kind, n)| (kind.as_str(), n.copied().unwrap_or(0)))
                .collect(),
            needs_by_status: statuses.map(|(status, &n)| (status.as_str(), n)).collect(),
            profiles_by_kind: profiles
                .map(|(kind, n)| (kind.as_str(), n.copied().unwrap_or(0)))
                .collect(),
            profiles_without_text,
            codes: Codes {
                need_industries,
                need_disciplines,
                profile_industries,
                profile_disciplines,
            },
        })
    }

    pub(crate) fn print(&self, out: &mut Output) -> Result<()> {
        let mut table = Table::new([
            Column::text("", 20),
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
            let (have, them) = has_it(without);
            tell!(
                out,
                "{without} of {all} profiles {have} no text to search; import {them} with 研究方向 or 简介",
                "{all}个供方中有{without}个没有可检索的文本；请补充 研究方向 或 简介 后导入"
            )?;
        }
        Ok(())
    }
}
