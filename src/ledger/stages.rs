//! Stages: through what a match goes, as data.

use serde_json::{Map, Value, json};

use super::entry::EntryKind;
use crate::error::{Error, Result, Wording, say};
use crate::model::spelled::spelled;

spelled! {
    /// What a stage means for the work.
    pub enum StageRole as "role" {
        /// The match waits for an answer.
        Waiting = "waiting" | "待办" | "待对接",
        /// The profile is at work on it: it counts as load.
        Engaged = "engaged" | "在办" | "对接中",
        /// The match has come to its good end.
        Done = "done" | "办结" | "完成",
        /// The match has ended without one.
        Ended = "ended" | "终止" | "未成",
    }
}

impl StageRole {
    /// Whether the match is still open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Engaged)
    }
}

spelled! {
    /// What must be known before a match enters a stage.
    pub enum StageGate as "gate" {
        /// A responsible officer.
        Officer = "officer" | "负责人",
        /// The amount, from any entry.
        Amount = "amount" | "金额",
        /// A reason, in the entry itself.
        Reason = "reason" | "原因",
        /// A note, in the entry itself.
        Note = "note" | "备注",
        /// The source, from any entry.
        Source = "source" | "来源",
    }
}

/// A stage of a match.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stage {
    /// Name in files and answers, such as `contact`.
    pub id: String,
    /// Name for people, such as `对接`.
    pub name: String,
    /// What it means for the work.
    pub role: StageRole,
    /// Entries that move a match here.
    pub kinds: Vec<EntryKind>,
    /// What must be known to enter.
    pub gates: Vec<StageGate>,
    /// Entries of which one must have been made before; empty: none.
    pub after: Vec<EntryKind>,
    /// Working days after which it is overdue; `None`: it has no deadline of its own.
    pub working_days: Option<u32>,
}

/// The stages in their order.
///
/// A match begins in the first stage. An entry whose kind leads to a later stage moves it there, and the stages between
/// count as passed; one whose kind leads to the same or an earlier stage leaves it where it is. A stage whose role is
/// ended can be entered from any open one, and is left again by an entry that leads to an open or done stage. A match
/// that is done stays done.
///
/// # Example
/// ```
/// use qianxian::ledger::{EntryKind, Stages};
/// let stages = Stages::builtin();
/// assert_eq!(stages.of_kind(EntryKind::Visited).unwrap().name, "对接");
///
/// let own = Stages::read(r#"{"stages":[
///     {"id":"open","name":"在办","working_days":10},
///     {"id":"closed","name":"办结","role":"done","kinds":["solved"],"gates":["note"]}
/// ]}"#)?;
/// assert_eq!(own.all().len(), 2);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stages(Vec<Stage>);

/// Most working days of a stage: about ten years.
const MOST_DAYS: u64 = 2_500;
/// Most stages of a machine.
const MOST_STAGES: usize = 64;

/// 摸排, 分发, 对接, 签约, 实施, 销号, and the two other ends.
const BUILTIN: &str = r#"{"stages":[
{"id":"survey","name":"摸排","role":"waiting","kinds":["proposed"],"working_days":5},
{"id":"dispatch","name":"分发","role":"waiting","kinds":["pushed","handed"],"working_days":5},
{"id":"contact","name":"对接","role":"engaged","kinds":["contacted","visited","met"],"working_days":20},
{"id":"agreement","name":"签约","role":"engaged","kinds":["agreed"],"after":["contacted","visited","met"],"working_days":30},
{"id":"work","name":"实施","role":"engaged","kinds":["signed"]},
{"id":"solved","name":"销号","role":"done","kinds":["solved"],"gates":["note"]},
{"id":"refused","name":"已拒绝","role":"ended","kinds":["refused"],"gates":["reason"]},
{"id":"withdrawn","name":"已撤回","role":"ended","kinds":["withdrawn"]}
]}"#;

