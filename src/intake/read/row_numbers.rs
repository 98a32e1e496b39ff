//! Numbers of rows in a message: the first few, and how many there are.

use std::fmt;

/// Numbers of rows that one message is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowNumbers {
    /// The first ones.
    first: Vec<u64>,
    count: u64,
}

impl RowNumbers {
    /// Numbers that a message shows; the others are counted.
    const SHOWN: usize = 8;

    pub(crate) fn push(&mut self, row: u64) {
        if self.first.len() < Self::SHOWN {
            self.first.push(row);
        }
        self.count += 1;
    }

    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn first(&self) -> Option<u64> {
        self.first.first().copied()
    }
}

impl FromIterator<u64> for RowNumbers {
    fn from_iter<I: IntoIterator<Item = u64>>(rows: I) -> Self {
        let mut numbers = Self::default();
        rows.into_iter().for_each(|row| numbers.push(row));
        numbers
    }
}

impl fmt::Display for RowNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<String> = self.first.iter().map(u64::to_string).collect();
        f.write_str(&shown.join(", "))?;
        if self.count > shown.len() as u64 {
            write!(f, " … ({} rows)", self.count)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::RowNumbers;

    #[test]
    fn the_first_are_shown_and_all_are_counted() {
        let mut rows = RowNumbers::default();
        assert_eq!((rows.to_string(), rows.first()), (String::new(), None));
        (3..6).for_each(|row| rows.push(row));
        assert_eq!(rows.to_string(), "3, 4, 5");
        (6..100).for_each(|row| rows.push(row));
        assert_eq!(rows.to_string(), "3, 4, 5, 6, 7, 8, 9, 10 … (97 rows)");
        assert_eq!((rows.count(), rows.first()), (97, Some(3)));
    }
}
