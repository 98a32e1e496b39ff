//! Timetables for people: CSV, and `.xlsx` with a sheet for each day and each party.
//!
//! Chinese by default, English on request. Text stays text: in CSV a leading `=`, `+`, `-`, `@`, tab or
//! carriage return, at which spreadsheet programs begin a formula, is put behind an apostrophe, which
//! [`Export::read_csv`] takes off again; workbooks store it as a string.

mod csv;
mod labels;
mod words;
#[cfg(feature = "xlsx")]
mod workbook;

use labels::Label;
pub use labels::Labels;
pub use words::Language;

use super::party::Party;
use super::plan::{Meeting, Plan};
use super::problem::EventProblem;

/// A plan with the names of its parties, ready to be written.
///
/// # Example
/// ```
/// use qianxian::event::export::{Export, Labels, Language};
/// use qianxian::event::{EventProblem, Options, Party, Slot};
///
/// let mut event = EventProblem::builder();
/// event.slots(&[Slot::new("2026-05-12".parse()?, "09:00-09:30")?])?.tables(1)?;
/// event.need("N1", 0..=1)?.profile("P1", 0..=1)?.value("N1", "P1", 0.75)?;
/// let event = event.build()?;
/// let plan = event.plan(Options::new())?.into_result()?;
///
/// let mut labels = Labels::new();
/// labels.name(Party::profile("P1")?, "示例·王工", "示例大学");
/// let export = Export::new(&event, &plan, &labels).language(Language::English);
/// let mut file = Vec::new();
/// export.csv(&mut file)?;
/// let text = String::from_utf8(file).expect("UTF-8");
/// assert!(text.starts_with("\u{feff}Date,Time,Table,"));
/// assert!(text.contains("2026-05-12,09:00-09:30,1,"));
/// let back = Export::read_csv(&event, text.as_bytes())?;
/// assert_eq!(back, plan.meetings());
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    #[cfg_attr(
        not(feature = "xlsx"),
        expect(
            dead_code,
            reason = "only a workbook lists slots and tables that are empty"
        )
    )]
    event: &'a EventProblem,
    plan: &'a Plan,
    labels: &'a Labels,
    language: Language,
}

impl<'a> Export<'a> {
    /// An export of the plan of `event`, in Chinese.
    #[must_use]
    pub fn new(event: &'a EventProblem, plan: &'a Plan, labels: &'a Labels) -> Self {
        Self {
            event,
            plan,
            labels,
            language: Language::Chinese,
        }
    }

    /// Sets the language (default: Chinese).
    #[must_use]
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    fn label(&self, party: &Party) -> Label {
        self.labels.of(party)
    }

    fn firm(&self, meeting: &Meeting) -> Label {
        self.label(&Party::enterprise(&meeting.enterprise))
    }

    fn need(&self, meeting: &Meeting) -> Label {
        self.label(&Party::Need(meeting.need.clone()))
    }

    fn profile(&self, meeting: &Meeting) -> Label {
        self.label(&Party::Profile(meeting.profile.clone()))
    }
}