impl Stages {
    /// 摸排 survey, 分发 dispatch, 对接 contact, 签约 agreement, 实施 work, 销号 solved; 已拒绝 refused, 已撤回 withdrawn.
    #[must_use]
    pub fn builtin() -> Self {
        // A test reads it.
        Self::read(BUILTIN).unwrap_or_else(|_| Self(Vec::new()))
    }

    /// Reads JSON `{"stages":[{"id","name","role"?,"kinds"?,"gates"?,"after"?,"working_days"?}]}`, in order. The role
    /// is waiting unless it is stated.
    ///
    /// # Errors
    /// Invalid input that names the stage, the field and the repair: a field that is unknown or cannot be read, two
    /// stages of one id or name, a kind that leads to two stages, no done stage, an open stage after a done one, a first
    /// stage that is not open.
    pub fn read(text: &str) -> Result<Self> {
        let shape = || {
            say!(
                "write it as {{\"stages\":[{{\"id\":\"contact\",\"name\":\"对接\"}}, …]}}",
                "请写成 {{\"stages\":[{{\"id\":\"contact\",\"name\":\"对接\"}}, …]}}"
            )
        };
        let refuse = |value: &dyn std::fmt::Display| Error::invalid("stages", value, shape());
        let text = text.trim_start_matches('\u{feff}');
        let value: Value = serde_json::from_str(text).map_err(|error| refuse(&error))?;
        let fields = value.as_object().ok_or_else(|| refuse(&value))?;
        if let Some(other) = fields.keys().find(|name| *name != "stages") {
            return Err(refuse(other));
        }
        let list = fields.get("stages").and_then(Value::as_array);
        let list = list.ok_or_else(|| refuse(&value))?;
        if list.is_empty() || list.len() > MOST_STAGES {
            let repair = say!(
                "give 1 to {MOST_STAGES} stages",
                "请给出1至{MOST_STAGES}个阶段"
            );
            return Err(Error::invalid("stages", list.len(), repair));
        }
        let mut stages = Vec::new();
        for (number, value) in (1..).zip(list) {
            let place = || say!("stage {number}", "第{number}个阶段");
            let fields = value
                .as_object()
                .ok_or_else(|| refuse(value).in_record(place()))?;
            stages.push(stage(fields).map_err(|error| error.in_record(place()))?);
        }
        check(&stages)?;
        Ok(Self(stages))
    }

    /// Every stage, in order.
    #[must_use]
    pub fn all(&self) -> &[Stage] {
        &self.0
    }

    /// The stage of that id or name.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<&Stage> {
        self.0
            .iter()
            .find(|stage| stage.id == text || stage.name == text)
    }

    /// The stage to which entries of `kind` lead; `None`: they move nothing.
    #[must_use]
    pub fn of_kind(&self, kind: EntryKind) -> Option<&Stage> {
        self.place_of(kind).and_then(|place| self.0.get(place))
    }

    pub(super) fn place_of(&self, kind: EntryKind) -> Option<usize> {
        self.0.iter().position(|stage| stage.kinds.contains(&kind))
    }

    /// The JSON that [`Stages::read`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        let names =
            |kinds: &[EntryKind]| -> Vec<&str> { kinds.iter().map(|kind| kind.as_str()).collect() };
        let stage = |stage: &Stage| {
            let gates: Vec<&str> = stage.gates.iter().map(|gate| gate.as_str()).collect();
            let mut fields = json!({
                "id": stage.id, "name": stage.name, "role": stage.role.as_str(), "kinds": names(&stage.kinds),
                "gates": gates, "after": names(&stage.after),
            });
            if let (Some(days), Some(fields)) = (stage.working_days, fields.as_object_mut()) {
                fields.insert("working_days".to_owned(), json!(days));
            }
            fields
        };
        let stages: Vec<Value> = self.0.iter().map(stage).collect();
        json!({ "stages": stages }).to_string()
    }
}

