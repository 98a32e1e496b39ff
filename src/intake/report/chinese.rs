//! A report as Chinese text: counts, columns, and one line a cause.

use std::fmt::Write as _;

use super::cause::flat;
use super::{IntakeReport, ProblemCause, RowProblem, Severity, SimilarRow};
use crate::model::Language;

impl Severity {
    /// The Chinese word.
    const fn as_chinese(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Notice => "提示",
        }
    }
}

impl RowProblem {
    /// The repair in `language`, as far as there is one.
    #[must_use]
    pub fn repair_in(&self, language: Language) -> &str {
        in_language(&self.repair, self.repair_zh.as_deref(), language)
    }

    /// The problem as one line in `language`.
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        match language {
            Language::English => self.to_string(),
            Language::Chinese => self.chinese(),
        }
    }

    fn chinese(&self) -> String {
        let place = place(&self.file, self.sheet.as_deref(), self.row);
        let line = self.line.map(|line| format!("（文件第{line}行）"));
        let column = flat(self.column.as_deref().unwrap_or(&self.field));
        let (value, repair) = (flat(&self.value), flat(self.repair_in(Language::Chinese)));
        let line = line.unwrap_or_default();
        format!(
            "{}：{place}{line}，{column}：“{value}”；{repair}",
            self.severity.as_chinese()
        )
    }
}

impl ProblemCause {
    /// The repair of the first problem in `language`, as far as there is one.
    #[must_use]
    pub fn repair_in(&self, language: Language) -> &str {
        in_language(&self.repair, self.repair_zh.as_deref(), language)
    }

    fn chinese(&self) -> String {
        let place = place(&self.file, self.sheet.as_deref(), None);
        let column = flat(self.column.as_deref().unwrap_or(&self.field));
        let (value, repair) = (flat(&self.value), flat(self.repair_in(Language::Chinese)));
        let such_as = if self.count > 1 { "如" } else { "" };
        let rows = match rows_shown(&self.rows, self.count) {
            rows if rows.is_empty() => rows,
            rows => format!("（{rows}）"),
        };
        let severity = self.severity.as_chinese();
        format!("{severity}：{place}，{column}：{such_as}“{value}”；{repair}{rows}")
    }
}

impl IntakeReport {
    /// The report as text in `language`: counts, columns, and one line a cause. In English it is the text that the
    /// report displays.
    ///
    /// # Example
    /// ```
    /// use qianxian::intake::{Intake, Source};
    /// use qianxian::model::{Language, Taxonomies};
    ///
    /// let taxonomies = Taxonomies::builtin();
    /// let survey = Source::bytes("survey.csv", "编号,需求名称\nn1,针状焦\n");
    /// let report = Intake::new(&taxonomies).needs(&survey, &mut |_| Ok(()))?;
    /// let said = report.in_language(Language::Chinese);
    /// assert!(said.starts_with("共1行：接收1条记录，退回0行，警告0条"), "{said}");
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn in_language(&self, language: Language) -> String {
        match language {
            Language::English => self.to_string(),
            Language::Chinese => self.chinese(),
        }
    }

    fn chinese(&self) -> String {
        let warnings = self.count(Severity::Warning);
        let (rows, accepted, rejected) = (self.rows, self.accepted, self.rejected);
        let mut said =
            format!("共{rows}行：接收{accepted}条记录，退回{rejected}行，警告{warnings}条");
        said += &self.chinese_search();
        self.say_columns(&mut said);
        for cause in &self.causes {
            said.push('\n');
            said += &cause.chinese();
        }
        self.say_similar(&mut said);
        said
    }

    fn chinese_search(&self) -> String {
        let similar = self.near_duplicates.len() as u64 + self.near_duplicates_omitted;
        let compared = self.accepted.saturating_sub(self.not_compared);
        match self.not_compared {
            0 => format!("，疑似重复{similar}条"),
            _ if compared == 0 => "，未查找疑似重复".to_owned(),
            left => format!("，在{compared}条记录中有疑似重复{similar}条，另有{left}条未比对"),
        }
    }

    fn say_columns(&self, said: &mut String) {
        for (place, plain, others) in self.column_tables() {
            if !plain.is_empty() {
                // Writing to a string does not fail.
                let _ = write!(said, "\n已识别的列  {place}  {}", plain.join("、"));
            }
            for column in others {
                let _ = write!(said, "\n列  {place}  {}", column.chinese());
            }
        }
    }

    fn say_similar(&self, said: &mut String) {
        const NAMED: usize = 5;
        let is_one_table =
            |a: &SimilarRow, b: &SimilarRow| (&a.file, &a.sheet) == (&b.file, &b.sheet);
        let tables = self.near_duplicates.chunk_by(is_one_table);
        let last = tables.clone().count().saturating_sub(1);
        for (at, table) in tables.enumerate() {
            // The ones that were not kept came after the others.
            let omitted = if at == last {
                self.near_duplicates_omitted
            } else {
                0
            };
            let count = table.len() as u64 + omitted;
            let first = &table[0];
            let place = place(&first.file, first.sheet.as_deref(), None);
            let such_as = if count > 1 { "如" } else { "" };
            let rows: Vec<u64> = table.iter().take(NAMED).map(|row| row.row).collect();
            let _ = write!(
                said,
                "\n警告：{place}，编号：{such_as}“{}”与 {} 相似（{:.2}）；请只留一条，或给两条同一编号（{}）",
                first.id,
                first.like,
                first.similarity,
                rows_shown(&rows, count)
            );
        }
    }
}

fn in_language<'t>(english: &'t str, chinese: Option<&'t str>, language: Language) -> &'t str {
    match language {
        Language::English => english,
        Language::Chinese => chinese.unwrap_or(english),
    }
}

/// File, sheet and row.
fn place(file: &str, sheet: Option<&str>, row: Option<u64>) -> String {
    let sheet = sheet
        .map(|sheet| format!("［{sheet}］"))
        .unwrap_or_default();
    let row = row.map(|row| format!(" 第{row}行")).unwrap_or_default();
    format!("{file}{sheet}{row}")
}

/// Rows as the report names them: `第3行`, `第3、7、12行等，共5461处`.
fn rows_shown(rows: &[u64], count: u64) -> String {
    let named: Vec<String> = rows.iter().map(u64::to_string).collect();
    let named = named.join("、");
    match rows.len() {
        0 if count > 1 => format!("共{count}处"),
        0 => String::new(),
        len if len as u64 >= count => format!("第{named}行"),
        _ => format!("第{named}行等，共{count}处"),
    }
}
