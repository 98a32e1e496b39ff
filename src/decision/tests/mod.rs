//! Helpers of the tests of all three kinds of decision.

pub(crate) mod trials;
