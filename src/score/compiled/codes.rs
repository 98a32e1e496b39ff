//! Facet codes, two bytes each where they fit.

/// One code for each profile.
#[derive(Debug)]
pub(crate) enum Codes {
    /// No profile of the segment has the facet.
    Unknown,
    /// Codes below 65,536.
    Narrow(Vec<u16>),
    /// Any codes.
    Wide(Vec<u32>),
}

impl Codes {
    pub(crate) fn new(codes: Vec<u32>) -> Self {
        if codes.iter().all(|&code| code == 0) {
            return Self::Unknown;
        }
        let narrow: Result<Vec<u16>, _> = codes.iter().map(|&code| u16::try_from(code)).collect();
        narrow.map_or_else(|_| Self::Wide(codes), Self::Narrow)
    }

    pub(crate) fn get(&self, profile: u32) -> u32 {
        match self {
            Self::Unknown => 0,
            Self::Narrow(codes) => u32::from(codes[profile as usize]),
            Self::Wide(codes) => codes[profile as usize],
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Unknown => 0,
            Self::Narrow(codes) => codes.len() * 2,
            Self::Wide(codes) => codes.len() * 4,
        }
    }
}
