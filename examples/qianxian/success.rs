//! The probability of success beside a score, as far as the ledger teaches one.

use std::io::Write;

use qianxian::RankOptions;
use qianxian::engine::{SuccessForecast, SuccessModel};
use qianxian::ledger::{DeskFilter, Ledger};
use serde::Serialize;

use crate::failure::Result;
use crate::language::say;

/// What a ledger teaches of success.
#[derive(Debug, Default)]
pub(crate) struct Success {
    model: Option<SuccessModel>,
    /// Why there is no probability, if somebody could expect one.
    lacks: Option<Lack>,
}

/// Why no probability of success is shown.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Lack {
    /// None was learned yet.
    NotLearned,
    /// It was learned with other weights.
    OtherWeights,
}

impl Success {
    /// A ledger without entries teaches nothing, and nothing is expected of it.
    pub(crate) fn of(ledger: &Ledger<'_>, options: &RankOptions) -> Result<Self> {
        let model = ledger.success_model()?;
        let lacks = match &model {
            Some(model) if model.holds_for(options) => None,
            Some(_) => Some(Lack::OtherWeights),
            None => {
                let all = DeskFilter::all().limit(0);
                let is_used = ledger.desk(&all)?.total > 0;
                is_used.then_some(Lack::NotLearned)
            }
        };
        let model = model.filter(|_| lacks.is_none());
        Ok(Self { model, lacks })
    }

    pub(crate) fn forecast(&self, score: f64) -> Option<SuccessForecast> {
        self.model.as_ref().map(|model| model.forecast(score))
    }

    pub(crate) fn lacks(&self) -> Option<Lack> {
        self.lacks
    }

    /// Says where the probabilities come from, or why there are none.
    pub(crate) fn print(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let said = match (&self.model, self.lacks) {
            (Some(model), _) => {
                let count = model.reliability.outcomes;
                let apart = model.reliability.calibration_error;
                say!(
                    "success: probability that such a match succeeds, from {count} that ended, learned on {}; off by {apart:.2} on needs not seen",
                    "成功：此类对接成功的概率，据{count}个已结束的对接于 {} 学得；在未见过的需求上平均相差{apart:.2}",
                    model.learned
                )
            }
            (None, Some(Lack::NotLearned)) => say!(
                "no probability of success yet: `learn --ledger` finds one once 15 matches have succeeded and 15 have not",
                "暂无成功概率：成功和未成的对接各达15个后，可用 learn --ledger 学得"
            ),
            (None, Some(Lack::OtherWeights)) => say!(
                "no probability of success: it was learned with other weights; run `learn --ledger` with these",
                "不给出成功概率：它是按其他权重学得的；请用这些权重运行 learn --ledger"
            ),
            (None, None) => return Ok(()),
        };
        writeln!(out, "{said}")
    }
}
