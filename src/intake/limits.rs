//! Limits on the cost of one survey file.

use crate::error::{Error, Result, Wording, say};

/// Bytes of the greatest list that the machine can address.
const ALL_MEMORY: usize = usize::MAX;

/// Declares the limits: for each a field, its name in text, its default and its setter.
macro_rules! limits {
    ($($(#[$meta:meta])* $field:ident, $name:literal, $default:expr;)+) => {
        /// Bounds on the memory and work that one survey file may take, whatever it holds.
        ///
        /// Each bound is checked before the memory is allocated. A row past a bound is reported like any
        /// other bad row; a file past one is refused, and both name the limit. The defaults keep an import
        /// of any file below 300 MB beside 100,000 records, and below 1 GB beside a million.
        ///
        /// # Example
        /// ```
        /// use qianxian::intake::Limits;
        /// let limits = Limits::default().cell_bytes(64 << 10).set("rows=5000")?;
        /// assert_eq!(limits.get("cell-bytes"), Some(65_536));
        /// assert_eq!(limits.get("rows"), Some(5_000));
        /// assert!(limits.set("row=1").is_err());
        /// # Ok::<(), qianxian::Error>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($field: u64,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl Limits {
            /// The names, as [`Limits::set`] reads them.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            $(
                $(#[$meta])*
                #[must_use]
                pub fn $field(self, most: u64) -> Self {
                    Self { $field: most.max(1), ..self }
                }
            )+

            /// The bound of that name; `None` if there is none of that name.
            pub fn get(&self, name: &str) -> Option<u64> {
                match name {
                    $($name => Some(self.$field),)+
                    _ => None,
                }
            }

            fn with(self, name: &str, most: u64) -> Option<Self> {
                match name {
                    $($name => Some(self.$field(most)),)+
                    _ => None,
                }
            }
        }
    };
}

limits! {
    /// Most bytes of one cell of a table (`cell-bytes`, default 4 MiB): a whole record may stand in one cell,
    /// a million Chinese characters. A spreadsheet lets a cell hold 32,767.
    cell_bytes, "cell-bytes", 4 << 20;
    /// Most bytes of one record (`record-bytes`, default 4 MiB): a JSON object, a row of CSV, or a profile
    /// continued over rows. The analysis of a text takes some twenty times its size; 20,000 works with
    /// titles of 60 characters fit.
    record_bytes, "record-bytes", 4 << 20;
    /// Most bytes that a JSON record may take in memory once parsed (`parsed-bytes`, default 48 MiB), estimated
    /// at 32 a value, 128 an array and 640 an object: `{"a":1}` takes ninety times its size. 20,000 works
    /// with six fields each take 17 MB.
    parsed_bytes, "parsed-bytes", 48 << 20;
    /// Most columns of a table (`columns`, default 16,384, as a spreadsheet has).
    columns, "columns", 16_384;
    /// Most rows with data of one file (`rows`, default 1,000,000): the ids of a file are kept while it is
    /// read, some 100 bytes each.
    rows, "rows", 1_000_000;
    /// Most bytes of a workbook unpacked, all its parts together (`unpacked-bytes`, default 2 GiB): they are
    /// read as streams, so this bounds time. A sheet is read twice; a million rows of ten cells take 1 GB.
    unpacked_bytes, "unpacked-bytes", 2 << 30;
    /// Most bytes of the texts that the sheets of a workbook share, in memory (`shared-bytes`, default
    /// 64 MiB): 20 million Chinese characters.
    shared_bytes, "shared-bytes", 64 << 20;
    /// Most parts of a workbook: files packed in it, sheets, cell formats, merged ranges (`parts`, default
    /// 100,000, of each).
    parts, "parts", 100_000;
    /// Most bytes of the rows of a table that are held because rows below may add works to the same profile, written
    /// out as JSON (`grouped-bytes`, default 64 MiB): 150,000 rows of 400 bytes. Past it the profiles held go in, and a
    /// row further down that names one of them is a repeated id.
    grouped_bytes, "grouped-bytes", 64 << 20;
    /// Most problems of one kind that a report keeps in full (`problems`, default 1,000), a kind being one
    /// severity in one field; the rest is counted. Near-duplicates are one kind.
    problems, "problems", 1_000;
    /// Most distinct texts of one file for which the nearest known region or code is searched
    /// (`suggestions`, default 200): a search compares with thousands of names. Later ones are reported
    /// without a suggestion.
    suggestions, "suggestions", 200;
    /// Most bytes that the index of near-duplicates may reach, estimated (`duplicate-bytes`, default
    /// 1 GiB): a million records take half of it. The first 20,000 or so, up to a sixteenth of the limit, are held whole
    /// and measured exactly; then all are held by sketches of fixed size, and similarities are estimates. Past the limit later
    /// records of the file are not looked at. The report has a notice of either.
    duplicate_bytes, "duplicate-bytes", 1 << 30;
}

impl Limits {
    /// With one bound changed, written `name=number`.
    ///
    /// # Errors
    /// Invalid input if there is no limit of that name, or if the number is no whole number from 1.
    pub fn set(self, text: &str) -> Result<Self> {
        let (name, number) = text.split_once('=').ok_or_else(|| {
            Error::invalid("limit", text, say!("write name=number", "请写成 名称=数"))
        })?;
        let most = number.trim().parse::<u64>().ok().filter(|&n| n > 0);
        let most = most.ok_or_else(|| {
            Error::invalid(
                "limit",
                text,
                say!(
                    "give a whole number from 1 after the =",
                    "请在 = 后填不小于1的整数"
                ),
            )
        })?;
        self.with(name.trim(), most).ok_or_else(|| {
            let repair = say!("use one of: {}", "请用下列之一：{}", Self::NAMES.join(", "));
            Error::invalid("limit", name, repair)
        })
    }

    /// Repair of a value past the limit of that name: `hint`, or raise it.
    pub(crate) fn repair(&self, name: &str, hint: impl Into<Wording>) -> Wording {
        let hint = hint.into();
        let most = self.get(name).unwrap_or_default();
        say!(
            "{hint}, or raise the limit {name} (now {most}), as in {name}=N",
            "{hint}，或调高限额 {name}（现为{most}），写作 {name}=N";
            hint
        )
    }

    /// The bound of that name as a size in memory.
    pub(crate) fn size(&self, name: &str) -> usize {
        let most = self.get(name).unwrap_or_default();
        // A bound beyond the memory that can be addressed is none.
        usize::try_from(most).unwrap_or(ALL_MEMORY)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Limits;

    #[test]
    fn every_name_sets_its_own_limit() {
        for name in Limits::NAMES {
            let limits = Limits::default().set(&format!("{name} = 7")).unwrap();
            assert_eq!(limits.get(name), Some(7), "{name}");
            let changed = Limits::NAMES.iter().filter(|n| limits.get(n) == Some(7));
            assert_eq!(changed.count(), 1, "{name}");
        }
    }

    #[test]
    fn a_limit_that_is_no_limit_is_refused() {
        for bad in [
            "", "rows", "rows=", "rows=0", "rows=-1", "rows=1e9", "cells=5",
        ] {
            let error = Limits::default().set(bad).unwrap_err();
            assert!(error.is_invalid_input(), "{bad}");
        }
    }
}
