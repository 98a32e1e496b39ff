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

/// What the hot loop reads of an evidence document, in one line of the core's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// Four numbers of two bytes: aligned to their size, a row never lies in two lines.
#[repr(align(8))]
pub(crate) struct DocumentRow {
    /// The document's profile, counted from the block's first.
    pub(super) owner: u16,
    /// Impacts of a plain posting in each field.
    pub(super) plain: [Plain; FIELD_COUNT],
}
const _: () = assert!(size_of::<DocumentRow>() == 8);

impl DocumentRow {
    /// The row as a file has it.
    pub(super) fn to_bytes(self) -> [u8; 8] {
        let [low, high] = self.owner.to_le_bytes();
        let [[a, b], [c, d], [e, f]] = self.plain;
        [low, high, a, b, c, d, e, f]
    }

    /// Reads the row that [`DocumentRow::to_bytes`] wrote.
    pub(super) fn from_bytes([low, high, a, b, c, d, e, f]: [u8; 8]) -> Self {
        Self {
            owner: u16::from_le_bytes([low, high]),
            plain: [[a, b], [c, d], [e, f]],
        }
    }

    /// The document with a slot, its profile, and the impacts of a plain posting there. O(1).
    #[inline(always)]
    pub(super) fn at(rows: &[Self], slot: u16) -> (u16, u16, Plain) {
        let document = slot / SLOTS_16;
        // By reference: a copy of the row goes through the stack, since a field of it is chosen by number.
        let row = &rows[usize::from(document)];
        (document, row.owner, row.plain[usize::from(slot % SLOTS_16)])
    }
}
