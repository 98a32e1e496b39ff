//! A need for research states every part, its problem in words of trouble.

use super::{Checklist, Questions};
use crate::clinic::cues;
use crate::clinic::part::Part;

pub(super) const CHECKLIST: Checklist = Checklist {
    wanted: Part::ALL,
    problem: Some(cues::PROBLEM),
    conditions: cues::CONDITIONS,
    questions: Questions::TECHNICAL,
};
