//! When parties can come.

use std::collections::BTreeMap;
use std::path::Path;

use qianxian::Error;
use qianxian::event::{EventBuilder, Party, Slot};
use qianxian::intake::Source;
use qianxian::model::Date;

use crate::failure::Result;

/// Reads a file with the columns id, date and hours, in that order, under a heading: whoever is named comes
/// at those hours only. The id is of an enterprise, need or profile; empty hours are the whole day.
pub(super) fn read(file: &Path, event: &mut EventBuilder, parties: &[Party]) -> Result<()> {
    let text = Source::file(file).text()?;
    let slots: Vec<Slot> = event.build()?.slots().to_vec();
    let mut present: BTreeMap<&Party, Vec<Slot>> = BTreeMap::new();
    let lines = text
        .trim_start_matches('\u{feff}')
        .lines()
        .enumerate()
        .skip(1);
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let fail = |e: Error| e.in_record(format!("{} line {}", file.display(), number + 1));
        let mut fields = line.split(',').map(|field| field.trim().trim_matches('"'));
        let mut field = || fields.next().unwrap_or_default();
        let (id, day, hours) = (field(), field(), field());
        let day: Date = day.parse().map_err(fail)?;
        let span = Slot::new(
            day,
            if hours.is_empty() {
                "00:00-24:00"
            } else {
                hours
            },
        )
        .map_err(fail)?;
        let named: Vec<&Party> = parties.iter().filter(|party| party.id() == id).collect();
        if named.is_empty() {
            let repair = "name an enterprise, need or profile of the event";
            return Err(fail(Error::not_found("party", id, repair)).into());
        }
        for party in named {
            // A slot that is only partly within the hours cannot be attended.
            let within = slots.iter().copied().filter(|&slot| span.covers(slot));
            present.entry(party).or_default().extend(within);
        }
    }
    for (party, slots) in present {
        event.only(party, &slots)?;
    }
    Ok(())
}
