//! When parties can come.

use std::collections::BTreeMap;
use std::path::Path;

use qianxian::Error;
use qianxian::event::{EventBuilder, Party, Slot};
use qianxian::intake::Source;
use qianxian::model::{Date, FoldedName};

use super::arguments::Records;
use crate::failure::Result;
use crate::language::say;
use crate::library::need_among;

/// Reads a file with the columns id, date and hours, in that order, under a heading: whoever is named comes
/// at those hours only. The id or name is of an enterprise, need or profile; empty hours are the whole day.
pub(super) fn read(
    file: &Path,
    event: &mut EventBuilder,
    parties: &[Party],
    records: Records<'_>,
) -> Result<()> {
    let text = Source::file(file).text()?;
    let slots: Vec<Slot> = event.build()?.slots().to_vec();
    let mut present: BTreeMap<&Party, Vec<Slot>> = BTreeMap::new();
    let lines = text
        .trim_start_matches('\u{feff}')
        .lines()
        .enumerate()
        .skip(1);
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let fail =
            |e: Error| e.in_record(say!("{} line {}", "{} 第{}行", file.display(), number + 1));
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
        let named = called(parties, id, records).map_err(fail)?;
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

/// The parties of that id; if there are none, of that name: an enterprise, else a need or a profile.
fn called<'p>(
    parties: &'p [Party],
    text: &str,
    records: Records<'_>,
) -> qianxian::Result<Vec<&'p Party>> {
    let of_id = |id: &str| -> Vec<&Party> { parties.iter().filter(|p| p.id() == id).collect() };
    let by_id = of_id(text);
    if !by_id.is_empty() {
        return Ok(by_id);
    }
    let wanted = FoldedName::new(text);
    let is_firm = |party: &&Party| {
        matches!(party, Party::Enterprise(_)) && FoldedName::new(party.id()) == wanted
    };
    let firms: Vec<&Party> = parties.iter().filter(is_firm).collect();
    if !firms.is_empty() {
        return Ok(firms);
    }
    let need = need_among(records.needs, text).map(|need| need.id.as_str().to_owned());
    let id = match need {
        Ok(id) => id,
        Err(error) if error.is_ambiguous() => return Err(error),
        Err(_) => match records.snapshot.find_profile(text) {
            Ok(profile) => profile.id.as_str().to_owned(),
            Err(error) if error.is_ambiguous() => return Err(error),
            Err(_) => String::new(),
        },
    };
    let named = of_id(&id);
    if named.is_empty() {
        let repair = say!(
            "name an enterprise, need or profile of the event",
            "请写出对接会中的企业、需求或供方"
        );
        return Err(Error::not_found("party", text, repair));
    }
    Ok(named)
}
