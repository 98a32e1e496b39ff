//! The comparisons of conditions.

/// The comparison that a [`ConditionTest`](super::ConditionTest) makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ConditionOperator {
    /// Equals one of the values.
    OneOf,
    /// Equals none of the values.
    NoneOf,
    /// At least the value.
    AtLeast,
    /// At most the value.
    AtMost,
    /// More than the value.
    MoreThan,
    /// Less than the value.
    LessThan,
}

impl ConditionOperator {
    /// The sign: `=`, `!=`, `>=`, `<=`, `>`, `<`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OneOf => "=",
            Self::NoneOf => "!=",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::MoreThan => ">",
            Self::LessThan => "<",
        }
    }

    /// The comparison whose negation it is, if it is one: none of the values is not one of them.
    pub(crate) const fn positive(self) -> Self {
        match self {
            Self::NoneOf => Self::OneOf,
            Self::OneOf | Self::AtLeast | Self::AtMost | Self::MoreThan | Self::LessThan => self,
        }
    }

    /// Whether it compares by order, with one value.
    #[must_use]
    pub const fn is_ordering(self) -> bool {
        !matches!(self, Self::OneOf | Self::NoneOf)
    }
}
