//! Ids for surveys that have none.

use serde_json::Value;

use super::RecordDraft;
use crate::intake::columns::{SurveySide, fold};
use crate::intake::read::shown;
use crate::model::StudentGroup;

/// 64-bit FNV-1a (Fowler, Noll, Vo): simple, and the same on every platform for ever, which
/// the standard hasher does not promise.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.fold(OFFSET, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    })
}

/// Gives a draft the id that its names make.
pub(crate) fn derive_id(side: SurveySide, draft: &mut RecordDraft) {
    let id = derived_id(side, draft);
    draft.fields.insert("id".to_owned(), Value::from(id));
    draft.is_id_derived = true;
}

/// An id made from the fields that name the record: the enterprise and the title of a need (its description
/// if it has no title), the kind, first organisation and name of a profile, the name of an enterprise: `n-`, `p-` or `e-` and 16
/// hexadecimal digits.
///
/// Case, width, spaces and punctuation do not count, so that the next year's survey updates the record. Two
/// records with equal names share the id, and the second is then reported; two different ones share it
/// with probability n²/2⁶⁵ among n.
fn derived_id(side: SurveySide, draft: &RecordDraft) -> String {
    let (prefix, names): (&str, &[&str]) = match side {
        SurveySide::Needs if fold(draft.text("title")).is_empty() => {
            ("n", &["enterprise", "description", "keywords"])
        }
        SurveySide::Needs => ("n", &["enterprise", "title"]),
        SurveySide::Profiles => ("p", &["kind", "organization", "name"]),
        SurveySide::Enterprises => ("e", &["name"]),
    };
    let part = |name: &&str| {
        let value = draft.fields.get(*name).unwrap_or(&Value::Null);
        let mut bytes = match shown(value).as_str() {
            // A student group is an expert, whichever of the two its row says.
            StudentGroup::KIND if *name == "kind" => "expert".to_owned(),
            text => fold(text),
        }
        .into_bytes();
        bytes.push(b'\n');
        bytes
    };
    format!("{prefix}-{:016x}", fnv1a(names.iter().flat_map(part)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{RecordDraft, SurveySide, derived_id, fnv1a};
    use serde_json::{Value, json};

    fn id(side: SurveySide, fields: &Value) -> String {
        let fields = fields.as_object().unwrap().clone();
        derived_id(
            side,
            &RecordDraft {
                fields,
                ..RecordDraft::new(1)
            },
        )
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a("foobar".bytes()), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn an_id_depends_on_the_names_alone() {
        let first = id(
            SurveySide::Needs,
            &json!({"enterprise": "示例公司", "title": "针状焦 制备", "description": "旧"}),
        );
        let again = id(
            SurveySide::Needs,
            &json!({"enterprise": "示例公司", "title": "针状焦制备。", "description": "新"}),
        );
        let other = id(
            SurveySide::Needs,
            &json!({"enterprise": "另一公司", "title": "针状焦制备"}),
        );
        assert_eq!(first, again);
        assert_ne!(first, other);
        let untitled = |text: &str| id(SurveySide::Needs, &json!({"description": text}));
        assert_ne!(untitled("甲"), untitled("乙"));
        let split = |organization: &str, name: &str| {
            id(
                SurveySide::Profiles,
                &json!({"organization": organization, "name": name}),
            )
        };
        assert_ne!(split("甲乙", "丙"), split("甲", "乙丙"));
    }
}
