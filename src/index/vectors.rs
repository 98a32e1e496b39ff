//! Users' vectors as a column holds them.
//!
//! A value is the vector's steps, one byte each, and one or two bytes that make its length odd: the last byte says how
//! many they are. Up to format 5 a value was the direction in two bytes a component, so its length was even; such a
//! value is not read: the record is, since it says more exactly what the user attached.

//!
//! # Records without their vectors
//! The JSON of a record would hold each vector a second time, in four bytes a component. So the arrays are cut out of the
//! stored text, and it begins with a line that says where they were: `v`, then a position and the number of the
//! document whose column has it, for each array. Putting them back gives the same bytes.

use std::cell::RefCell;
use std::path::Path;

use tantivy::SegmentReader;

use super::failure::{contradiction, told, unreadable};
use crate::error::Result;
use crate::model::Vector;

/// First byte of a text without its vectors; no JSON begins so.
const CUT: char = 'v';

/// `text` without the arrays of `vectors`, which are given with the number of their document.
pub(super) fn cut<'v>(text: &str, vectors: impl Iterator<Item = (usize, &'v Vector)>) -> String {
    let mut arrays: Vec<(usize, usize, usize)> = Vec::new();
    for (number, vector) in vectors {
        let Ok(array) = serde_json::to_string(vector) else {
            continue;
        };
        // Whichever of several equal arrays is found: they are put back where they stood.
        let named = format!("\"vector\":{array}");
        let mut found = text
            .match_indices(&named)
            .map(|(at, _)| at + named.len() - array.len());
        let free = |at: &usize| arrays.iter().all(|(taken, ..)| taken != at);
        if let Some(at) = found.find(free) {
            arrays.push((at, array.len(), number));
        }
    }
    if arrays.is_empty() {
        return text.to_owned();
    }
    arrays.sort_unstable();
    let (mut head, mut rest, mut from) = (CUT.to_string(), String::new(), 0);
    for (at, length, number) in arrays {
        rest.push_str(&text[from..at]);
        head.push_str(&format!(" {}:{number}", rest.len()));
        from = at + length;
    }
    rest.push_str(&text[from..]);
    format!("{head}\n{rest}")
}

/// The text that [`cut`] made `stored` of; `vector` gives the vector of a document by its number. `None` if it was not
/// made so.
fn whole(stored: &str, mut vector: impl FnMut(usize) -> Option<Vector>) -> Option<String> {
    let (head, rest) = stored.strip_prefix(CUT)?.split_once('\n')?;
    let (mut text, mut from) = (String::new(), 0);
    for place in head.split_whitespace() {
        let (at, number) = place.split_once(':')?;
        let at: usize = at.parse().ok()?;
        text.push_str(rest.get(from..at)?);
        text.push_str(&serde_json::to_string(&vector(number.parse().ok()?)?).ok()?);
        from = at;
    }
    text.push_str(rest.get(from..)?);
    Some(text)
}

