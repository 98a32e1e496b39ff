//! From facts to a report.

use super::chapter::chapters;
use super::composition::Composition;
use super::document::Report;
use super::facts::ReportFacts;
use super::options::ReportOptions;
use crate::error::say;

/// The report that `options` ask for. O(rows of facts + figures · rows behind them).
pub(crate) fn compose(facts: &ReportFacts, options: &ReportOptions) -> Report {
    let made = Composition::new(facts, options);
    let chapters = chapters(&made);
    let title = match &facts.scope.region {
        Some(region) => say!(
            "Report on enterprise needs and matches: {region}",
            "{region}企业需求与供需对接报告"
        ),
        None => say!(
            "Report on enterprise needs and matches",
            "企业需求与供需对接报告"
        ),
    };
    let title = made.say(&title);
    Report {
        title,
        scope: facts.scope.clone(),
        chapters,
        sources: vec![
            made.needs.table,
            made.profiles.table,
            made.matches.table,
            made.deliveries.table,
        ],
    }
}
