//! Why there is no assignment, and what would give one.

use std::io::Write as _;

use qianxian::Snapshot;
use qianxian::assign::{AssignmentChange, AssignmentClash};
use qianxian::decision::Infeasibility;
use serde_json::json;

use crate::failure::Result;
use crate::library::{need_label, profile_label};
use crate::output::Output;

/// Prints the certificate and the ways out.
pub(super) fn show(
    out: &mut Output,
    why: &Infeasibility<AssignmentClash, AssignmentChange>,
    snapshot: &Snapshot,
    as_json: bool,
) -> Result<()> {
    if as_json {
        return out.json(&json!({ "infeasible": why }));
    }
    let clash = why.clash();
    writeln!(out, "infeasible: {clash}")?;
    let needs = clash.needs.iter().map(|id| need_label(snapshot, id));
    let profiles = clash.profiles.iter();
    let profiles = profiles.map(|id| profile_label(snapshot, id));
    let (needs, profiles): (Vec<String>, Vec<String>) = (needs.collect(), profiles.collect());
    writeln!(out, "needs that clash: {}", needs.join(", "))?;
    writeln!(out, "profiles that clash: {}", profiles.join(", "))?;
    writeln!(
        out,
        "each of these alone makes it feasible, the cheapest first:"
    )?;
    for way in why.relaxations() {
        writeln!(out, "  {way} (frees {})", way.cost)?;
    }
    Ok(())
}
