//! The answers of a ranker: profiles and scores for each need.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::Path;

use super::table::{self, Form, PairTable};
use crate::error::{Error, Result, say};

const FORMS: [Form; 2] = [
    Form {
        fields: &["need_id", "profile_id", "score"],
        pick: [0, 1, 2],
    },
    Form {
        fields: &["need_id", "Q0", "profile_id", "rank", "score", "tag"],
        pick: [0, 2, 4],
    },
];

/// A run: need → profile → score, higher is better.
///
/// Scores are finite, of any size; only their order counts. Ids as in [`Qrels`](super::Qrels).
///
/// # Example
/// ```
/// use qianxian::eval::Run;
///
/// let mut run = Run::new();
/// run.insert("n1", "expert-1", 0.25)?;
/// run.insert("n1", "expert-2", 0.75)?;
/// assert_eq!(run.ranked("n1"), [("expert-2", 0.75), ("expert-1", 0.25)]);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    scores: PairTable<f64>,
}

impl Run {
    /// A run that answers nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one answer. O(log n).
    ///
    /// # Errors
    /// Invalid input if the score is not finite, an id is not acceptable, or the need has
    /// this profile already.
    pub fn insert(&mut self, need: &str, profile: &str, score: f64) -> Result<()> {
        if !score.is_finite() {
            return Err(Error::invalid(
                "score",
                score,
                say!("give a finite number", "请给出有限的数"),
            ));
        }
        // Adding zero turns −0 into 0, so that the two tie.
        table::insert(&mut self.scores, need, profile, score + 0.0)
    }

    /// Reads lines `need_id profile_id score`, or TREC lines
    /// `need_id Q0 profile_id rank score tag`, of which rank and tag are ignored: the order is
    /// that of the scores.
    ///
    /// Separators, byte-order mark, CRLF and blank lines as in
    /// [`Qrels::read`](super::Qrels::read). Input without lines is a run that answers nothing:
    /// a ranker may find nothing, and is then worth 0.
    ///
    /// # Errors
    /// Invalid input, naming line, field, value and repair: a score that is not a finite
    /// number, a profile twice for one need, a wrong number of fields, text that is not UTF-8.
    ///
    /// # Example
    /// ```
    /// use qianxian::eval::Run;
    ///
    /// let run = Run::read("n1 Q0 p1 1 0.5 bm25\nn1 Q0 p2 2 0.75 bm25\n".as_bytes())?;
    /// assert_eq!(run.ranked("n1")[0], ("p2", 0.75)); // by score, whatever the rank
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn read(reader: impl BufRead) -> Result<Self> {
        let mut run = Self::new();
        table::read_rows(reader, "run", &FORMS, |[need, profile, score]| {
            run.insert(need, profile, parse_score(score)?)
        })?;
        Ok(run)
    }

    /// [`Run::read`] from a file.
    ///
    /// # Errors
    /// As [`Run::read`], naming the path; and if the file cannot be read.
    pub fn read_path(path: impl AsRef<Path>) -> Result<Self> {
        table::read_path(path.as_ref(), Self::read)
    }

    /// Writes lines `need_id<TAB>profile_id<TAB>score`, by need ascending, score descending,
    /// then profile ascending.
    ///
    /// Equal runs give equal bytes. A score is its shortest decimal that reads back to the
    /// same bits.
    ///
    /// # Errors
    /// I/O error if the writer fails.
    pub fn write(&self, mut writer: impl Write) -> Result<()> {
        for need in self.needs() {
            for (profile, score) in self.ranked(need) {
                writeln!(writer, "{need}\t{profile}\t{score}").map_err(table::write_error)?;
            }
        }
        writer.flush().map_err(table::write_error)
    }

    /// Ids of the answered needs, ascending.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.scores.keys().map(String::as_str)
    }

    /// The answer to a need with its finite scores, score descending, then id; empty if the run has none. O(n log n).
    #[must_use]
    pub fn ranked(&self, need: &str) -> Vec<(&str, f64)> {
        let answer = self.scores.get(need).into_iter().flatten();
        let mut ranked: Vec<_> = answer.map(|(id, &score)| (id.as_str(), score)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        ranked
    }

    /// Number of answers. O(needs).
    pub fn len(&self) -> usize {
        self.scores.values().map(BTreeMap::len).sum()
    }

    /// Whether the run answers nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.scores.is_empty()
    }

    pub(super) fn table(&self) -> &PairTable<f64> {
        &self.scores
    }
}

fn parse_score(text: &str) -> Result<f64> {
    let repair = say!(
        "give a finite number such as 0.25; remove a header line",
        "请给出有限的数，如 0.25；如有标题行请去掉"
    );
    text.parse()
        .map_err(|_| Error::invalid("score", text, repair))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Run;

    fn message(text: &str) -> String {
        let error = Run::read(text.as_bytes()).unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        error.to_string()
    }

    #[test]
    fn the_score_decides_and_not_the_rank_column() {
        let trec = Run::read("n1 Q0 p1 1 0.5 tag\nn1 Q0 p2 2 0.75 tag\n".as_bytes()).unwrap();
        let tsv = Run::read("n1\tp1\t0.5\nn1\tp2\t7.5e-1\n".as_bytes()).unwrap();
        assert_eq!(trec, tsv);
        assert_eq!(trec.ranked("n1"), [("p2", 0.75), ("p1", 0.5)]);
    }

    #[test]
    fn writing_is_ranked_and_reads_back_to_the_same_bits() {
        let mut run = Run::new();
        run.insert("b", "p2", 0.1 + 0.2).unwrap();
        run.insert("b", "p1", 1e-7).unwrap();
        run.insert("b", "p0", 1e-7).unwrap();
        run.insert("a", "p1", -0.0).unwrap();
        let mut bytes = Vec::new();
        run.write(&mut bytes).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        assert_eq!(
            text,
            "a\tp1\t0\nb\tp2\t0.30000000000000004\nb\tp0\t0.0000001\nb\tp1\t0.0000001\n"
        );
        assert_eq!(Run::read(text.as_bytes()).unwrap(), run);
    }

    #[test]
    fn an_empty_file_answers_nothing() {
        let run = Run::read("\n".as_bytes()).unwrap();
        assert!(run.is_empty());
        assert_eq!(run.len(), 0);
        assert!(run.ranked("n1").is_empty());
    }

    #[test]
    fn errors_name_line_field_value_and_repair() {
        let word = message("need profile score\nn1 p1 1\n");
        assert!(word.starts_with("run line 1: score: \"score\""), "{word}");
        assert!(word.contains("header"), "{word}");
        let nan = message("n1 p1 1\n\nn1 p2 NaN\n");
        assert!(nan.starts_with("run line 3: score: \"NaN\""), "{nan}");
        assert!(message("n1 p1 -inf").contains("finite"));
        assert!(message("n1 p1 1e999").contains("finite"));
        let twice = message("n1 p1 1\nn2 p1 1\nn1 p1 2\n");
        assert!(
            twice.starts_with("run line 3: profile_id: \"p1\""),
            "{twice}"
        );
        assert!(message("n1 Q0 p1 1 0.5 tag\nn1 p2 0.5\n").contains("3 fields"));
    }
}
