//! Facet codes: one row for each profile, two bytes a code if all of a facet's fit.
//!
//! Rows rather than a column for each facet: a profile is judged facet by facet until it falls short, and
//! one cache line then serves them all.

use crate::model::Facet;

/// Place of a facet's code in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeSlot {
    /// No profile of the segment has the facet.
    Unknown,
    /// Codes below 65,536, at that place.
    Narrow(u8),
    /// Any codes, their low halves at that place and their high ones at the next.
    Wide(u8),
}

/// Facet codes by profile; 0 is unknown.
#[derive(Debug)]
pub(crate) struct FacetCodes {
    slots: [CodeSlot; Facet::ALL.len()],
    /// Places of a row.
    width: usize,
    rows: Vec<u16>,
}

impl FacetCodes {
    /// From columns in the order of [`Facet::ALL`], of `profiles` codes each.
    pub(crate) fn new(columns: &[Vec<u32>], profiles: usize) -> Self {
        let mut slots = [CodeSlot::Unknown; Facet::ALL.len()];
        let mut width = 0;
        for (slot, column) in slots.iter_mut().zip(columns) {
            let largest = column.iter().copied().max().unwrap_or(0);
            *slot = match largest {
                0 => CodeSlot::Unknown,
                1..=0xffff => CodeSlot::Narrow(width),
                _ => CodeSlot::Wide(width),
            };
            width += u8::from(largest > 0) + u8::from(largest > 0xffff);
        }
        let width = usize::from(width);
        let mut rows = vec![0; width * profiles];
        for (slot, column) in slots.iter().zip(columns) {
            for (profile, &code) in column.iter().enumerate() {
                let [a, b, c, d] = code.to_le_bytes();
                let row = &mut rows[profile * width..(profile + 1) * width];
                match *slot {
                    CodeSlot::Unknown => {}
                    CodeSlot::Narrow(at) => row[usize::from(at)] = u16::from_le_bytes([a, b]),
                    CodeSlot::Wide(at) => {
                        row[usize::from(at)] = u16::from_le_bytes([a, b]);
                        row[usize::from(at) + 1] = u16::from_le_bytes([c, d]);
                    }
                }
            }
        }
        Self { slots, width, rows }
    }

    /// These codes with others of one facet for some of the `profiles`, given with their numbers. O(profiles).
    pub(crate) fn recoded(&self, facet: Facet, codes: &[(u32, u32)], profiles: u32) -> Self {
        let of = |facet: Facet| (0..profiles).map(move |profile| self.get(facet, profile));
        let mut columns: Vec<Vec<u32>> = Facet::ALL.iter().map(|&f| of(f).collect()).collect();
        for &(profile, code) in codes {
            columns[facet as usize][profile as usize] = code;
        }
        Self::new(&columns, profiles as usize)
    }

    /// The code of a facet of a profile.
    #[inline]
    pub(crate) fn get(&self, facet: Facet, profile: u32) -> u32 {
        self.column(facet).get(profile)
    }

    /// The codes of a facet.
    #[inline]
    pub(crate) fn column(&self, facet: Facet) -> FacetCodeColumn<'_> {
        FacetCodeColumn {
            slot: self.slots[facet as usize],
            width: self.width,
            rows: &self.rows,
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.rows.len() * 2
    }
}

/// One facet's codes by profile; 0 is unknown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FacetCodeColumn<'c> {
    slot: CodeSlot,
    width: usize,
    rows: &'c [u16],
}

impl FacetCodeColumn<'_> {
    #[inline]
    pub(crate) fn get(self, profile: u32) -> u32 {
        let row = profile as usize * self.width;
        match self.slot {
            CodeSlot::Unknown => 0,
            CodeSlot::Narrow(at) => u32::from(self.rows[row + usize::from(at)]),
            CodeSlot::Wide(at) => {
                let low = u32::from(self.rows[row + usize::from(at)]);
                low | u32::from(self.rows[row + usize::from(at) + 1]) << 16
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FacetCodes;
    use crate::model::Facet;

    #[test]
    fn codes_of_any_size_come_back() {
        let mut columns = vec![vec![0; 3]; Facet::ALL.len()];
        columns[1] = vec![7, 0, 65_535];
        columns[4] = vec![0, 65_536, u32::MAX];
        columns[5] = vec![1, 2, 3];
        let codes = FacetCodes::new(&columns, 3);
        for &facet in Facet::ALL {
            for profile in 0..3 {
                assert_eq!(
                    codes.get(facet, profile),
                    columns[facet as usize][profile as usize]
                );
            }
        }
        assert_eq!(codes.bytes(), 3 * 2 * (1 + 2 + 1));
        let facet = Facet::ALL[7];
        let recoded = codes.recoded(facet, &[(1, 70_000)], 3);
        columns[7] = vec![0, 70_000, 0];
        let found = |profile| Facet::ALL.iter().map(move |&facet| (facet, profile));
        for (facet, profile) in (0..3).flat_map(found) {
            let wanted = columns[facet as usize][profile as usize];
            assert_eq!(recoded.get(facet, profile), wanted);
        }
    }
}
