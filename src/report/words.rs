//! The words that cells say, in the language of a report.

use super::document::{ReportPeriod, ReportScope};
use super::facts::{NeedSupply, ReportFacts};
use crate::error::{Bilingual as _, Wording, say};
use crate::ledger::{StageRole, Stages};
use crate::model::{Date, Language, RegionPath};
use crate::score::Fit;

/// The words of one report.
#[derive(Debug)]
pub(super) struct ReportWords<'a> {
    scope: &'a ReportScope,
    stages: &'a Stages,
    /// Levels of a region path that are shown.
    depth: usize,
}

impl<'a> ReportWords<'a> {
    pub(super) fn new(facts: &'a ReportFacts) -> Self {
        let stages = &facts.stages;
        Self {
            scope: &facts.scope,
            stages,
            depth: depth(facts),
        }
    }

    pub(super) fn say(&self, wording: &Wording) -> String {
        wording.in_language(self.scope.language).to_owned()
    }

    pub(super) fn is_chinese(&self) -> bool {
        self.scope.language == Language::Chinese
    }

    /// A region down to the level below the one of the report.
    pub(super) fn region(&self, region: &RegionPath) -> String {
        let levels: Vec<&str> = region.levels().take(self.depth).collect();
        levels.join("/")
    }

    pub(super) fn state(&self, is_open: bool) -> String {
        self.say(&match is_open {
            true => say!("open", "可对接"),
            false => say!("closed", "已关闭"),
        })
    }

    pub(super) fn place(&self, is_here: bool) -> String {
        self.say(&match is_here {
            true => say!("here", "本地"),
            false => say!("elsewhere", "外地"),
        })
    }

    pub(super) fn nowhere(&self) -> String {
        self.say(&say!("nowhere", "无"))
    }

    /// Whence an open need is served.
    pub(super) fn served(&self, served: &NeedSupply) -> String {
        match (served.here.is_empty(), served.elsewhere.is_empty()) {
            (false, _) => self.place(true),
            (true, false) => self.place(false),
            (true, true) => self.nowhere(),
        }
    }

    pub(super) fn asked(&self, is_asked: bool) -> String {
        self.say(&match is_asked {
            true => say!("asked for", "有需求"),
            false => say!("not asked for", "无需求"),
        })
    }

    pub(super) fn overdue(&self, is_overdue: bool) -> String {
        self.say(&match is_overdue {
            true => say!("overdue", "超期"),
            false => say!("in time", "未超期"),
        })
    }

    pub(super) fn signed(&self, is_signed: bool) -> String {
        self.say(&match is_signed {
            true => say!("signed", "已签约"),
            false => say!("not signed", "未签约"),
        })
    }

    pub(super) fn fit(&self, fit: Fit) -> String {
        self.say(&fit.wording())
    }

    /// The fits of a need that is served.
    pub(super) fn fitting(&self) -> [String; 2] {
        [Fit::Clear, Fit::Possible].map(|fit| self.fit(fit))
    }

    pub(super) fn role(&self, role: StageRole) -> String {
        self.say(&match role {
            StageRole::Waiting | StageRole::Engaged => say!("in progress", "在办"),
            StageRole::Done => say!("settled", "已销号"),
            StageRole::Ended => say!("ended", "已终止"),
        })
    }

    /// Name of a stage: its id in English.
    pub(super) fn stage(&self, id: &str) -> String {
        match self.stages.get(id) {
            Some(stage) if self.is_chinese() => stage.name.clone(),
            _ => id.to_owned(),
        }
    }

    /// The stages of the way, in order.
    pub(super) fn way(&self) -> impl Iterator<Item = (usize, String)> {
        let stages = self.stages.all().iter().enumerate();
        let way = stages.filter(|(_, stage)| stage.role != StageRole::Ended);
        way.map(|(at, stage)| (at, self.stage(&stage.id)))
    }

    /// The stages of the way up to the one at `furthest`.
    pub(super) fn reached(&self, furthest: u32) -> Vec<String> {
        let way = self.way().filter(|(at, _)| *at <= furthest as usize);
        way.map(|(_, name)| name).collect()
    }

    pub(super) fn period(&self) -> String {
        self.say(&say!("period", "本期"))
    }

    pub(super) fn compared(&self) -> String {
        self.say(&say!("compared period", "同期"))
    }

    /// In which of the two periods a day lies.
    pub(super) fn periods(&self, day: Option<Date>) -> Vec<String> {
        let lies = |period: &ReportPeriod| day.is_some_and(|day| period.contains(day));
        let mut periods = Vec::new();
        if lies(&self.scope.period) {
            periods.push(self.period());
        }
        if self.scope.compared.as_ref().is_some_and(lies) {
            periods.push(self.compared());
        }
        periods
    }
}

/// The levels of region paths that are shown: one more than the report's region has, or than all needs share.
fn depth(facts: &ReportFacts) -> usize {
    if let Some(region) = &facts.region {
        return region.depth() + 1;
    }
    let mut regions = facts.needs.iter().filter_map(|need| need.region.as_ref());
    let Some(first) = regions.next() else {
        return 1;
    };
    let shared = regions.fold(first.depth(), |shared, region| {
        shared.min(first.common_depth(region))
    });
    shared + 1
}
