//! Names of the metrics.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, say};

/// A measure of one need's ranking, from 0 to 1, higher is better.
///
/// A cut at k looks at the first k profiles only; lists shorter than k are fine. One spelling
/// each, in text and in serde: `ndcg@10`, `ndcg`, `ndcg_exp@10`, `ndcg_exp`, `mrr`, `mrr@10`,
/// `map`, `map@100`, `p@5`, `recall@100`, `success@1`.
///
/// # Example
/// ```
/// use qianxian::eval::Metric;
///
/// let metric: Metric = "recall@100".parse()?;
/// assert_eq!(metric.to_string(), "recall@100");
/// assert!("recall@0".parse::<Metric>().unwrap_err().is_invalid_input());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[non_exhaustive]
pub enum Metric {
    /// Normalised discounted cumulative gain (Järvelin and Kekäläinen, TOIS 2002), as
    /// `trec_eval` has it: Σ grade / log₂(rank + 1), over the same sum of the best order of
    /// all judged profiles.
    Ndcg(Option<NonZeroUsize>),
    /// nDCG with gain 2^grade − 1 (Burges et al., ICML 2005), which stresses the top grades.
    NdcgExp(Option<NonZeroUsize>),
    /// Reciprocal rank of the first relevant profile, 0 if none is found; its mean is MRR.
    Mrr(Option<NonZeroUsize>),
    /// Average precision: precision at the rank of each relevant profile, summed, over the
    /// number of all relevant ones; its mean is MAP.
    Map(Option<NonZeroUsize>),
    /// Precision: relevant profiles among the first k, over k.
    Precision(NonZeroUsize),
    /// Recall: relevant profiles among the first k, over all relevant ones.
    Recall(NonZeroUsize),
    /// 1 if a relevant profile is among the first k, else 0.
    Success(NonZeroUsize),
}

impl Metric {
    fn name(self) -> &'static str {
        match self {
            Self::Ndcg(_) => "ndcg",
            Self::NdcgExp(_) => "ndcg_exp",
            Self::Mrr(_) => "mrr",
            Self::Map(_) => "map",
            Self::Precision(_) => "p",
            Self::Recall(_) => "recall",
            Self::Success(_) => "success",
        }
    }

    /// The number of profiles that count, k ≥ 1; `None` if all do.
    #[must_use]
    pub fn cut(self) -> Option<NonZeroUsize> {
        match self {
            Self::Ndcg(cut) | Self::NdcgExp(cut) | Self::Mrr(cut) | Self::Map(cut) => cut,
            Self::Precision(k) | Self::Recall(k) | Self::Success(k) => Some(k),
        }
    }

    fn from_parts(name: &str, cut: Option<NonZeroUsize>) -> Option<Self> {
        match name {
            "ndcg" => Some(Self::Ndcg(cut)),
            "ndcg_exp" => Some(Self::NdcgExp(cut)),
            "mrr" => Some(Self::Mrr(cut)),
            "map" => Some(Self::Map(cut)),
            "p" => cut.map(Self::Precision),
            "recall" => cut.map(Self::Recall),
            "success" => cut.map(Self::Success),
            _ => None,
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cut() {
            Some(k) => f.pad(&format!("{}@{k}", self.name())),
            None => f.pad(self.name()),
        }
    }
}

impl FromStr for Metric {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let metric = match text.split_once('@') {
            Some((name, cut)) => cut
                .parse()
                .ok()
                .and_then(|k| Self::from_parts(name, Some(k))),
            None => Self::from_parts(text, None),
        };
        // Spelling back keeps `+5` and `05` out: one spelling each.
        metric.filter(|metric| metric.to_string() == text).ok_or_else(|| {
            let repair = say!("use ndcg, ndcg_exp, mrr or map, with @k or without, or p@k, recall@k, success@k; k from 1", "请用 ndcg、ndcg_exp、mrr 或 map，可带 @k；或 p@k、recall@k、success@k；k 不小于1");
            Error::invalid("metric", text, repair)
        })
    }
}

impl TryFrom<String> for Metric {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Metric> for String {
    fn from(metric: Metric) -> Self {
        metric.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Metric;

    #[test]
    fn every_spelling_reads_back() {
        let spellings = [
            "ndcg",
            "ndcg@10",
            "ndcg_exp",
            "ndcg_exp@1",
            "mrr",
            "mrr@10",
            "map",
            "map@100",
            "p@5",
            "recall@100",
            "success@1",
        ];
        for text in spellings {
            let metric: Metric = text.parse().unwrap();
            assert_eq!(metric.to_string(), text);
            let json = serde_json::to_string(&metric).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Metric>(&json).unwrap(), metric);
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        let wrong = [
            "",
            "p",
            "recall",
            "success",
            "ndcg@",
            "ndcg@0",
            "p@0",
            "p@-1",
            "p@+5",
            "p@05",
            "P@5",
            "ndcg@10@3",
            "ndcg@99999999999999999999999",
            "bleu",
        ];
        for text in wrong {
            let error = text.parse::<Metric>().unwrap_err();
            assert_eq!(error.field(), Some("metric"), "{text}");
        }
    }
}
