//! Dual prices of the flow relaxation.

/// Dual prices, in steps of 10⁻⁹, in the order of the problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Duals {
    pub(super) needs: Vec<i64>,
    pub(super) profiles: Vec<i64>,
    pub(super) quotas: Vec<i64>,
}
