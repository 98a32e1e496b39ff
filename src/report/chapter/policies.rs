//! Which policies reached whom: needs that each one fits, deliveries, and matches.

use std::collections::BTreeMap;

use crate::error::{Bilingual as _, say};
use crate::model::{ProfileId, ProfileKind};
use crate::report::composition::{Composition, counted};
use crate::report::document::{
    CellFormat, CellValue, ReportCell, ReportColumn, ReportRow, ReportTable,
};
use crate::report::table::{plain, says, says_one, text};

/// Every policy of the region, or that fits or was matched with a need of it; the ones of most matches first.
pub(super) fn policies(made: &Composition<'_>) -> ReportTable {
    let known = known(made);
    let mut rows: Vec<([u64; 3], &ProfileId, ReportRow)> = known
        .iter()
        .map(|(id, (name, fits))| {
            let name = plain(CellValue::Record {
                id: (*id).clone().into(),
                name: (*name).to_owned(),
            });
            let fits = plain(fits.map_or(CellValue::Unknown, CellValue::Count));
            let [sent, matches, begun, settled] = reached(made, Some(id), &known);
            let order = [&matches, &sent, &fits].map(|cell| counted(&cell.value));
            let cells = vec![name, fits, sent, matches, begun, settled];
            (order, *id, ReportRow { cells })
        })
        .collect();
    rows.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    let rows = rows.into_iter().map(|(_, _, row)| row).collect();
    let title = say!("Policies reached", "政策触达");
    let mut table = made.table("policies", &title, columns(made), rows);
    let pairs = known.values().filter_map(|(_, fits)| *fits).sum();
    let ends = [
        text(made.say(&say!("Total", "合计"))),
        plain(CellValue::Count(pairs)),
    ];
    let cells = ends.into_iter().chain(reached(made, None, &known));
    table.total = Some(ReportRow {
        cells: cells.collect(),
    });
    table
}

/// Name, and number of open needs that it fits, of each policy by id; a policy that is in the ledger alone was not
/// ranked, so that nobody knows what it fits.
type KnownPolicies<'a> = BTreeMap<&'a ProfileId, (&'a str, Option<u64>)>;

fn known<'a>(made: &'a Composition<'_>) -> KnownPolicies<'a> {
    let profiles = made.facts.profiles.iter();
    let profiles = profiles
        .filter(|profile| profile.kind == ProfileKind::Policy)
        .map(|profile| (&profile.id, (profile.name.as_str(), Some(profile.fits))));
    let mut known: KnownPolicies<'_> = profiles.collect();
    let matches = made.facts.matches.iter();
    for found in matches.filter(|found| found.profile_kind == Some(ProfileKind::Policy)) {
        known
            .entry(&found.standing.profile)
            .or_insert((found.name.as_str(), None));
    }
    known
}

/// Deliveries, matches, matches begun in the period, and settled ones: of one policy, or of all of them.
fn reached(
    made: &Composition<'_>,
    of: Option<&ProfileId>,
    known: &KnownPolicies<'_>,
) -> [ReportCell; 4] {
    let sent = match of {
        Some(id) => vec![says("record", id.as_str())],
        None => vec![says_one(
            "record",
            known.keys().map(|id| id.as_str().to_owned()),
        )],
    };
    let matched = |more| {
        let kind = made.say(&ProfileKind::Policy.wording());
        let kind = says("profile_kind", kind);
        let policy = of.map(|id| says("profile", id.as_str()));
        let conditions = std::iter::once(kind).chain(policy).chain(more);
        made.matches.count(conditions.collect())
    };
    [
        made.deliveries.count(sent),
        matched(None),
        matched(Some(says("first_in", made.words.period()))),
        matched(Some(made.is_settled())),
    ]
}

fn columns(made: &Composition<'_>) -> Vec<ReportColumn> {
    let count = CellFormat::Count;
    vec![
        made.named("policy", &say!("Policy", "政策"), CellFormat::Record),
        made.column(
            "fits",
            &say!("Open needs it fits", "适配需求数"),
            count,
            &say!(
                "open needs of the region that it fits; in total: pairs of a policy and a need",
                "本区域可对接需求中它适配的数量；合计为政策与需求的配对数"
            ),
        ),
        made.named("deliveries", &say!("Deliveries", "推送"), count),
        made.named("matches", &say!("Matches", "对接"), count),
        made.named("begun", &say!("Begun in the period", "本期新增"), count),
        made.named("settled", &say!("Settled", "已销号"), count),
    ]
}
