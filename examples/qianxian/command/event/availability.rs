//! When parties can come.

use std::collections::BTreeMap;
use std::path::Path;

use qianxian::Error;
use qianxian::event::{EventBuilder, Party, Slot};
use qianxian::model::{Date, FoldedName};

use super::arguments::Records;
use crate::failure::Result;
use crate::language::wording;
use crate::library::need_among;
use crate::table::{reader as csv_reader, unreadable};

/// Reads a file with the columns id, date and hours, in that order, under a heading or without one: whoever is named
/// comes at those hours only. The id or name is of an enterprise, need or profile; empty hours are the whole day.
pub(super) fn read(
    file: &Path,
    event: &mut EventBuilder,
    parties: &[Party],
    records: Records<'_>,
) -> Result<()> {
    let slots: Vec<Slot> = event.build()?.slots().to_vec();
    let mut present: BTreeMap<&Party, Vec<Slot>> = BTreeMap::new();
    let mut reader = csv_reader(file, false)?;
    for (at, row) in reader.records().enumerate() {
        let row = row.map_err(|e| unreadable(file, &e))?;
        let line = row.position().map_or(0, csv::Position::line);
        let fail =
            |e: Error| e.in_record(wording!("{} line {line}", "{} 第{line}行", file.display()));
        let mut fields = row.iter().map(str::trim);
        let mut field = || fields.next().unwrap_or_default();
        let (id, day, hours) = (field(), field(), field());
        let is_blank = [id, day, hours].iter().all(|field| field.is_empty());
        if is_blank || (at == 0 && is_heading(day)) {
            continue;
        }
        let day: Date = match day.parse() {
            Ok(day) => day,
            // The first line may have headings that nobody knows.
            Err(_) if at == 0 => {
                let repair = wording!(
                    "begin with a line as in P-042,2026-05-12,09:00-10:30, or with the headings id,date,hours",
                    "第一行请写成 P-042,2026-05-12,09:00-10:30 的形式，或写列名 编号,日期,时间"
                );
                return Err(fail(Error::invalid("date", day, repair)).into());
            }
            Err(error) => return Err(fail(error).into()),
        };
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

/// Whether the second cell of the first line is the heading of days.
fn is_heading(day: &str) -> bool {
    const HEADINGS: [&str; 8] = [
        "date",
        "day",
        "日期",
        "日子",
        "到场日期",
        "可到日期",
        "参会日期",
        "活动日期",
    ];
    let day = FoldedName::new(day.trim_start_matches('\u{feff}'));
    day.is_some() && HEADINGS.iter().any(|known| FoldedName::new(known) == day)
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
        let repair = wording!(
            "name an enterprise, need or profile of the event",
            "请写出对接会中的企业、需求或供方"
        );
        return Err(Error::not_found("party", text, repair));
    }
    Ok(named)
}
