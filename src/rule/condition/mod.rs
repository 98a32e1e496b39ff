//! Whether a need meets a condition of eligibility: met, broken, or not known.

mod audit;
mod certificates;
mod figures;
mod gap;
mod logic;
mod part;
mod sizes;
mod test;
#[cfg(test)]
mod tests;

pub use audit::{ConditionAudit, ConditionFault, ConditionRemark};
pub use gap::{ConditionVerdict, Gap, ReadAs, SettlingProof};
pub(crate) use logic::met;
pub use part::{ConditionPart, TestPart};
