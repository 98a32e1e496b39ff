//! Maps from terms, by their hashes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Values by the hash of a term. The hash is its own hash: a map that hashed it again would spend more on that than on
/// the rest of a look-up.
pub(crate) type TermMap<V> = HashMap<u64, V, BuildHasherDefault<TermHasher>>;

/// Takes a hash of a term for its own hash.
#[derive(Debug, Default)]
pub(crate) struct TermHasher(u64);

impl Hasher for TermHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = crate::num::hash64(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        // Mixed well already (`num::hash64`).
        self.0 = hash;
    }
}
