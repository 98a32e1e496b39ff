//! Layout of the file, in steps.

/// SQL of each step of a layout.
pub(super) type LayoutSteps = &'static [&'static str];

/// SQL of each step, oldest first. A step that has been released never changes: a change of the layout is a new one.
pub(crate) const STEPS: LayoutSteps = &[
    super::revisions::TABLES,
    super::entries::TABLES,
    super::push_tables::TABLES,
    super::standing_tables::TABLES,
    super::pending::TABLES,
];
