//! The one error type of the crate.
//!
//! Every failure that a caller can meet is an [`Error`]. It is opaque: branch on its
//! predicates ([`Error::is_not_found`], [`Error::is_ambiguous`], [`Error::is_invalid_input`],
//! [`Error::is_busy`], [`Error::is_stale`], [`Error::is_infeasible`], [`Error::is_corrupt`], [`Error::is_cancelled`]), show the
//! rest to a person. The message names the record, the field and the value, and ends in a repair. It is in English
//! as the error displays; [`Error::in_language`] gives the other language. Each sentence is a [`Wording`], which holds
//! both.

mod chinese;
mod names;
mod wording;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use wording::{Bilingual, Wording};
pub(crate) use wording::{counted, displays_wording, say};

/// `Result` with the crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Anything that can go wrong in this crate.
///
/// # Example
/// ```
/// use qianxian::model::Date;
/// let error = "2024-02-30".parse::<Date>().unwrap_err();
/// assert!(error.is_invalid_input());
/// assert!(error.to_string().contains("2024-02-30"));
/// ```
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Box<ErrorKind>);

#[derive(Debug, thiserror::Error)]
enum ErrorKind {
    #[error("{field}: {value:?} is not accepted; {repair}")]
    Field {
        field: String,
        value: String,
        repair: Wording,
    },
    #[error("{record}: {source}")]
    Record { record: Wording, source: Error },
    #[error("no {what} {id:?}; {repair}")]
    NotFound {
        what: &'static str,
        id: String,
        repair: Wording,
    },
    #[error("{count} {what}s are called {name:?}: {choices}; give the id of one")]
    Ambiguous {
        what: &'static str,
        name: String,
        count: usize,
        choices: Wording,
    },
    #[error("{what} is busy; {repair}")]
    Busy { what: Wording, repair: Wording },
    #[error("{record} has version {version} by now; read it again, and decide anew")]
    Stale { record: Wording, version: String },
    #[error("{what}; {repair}")]
    Infeasible { what: Wording, repair: Wording },
    #[error("{}: {what}; {repair}", path.display())]
    Corrupt {
        path: PathBuf,
        what: Wording,
        repair: Wording,
    },
    #[error(
        "{what}; this is a fault of qianxian, not of the input: please report it with the input"
    )]
    Fault { what: Wording },
    #[error("{what} was cancelled; nothing was changed")]
    Cancelled { what: &'static str },
    #[error("cannot {action} {}: {source}; {}", path.display(), advice(source))]
    Io {
        action: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    /// One error of several callers.
    #[error(transparent)]
    Shared(Arc<Error>),
    #[error("{action} failed: {source}; {repair}")]
    Backend {
        action: &'static str,
        source: Box<dyn std::error::Error + Send + Sync>,
        repair: Wording,
    },
}

/// The Chinese name of a field of a record; the name itself where there is none.
pub(crate) fn chinese_field(field: &str) -> String {
    names::chinese(field)
}

/// Longest piece of a caller's value that a message repeats, in characters.
const SHOWN_CHARS: usize = 60;

/// Longest account of damage in a message, in characters: it may repeat bytes of a damaged file.
const DAMAGE_CHARS: usize = 400;

/// Most records that a message lists to choose from.
const CHOICES: usize = 10;

fn shown(value: &str) -> String {
    shortened(value, SHOWN_CHARS)
}

fn shortened(value: &str, chars: usize) -> String {
    if value.chars().count() <= chars {
        return value.to_owned();
    }
    let head: String = value.chars().take(chars).collect();
    format!("{head}… ({} characters)", value.chars().count())
}

/// An account of damage without most of the bytes of a damaged file.
fn damage(what: &Wording) -> Wording {
    let short = |text: &str| shortened(text, DAMAGE_CHARS);
    Wording::new(short(what.english()), short(what.chinese()))
}

/// Repair of an error of the operating system.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other kind has one repair"
)]
fn advice(source: &std::io::Error) -> Wording {
    use std::io::ErrorKind;
    match source.kind() {
        ErrorKind::NotFound => say!("check that the path exists", "请检查路径是否存在"),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => say!(
            "check that you may do so there: nothing else is wrong with it",
            "请检查在该处是否有相应权限，其余无误"
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            say!("make room on the disk", "请腾出磁盘空间")
        }
        _ => say!(
            "check that the path exists, is readable and has room",
            "请检查路径是否存在、可读且空间充足"
        ),
    }
}

impl Error {
    fn new(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }

