//! Facts of several cells that must agree: two ends of an amount, two days in order, two degrees.

use serde_json::Value;

use super::{DraftProblem, RecordDraft, keep_unresolved};
use crate::error::{Error, Wording, say};
use crate::intake::Severity;
use crate::intake::read::shown;
use crate::model::{Budget, Coordinates, Date, TrackRecord};

/// Makes unknown the facts of a draft that contradict each other, each with a warning, so that they do not cost
/// the record. O(1).
pub(super) fn settle(draft: &mut RecordDraft) {
    let repair = |error: Error| error.repair_wording().cloned().unwrap_or_default();
    let faults = [
        fault(draft, "budget", &|value| {
            Budget::from_json(value).err().map(repair)
        }),
        fault(draft, "coordinates", &|value| {
            let read = serde_json::from_value::<Coordinates>(value.clone());
            read.is_err().then(|| {
                say!(
                    "give longitude and latitude, both in degrees",
                    "请填经度和纬度，均以度为单位"
                )
            })
        }),
        fault(draft, "track_record", &|value| {
            TrackRecord::from_json(value.clone()).err().map(repair)
        }),
        out_of_order(draft, "published", "deadline"),
        out_of_order(draft, "available_from", "available_until"),
    ];
    for (field, repair) in faults.into_iter().flatten() {
        let value = draft.fields.remove(field).unwrap_or_default();
        keep_unresolved(&mut draft.fields, field, &shown(&value));
        let repair = say!("kept under attributes, and unknown; {repair}", "已保留在其他属性中，按未知处理；{repair}"; repair);
        let error = Error::invalid(field, shown(&value), repair);
        draft.find(DraftProblem::new(Severity::Warning, &error));
    }
}

/// A field, and the way to mend it.
type Contradiction = (&'static str, Wording);

fn fault(
    draft: &RecordDraft,
    field: &'static str,
    check: &dyn Fn(&Value) -> Option<Wording>,
) -> Option<Contradiction> {
    let repair = check(draft.fields.get(field)?)?;
    Some((field, repair))
}

/// The later of two days if it comes first.
fn out_of_order(draft: &RecordDraft, first: &str, last: &'static str) -> Option<Contradiction> {
    let day = |field: &str| draft.text(field).parse::<Date>().ok();
    let (from, until) = (day(first)?, day(last)?);
    (until < from).then(|| {
        (
            last,
            say!("set it on or after {from}", "请填不早于 {from} 的日期"),
        )
    })
}
