//! A run measured against judgements.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Metric, Qrels, Run, measure::Judged};
use crate::error::{Bilingual, Error, Result, Wording, displays_wording, say};

/// Measures `run` against `qrels`; the [module](super) says by which conventions.
///
/// O(n log n) in the number of answers and judgements.
///
/// # Errors
/// Invalid input if no metric is given or one twice, or if no need has a relevant
/// profile, so that there is nothing to average.
///
/// # Example
/// ```
/// use qianxian::eval::{Qrels, Run, evaluate};
///
/// let qrels = Qrels::read("n1 p1 1\nn2 p2 1\n".as_bytes())?;
/// let run = Run::read("n1 p1 0.9\nn3 p2 0.9\n".as_bytes())?;
/// let evaluation = evaluate(&qrels, &run, &["mrr".parse()?])?;
/// assert_eq!(evaluation.mean("mrr".parse()?), Some(0.5));
/// assert_eq!(evaluation.missing_from_run(), ["n2"]);
/// assert_eq!(evaluation.without_qrels(), ["n3"]);
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn evaluate(qrels: &Qrels, run: &Run, metrics: &[Metric]) -> Result<Evaluation> {
    let mut unchecked = Unchecked {
        metrics: metrics.to_vec(),
        ..Unchecked::default()
    };
    for (need, grades) in qrels.table() {
        let scores = run.table().get(need);
        let judged = Judged::new(grades, scores);
        if !judged.has_relevant() {
            unchecked.without_relevant.push(need.clone());
            continue;
        }
        if scores.is_none() {
            unchecked.missing_from_run.push(need.clone());
        }
        let values = metrics.iter().map(|&metric| judged.value(metric));
        unchecked.needs.insert(need.clone(), values.collect());
    }
    let judged = |need: &str| qrels.table().contains_key(need);
    let strangers = run.needs().filter(|&need| !judged(need));
    unchecked.without_qrels = strangers.map(str::to_owned).collect();
    Evaluation::try_from(unchecked)
}

/// One value from 0 to 1 for each need and metric, their means, and the needs that were left out.
///
/// `Display` prints a table: a column per metric, a line per need, then the means and the needs that
/// were left out. In serde: `metrics`, `means` (written for readers, computed again when read),
/// `needs` (need → values, in the order of `metrics`), `missing_from_run`,
/// `without_relevant`, `without_qrels`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Evaluation {
    metrics: Vec<Metric>,
    means: Vec<f64>,
    needs: BTreeMap<String, Vec<f64>>,
    missing_from_run: Vec<String>,
    without_relevant: Vec<String>,
    without_qrels: Vec<String>,
}

/// An evaluation as computed or read, before it is checked for consistency.
#[derive(Default, Deserialize)]
struct Unchecked {
    metrics: Vec<Metric>,
    needs: BTreeMap<String, Vec<f64>>,
    missing_from_run: Vec<String>,
    without_relevant: Vec<String>,
    without_qrels: Vec<String>,
}

impl TryFrom<Unchecked> for Evaluation {
    type Error = Error;

    fn try_from(unchecked: Unchecked) -> Result<Self> {
        check_metrics(&unchecked.metrics)?;
        check_values(&unchecked.needs, unchecked.metrics.len())?;
        Ok(Self {
            means: means(&unchecked.needs, unchecked.metrics.len()),
            metrics: unchecked.metrics,
            needs: unchecked.needs,
            missing_from_run: unchecked.missing_from_run,
            without_relevant: unchecked.without_relevant,
            without_qrels: unchecked.without_qrels,
        })
    }
}

fn check_metrics(metrics: &[Metric]) -> Result<()> {
    if metrics.is_empty() {
        return Err(Error::invalid(
            "metrics",
            "",
            say!(
                "ask for at least one, such as ndcg@10",
                "请至少要求一个指标，如 ndcg@10"
            ),
        ));
    }
    let repeated = |(i, metric): (usize, &Metric)| metrics[..i].contains(metric).then_some(*metric);
    match metrics.iter().enumerate().find_map(repeated) {
        Some(metric) => Err(Error::invalid(
            "metrics",
            metric,
            say!("ask for each metric once", "每个指标只写一次"),
        )),
        None => Ok(()),
    }
}

fn check_values(needs: &BTreeMap<String, Vec<f64>>, width: usize) -> Result<()> {
    if needs.is_empty() {
        let repair = say!(
            "no need has a relevant profile; give at least one grade of 1 or more",
            "没有需求有相关供方；请至少给一个不小于1的评分"
        );
        return Err(Error::invalid("qrels", "", repair));
    }
    for (need, values) in needs {
        if values.len() != width || !values.iter().all(|value| (0.0..=1.0).contains(value)) {
            let repair = say!(
                "give {width} values from 0 to 1, one per metric",
                "请给出{width}个0至1之间的值，每个指标一个"
            );
            let shown = format!("{values:?}");
            return Err(Error::invalid("values", shown, repair).in_record(Wording::name(need)));
        }
    }
    Ok(())
}

