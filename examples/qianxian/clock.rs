//! The only look at the clock: now, by the machine's clock and time zone.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use qianxian::ledger::Change;
use qianxian::model::{Date, Moment};

use crate::language::say;
use crate::output::complain;

static NOW: OnceLock<Moment> = OnceLock::new();

/// Reads the clock. Called at the start of `main`, while there is one thread: the time zone is read from the
/// environment, which other threads might change.
pub(crate) fn start() {
    if let Some(now) = read() {
        // A second start would be a fault of this program; the first stands.
        let _ = NOW.set(now);
    }
}

/// The moment at which the program was started, in local time; in UTC where the machine does not say its zone.
fn read() -> Option<Moment> {
    let utc = time::OffsetDateTime::now_utc();
    let zone = time::UtcOffset::current_local_offset();
    let now = utc.to_offset(zone.unwrap_or(time::UtcOffset::UTC));
    let date = Date::new(now.year(), u8::from(now.month()), now.day()).ok()?;
    let seconds_of_day = now
        .time()
        .duration_since(time::Time::MIDNIGHT)
        .whole_seconds();
    let second = u32::try_from(seconds_of_day).ok()?;
    Moment::new(date, second, now.offset().whole_minutes()).ok()
}

/// The moment at which the program was started.
///
/// # Errors
/// Invalid input if the clock stands outside the years 1 to 9999.
pub(crate) fn now() -> qianxian::Result<Moment> {
    match NOW.get() {
        Some(&now) => Ok(now),
        None => {
            let repair = crate::language::wording!(
                "set the machine's clock, or give the moment",
                "请校正机器的时钟，或给出时刻"
            );
            Err(qianxian::Error::invalid("moment", "the clock", repair))
        }
    }
}

/// Who changes records, why and when.
#[derive(Args, Debug)]
#[command(next_help_heading = "History")]
pub(crate) struct ChangeArgs {
    /// Who makes the change, for the history
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// When, as in 2026-11-29T09:30+08:00 (default: now, by the machine's clock)
    #[arg(long, value_name = "MOMENT")]
    at: Option<Moment>,
}

impl ChangeArgs {
    /// The change, for the reason `why` if the user gives none.
    pub(crate) fn change(&self, why: Option<String>) -> qianxian::Result<Change> {
        let at = self.at.map_or_else(now, Ok)?;
        // Once, however many files are read.
        static IS_SAID: AtomicBool = AtomicBool::new(false);
        let is_to_come = at.unix_seconds() > now()?.unix_seconds();
        if is_to_come && !IS_SAID.swap(true, Ordering::Relaxed) {
            let moment = at.to_string().replace('T', " ");
            complain(&say!(
                "note: {moment} is still to come: the history has this change at that moment, and `history --as-of` a day before it leaves it out",
                "注意：{moment} 尚未到来：历史中此次修改记在该时刻，history --as-of 早于它的日期不含此修改"
            ));
        }
        let mut change = Change::at(at);
        change.by.clone_from(&self.by);
        change.why = self.why.clone().or(why);
        Ok(change)
    }
}