    /// A value of `field` is not accepted; `repair` says how to mend it.
    pub fn invalid(
        field: impl Into<String>,
        value: impl std::fmt::Display,
        repair: impl Into<Wording>,
    ) -> Self {
        Self::new(ErrorKind::Field {
            field: field.into(),
            value: shown(&value.to_string()),
            repair: repair.into(),
        })
    }

    /// This error with the name of its `record` (an id, a row, a file).
    #[must_use]
    pub fn in_record(self, record: impl Into<Wording>) -> Self {
        Self::new(ErrorKind::Record {
            record: record.into(),
            source: self,
        })
    }

    /// There is no `what` of that id.
    pub fn not_found(
        what: &'static str,
        id: impl std::fmt::Display,
        repair: impl Into<Wording>,
    ) -> Self {
        Self::new(ErrorKind::NotFound {
            what,
            id: shown(&id.to_string()),
            repair: repair.into(),
        })
    }

    /// `count` records `what` (need, profile) have the one `name`; `choices` describe them, the first ten of which the
    /// message lists.
    pub fn ambiguous(
        what: &'static str,
        name: impl std::fmt::Display,
        count: usize,
        choices: impl IntoIterator<Item = String>,
    ) -> Self {
        let listed: Vec<String> = choices.into_iter().take(CHOICES).collect();
        let more = count.saturating_sub(listed.len());
        let choices = if more > 0 {
            Wording::new(
                format!("{}; and {more} more", listed.join("; ")),
                format!("{}；另有{more}个", listed.join("；")),
            )
        } else {
            Wording::new(listed.join("; "), listed.join("；"))
        };
        Self::new(ErrorKind::Ambiguous {
            what,
            name: shown(&name.to_string()),
            count,
            choices,
        })
    }

    /// Somebody else holds `what`.
    pub fn busy(what: impl Into<Wording>, repair: impl Into<Wording>) -> Self {
        Self::new(ErrorKind::Busy {
            what: what.into(),
            repair: repair.into(),
        })
    }

    /// `record` is not of the version that the caller has read; it is `version` now.
    pub(crate) fn stale(record: Wording, version: impl std::fmt::Display) -> Self {
        Self::new(ErrorKind::Stale {
            record,
            version: version.to_string(),
        })
    }

    /// The constraints contradict each other; `what` names the clash.
    pub fn infeasible(what: impl Into<Wording>, repair: impl Into<Wording>) -> Self {
        Self::new(ErrorKind::Infeasible {
            what: what.into(),
            repair: repair.into(),
        })
    }

    /// The content of `path` differs from the content that was written.
    pub fn corrupt(
        path: impl Into<PathBuf>,
        what: impl Into<Wording>,
        repair: impl Into<Wording>,
    ) -> Self {
        Self::new(ErrorKind::Corrupt {
            path: path.into(),
            what: damage(&what.into()),
            repair: repair.into(),
        })
    }

    /// The crate's own check of a result failed; `what` names the result and its fault.
    pub(crate) fn fault(what: Wording) -> Self {
        Self::new(ErrorKind::Fault { what })
    }

    /// The caller's progress callback asked to stop.
    #[must_use]
    pub fn cancelled(what: &'static str) -> Self {
        Self::new(ErrorKind::Cancelled { what })
    }

