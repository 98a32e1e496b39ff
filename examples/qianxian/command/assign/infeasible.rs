//! Why there is no assignment, and what would give one.

use std::io::Write as _;

use qianxian::assign::{AssignmentChange, AssignmentClash};
use qianxian::decision::Infeasibility;
use serde_json::json;

use crate::failure::Result;
use crate::output::Output;

/// Prints the certificate and the ways out.
pub(super) fn show(
    out: &mut Output,
    why: &Infeasibility<AssignmentClash, AssignmentChange>,
    as_json: bool,
) -> Result<()> {
    if as_json {
        return out.json(&json!({ "infeasible": why }));
    }
    let clash = why.clash();
    writeln!(out, "infeasible: {clash}")?;
    let needs: Vec<&str> = clash.needs.iter().map(|id| id.as_str()).collect();
    let profiles: Vec<&str> = clash.profiles.iter().map(|id| id.as_str()).collect();
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
