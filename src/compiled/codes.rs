//! Facet codes: a column for each facet, two bytes a code if all of a facet's fit.
//!
//! Columns rather than a row for each profile: most profiles fall short by the first facet that is looked at, so that
//! its codes alone are read, side by side.

use crate::model::Facet;

/// Columns of a facet's codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeSlot {
    /// No profile of the segment has the facet.
    Unknown,
    /// Codes below 65,536, in that column.
    Narrow(u8),
    /// Any codes, their low halves in that column and their high ones in the next.
    Wide(u8),
}

/// Facet codes by profile; 0 is unknown.
#[derive(Debug)]
pub(crate) struct FacetCodes {
    slots: [CodeSlot; Facet::ALL.len()],
    profiles: usize,
    /// One column after the other.
    columns: Vec<u16>,
}

impl FacetCodes {
    /// From columns in the order of [`Facet::ALL`], each with a code that none of its exceeds, of `profiles` codes each; a
    /// column of nothing but zeros may end early.
    pub(crate) fn new<C>(columns: Vec<(u32, C)>, profiles: usize) -> Self
    where
        C: Iterator<Item = u32>,
    {
        let mut slots = [CodeSlot::Unknown; Facet::ALL.len()];
        let mut width = 0;
        for (slot, &(largest, _)) in slots.iter_mut().zip(&columns) {
            *slot = match largest {
                0 => CodeSlot::Unknown,
                1..=0xffff => CodeSlot::Narrow(width),
                _ => CodeSlot::Wide(width),
            };
            width += u8::from(largest > 0) + u8::from(largest > 0xffff);
        }
        let mut halves = vec![0; usize::from(width) * profiles];
        for (slot, (_, column)) in slots.iter().zip(columns) {
            let (CodeSlot::Narrow(at) | CodeSlot::Wide(at)) = *slot else {
                continue;
            };
            let at = usize::from(at) * profiles;
            for (profile, code) in column.enumerate() {
                let [a, b, c, d] = code.to_le_bytes();
                halves[at + profile] = u16::from_le_bytes([a, b]);
                if let CodeSlot::Wide(_) = slot {
                    halves[at + profiles + profile] = u16::from_le_bytes([c, d]);
                }
            }
        }
        Self {
            slots,
            profiles,
            columns: halves,
        }
    }

    /// These codes with others of one facet for some of the `profiles`, given with their numbers. O(profiles).
    pub(crate) fn recoded(&self, facet: Facet, codes: &[(u32, u32)], profiles: u32) -> Self {
        let of = |facet: Facet| (0..profiles).map(move |profile| self.get(facet, profile));
        let mut columns: Vec<Vec<u32>> = Facet::ALL.iter().map(|&f| of(f).collect()).collect();
        for &(profile, code) in codes {
            columns[facet as usize][profile as usize] = code;
        }
        let largest = |column: &Vec<u32>| column.iter().copied().max().unwrap_or(0);
        let columns = columns.into_iter();
        let columns = columns.map(|column| (largest(&column), column.into_iter()));
        Self::new(columns.collect(), profiles as usize)
    }

    /// The code of a facet of a profile.
    #[inline]
    pub(crate) fn get(&self, facet: Facet, profile: u32) -> u32 {
        self.column(facet).get(profile)
    }

    /// The codes of a facet.
    #[inline]
    pub(crate) fn column(&self, facet: Facet) -> FacetCodeColumn<'_> {
        let column = |at: u8| {
            let start = usize::from(at) * self.profiles;
            &self.columns[start..start + self.profiles]
        };
        match self.slots[facet as usize] {
            CodeSlot::Unknown => FacetCodeColumn::Unknown,
            CodeSlot::Narrow(at) => FacetCodeColumn::Narrow(column(at)),
            CodeSlot::Wide(at) => FacetCodeColumn::Wide(column(at), column(at + 1)),
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.columns.len() * 2
    }
}

/// One facet's codes by profile; 0 is unknown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FacetCodeColumn<'c> {
    /// No profile has the facet.
    Unknown,
    /// Codes below 65,536.
    Narrow(&'c [u16]),
    /// The low and the high halves of codes.
    Wide(&'c [u16], &'c [u16]),
}

impl FacetCodeColumn<'_> {
    #[inline]
    pub(crate) fn get(self, profile: u32) -> u32 {
        let at = profile as usize;
        match self {
            Self::Unknown => 0,
            Self::Narrow(codes) => u32::from(codes[at]),
            Self::Wide(low, high) => u32::from(low[at]) | u32::from(high[at]) << 16,
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
        let largest = |column: &[u32]| column.iter().copied().max().unwrap_or(0);
        let of = columns
            .iter()
            .map(|column| (largest(column), column.iter().copied()));
        let codes = FacetCodes::new(of.collect(), 3);
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