    /// The operating system refused `action` on `path`.
    pub fn io(action: &'static str, path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::new(ErrorKind::Io {
            action,
            path: path.as_ref().to_owned(),
            source,
        })
    }

    pub(crate) fn backend(
        action: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
        repair: impl Into<Wording>,
    ) -> Self {
        Self::new(ErrorKind::Backend {
            action,
            source: source.into(),
            repair: repair.into(),
        })
    }

    /// The error once more, for another caller that it concerns.
    pub(crate) fn shared(error: &Arc<Self>) -> Self {
        Self::new(ErrorKind::Shared(Arc::clone(error)))
    }

    fn kind(&self) -> &ErrorKind {
        if let ErrorKind::Record { source, .. } = self.0.as_ref() {
            return source.kind();
        }
        if let ErrorKind::Shared(error) = self.0.as_ref() {
            return error.kind();
        }
        &self.0
    }

    /// Whether an id named by the caller does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind(), ErrorKind::NotFound { .. })
    }

    /// Whether several records have the name that the caller gave for one.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        matches!(self.kind(), ErrorKind::Ambiguous { .. })
    }

    /// Whether the caller's data or options are at fault.
    #[must_use]
    pub fn is_invalid_input(&self) -> bool {
        matches!(self.kind(), ErrorKind::Field { .. })
    }

    /// Whether another writer holds the library; the same call may succeed later.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self.kind(), ErrorKind::Busy { .. })
    }

    /// Whether a record was changed since the caller read it.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        matches!(self.kind(), ErrorKind::Stale { .. })
    }

    /// Whether constraints contradict each other.
    #[must_use]
    pub fn is_infeasible(&self) -> bool {
        matches!(self.kind(), ErrorKind::Infeasible { .. })
    }

    /// Whether stored data is foreign, newer, truncated or damaged.
    #[must_use]
    pub fn is_corrupt(&self) -> bool {
        matches!(self.kind(), ErrorKind::Corrupt { .. })
    }

    /// Whether a result failed the crate's own check: a fault to be reported, not an answer.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        matches!(self.kind(), ErrorKind::Fault { .. })
    }

    /// Whether the caller's own progress callback stopped the work.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self.kind(), ErrorKind::Cancelled { .. })
    }

    /// The field at fault, of an invalid-input error.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.refused().map(|(field, _)| field)
    }

    /// The value at fault (shortened to 60 characters), of an invalid-input error.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.refused().map(|(_, value)| value)
    }

    /// Field and value of an invalid-input error.
    fn refused(&self) -> Option<(&str, &str)> {
        match self.kind() {
            ErrorKind::Field { field, value, .. } => Some((field, value)),
            ErrorKind::Record { .. }
            | ErrorKind::Shared(_)
            | ErrorKind::NotFound { .. }
            | ErrorKind::Ambiguous { .. }
            | ErrorKind::Busy { .. }
            | ErrorKind::Stale { .. }
            | ErrorKind::Infeasible { .. }
            | ErrorKind::Corrupt { .. }
            | ErrorKind::Cancelled { .. }
            | ErrorKind::Io { .. }
            | ErrorKind::Backend { .. }
            | ErrorKind::Fault { .. } => None,
        }
    }

    /// The repair in English, if the error knows one.
    #[must_use]
    pub fn repair(&self) -> Option<&str> {
        self.repair_wording().map(Wording::english)
    }

    /// The repair in both languages, if the error knows one.
    #[must_use]
    pub fn repair_wording(&self) -> Option<&Wording> {
        match self.kind() {
            ErrorKind::Field { repair, .. }
            | ErrorKind::NotFound { repair, .. }
            | ErrorKind::Busy { repair, .. }
            | ErrorKind::Infeasible { repair, .. }
            | ErrorKind::Corrupt { repair, .. }
            | ErrorKind::Backend { repair, .. } => Some(repair),
            ErrorKind::Record { .. }
            | ErrorKind::Shared(_)
            | ErrorKind::Ambiguous { .. }
            | ErrorKind::Stale { .. }
            | ErrorKind::Cancelled { .. }
            | ErrorKind::Io { .. }
            | ErrorKind::Fault { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Wording, say};

    #[test]
    fn a_record_keeps_the_predicates_of_its_cause() {
        let repair = say!("use one of …", "请用下列之一：…");
        let error = Error::invalid("level", "wizard", repair).in_record(say!("row 7", "第7行"));
        assert!(error.is_invalid_input());
        assert_eq!(error.field(), Some("level"));
        assert_eq!(
            error.to_string(),
            "row 7: level: \"wizard\" is not accepted; use one of …"
        );
    }

    #[test]
    fn a_name_of_many_lists_ten_and_counts_the_rest() {
        let choices = (1..=12).map(|number| format!("p{number}"));
        let error = Error::ambiguous("profile", "示例·王工", 12, choices);
        assert!(error.is_ambiguous() && !error.is_not_found());
        let told = error.to_string();
        assert!(told.starts_with("12 profiles are called"), "{told}");
        assert!(told.contains("p10; and 2 more"), "{told}");
    }

    #[test]
    fn an_account_of_damage_does_not_repeat_a_file() {
        let what = Wording::name("坏".repeat(1_000_000));
        let error = Error::corrupt("meta.json", what, say!("restore it", "请恢复"));
        assert!(error.to_string().len() < 2_000);
    }

    #[test]
    fn a_read_only_place_is_not_told_to_make_room() {
        let kind = std::io::ErrorKind::ReadOnlyFilesystem;
        let message = Error::io("write", "out.csv", kind.into()).to_string();
        assert!(!message.contains("room"), "{message}");
    }

    #[test]
    fn a_long_value_is_shortened_in_the_message() {
        let repair = say!("shorten it", "请缩短");
        let error = Error::invalid("title", "长".repeat(1_000_000), repair);
        assert!(error.to_string().len() < 400);
        assert!(error.to_string().contains("1000000 characters"));
    }
}
