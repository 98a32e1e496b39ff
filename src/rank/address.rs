//! Where a profile or a block stands.

/// A profile found: its segment and number. Or a block: its segment and number.
pub(super) type BlockAddress = (u32, u32);