fn stage(fields: &Map<String, Value>) -> Result<Stage> {
    const KNOWN: [&str; 7] = [
        "id",
        "name",
        "role",
        "kinds",
        "gates",
        "after",
        "working_days",
    ];
    if let Some(unknown) = fields.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        let repair = say!("use one of: {}", "请用下列之一：{}", KNOWN.join(", "));
        return Err(Error::invalid("stages", unknown, repair));
    }
    let text = |name: &str| {
        let value = fields.get(name).and_then(Value::as_str).map(str::trim);
        let found = value.filter(|text| !text.is_empty() && text.len() <= 100);
        found.map(str::to_owned).ok_or_else(|| {
            let value = fields
                .get(name)
                .map(ToString::to_string)
                .unwrap_or_default();
            let repair = say!(
                "give a text of 1 to 100 bytes that no other stage has",
                "请填1至100字节的文本，且不与其他阶段重复"
            );
            Error::invalid(name, value, repair)
        })
    };
    let working_days = match fields.get("working_days") {
        None | Some(Value::Null) => None,
        Some(value) => {
            let days = value.as_u64().filter(|days| (1..=MOST_DAYS).contains(days));
            let days = days.and_then(|days| u32::try_from(days).ok());
            let repair = || {
                say!(
                    "give a whole number of working days from 1 to {MOST_DAYS}, or leave it out",
                    "请填1至{MOST_DAYS}之间的工作日数，或不填"
                )
            };
            Some(days.ok_or_else(|| Error::invalid("working_days", value, repair()))?)
        }
    };
    Ok(Stage {
        id: text("id")?,
        name: text("name")?,
        role: match fields.get("role") {
            None | Some(Value::Null) => StageRole::Waiting,
            Some(Value::String(text)) => text.parse()?,
            Some(value) => value.to_string().parse()?,
        },
        kinds: list(fields, "kinds")?,
        gates: list(fields, "gates")?,
        after: list(fields, "after")?,
        working_days,
    })
}

/// The words that `name` lists; none if it is absent.
fn list<T: std::str::FromStr<Err = Error>>(
    fields: &Map<String, Value>,
    name: &str,
) -> Result<Vec<T>> {
    let Some(value) = fields.get(name).filter(|value| !value.is_null()) else {
        return Ok(Vec::new());
    };
    let refuse = |value: &Value| {
        let repair = say!("write a list of texts", "请写成文本的列表");
        Error::invalid(name, value, repair)
    };
    let words = value.as_array().ok_or_else(|| refuse(value))?;
    let read = |word: &Value| word.as_str().ok_or_else(|| refuse(word))?.parse();
    words.iter().map(read).collect()
}

/// The faults of the stages as a whole.
fn check(stages: &[Stage]) -> Result<()> {
    for (at, stage) in stages.iter().enumerate() {
        check_beside(stage, &stages[..at])?;
    }
    let refuse = |value: &str, repair: Wording| Err(Error::invalid("stages", value, repair));
    if !stages.first().is_some_and(|first| first.role.is_open()) {
        return refuse(
            stages.first().map_or("", |first| &first.id),
            say!(
                "begin with a stage that is waiting or engaged",
                "请以待办或在办的阶段开头"
            ),
        );
    }
    if !stages.iter().any(|stage| stage.role == StageRole::Done) {
        return refuse(
            "",
            say!(
                "give one stage the role done",
                "请指定一个办结阶段（role 为 done）"
            ),
        );
    }
    Ok(())
}

