//! Slots: one for each ranked field of each evidence document.

use crate::index::{FIELD_COUNT, MAX_WORKS};

/// Slots of a document.
pub(super) const SLOTS: u32 = 3;
const _: () = assert!(SLOTS as usize == FIELD_COUNT);

/// Slots of a document, as a place of a block has bits.
pub(super) const SLOTS_16: u16 = 3;
const _: () = assert!(SLOTS_16 as u32 == SLOTS);

/// Most evidence documents of one block: their slots, one for each field, are numbered by 16 bits.
pub(crate) const BLOCK_DOCUMENTS: usize = (1 << 16) / FIELD_COUNT;
const _: () = assert!(BLOCK_DOCUMENTS > MAX_WORKS, "a profile must fit");

/// Impacts of a term that stands once in a field of a document and nowhere else in the profile: in the document,
/// and in the profile as a whole.
pub(crate) type Plain = [u8; 2];
