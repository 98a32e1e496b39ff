//! Graded judgements: which profiles are right for a need, and how right.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::path::Path;

use super::table::{self, Form, PairTable};
use crate::error::{Error, Result, say};

const FORMS: [Form; 2] = [
    Form {
        fields: &["need_id", "profile_id", "grade"],
        pick: [0, 1, 2],
    },
    Form {
        fields: &["need_id", "iteration", "profile_id", "grade"],
        pick: [0, 2, 3],
    },
];

/// Judgements (query relevances): need → profile → grade.
///
/// A grade of 1 or more is relevant, higher is better; 0 and below is judged not relevant.
/// Ids are not empty, hold no control characters, and neither start nor end with white space.
///
/// # Example
/// ```
/// use qianxian::eval::Qrels;
///
/// // TREC form: need, iteration (ignored), profile, grade.
/// let qrels = Qrels::read("n1 0 expert-1 2\nn1 0 expert-2 0\n".as_bytes())?;
/// assert_eq!(qrels.grade("n1", "expert-1"), Some(2));
/// assert_eq!(qrels.grade("n1", "expert-9"), None);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qrels {
    grades: PairTable<i32>,
}

impl Qrels {
    /// No judgements.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one judgement. O(log n).
    ///
    /// # Errors
    /// Invalid input if an id is not acceptable or the pair is judged already.
    pub fn insert(&mut self, need: &str, profile: &str, grade: i32) -> Result<()> {
        table::insert(&mut self.grades, need, profile, grade)
    }

    /// Reads lines `need_id profile_id grade`, or TREC lines `need_id 0 profile_id grade`.
    ///
    /// The first line decides for the file: the number of its fields decides the form, and
    /// fields are separated by tabs if that gives a form (ids may then hold spaces), by any
    /// white space otherwise. A byte-order mark, CRLF and blank lines are accepted.
    ///
    /// # Errors
    /// Invalid input, naming line, field, value and repair: a grade that is not a whole
    /// number of 32 bits, a pair judged twice, a wrong number of fields, text that is not UTF-8,
    /// and input without any line, since judgements that judge nothing are a wrong file.
    pub fn read(reader: impl BufRead) -> Result<Self> {
        let mut qrels = Self::new();
        table::read_rows(reader, "qrels", &FORMS, |[need, profile, grade]| {
            qrels.insert(need, profile, parse_grade(grade)?)
        })?;
        if qrels.is_empty() {
            return Err(Error::invalid(
                "qrels",
                "",
                say!(
                    "give a file with at least one judgement",
                    "请给出至少有一条评判的文件"
                ),
            ));
        }
        Ok(qrels)
    }

    /// [`Qrels::read`] from a file.
    ///
    /// # Errors
    /// As [`Qrels::read`], naming the path; and if the file cannot be read.
    pub fn read_path(path: impl AsRef<Path>) -> Result<Self> {
        table::read_path(path.as_ref(), Self::read)
    }

    /// Writes lines `need_id<TAB>profile_id<TAB>grade`, sorted by need, then profile.
    ///
    /// Equal judgements give equal bytes. [`Qrels::read`] reads them back.
    ///
    /// # Errors
    /// I/O error if the writer fails.
    ///
    /// # Example
    /// ```
    /// use qianxian::eval::Qrels;
    ///
    /// let mut qrels = Qrels::new();
    /// qrels.insert("n1", "p2", 0)?;
    /// qrels.insert("n1", "p1", 2)?;
    /// let mut file = Vec::new();
    /// qrels.write(&mut file)?;
    /// assert_eq!(file, b"n1\tp1\t2\nn1\tp2\t0\n");
    /// assert_eq!(Qrels::read(&*file)?, qrels);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn write(&self, mut writer: impl Write) -> Result<()> {
        for (need, profiles) in &self.grades {
            for (profile, grade) in profiles {
                writeln!(writer, "{need}\t{profile}\t{grade}").map_err(table::write_error)?;
            }
        }
        writer.flush().map_err(table::write_error)
    }

    /// The grade of a pair; `None` if it is not judged.
    #[must_use]
    pub fn grade(&self, need: &str, profile: &str) -> Option<i32> {
        self.grades.get(need)?.get(profile).copied()
    }

    /// The judged profiles of a need with their grades, by id ascending; none if it is not judged.
    ///
    /// # Example
    /// ```
    /// use qianxian::eval::Qrels;
    ///
    /// let mut qrels = Qrels::new();
    /// qrels.insert("n1", "p2", 0)?;
    /// qrels.insert("n1", "p1", 2)?;
    /// let judged: Vec<(&str, i32)> = qrels.judged("n1").collect();
    /// assert_eq!(judged, [("p1", 2), ("p2", 0)]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn judged(&self, need: &str) -> impl Iterator<Item = (&str, i32)> {
        let profiles = self.grades.get(need).into_iter().flatten();
        profiles.map(|(profile, &grade)| (profile.as_str(), grade))
    }

    /// Ids of the judged needs, ascending.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.grades.keys().map(String::as_str)
    }

    /// Number of judged pairs. O(needs).
    pub fn len(&self) -> usize {
        self.grades.values().map(BTreeMap::len).sum()
    }

    /// Whether nothing is judged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.grades.is_empty()
    }

    pub(super) fn table(&self) -> &PairTable<i32> {
        &self.grades
    }
}

