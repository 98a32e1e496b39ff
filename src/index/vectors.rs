//! Users' vectors as a column holds them.
//!
//! A value is the vector's steps, one byte each, and one or two bytes that make its length odd: the last byte says how
//! many they are. Up to format 5 a value was the direction in two bytes a component, so its length was even; such a
//! value is not read: the record is, since it says more exactly what the user attached.

use crate::model::Vector;

/// The value of `vector`.
pub(super) fn to_value(vector: &Vector) -> Vec<u8> {
    let steps = vector.steps();
    let padding = 1 + u8::try_from(steps.len() % 2).unwrap_or(0);
    let bytes = steps.iter().map(|step| step.to_le_bytes()[0]);
    bytes
        .chain(std::iter::repeat_n(padding, usize::from(padding)))
        .collect()
}

/// Whether a value is of format 5 or older.
pub(super) fn is_older(value: &[u8]) -> bool {
    value.len().is_multiple_of(2)
}

/// The vector of a value of this format; `None` if it is none.
pub(super) fn from_value(value: &[u8]) -> Option<Vector> {
    let (&padding, _) = value.split_last()?;
    let length = value.len().checked_sub(usize::from(padding))?;
    let steps: Vec<i8> = value[..length]
        .iter()
        .map(|&byte| i8::from_le_bytes([byte]))
        .collect();
    Vector::of_steps(&steps)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use tantivy::TantivyDocument;

    use super::super::store::Store;
    use super::{from_value, is_older, to_value};
    use crate::model::{Profile, Vector};
    use crate::text::Analyzer;

    #[test]
    fn what_is_written_is_read_and_told_from_older_values() {
        for length in [1, 2, 3, 384, 4095, 4096] {
            let components: Vec<f32> = (0..length).map(|at| (at as f32).sin() + 0.01).collect();
            let vector = Vector::new(&components).unwrap();
            let value = to_value(&vector);
            assert!(!is_older(&value) && value.len() <= length + 2, "{length}");
            assert_eq!(from_value(&value), Some(vector));
        }
        assert!(is_older(&[0; 768]));
        assert_eq!(from_value(&[]), None);
        assert_eq!(from_value(&[9]), None, "more padding than there is");
    }

    #[test]
    fn vectors_of_an_older_segment_are_read_from_the_records() {
        let store = Store::in_memory(&Analyzer::new()).unwrap();
        let mut writer = store.writer(15_000_000).unwrap();
        let read = |id: &str, rest: &str| -> Profile {
            let text = format!(r#"{{"id":"{id}","kind":"expert","name":"示例甲"{rest}}}"#);
            serde_json::from_str(&text).unwrap()
        };
        let works =
            r#","vector":[0.5,0.25],"works":[{"title":"无"},{"title":"针状焦","vector":[1,-1,0]}]"#;
        let (new, old) = (read("new", works), read("old", works));
        writer.put(writer.prepare_profile(&new).unwrap()).unwrap();
        let mut older = writer.prepare_profile(&old).unwrap();
        let field = store.index().schema().get_field("vector").unwrap();
        for document in &mut older.documents {
            let mut changed = TantivyDocument::default();
            for (held, value) in document.field_values() {
                if held == field {
                    // 16-bit steps of the direction.
                    changed.add_bytes(field, &[0, 64, 0, 0]);
                } else {
                    changed.add_field_value(held, value);
                }
            }
            *document = changed;
        }
        writer.put(older).unwrap();
        writer.commit(1).unwrap();
        writer.merge().unwrap();
        let snapshot = store.snapshot().unwrap();
        let segment = snapshot.segments().next().unwrap();
        let profiles = segment.profiles().unwrap();
        let found = segment.vectors(&profiles).unwrap();
        let (own, work) = (new.vector.unwrap(), new.works[1].vector.clone().unwrap());
        for group in profiles {
            let of_group = found
                .iter()
                .filter(|(doc, _)| (group.start..group.end).contains(doc));
            let of_group: Vec<_> = of_group
                .map(|(doc, vector)| (doc - group.start, vector))
                .collect();
            assert_eq!(of_group, [(0, &own), (2, &work)], "{}", group.id);
        }
    }
}
