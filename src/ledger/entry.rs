//! Entries: what happened to a match.

use crate::error::{Error, Result, say};
use crate::model::spelled::spelled;
use crate::model::{Date, MAX_AMOUNT, MAX_TEXT_BYTES, Moment, NeedId, ProfileId, is_blank};

spelled! {
    /// What an entry says happened to a match.
    pub enum EntryKind as "entry" {
        /// The profile was proposed for the need.
        Proposed = "proposed" | "推荐" | "已推荐" | "匹配" | "已匹配" | "未对接" | "待对接" | "shown",
        /// The proposal was sent out.
        Pushed = "pushed" | "推送" | "已推送" | "分发" | "已分发" | "派发" | "已派发" | "未反馈" | "待反馈" | "delivered",
        /// Somebody looked at it.
        Viewed = "viewed" | "查看" | "已查看" | "浏览" | "已读" | "点击" | "clicked",
        /// The two sides spoke.
        Contacted = "contacted" | "联系" | "已联系" | "对接" | "已对接" | "对接中" | "洽谈" | "洽谈中" | "已洽谈" | "在谈" | "接洽" | "接洽中" | "已接洽" | "初步对接" | "沟通中" | "跟进中" | "推进中" | "in contact" | "in progress",
        /// One side visited the other.
        Visited = "visited" | "走访" | "已走访" | "实地走访" | "上门" | "实地考察" | "考察",
        /// The two sides met.
        Met = "met" | "会面" | "已会面" | "见面" | "已见面" | "面谈" | "座谈" | "参会",
        /// They agreed to work together.
        Agreed = "agreed" | "达成意向" | "已达成意向" | "意向" | "有意向" | "有合作意向" | "意向合作" | "达成合作意向" | "intent",
        /// They signed.
        Signed = "signed" | "签约" | "已签约" | "签订合同" | "已签合同" | "成交" | "已成交" | "达成合作" | "已合作" | "合作中" | "对接成功" | "contract",
        /// The need was settled by it and struck off.
        Solved = "solved" | "销号" | "已销号" | "解决" | "已解决" | "办结" | "已办结" | "完成" | "已完成" | "已落地" | "settled" | "resolved",
        /// One side declined.
        Refused = "refused" | "拒绝" | "已拒绝" | "婉拒" | "无意向" | "无合作意向" | "没有意向" | "不合适" | "未达成" | "未达成意向" | "未达成合作" | "对接失败" | "未成交" | "不合作" | "declined" | "rejected",
        /// The side that had asked or offered took it back.
        Withdrawn = "withdrawn" | "撤回" | "已撤回" | "撤销" | "已撤销" | "取消" | "已取消" | "放弃" | "已放弃" | "终止" | "已终止" | "cancelled",
        /// Something to remember.
        Note = "note" | "备注" | "记录" | "跟进记录" | "进展",
        /// A day by which something is due.
        Deadline = "deadline" | "设定期限" | "期限" | "限期" | "due",
        /// The match was given to an officer, who sees to it one to one.
        Handed = "handed" | "交办" | "一对一" | "一对一帮扶" | "需一对一" | "转办" | "已转办" | "已交办" | "指派" | "已指派" | "assigned",
        /// An earlier entry was wrong.
        Correction = "correction" | "更正" | "勘误" | "订正" | "作废",
    }
}

/// What an entry says. Everything but the match, the kind and the moment may be unknown.
///
/// # Example
/// ```
/// use qianxian::ledger::{EntryContent, EntryKind};
/// use qianxian::model::{NeedId, ProfileId};
///
/// let (need, profile) = (NeedId::new("n1")?, ProfileId::new("p1")?);
/// let visit = EntryContent::new(need, profile, EntryKind::Visited, "2026-11-30 14:00".parse()?)
///     .by("示例·李科长")
///     .source("走访")
///     .note("看了中试线");
/// assert_eq!(visit.kind, "走访".parse()?);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct EntryContent {
    /// The need of the match.
    pub need: NeedId,
    /// The profile of the match.
    pub profile: ProfileId,
    /// What happened.
    pub kind: EntryKind,
    /// When; of a correction, when it was made.
    pub at: Moment,
    /// Who made the entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Where it comes from: an event, a portal, a telephone call, a visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Why, above all of a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Money agreed on, in 万元, 0 to [`MAX_AMOUNT`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// Probability with which the match was proposed or pushed at its place, above 0 and at most 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub propensity: Option<f64>,
    /// The officer who is responsible from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// The day by which the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Which entry it corrects, and how, if it is a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<EntryCorrection>,
}