/// The JSON of the record that document `doc` of a segment carries, from its `stored` text.
pub(super) fn record_json(
    stored: &str,
    (reader, doc): (&SegmentReader, u32),
    path: Option<&Path>,
) -> Result<String> {
    if !stored.starts_with(CUT) {
        return Ok(stored.to_owned());
    }
    let column = reader.fast_fields().bytes("vector");
    let column = column.map_err(told("reading a column", path))?;
    let column = column.ok_or_else(|| contradiction(path))?;
    let failed = RefCell::new(None);
    let vector = |number: usize| {
        let doc = doc.checked_add(u32::try_from(number).ok()?)?;
        let ord = column.ords().first(doc)?;
        let mut value = Vec::new();
        match column.dictionary().ord_to_term(ord, &mut value) {
            Ok(true) => from_value(&value),
            Ok(false) => None,
            Err(error) => {
                failed.replace(Some(error));
                None
            }
        }
    };
    let text = whole(stored, vector);
    match failed.into_inner() {
        Some(error) => Err(unreadable(path)(error)),
        None => text.ok_or_else(|| contradiction(path)),
    }
}

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
    use super::{cut, from_value, is_older, to_value, whole};
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
    fn arrays_are_cut_out_and_put_back_byte_for_byte() {
        let vectors = [[1.0, -0.5], [0.25, 1.0], [1.0, -0.5]].map(|v| Vector::new(v).unwrap());
        let all = || vectors.iter().enumerate();
        let array = |at: usize| serde_json::to_string(&vectors[at]).unwrap();
        // In another order than the documents, one array twice, and one that is an attribute's.
        let text = format!(
            r#"{{"a":"针","x":{{"vector":{}}},"works":[{{"vector":{}}},{{"vector":{}}}],"vector":{},"b":"焦"}}"#,
            array(0),
            array(1),
            array(2),
            array(0)
        );
        let stored = cut(&text, all());
        assert!(
            stored.starts_with("v ") && !stored.contains(&array(1)),
            "{stored}"
        );
        let back = whole(&stored, |number| vectors.get(number).cloned());
        assert_eq!(back.as_deref(), Some(text.as_str()));
        assert_eq!(whole(&stored, |_| None), None);
        assert_eq!(cut(&text, std::iter::empty()), text);
        assert_eq!(cut("{}", all()), "{}");
    }

    #[test]
    fn a_stored_record_holds_its_vectors_once_and_is_read_back_the_same() {
        let store = Store::in_memory(&Analyzer::new()).unwrap();
        let mut writer = store.writer(15_000_000).unwrap();
        let wide = |at: usize| {
            Vector::new(
                (0..384)
                    .map(|i| ((i * at) as f32).sin() + 0.01)
                    .collect::<Vec<_>>(),
            )
            .unwrap()
        };
        let mut profile = Profile::new("p", crate::model::ProfileKind::Expert, "示例甲").unwrap();
        profile.vector = Some(wide(7));
        profile.works = vec![
            crate::model::Work::new("针状焦"),
            crate::model::Work::new("焦"),
        ];
        profile.works[1].vector = Some(wide(9));
        let mut need = crate::model::Need::new("n", "针状焦").unwrap();
        need.vector = Some(wide(3));
        let (p, n) = (
            writer.prepare_profile(&profile).unwrap(),
            writer.prepare_need(&need).unwrap(),
        );
        let texts = [p.text.clone(), n.text.clone()];
        assert_eq!(texts[0], serde_json::to_string(&profile).unwrap());
        for record in [p, n] {
            let first = &record.documents[0];
            let stored = first.get_first(store.index().schema().get_field("record").unwrap());
            let stored = tantivy::schema::Value::as_str(&stored.unwrap())
                .unwrap()
                .len();
            assert!(stored < 200, "{stored} bytes");
            writer.put(record).unwrap();
        }
        writer.commit(1).unwrap();
        let snapshot = store.snapshot().unwrap();
        assert_eq!(
            snapshot.profile(&profile.id).unwrap().as_ref(),
            Some(&profile)
        );
        assert_eq!(snapshot.need(&need.id).unwrap().as_ref(), Some(&need));
        let ids = [profile.id.into(), need.id.into()];
        assert_eq!(ids.map(|id| snapshot.text(&id).unwrap().unwrap()), texts);
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
        let record = store.index().schema().get_field("record").unwrap();
        for document in &mut older.documents {
            let mut changed = TantivyDocument::default();
            for (held, value) in document.field_values() {
                if held == field {
                    // 16-bit steps of the direction.
                    changed.add_bytes(field, &[0, 64, 0, 0]);
                } else if held == record {
                    // With its vectors.
                    changed.add_text(record, &older.text);
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
        let ranges = profiles.iter().map(|group| group.start..group.end);
        let found = segment.vectors(ranges).unwrap();
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
