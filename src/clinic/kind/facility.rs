//! A facility to use has no present state.

use super::{Checklist, Questions};
use crate::clinic::cues;
use crate::clinic::part::Part;

pub(super) const CHECKLIST: Checklist = Checklist {
    wanted: &[
        Part::Problem,
        Part::TargetFigures,
        Part::Conditions,
        Part::Budget,
        Part::Deadline,
    ],
    problem: None,
    conditions: cues::CONDITIONS,
    questions: Questions::TECHNICAL,
};