fn parse_grade(text: &str) -> Result<i32> {
    let repair = say!(
        "give a whole number such as 0, 1 or 2; remove a header line",
        "请给出整数，如 0、1 或 2；如有标题行请去掉"
    );
    text.parse()
        .map_err(|_| Error::invalid("grade", text, repair))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Qrels;

    fn message(text: &[u8]) -> String {
        let error = Qrels::read(text).unwrap_err();
        assert!(error.is_invalid_input(), "{error}");
        error.to_string()
    }

    #[test]
    fn both_forms_with_tabs_or_spaces_read_alike() {
        let tsv = Qrels::read("n1\tp1\t2\nn1\tp2\t-1\n".as_bytes()).unwrap();
        let spaces = Qrels::read("n1 p1   2\nn1 p2 -1".as_bytes()).unwrap();
        let trec = Qrels::read("n1 0 p1 2\nn1 0\tp2 -1\n".as_bytes()).unwrap();
        let trec_tabs = Qrels::read("n1\t0\tp1\t2\nn1\t0\tp2\t-1\n".as_bytes()).unwrap();
        assert_eq!(tsv, spaces);
        assert_eq!(tsv, trec);
        assert_eq!(tsv, trec_tabs);
        assert_eq!(tsv.grade("n1", "p2"), Some(-1));
        assert_eq!(tsv.len(), 2);
    }

    #[test]
    fn byte_order_mark_crlf_and_blank_lines_are_accepted() {
        let qrels = Qrels::read("\u{feff}n1\tp1\t2\r\n\r\nn2\tp1\t1\r\n".as_bytes()).unwrap();
        assert_eq!(qrels.needs().collect::<Vec<_>>(), ["n1", "n2"]);
    }

    #[test]
    fn tabs_let_ids_hold_spaces() {
        let qrels = Qrels::read("needle coke\tLin Example\t1\n".as_bytes()).unwrap();
        assert_eq!(qrels.grade("needle coke", "Lin Example"), Some(1));
    }

    #[test]
    fn writing_is_sorted_and_reads_back() {
        let text = "b\tp 2\t0\nb\tp1\t3\na\tp9\t-2\n";
        let qrels = Qrels::read(text.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        qrels.write(&mut bytes).unwrap();
        assert_eq!(bytes, b"a\tp9\t-2\nb\tp 2\t0\nb\tp1\t3\n");
        assert_eq!(Qrels::read(bytes.as_slice()).unwrap(), qrels);
    }

    #[test]
    fn errors_name_line_field_value_and_repair() {
        let grade = message(b"n1\tp1\t1\nn1\tp2\tgood\n");
        assert!(
            grade.starts_with("qrels line 2: grade: \"good\""),
            "{grade}"
        );
        assert!(grade.contains("whole number"), "{grade}");
        let twice = message(b"n1 p1 1\nn1 p1 1\n");
        assert!(
            twice.starts_with("qrels line 2: profile_id: \"p1\""),
            "{twice}"
        );
        let few = message(b"n1\tp1\t1\nn1\tp2\n");
        assert!(
            few.starts_with("qrels line 2: fields: \"n1\\tp2\\n\""),
            "{few}"
        );
        assert!(few.contains("2 fields"), "{few}");
        let first = message(b"n1 p1\n");
        assert!(
            first.contains("need_id iteration profile_id grade"),
            "{first}"
        );
        let latin = message(b"n1\tp1\t1\nn2\t\xff\t1\n");
        assert!(latin.starts_with("qrels line 2: text"), "{latin}");
        assert!(latin.contains("UTF-8"), "{latin}");
        let id = message(b"n1\t\t1\n");
        assert!(id.starts_with("qrels line 1: profile_id"), "{id}");
    }

    #[test]
    fn an_empty_file_is_refused() {
        assert!(message(b"").contains("at least one judgement"));
        assert!(message(b"\xef\xbb\xbf\r\n \n").contains("at least one judgement"));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Qrels::read_path("no-such-file.tsv").unwrap_err();
        assert!(error.to_string().contains("no-such-file.tsv"));
    }

    #[test]
    fn a_pair_can_be_judged_once() {
        let mut qrels = Qrels::new();
        qrels.insert("n1", "p1", 1).unwrap();
        assert!(qrels.insert("n1", "p1", 2).is_err());
        assert!(qrels.insert(" n1", "p1", 2).is_err());
        assert!(qrels.insert("n1", "p\t1", 2).is_err());
        assert_eq!(qrels.len(), 1);
    }
}