/// The faults of a stage beside the earlier ones.
fn check_beside(stage: &Stage, earlier: &[Stage]) -> Result<()> {
    let refuse = |value: &str, repair: Wording| Err(Error::invalid("stages", value, repair));
    let (id, name) = (&stage.id, &stage.name);
    // Stages are asked for by either.
    let is_same = |other: &&Stage| {
        [&other.id, &other.name]
            .iter()
            .any(|text| *text == id || *text == name)
    };
    if let Some(other) = earlier.iter().find(is_same) {
        let repair = say!(
            "stage {} has that id or name already: give each its own",
            "阶段 {} 已用此编号或名称：请勿重复",
            other.id
        );
        return refuse(id, repair);
    }
    for kind in &stage.kinds {
        if *kind == EntryKind::Correction {
            return refuse(
                id,
                say!(
                    "a correction moves no match: leave it out",
                    "更正不改变阶段：请去掉"
                ),
            );
        }
        if let Some(other) = earlier.iter().find(|other| other.kinds.contains(kind)) {
            let repair = say!(
                "{} leads to {} already: name it in one stage",
                "{} 已指向 {}：请只写在一个阶段中",
                kind,
                other.id
            );
            return refuse(id, repair);
        }
    }
    let is_late =
        stage.role != StageRole::Ended && earlier.iter().any(|other| other.role == StageRole::Done);
    if is_late {
        return refuse(
            id,
            say!(
                "put it before the done stage, which is the last of the way and the only one",
                "请放在办结阶段之前：办结阶段只有一个，且在最后"
            ),
        );
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::{EntryKind, Stages};

    #[test]
    fn the_builtin_stages_read_back_and_know_every_kind_that_moves() {
        let builtin = Stages::builtin();
        assert_eq!(builtin.all().len(), 8);
        assert_eq!(Stages::read(&builtin.to_json()).unwrap(), builtin);
        let still = [
            EntryKind::Viewed,
            EntryKind::Note,
            EntryKind::Deadline,
            EntryKind::Correction,
        ];
        for &kind in EntryKind::ALL {
            assert_eq!(
                builtin.of_kind(kind).is_none(),
                still.contains(&kind),
                "{kind}"
            );
        }
    }

    #[test]
    fn faulty_stages_are_refused_with_their_place() {
        let done = r#"{"id":"z","name":"办结","role":"done","kinds":["solved"]}"#;
        for (stages, said) in [
            ("", "1 to 64"),
            (r#"{"id":"a"}"#, "stage 1: name"),
            (r#"{"id":"a","name":"甲","days":3}"#, "days"),
            (r#"{"id":"a","name":"甲","kinds":["飞"]}"#, "飞"),
            (
                r#"{"id":"a","name":"甲","kinds":["correction"]}"#,
                "correction moves no match",
            ),
            (r#"{"id":"a","name":"甲","kinds":"met"}"#, "list of texts"),
            (r#"{"id":"a","name":"甲","gates":["luck"]}"#, "luck"),
            (r#"{"id":"a","name":"甲","working_days":0}"#, "working_days"),
            (
                r#"{"id":"a","name":"甲","working_days":1.5}"#,
                "working_days",
            ),
            (r#"{"id":"a","name":"甲","role":"ended"}"#, "begin with"),
            (
                r#"{"id":"a","name":"甲"},{"id":"甲","name":"乙"}"#,
                "its own",
            ),
            (
                r#"{"id":"a","name":"甲","kinds":["solved"]}"#,
                "in one stage",
            ),
            ("3", "stage 1"),
        ] {
            let ends = if stages.is_empty() {
                String::new()
            } else {
                format!(",{done}")
            };
            let error = Stages::read(&format!("{{\"stages\":[{stages}{ends}]}}")).unwrap_err();
            assert!(
                error.is_invalid_input() && error.to_string().contains(said),
                "{stages}: {error}"
            );
        }
        let after =
            format!(r#"{{"stages":[{{"id":"a","name":"甲"}},{done},{{"id":"b","name":"乙"}}]}}"#);
        assert!(
            Stages::read(&after)
                .unwrap_err()
                .to_string()
                .contains("before the done stage")
        );
        for text in [
            "",
            "[]",
            r#"{"stages":3}"#,
            r#"{"other":[]}"#,
            r#"{"stages":[{"id":"a","name":"甲"}]}"#,
        ] {
            assert!(Stages::read(text).unwrap_err().is_invalid_input(), "{text}");
        }
    }
}
