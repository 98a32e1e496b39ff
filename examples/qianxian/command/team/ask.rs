//! What the arguments of `qianxian team` say.

use crate::language::say;
use std::ops::RangeInclusive;
use std::str::FromStr;

use qianxian::Snapshot;
use qianxian::team::{Role, TeamRules};

use crate::failure::Result;
use crate::library::known_label;

/// Weight of a topic that is given without one.
pub(super) const TOPIC_WEIGHT: f64 = 2.0;
/// Least share of a topic that must be covered, where none is given: whatever proves anything.
pub(super) const ANY_SHARE: f64 = 0.01;

/// A range of counts: `3`, `2..5`, `2-5`, `1..`.
#[derive(Clone, Debug)]
pub(super) struct Count(pub(super) RangeInclusive<u32>);

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let refuse = || {
            say!(
                "{text:?} is no range of counts; write 3, 2..5 or 1..",
                "{text:?} 不是人数范围；请写 3、2..5 或 1.."
            )
        };
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| refuse());
        let ends = text.split_once("..").or_else(|| text.split_once('-'));
        let Some((least, most)) = ends else {
            let count = number(text)?;
            return Ok(Self(count..=count));
        };
        let most = match most.trim_start_matches('=').trim() {
            "" => TeamRules::MOST,
            most => number(most)?,
        };
        Ok(Self(number(least)?..=most))
    }
}

/// A text with a number: `热膨胀系数=2`. A text whose last `=` is not followed by a number is all text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) text: String,
    pub(super) number: Option<f64>,
}

impl FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let split = text.rsplit_once('=');
        let numbered = split.and_then(|(text, n)| Some((text, n.trim().parse().ok()?)));
        let (text, number) = numbered.map_or((text, None), |(text, n)| (text, Some(n)));
        if text.trim().is_empty() {
            return Err(say!("name the topic in words", "请用文字写出主题"));
        }
        Ok(Self {
            text: text.trim().to_owned(),
            number,
        })
    }
}

/// A name with labels and a range: `高校=institution+team:1..2`; `facility=1..2` is its own label.
#[derive(Clone, Debug)]
pub(super) struct RolePart {
    pub(super) name: String,
    pub(super) labels: Vec<String>,
    pub(super) count: RangeInclusive<u32>,
}

impl FromStr for RolePart {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let refuse = || {
            say!(
                "{text:?} is not of the form NAME=KIND+KIND:RANGE or LABEL=RANGE",
                "{text:?} 不是 NAME=KIND+KIND:RANGE 或 LABEL=RANGE 的形式"
            )
        };
        let (name, rest) = text.split_once('=').ok_or_else(refuse)?;
        let (labels, count) = rest.rsplit_once(':').unwrap_or((name, rest));
        let name = name.trim().to_owned();
        let labels: Vec<String> = labels.split('+').map(|l| canonical(l.trim())).collect();
        if name.is_empty() || labels.iter().any(String::is_empty) {
            return Err(refuse());
        }
        let Count(count) = count.parse()?;
        Ok(Self {
            name: if rest.contains(':') {
                name
            } else {
                canonical(&name)
            },
            labels,
            count,
        })
    }
}

impl RolePart {
    /// The same part in labels that candidates carry. A name that is a label itself goes along.
    pub(super) fn read(&self, snapshot: &Snapshot) -> Result<Self> {
        let labels = self.labels.iter().map(|label| carried(snapshot, label));
        let labels: Vec<String> = labels.collect::<Result<_>>()?;
        let is_own = self.labels.first() == Some(&self.name);
        let name = labels.first().filter(|_| is_own).unwrap_or(&self.name);
        Ok(Self {
            name: name.clone(),
            labels: labels.clone(),
            count: self.count.clone(),
        })
    }

    pub(super) fn to_role(&self) -> Role {
        Role::new(&self.name, self.labels.iter(), self.count.clone())
    }
}

/// A label as a candidate of a team carries it: kinds, levels and regions stand alone.
fn carried(snapshot: &Snapshot, text: &str) -> Result<String> {
    let label = known_label(snapshot, text)?;
    let alone = ["kind:", "level:", "region:"]
        .iter()
        .find_map(|field| label.strip_prefix(field));
    Ok(alone.map_or_else(|| label.clone(), str::to_owned))
}

/// The canonical spelling of a kind or a level, in whatever spelling it is given; else the label itself.
fn canonical(label: &str) -> String {
    // Written with its field, as quotas of an assignment are.
    let value = match label.split_once([':', '：']) {
        Some(("kind" | "类别" | "类型" | "level" | "职称" | "层次", value)) => value.trim(),
        Some(_) | None => label,
    };
    let kind = value.parse::<qianxian::model::ProfileKind>();
    let level = || value.parse::<qianxian::model::Level>();
    let known = kind
        .map(|kind| kind.as_str())
        .or_else(|_| level().map(|level| level.as_str()));
    known.map_or_else(|_| label.to_owned(), str::to_owned)
}
