//! Faults of the parties, tables and ids of an event.

use std::str::FromStr;

use crate::error::{Error, Result, Wording, say};

/// Repair of a party without an id, or with another's.
pub(super) const OWN_ID: Wording = Wording::fixed(
    "give every party of a side an id of its own",
    "请给同一方的每个参会者不重复的编号",
);

pub(super) fn no_table(id: &str) -> Error {
    Error::not_found(
        "table",
        id,
        say!("use a table of the event", "请用对接会的桌子"),
    )
}

pub(super) fn no_party(side: &'static str, id: &str) -> Error {
    let repair = say!(
        "add the party before what refers to it",
        "请先加入该参会者，再引用它"
    );
    Error::not_found(side, id, repair)
}

/// The id of a new party, which must be written as it is kept.
pub(super) fn as_kept<Id: FromStr<Err = Error> + AsRef<str>>(
    side: &'static str,
    text: &str,
) -> Result<Id> {
    if text.is_empty() {
        return Err(Error::invalid(side, text, OWN_ID));
    }
    let id: Id = text.parse()?;
    if id.as_ref() == text {
        return Ok(id);
    }
    let repair = say!(
        "leave out the white space around the id",
        "请去掉编号两端的空白"
    );
    Err(Error::invalid(side, text, repair))
}

pub(super) fn no_round(id: &str) -> Error {
    Error::not_found(
        "round table",
        id,
        say!("use a round table of the event", "请用对接会的圆桌"),
    )
}
