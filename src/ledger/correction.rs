//! Whether a correction corrects what can be corrected.

use super::entry::{EntryContent, LedgerEntry};
use super::standing::happened;
use crate::error::{Error, Result, say};

/// Whether what a correction corrects is an entry of its match that is none itself.
pub(super) fn check_correction(content: &EntryContent, entries: &[LedgerEntry]) -> Result<()> {
    let Some(correction) = &content.correction else {
        return Ok(());
    };
    let found = entries.iter().find(|entry| entry.number == correction.of);
    let Some(found) = found else {
        return Err(unknown(correction.of));
    };
    if found.content.correction.is_some() {
        let repair = say!(
            "it is a correction itself: correct the entry that it corrects once more",
            "它本身是更正：请再次更正它所更正的记录"
        );
        return Err(Error::invalid("corrects", correction.of, repair));
    }
    if !happened(entries)
        .iter()
        .any(|(number, _)| *number == correction.of)
    {
        let repair = say!(
            "it was struck: append what happened as a new entry",
            "它已作废：请把实际情况作为新记录添加"
        );
        return Err(Error::invalid("corrects", correction.of, repair));
    }
    Ok(())
}

pub(super) fn unknown(number: u64) -> Error {
    let repair = say!(
        "give the number of an entry of this match; its history lists them",
        "请写该对接的某条记录的序号；其历史列出各条"
    );
    Error::not_found("entry", number, repair)
}