/// How a correction corrects an earlier entry, which stays in the ledger as it was written.
///
/// Fields that the correction states take the place of the ones of the corrected entry; the others stay.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct EntryCorrection {
    /// Number of the corrected entry.
    pub of: u64,
    /// Whether it never happened; nothing else is corrected then.
    pub is_struck: bool,
    /// What happened instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<EntryKind>,
    /// When it happened instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// Its number, from 1 in the order of appending.
    pub number: u64,
    /// What it says.
    #[serde(flatten)]
    pub content: EntryContent,
}

impl EntryContent {
    /// An entry of which no more is known.
    #[must_use]
    pub fn new(need: NeedId, profile: ProfileId, kind: EntryKind, at: Moment) -> Self {
        Self {
            need,
            profile,
            kind,
            at,
            by: None,
            source: None,
            reason: None,
            note: None,
            amount: None,
            propensity: None,
            officer: None,
            until: None,
            correction: None,
        }
    }

    /// A correction of the entry `of`, made at `at`; set the fields that were wrong, or strike the entry with
    /// [`EntryContent::struck`].
    #[must_use]
    pub fn correcting(need: NeedId, profile: ProfileId, of: u64, at: Moment) -> Self {
        let correction = EntryCorrection {
            of,
            is_struck: false,
            kind: None,
            at: None,
        };
        Self {
            correction: Some(correction),
            ..Self::new(need, profile, EntryKind::Correction, at)
        }
    }

    /// Says of the corrected entry that it never happened.
    #[must_use]
    pub fn struck(mut self) -> Self {
        if let Some(correction) = &mut self.correction {
            correction.is_struck = true;
        }
        self
    }

    /// Says what happened in place of what the corrected entry says, or when.
    #[must_use]
    pub fn instead(mut self, kind: Option<EntryKind>, at: Option<Moment>) -> Self {
        if let Some(correction) = &mut self.correction {
            correction.kind = kind;
            correction.at = at;
        }
        self
    }

    /// Made by that person.
    #[must_use]
    pub fn by(self, who: impl Into<String>) -> Self {
        Self {
            by: Some(who.into()),
            ..self
        }
    }

    /// From that source.
    #[must_use]
    pub fn source(self, source: impl Into<String>) -> Self {
        Self {
            source: Some(source.into()),
            ..self
        }
    }

    /// For that reason.
    #[must_use]
    pub fn reason(self, reason: impl Into<String>) -> Self {
        Self {
            reason: Some(reason.into()),
            ..self
        }
    }

