//! Timetables as CSV: one line for each meeting, written and read.

use std::io::{Read, Write};

use super::Export;
use super::words::{Language, Word};
use crate::error::{Error, Result, say};
use crate::event::plan::Meeting;
use crate::event::problem::EventProblem;
use crate::event::slot::Slot;
use crate::intake::{CsvWriter, unguarded};
use crate::model::{NeedId, ProfileId};

/// Columns of a line.
const COLUMNS: [Word; 13] = [
    Word::Date,
    Word::Time,
    Word::Table,
    Word::EnterpriseId,
    Word::Enterprise,
    Word::NeedId,
    Word::Need,
    Word::ProfileId,
    Word::Profile,
    Word::Organization,
    Word::Value,
    Word::RoundTable,
    Word::Why,
];

/// The mark by which spreadsheet programs recognise UTF-8.
const MARK: &str = "\u{feff}";

impl Export<'_> {
    /// Writes one line for each need and profile that meet (of a round table, each with its id), in UTF-8 with a byte order mark, so that spreadsheet programs show
    /// Chinese.
    ///
    /// # Errors
    /// The writer's.
    pub fn csv(&self, mut out: impl Write) -> Result<()> {
        let failed = |e| Error::io("write", "the timetable", e);
        out.write_all(MARK.as_bytes()).map_err(failed)?;
        let mut lines = CsvWriter::new(out);
        let heads = COLUMNS.map(|word| self.language.say(word));
        lines.row(heads).map_err(failed)?;
        for meeting in self.plan.meetings() {
            lines.row(self.fields(meeting)).map_err(failed)?;
        }
        lines.flush().map_err(failed)
    }

    fn fields(&self, meeting: &Meeting) -> [String; COLUMNS.len()] {
        let profile = self.profile(meeting);
        let why = self.labels.why(&meeting.need, &meeting.profile);
        [
            meeting.slot.day().to_string(),
            meeting.slot.hours(),
            meeting.table.clone(),
            meeting.enterprise.clone(),
            self.firm(meeting).name,
            meeting.need.to_string(),
            self.need(meeting).name,
            meeting.profile.to_string(),
            profile.name,
            profile.organization,
            meeting.value.to_string(),
            meeting.round_table.clone().unwrap_or_default(),
            why.to_owned(),
        ]
    }

    /// Reads the meetings of a file that [`csv`](Self::csv) wrote, in whichever language: date, time, table,
    /// need, profile and round table are read, by their headings; enterprise and value are the event's. Other
    /// columns may be missing.
    ///
    /// # Errors
    /// Invalid input, with the line, if a heading is missing or a date or time cannot be read.
    pub fn read_csv(event: &EventProblem, file: impl Read) -> Result<Vec<Meeting>> {
        let mut lines = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let broken = |e: csv::Error| {
            Error::invalid(
                "file",
                e,
                say!(
                    "save the timetable as CSV in UTF-8",
                    "请将日程表存为 UTF-8 的 CSV"
                ),
            )
        };
        let heads = lines.headers().map_err(broken)?.clone();
        let columns = CsvColumns::of(&heads)?;
        let mut meetings = Vec::new();
        for (number, line) in lines.records().enumerate() {
            let line = line.map_err(broken)?;
            let meeting = columns.meeting(event, &line);
            // Lines count from 1, and the first has the headings.
            meetings.push(meeting.map_err(|e| e.in_record(say!("line {}", "第{}行", number + 2)))?);
        }
        Ok(meetings)
    }
}

/// Places of the columns that are read.
struct CsvColumns {
    date: usize,
    time: usize,
    table: usize,
    need: usize,
    profile: usize,
    round: Option<usize>,
}

fn find(heads: &csv::StringRecord, word: Word) -> Option<usize> {
    let spelled = |head: &str| {
        let head = head.trim_start_matches(MARK).trim();
        [Language::Chinese, Language::English]
            .iter()
            .any(|l| l.say(word) == head)
    };
    heads.iter().position(spelled)
}

impl CsvColumns {
    fn of(heads: &csv::StringRecord) -> Result<Self> {
        let must = |word: Word| {
            let name = Language::Chinese.say(word);
            let repair = say!(
                "give the file a column {name} ({})",
                "请给文件增加列 {name}（{}）",
                Language::English.say(word)
            );
            find(heads, word).ok_or_else(|| Error::invalid("heading", name, repair))
        };
        Ok(Self {
            date: must(Word::Date)?,
            time: must(Word::Time)?,
            table: must(Word::Table)?,
            need: must(Word::NeedId)?,
            profile: must(Word::ProfileId)?,
            round: find(heads, Word::RoundTable),
        })
    }

    fn meeting(&self, event: &EventProblem, line: &csv::StringRecord) -> Result<Meeting> {
        let field = |at: usize| unguarded(line.get(at).unwrap_or_default().trim()).to_owned();
        let need = NeedId::new(field(self.need))?;
        let profile = ProfileId::new(field(self.profile))?;
        let round = self.round.map(field).filter(|id| !id.is_empty());
        Ok(Meeting {
            slot: Slot::new(field(self.date).parse()?, &field(self.time))?,
            table: field(self.table),
            enterprise: event.enterprise_of(&need).unwrap_or_default().to_owned(),
            value: event.value_of(&need, &profile).unwrap_or(0.0),
            need,
            profile,
            round_table: round,
        })
    }
}
