//! What each indicator comes to.

use super::composition::Composition;
use super::document::{CellValue, ReportCell, RowCondition};
use super::indicator::Indicator;
use super::table::{SourceTable, says, says_one};
use crate::error::{Bilingual as _, Wording, say};
use crate::ledger::StageRole;
use crate::push::DeliveryState;

/// The rows that an indicator counts, of all rows of its table.
struct IndicatorRows<'a> {
    source: &'a SourceTable,
    of: Vec<RowCondition>,
    /// Conditions of the part that a share counts.
    part: Vec<RowCondition>,
}

impl Composition<'_> {
    /// The figure of an indicator in the period, or in the compared one; in the whole region, or in one below it.
    pub(super) fn indicator(
        &self,
        indicator: Indicator,
        is_compared: bool,
        region: Option<&str>,
    ) -> ReportCell {
        self.indicator_of(indicator, is_compared, |_| {
            region.map(|region| says("region", region))
        })
    }

    /// The figure of the period for all that lies in a region, at whatever level the report lists regions; of the whole
    /// report without one.
    pub(super) fn indicator_within(
        &self,
        indicator: Indicator,
        region: Option<&str>,
    ) -> ReportCell {
        self.indicator_of(indicator, false, |source| {
            let region = region?;
            let lies_within = |word: &str| {
                let rest = word.strip_prefix(region);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let words = source.words("region", &[]).into_iter();
            let mut within: Vec<String> = words
                .filter(|(word, _)| lies_within(word))
                .map(|(word, _)| word.to_owned())
                .collect();
            if within.is_empty() {
                within.push(region.to_owned());
            }
            Some(says_one("region", within))
        })
    }

    fn indicator_of(
        &self,
        indicator: Indicator,
        is_compared: bool,
        place: impl FnOnce(&SourceTable) -> Option<RowCondition>,
    ) -> ReportCell {
        let period = match is_compared {
            true => self.words.compared(),
            false => self.words.period(),
        };
        let IndicatorRows {
            source,
            mut of,
            part,
        } = self.indicator_rows(indicator, &period);
        of.extend(place(source));
        if indicator.is_share() {
            return source.share(&of, part);
        }
        if indicator != Indicator::SignedAmount {
            return source.count(of);
        }
        let rows = source.rows(&of);
        let amounts = rows
            .iter()
            .map(|&row| self.facts.matches[row].standing.amount);
        ReportCell {
            value: total(amounts),
            behind: Some(source.behind(of)),
        }
    }

    /// Needs whose day of publication is not known: they may be of any period, and no figure of a period counts them.
    pub(super) fn undated_needs(&self) -> usize {
        let needs = self.facts.needs.iter();
        needs.filter(|need| need.published.is_none()).count()
    }

    /// `rule`, which counts needs of a period, with the number of those that it cannot place in any.
    pub(super) fn with_undated(&self, rule: &Wording) -> Wording {
        let (english, chinese) = (rule.english(), rule.chinese());
        match self.undated_needs() {
            0 => rule.clone(),
            undated => say!(
                "{english}; needs without that day, not counted: {undated}",
                "{chinese}；发布日期未填的{undated}项未计入"
            ),
        }
    }

    fn indicator_rows(&self, indicator: Indicator, period: &str) -> IndicatorRows<'_> {
        let words = &self.words;
        let open = || vec![self.is_open()];
        let fits = |fits: &[String]| vec![says_one("fit", fits.iter().cloned())];
        let [clear, possible] = words.fitting();
        let (source, of, part) = match indicator {
            Indicator::NewNeeds => (&self.needs, vec![says("published_in", period)], vec![]),
            Indicator::OpenNeeds => (&self.needs, open(), vec![]),
            Indicator::Coverage => (&self.needs, open(), fits(&[clear, possible])),
            Indicator::ClearCoverage => (&self.needs, open(), fits(&[clear])),
            Indicator::Unmet => {
                let none = words.fit(crate::score::Fit::None);
                (&self.needs, fits(&[none]), vec![])
            }
            Indicator::NewMatches => (&self.matches, vec![says("first_in", period)], vec![]),
            Indicator::Engaged => (&self.matches, vec![says("taken_in", period)], vec![]),
            Indicator::Settled => (&self.matches, vec![says("settled_in", period)], vec![]),
            Indicator::SettlementRate => {
                let done = says("state", words.role(StageRole::Done));
                (&self.matches, vec![says("first_in", period)], vec![done])
            }
            Indicator::SignedAmount => (&self.matches, vec![says("signed_in", period)], vec![]),
            Indicator::Overdue => {
                let overdue = says("overdue", words.overdue(true));
                (&self.matches, vec![overdue], vec![])
            }
            Indicator::Pushes | Indicator::PushArrival => {
                let state = |state: DeliveryState| words.say(&state.wording());
                let arrived = state(DeliveryState::Acknowledged);
                let handed = [DeliveryState::Handed, DeliveryState::Returned].map(state);
                let sent = handed.into_iter().chain([arrived.clone()]);
                let of = vec![says("day_in", period), says_one("state", sent)];
                let part = match indicator.is_share() {
                    true => vec![says("state", arrived)],
                    false => vec![],
                };
                (&self.deliveries, of, part)
            }
        };
        IndicatorRows { source, of, part }
    }
}

/// The sum of amounts: 0 of none, unknown if none of them is stated.
pub(super) fn total(amounts: impl Iterator<Item = Option<f64>>) -> CellValue {
    let (mut sum, mut stated, mut all) = (0.0, 0, 0);
    for amount in amounts {
        all += 1;
        if let Some(amount) = amount {
            stated += 1;
            sum += amount;
        }
    }
    match (all, stated) {
        (0, _) => CellValue::Number(0.0),
        (_, 0) => CellValue::Unknown,
        _ => CellValue::Number(sum),
    }
}

/// What a figure measures: a number, or the percentage of a share; `None` if it is unknown.
pub(super) fn measured(value: &CellValue) -> Option<f64> {
    match value {
        CellValue::Count(count) => Some(*count as f64),
        CellValue::Number(number) => Some(*number),
        CellValue::Share { part, whole } if *whole > 0 => {
            Some(100.0 * *part as f64 / *whole as f64)
        }
        CellValue::Unknown
        | CellValue::Nothing
        | CellValue::Text(_)
        | CellValue::Texts(_)
        | CellValue::Share { .. }
        | CellValue::Day(_)
        | CellValue::Record { .. } => None,
    }
}
