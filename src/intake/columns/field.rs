//! Fields that a column can hold, and how its cells are written.

/// The form of a column's cells, and the way in which several columns of one field combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A short text; one column.
    Name,
    /// A passage; several columns are joined, each under its heading.
    Passage,
    /// A list; several columns are joined.
    List,
    /// Names of people, also with titles, telephones or shares; several columns are joined. Who they are decides about conflicts
    /// of interest, so that no heading is guessed to mean them.
    People,
    /// A list of codes or names of a taxonomy; several columns are joined.
    Coded,
    /// A word of a vocabulary that matching depends on; one column.
    Word,
    /// Words of a vocabulary; several columns are joined.
    Words,
    /// A rank, of which one counts; several columns are joined.
    Rank,
    /// A day; one column.
    Day,
    /// An amount of money; one column.
    Amount,
    /// A whole number; one column.
    Count,
    /// A decimal number; one column.
    Decimal,
    /// An interest rate, a time for which money is lent, or the share of a subsidy; one column.
    Terms,
    /// Titles of works, of the kind named; several columns are joined.
    Titles(Option<&'static str>),
    /// Eligibility conditions; one column.
    Conditions,
}

impl Shape {
    /// Whether it is of facts that a cell can leave open: there is no last day, no sum, no level asked for.
    pub(crate) const fn may_be_open(self) -> bool {
        match self {
            Self::Day
            | Self::Amount
            | Self::Count
            | Self::Decimal
            | Self::Terms
            | Self::Rank
            | Self::Words
            | Self::Coded => true,
            // A record has one of these in any case, or the words are of a text.
            Self::Name
            | Self::Passage
            | Self::List
            | Self::People
            | Self::Word
            | Self::Titles(_)
            | Self::Conditions => false,
        }
    }

    /// Whether two columns may hold it.
    pub(crate) const fn is_joined(self) -> bool {
        matches!(
            self,
            Self::Passage
                | Self::List
                | Self::People
                | Self::Coded
                | Self::Words
                | Self::Rank
                | Self::Titles(_)
        )
    }
}

/// One field, and the headings that mean it.
#[derive(Debug)]
pub(crate) struct Field {
    /// Name in the record; a dot separates the parts of a nested field.
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    /// Headings beside the name itself; the Chinese ones first.
    pub(crate) headings: &'static [&'static str],
}

impl Field {
    pub(crate) const fn new(
        name: &'static str,
        shape: Shape,
        headings: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            shape,
            headings,
        }
    }

    /// Whether its cells are amounts of money, whose unit the heading may name.
    pub(crate) fn is_money(&self) -> bool {
        self.shape == Shape::Amount || self.name.ends_with(".min_budget")
    }

    /// Whether its cells are kept under their headings as well.
    pub(crate) fn is_kept_too(&self) -> bool {
        let mut starts = ["students.", "finance.", "subsidy."].iter();
        starts.any(|start| self.name.starts_with(start))
    }
}