    /// With that note.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self {
            note: Some(note.into()),
            ..self
        }
    }

    /// Over that much money, in 万元.
    #[must_use]
    pub fn amount(self, amount: f64) -> Self {
        Self {
            amount: Some(amount),
            ..self
        }
    }

    /// Proposed with that probability.
    #[must_use]
    pub fn propensity(self, propensity: f64) -> Self {
        Self {
            propensity: Some(propensity),
            ..self
        }
    }

    /// Given to that officer.
    #[must_use]
    pub fn officer(self, officer: impl Into<String>) -> Self {
        Self {
            officer: Some(officer.into()),
            ..self
        }
    }

    /// With the next step due by that day.
    #[must_use]
    pub fn until(self, day: Date) -> Self {
        Self {
            until: Some(day),
            ..self
        }
    }

    /// The content with its texts trimmed, blank ones unknown.
    ///
    /// # Errors
    /// Invalid input for a text that is too long, a number out of its range, or a field that the kind lacks or cannot
    /// have.
    pub(crate) fn checked(mut self) -> Result<Self> {
        let texts = [
            ("by", &mut self.by),
            ("source", &mut self.source),
            ("reason", &mut self.reason),
            ("note", &mut self.note),
            ("officer", &mut self.officer),
        ];
        for (field, text) in texts {
            *text = plain(field, text.take())?;
        }
        if let Some(amount) = self.amount
            && !(amount.is_finite() && (0.0..=MAX_AMOUNT).contains(&amount))
        {
            let repair = say!(
                "give a number of 万元 from 0 to {MAX_AMOUNT}",
                "请填0至{MAX_AMOUNT}之间的万元数"
            );
            return Err(Error::invalid("amount", amount, repair));
        }
        if let Some(propensity) = self.propensity
            && !(propensity > 0.0 && propensity <= 1.0)
        {
            let repair = say!(
                "give the probability above 0 and at most 1",
                "请填大于0、不超过1的概率"
            );
            return Err(Error::invalid("propensity", propensity, repair));
        }
        self.check_kind()?;
        Ok(self)
    }

    /// Whether the fields are there that the kind means.
    fn check_kind(&self) -> Result<()> {
        let lacks = |field: &str, repair| Err(Error::invalid(field, "", repair));
        match (self.kind, &self.correction) {
            (EntryKind::Correction, None) => lacks(
                "corrects",
                say!(
                    "give the number of the entry that is corrected",
                    "请写明更正的是第几条记录"
                ),
            ),
            (EntryKind::Correction, Some(correction)) => self.check_correction(correction),
            (kind, Some(_)) => Err(Error::invalid(
                "entry",
                kind,
                say!(
                    "only a correction corrects an entry: make it one",
                    "只有更正能更正记录：请改为更正"
                ),
            )),
            (EntryKind::Deadline, None) if self.until.is_none() => lacks(
                "until",
                say!("give the day by which something is due", "请写明到期的日期"),
            ),
            (EntryKind::Handed, None) if self.officer.is_none() => lacks(
                "officer",
                say!(
                    "name the officer to whom the match is handed",
                    "请写明交给哪位负责人"
                ),
            ),
            (EntryKind::Deadline | EntryKind::Handed, None) => Ok(()),
            (
                EntryKind::Proposed
                | EntryKind::Pushed
                | EntryKind::Viewed
                | EntryKind::Contacted
                | EntryKind::Visited
                | EntryKind::Met
                | EntryKind::Agreed
                | EntryKind::Signed
                | EntryKind::Solved
                | EntryKind::Refused
                | EntryKind::Withdrawn
                | EntryKind::Note,
                None,
            ) => Ok(()),
        }
    }

    fn check_correction(&self, correction: &EntryCorrection) -> Result<()> {
        let is_other = correction.kind == Some(EntryKind::Correction);
        if is_other {
            let repair = say!(
                "say what happened instead; a correction does not happen",
                "请写明实际发生的是什么；更正本身不是一种进展"
            );
            return Err(Error::invalid("instead", EntryKind::Correction, repair));
        }
        let states = [&self.source, &self.reason, &self.note, &self.officer];
        let numbers = self.amount.is_some() || self.propensity.is_some() || self.until.is_some();
        // The reason of a strike is why it was struck.
        let states_more = self.source.is_some()
            || self.officer.is_some()
            || numbers
            || correction.kind.is_some()
            || correction.at.is_some();
        if correction.is_struck && states_more {
            let repair = say!(
                "strike the entry, or correct its fields; not both",
                "请作废该记录，或更正其内容，二者不可同时"
            );
            return Err(Error::invalid("corrects", correction.of, repair));
        }
        let says = states_more || states.iter().any(|text| text.is_some());
        if !correction.is_struck && !says {
            let repair = say!(
                "state the fields that were wrong, or strike the entry",
                "请写明有误的内容，或作废该记录"
            );
            return Err(Error::invalid("corrects", correction.of, repair));
        }
        Ok(())
    }
}

/// A text without blanks around it; `None` if nothing is left.
fn plain(field: &str, text: Option<String>) -> Result<Option<String>> {
    let Some(text) = text.filter(|text| !is_blank(text)) else {
        return Ok(None);
    };
    if text.len() > MAX_TEXT_BYTES {
        let repair = say!(
            "shorten it to at most {MAX_TEXT_BYTES} bytes",
            "请缩短到{MAX_TEXT_BYTES}字节以内"
        );
        return Err(Error::invalid(field, text, repair));
    }
    Ok(Some(text.trim().to_owned()))
}
