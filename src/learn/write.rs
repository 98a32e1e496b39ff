//! Logs of shown profiles: the rows that outcomes are appended to.

use std::io::Write;

use super::{MatchOutcome, PositionModel};
use crate::error::{Error, Result};
use crate::intake::CsvWriter;
use crate::model::Date;
use crate::rank::Ranking;

/// Columns, as [`read_feedback`](super::read_feedback) reads them.
const COLUMNS: [&str; 6] = ["need", "profile", "outcome", "date", "rank", "propensity"];

/// Writes rankings as the log of a showing: CSV with the columns `need`, `profile`, `outcome` (shown), `date`,
/// `rank` from 1, and `propensity`, that of the rank's place in `places` (empty without them). Gives the
/// number of rows.
///
/// An outcome of a match is appended as a row of the same need and profile with its outcome; the day, rank
/// and propensity of such a row may stay empty. The whole is the form that [`read_feedback`](super::read_feedback)
/// reads, to learn from and to [judge](super::OfflineLists::reranked) other weights by. O(rows).
///
/// # Errors
/// The writer's.
///
/// # Example
/// ```
/// use qianxian::intake::Source;
/// use qianxian::learn::{PositionModel, read_feedback, write_showings};
/// use qianxian::model::{Date, Need, Profile, ProfileKind};
/// use qianxian::{Library, RankOptions};
///
/// let library = Library::in_memory()?;
/// let mut writer = library.writer()?;
/// writer.put_profile(&Profile::new("p1", ProfileKind::Expert, "示例·王工")?)?;
/// writer.commit()?;
/// let today = Date::new(2024, 7, 1)?;
/// let ranking = library.snapshot()?.rank(&Need::new("n1", "针状焦")?, &RankOptions::new(today))?;
///
/// let mut log = Vec::new();
/// let places = PositionModel::new(vec![0.8, 0.5])?;
/// assert_eq!(write_showings(&[ranking], today, Some(&places), &mut log)?, 1);
/// log.extend(b"n1,p1,signed,2024-09-01,,\n");
/// let (events, _) = read_feedback(&Source::bytes("log.csv", log))?;
/// assert_eq!((events[0].rank, events[0].propensity), (Some(1), Some(0.8)));
/// # Ok::<(), qianxian::Error>(())
/// ```
pub fn write_showings(
    rankings: &[Ranking],
    day: Date,
    places: Option<&PositionModel>,
    to: impl Write,
) -> Result<usize> {
    let failed = |error| Error::io("write", "the log", error);
    let mut lines = CsvWriter::new(to);
    lines.row(COLUMNS).map_err(failed)?;
    let (day, shown) = (day.to_string(), MatchOutcome::Shown.as_str());
    let mut count = 0;
    for ranking in rankings {
        for (rank, found) in (1_u32..).zip(&ranking.matches) {
            let propensity = places.map(|places| places.propensity(rank).to_string());
            let row = [
                ranking.need.as_str(),
                found.profile.as_str(),
                shown,
                &day,
                &rank.to_string(),
                &propensity.unwrap_or_default(),
            ];
            lines.row(row).map_err(failed)?;
            count += 1;
        }
    }
    lines.flush().map_err(failed)?;
    Ok(count)
}
