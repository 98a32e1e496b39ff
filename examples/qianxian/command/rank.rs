//! `qianxian rank`: the best profiles for one need.

use std::collections::BTreeMap;
use std::io::Write as _;

use clap::Args;
use qianxian::explain::{Language, sentences, summary};
use qianxian::model::{Need, NeedId, NeedKind, Profile, ProfileId};
use qianxian::rank::{BarredByRule, Match, Ranking};
use qianxian::rule::Violation;
use qianxian::score::{Explanation, Fit};
use qianxian::text::background;
use qianxian::{Library, RankOptions, Snapshot};
use serde::Serialize;

use crate::failure::Result;
use crate::language::{chosen, counted, has_it, named, tell, worded};
use crate::library::{LibraryArgs, region};
use crate::output::{MatchLine, Output, barred_line, one_line, print_barred, print_matches};
use crate::past::{KeptOut, PastPairs, past, print_past};
use crate::ranking::{RankingArgs, at_least_one};
use crate::success::{Lack, Success};

/// Id of a need that is given as text.
const AD_HOC: &str = "text";
/// Columns of a title.
const TITLE: usize = 100;

/// Rank the profiles of a library for one need, best first
///
/// qianxian rank --library lib --need N-001 -k 10 --explain
///
/// qianxian rank --library lib --text '油系针状焦的制备' --region 淄博 --kind research
///
/// JSON:
/// {"need","title","kind","closed"?,"matches":[{"rank","id","kind","name","organization"?,"region"?,"score",
/// "confidence","fit","cautions"?,"conditions"?,"unread"?,"sentence"?,"explanation"?,"sentences"?}],"barred"?:[{"rule","count","profiles"?:[{"profile",
/// "violation"}]}],"without_text"?,"in_ledger"?:[{"stage","pairs":[{"need","profile"}]}]}.
#[derive(Args, Debug)]
pub(crate) struct Rank {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    asked: Asked,
    /// Region of the need given as text: a path, or a name such as 淄博
    #[arg(long, value_name = "REGION", conflicts_with = "need")]
    region: Option<String>,
    /// Kind of the need given as text (default: research)
    #[arg(long, value_name = "KIND", conflicts_with = "need")]
    kind: Option<NeedKind>,
    /// Matches at most
    #[arg(short, value_name = "N", default_value = "20", value_parser = at_least_one)]
    k: usize,
    /// Give all reasons below each match, and not one sentence
    #[arg(long)]
    explain: bool,
    /// List the profiles that rules bar too, up to -k of each rule, each with the facts that bar it
    #[arg(long)]
    barred: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ranking: RankingArgs,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Asked {
    /// Need of the library, by id or title
    #[arg(long, value_name = "NEED")]
    need: Option<String>,
    /// What is needed, in words; not stored
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

/// The answer to one need.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    need: NeedId,
    title: String,
    kind: NeedKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<Violation>,
    matches: Vec<MatchLine>,
    /// Profiles that rules bar, by rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    barred: Vec<BarredByRule>,
    /// Matches whose profile holds no text to search.
    #[serde(skip_serializing_if = "is_zero")]
    without_text: usize,
    /// Why no match has a probability of success, if somebody could expect one.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_success: Option<Lack>,
    /// Matches that have ended in the ledger.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_ledger: Vec<PastPairs>,
    #[serde(skip)]
    success: Success,
    /// Names of the barred profiles that are listed.
    #[serde(skip)]
    names: BTreeMap<ProfileId, String>,
    /// Keywords of the need.
    #[serde(skip)]
    keywords: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Rank {
    pub(crate) fn run(&self, out: &mut Output, asked: Option<Language>) -> Result<()> {
        let library = self.library.open()?;
        let options = self.ranking.options(&library, self.k)?;
        let snapshot = self.ranking.snapshot(&library)?;
        let need = self.need(&library, &snapshot)?;
        let mut answer = Answer::new(&snapshot, &need, &options, self.explain)?;
        answer.forecast(self.ranking.success(&library, &options)?);
        let listed = answer.matches.iter();
        let listed: Vec<_> = listed
            .map(|line| Ok((need.id.clone(), ProfileId::new(&*line.id)?)))
            .collect::<qianxian::Result<_>>()?;
        answer.in_ledger = past(&library, &self.ranking, &snapshot, listed)?;
        if self.barred {
            answer.barred = snapshot.barred(&need, &options, self.k)?;
            for one in answer.barred.iter().flat_map(|by| &by.profiles) {
                let name = snapshot.profile(&one.profile)?.name;
                answer.names.insert(one.profile.clone(), name);
            }
        }
        if let Some(language) = asked {
            answer.tell(language);
        }
        if self.json {
            out.named_json(&answer, &snapshot)
        } else {
            answer.print(out)
        }
    }

    fn need(&self, library: &Library, snapshot: &Snapshot) -> Result<Need> {
        if let Some(text) = &self.asked.need {
            return Ok(snapshot.find_need(text)?);
        }
        let mut need = ad_hoc(self.asked.text.as_deref().unwrap_or_default())?;
        need.kind = self.kind.unwrap_or(need.kind);
        if let Some(name) = &self.region {
            need.region = Some(region(library, name)?);
        }
        Ok(need)
    }
}

/// A need of these words. The first sentence that asks for something is its title, the others its description, in which
/// what introduces the firm weighs less; one sentence is a title alone.
fn ad_hoc(text: &str) -> Result<Need> {
    let introductions = background(text);
    let asks = |start: usize| !introductions.iter().any(|range| range.contains(&start));
    let (mut title, mut others) = (None, String::new());
    let mut start = 0;
    for sentence in text.split_inclusive(['。', '！', '？', '\n']) {
        if title.is_none() && asks(start) && !sentence.trim().is_empty() {
            title = Some(sentence.trim());
        } else {
            others.push_str(sentence);
        }
        start += sentence.len();
    }
    let mut need = Need::new(AD_HOC, title.unwrap_or(text))?;
    if title.is_some() {
        others.trim().clone_into(&mut need.description);
    }
    Ok(need)
}

impl Answer {
    /// Ranks `need`; with the reasons of each match if `explain`.
    pub(crate) fn new(
        snapshot: &Snapshot,
        need: &Need,
        options: &RankOptions,
        explain: bool,
    ) -> Result<Self> {
        let Ranking {
            matches, closed, ..
        } = snapshot.rank(need, options)?;
        let profiles = matches.iter().map(|found| snapshot.profile(&found.profile));
        let profiles: Vec<Profile> = profiles.collect::<qianxian::Result<_>>()?;
        let without_text = profiles.iter().filter(|p| !p.has_text()).count();
        // The need is analysed once for all of them.
        let explained = snapshot.explain_many(need, &profiles, options)?;
        let found = matches.iter().zip(profiles).zip(explained).enumerate();
        let line =
            |(i, ((found, profile), explained)): (usize, ((&Match, Profile), Explanation))| {
                MatchLine {
                    rank: i + 1,
                    unread: profile.unread_conditions(),
                    id: profile.id.to_string(),
                    kind: profile.kind.into(),
                    name: profile.name,
                    organization: profile.organization,
                    region: profile.region.map(|region| region.to_string()),
                    score: found.score,
                    confidence: found.confidence,
                    success: None,
                    fit: found.fit,
                    cautions: explained.cautions.clone(),
                    conditions: explained.conditions.clone(),
                    sentence: summary(&explained, chosen()),
                    explanation: explain.then_some(explained),
                    sentences: Vec::new(),
                }
            };
        let lines: Vec<MatchLine> = found.map(line).collect();
        Ok(Self {
            need: need.id.clone(),
            title: need.title.clone(),
            keywords: need.keywords.clone(),
            kind: need.kind,
            closed,
            matches: lines,
            barred: snapshot.barred(need, options, 0)?,
            no_success: None,
            in_ledger: Vec::new(),
            success: Success::default(),
            names: BTreeMap::new(),
            without_text,
        })
    }

    /// Sets what the ledger teaches of success beside each score.
    fn forecast(&mut self, success: Success) {
        for line in &mut self.matches {
            line.success = success.forecast(line.score);
        }
        self.no_success = success.lacks();
        self.success = success;
    }

    /// Puts the reasons into sentences.
    fn tell(&mut self, language: Language) {
        for line in &mut self.matches {
            let explanation = line.explanation.as_ref();
            line.sentences = explanation.map_or_else(Vec::new, |why| sentences(why, language));
        }
    }

    /// Says which of the matches nothing ties to the need.
    fn print_fit(&self, out: &mut Output) -> Result<()> {
        let unfit = self.matches.iter().filter(|m| m.fit == Fit::None).count();
        if unfit == self.matches.len() {
            tell!(
                out,
                "no adequate match: nothing that names the subject ties any of these profiles to the need",
                "没有合适的结果：所列供方都没有与该需求主题相关的内容"
            )?;
        } else if unfit > 0 {
            let (these, them) = match unfit {
                1 => ("one of them".to_owned(), "it"),
                _ => (format!("these {unfit}"), "them"),
            };
            tell!(
                out,
                "fit none: nothing that names the subject ties {these} to the need; --least-fit possible leaves {them} out",
                "适配为“无”：其中{unfit}个供方没有与该需求主题相关的内容；加 --least-fit possible 可去掉它们"
            )?;
        }
        Ok(())
    }

    pub(crate) fn print(&self, out: &mut Output) -> Result<()> {
        let title = one_line(&self.title, TITLE);
        tell!(
            out,
            "need {} ({}): {title}",
            "需求 {}（{}）：{title}",
            self.need,
            named!(self.kind)
        )?;
        match &self.closed {
            Some(why) => {
                let why = worded(why);
                tell!(
                    out,
                    "closed, nothing is ranked: {why}",
                    "已关闭，不排序：{why}"
                )?;
            }
            None if self.matches.is_empty() => tell!(
                out,
                "no profile is admitted; import profiles of a fitting kind, or ask with fewer limits",
                "没有符合条件的供方；请导入合适类别的供方，或减少限制"
            )?,
            None => {
                print_matches(out, &self.matches, &self.keywords)?;
                self.print_fit(out)?;
                self.success.print(out)?;
            }
        }
        print_past(out, &self.in_ledger, KeptOut::Profile("--exclude"))?;
        if let Some(line) = barred_line(&self.barred) {
            writeln!(out, "{line}")?;
        }
        print_barred(out, &self.barred, &self.names)?;
        if self.without_text > 0 {
            let (without, all) = (self.without_text, self.matches.len());
            let of_profiles = counted(all, "listed profile", "listed profiles");
            let (have, them) = has_it(without);
            tell!(
                out,
                "{without} of {of_profiles} {have} no text to search, so facts alone place {them}; import {them} \
                 with 研究方向 or 简介",
                "所列{all}个供方中有{without}个没有可检索的文本，只按结构字段排列；请补充 研究方向 或 简介 后导入"
            )?;
        }
        Ok(())
    }
}