fn means(needs: &BTreeMap<String, Vec<f64>>, width: usize) -> Vec<f64> {
    let sum = |column: usize| needs.values().map(|values| values[column]).sum::<f64>();
    (0..width)
        .map(|column| sum(column) / needs.len() as f64)
        .collect()
}

impl Evaluation {
    /// The metrics, in the order asked for.
    #[must_use]
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// Ids of the needs that count, ascending; at least one.
    pub fn needs(&self) -> impl ExactSizeIterator<Item = &str> {
        self.needs.keys().map(String::as_str)
    }

    /// The value of one need, from 0 to 1; `None` if metric or need are not part of this.
    ///
    /// # Example
    /// ```
    /// use qianxian::eval::{Metric, Qrels, Run, evaluate};
    ///
    /// let qrels = Qrels::read("n1 p1 1\nn2 p2 1\n".as_bytes())?;
    /// let run = Run::read("n1 p1 0.9\nn2 p1 0.9\nn2 p2 0.8\n".as_bytes())?;
    /// let mrr: Metric = "mrr".parse()?;
    /// let evaluation = evaluate(&qrels, &run, &[mrr])?;
    /// assert_eq!(evaluation.value(mrr, "n2"), Some(0.5)); // found at rank 2
    /// assert_eq!(evaluation.value(mrr, "n3"), None); // not judged
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn value(&self, metric: Metric, need: &str) -> Option<f64> {
        Some(self.needs.get(need)?[self.column(metric)?])
    }

    /// The mean over the needs, from 0 to 1; `None` if the metric was not asked for.
    ///
    /// # Example
    /// ```
    /// use qianxian::eval::{Metric, Qrels, Run, evaluate};
    ///
    /// let qrels = Qrels::read("n1 p1 1\nn2 p2 1\nn3 p3 0\n".as_bytes())?;
    /// let run = Run::read("n1 p1 0.9\n".as_bytes())?;
    /// let mrr: Metric = "mrr".parse()?;
    /// let evaluation = evaluate(&qrels, &run, &[mrr])?;
    /// assert_eq!(evaluation.mean(mrr), Some(0.5)); // of n1 and n2
    /// assert_eq!(evaluation.missing_from_run(), ["n2"]);
    /// assert_eq!(evaluation.without_relevant(), ["n3"]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn mean(&self, metric: Metric) -> Option<f64> {
        Some(self.means[self.column(metric)?])
    }

    /// Needs with relevant profiles that the run does not answer; they count 0.
    #[must_use]
    pub fn missing_from_run(&self) -> &[String] {
        &self.missing_from_run
    }

    /// Needs of the qrels without any relevant profile; left out of the means.
    #[must_use]
    pub fn without_relevant(&self) -> &[String] {
        &self.without_relevant
    }

    /// Needs of the run without any judgement; left out of the means.
    #[must_use]
    pub fn without_qrels(&self) -> &[String] {
        &self.without_qrels
    }

    fn column(&self, metric: Metric) -> Option<usize> {
        self.metrics.iter().position(|&known| known == metric)
    }
}

/// Width of `0.1234`, the least of a column.
const VALUE_WIDTH: usize = 6;

impl Bilingual for Evaluation {
    // Needs stand in the last column: the width of an id on screen is not known.
    fn wording(&self) -> Wording {
        let mut head = String::new();
        for metric in &self.metrics {
            head += &format!("{metric:>VALUE_WIDTH$}  ");
        }
        let mut parts = vec![say!("{head}need\n", "{head}需求\n")];
        for (need, values) in &self.needs {
            let line = self.line(values);
            parts.push(Wording::name(format!("{line}{need}\n")));
        }
        let (line, count) = (self.line(&self.means), self.needs.len());
        parts.push(say!("{line}mean of {count}\n", "{line}{count}项平均\n"));
        parts.extend([
            left_out(&self.missing_from_run, |count| {
                say!(
                    "needs not answered by the run, counted as 0: {count}\n",
                    "结果文件未回答的需求，按0计：{count}\n"
                )
            }),
            left_out(&self.without_relevant, |count| {
                say!(
                    "needs without a relevant profile, left out: {count}\n",
                    "没有相关供方的需求，未计入：{count}\n"
                )
            }),
            left_out(&self.without_qrels, |count| {
                say!(
                    "needs of the run without qrels, left out: {count}\n",
                    "结果文件中没有评判的需求，未计入：{count}\n"
                )
            }),
        ]);
        Wording::joined(&parts, ("", ""))
    }
}

displays_wording!(Evaluation);

impl Evaluation {
    /// The values, each below its metric.
    fn line(&self, values: &[f64]) -> String {
        let cells = self.metrics.iter().zip(values).map(|(metric, value)| {
            let width = metric.to_string().len().max(VALUE_WIDTH);
            format!("{value:width$.4}  ")
        });
        cells.collect()
    }
}

fn left_out(needs: &[String], said: impl Fn(usize) -> Wording) -> Wording {
    match needs.len() {
        0 => Wording::default(),
        count => said(count),
    }
}
