//! The headings of all sides at once, to tell rows of headings from rows of data and the tables of one side from those of
//! another.

use std::collections::BTreeSet;

use serde_json::Value;

use super::looks::is_organization;
use super::{Columns, HeadingReader, SurveySide};

/// Most characters of a cell that is a heading; longer ones are data.
const HEADING_CHARS: usize = 30;

/// Least number of known headings in a row that begins a table below another one. A record may hold two words that are
/// headings too (企业, 专业).
const LEAST_KNOWN: usize = 3;

/// Least number of characters of a heading that is hardly ever a word of a record.
const PLAIN_CHARS: usize = 4;

/// Readers of the headings of the side that is read, and of the others.
pub(crate) struct SideReaders<'r> {
    pub(crate) own: &'r HeadingReader<'r>,
    others: [HeadingReader<'r>; 2],
}

impl<'r> SideReaders<'r> {
    pub(crate) fn new(own: &'r HeadingReader<'r>, columns: &'r Columns) -> Self {
        let others = match own.side() {
            SurveySide::Needs => [SurveySide::Profiles, SurveySide::Enterprises],
            SurveySide::Profiles => [SurveySide::Needs, SurveySide::Enterprises],
            SurveySide::Enterprises => [SurveySide::Needs, SurveySide::Profiles],
        };
        Self {
            own,
            others: others.map(|side| HeadingReader::new(side, columns)),
        }
    }

    /// The readers, that of the side that is read first.
    fn all(&self) -> impl Iterator<Item = &HeadingReader<'r>> {
        std::iter::once(self.own).chain(&self.others)
    }

    /// The reader of the headings of a side.
    pub(crate) fn of(&self, side: SurveySide) -> &HeadingReader<'r> {
        let mut others = self.others.iter();
        others
            .find(|reader| reader.side() == side)
            .unwrap_or(self.own)
    }

    /// Whether a text is a heading of any side.
    pub(crate) fn knows(&self, text: &str) -> bool {
        self.all()
            .any(|reader| reader.count_known(std::iter::once(text)) > 0)
    }

    /// Most known headings that another side has among these.
    pub(crate) fn most_of_others(&self, headings: &[&str]) -> usize {
        let known = |reader: &HeadingReader<'_>| reader.count_known(headings.iter().copied());
        self.others.iter().map(known).max().unwrap_or(0)
    }

    /// The side that knows most of these headings, of equals the one that is read; and how many it knows.
    pub(crate) fn side_of(&self, headings: &[&str]) -> (SurveySide, usize) {
        let known = |reader: &HeadingReader<'_>| reader.count_known(headings.iter().copied());
        let counts = self.all().map(|reader| (reader.side(), known(reader)));
        let first = (self.own.side(), 0);
        counts.fold(first, |best, found| match found.1 > best.1 {
            true => found,
            false => best,
        })
    }

    /// The side whose headings a row is made of, if it can be nothing else: every cell is a short text that occurs once,
    /// most of them are headings of one side, and one of these names records. O(cells), and for most rows of data O(1).
    pub(crate) fn side_of_row(&self, cells: &[Value]) -> Option<SurveySide> {
        let mut texts: Vec<&str> = Vec::new();
        for cell in cells.iter().filter(|cell| !cell.is_null()) {
            texts.push(cell.as_str().filter(|text| is_like_heading(text))?);
        }
        if texts.len() < LEAST_KNOWN || !texts.iter().take(2).any(|text| self.knows(text)) {
            return None;
        }
        let distinct: BTreeSet<&str> = texts.iter().copied().collect();
        let (side, known) = self.side_of(&texts);
        let reader = self.all().find(|reader| reader.side() == side)?;
        let names = |text: &&str| {
            let field = reader.field_of(text);
            field.is_some_and(|field| ["title", "name", "description"].contains(&field))
        };
        // 企业, 专业 and 类型 are words of records too; 企业名称 and 研究方向 head columns.
        let is_plain = |text: &&&str| text.chars().count() >= PLAIN_CHARS && self.knows(text);
        let is_certain = known == texts.len()
            || (known * 2 > texts.len()
                && texts.iter().filter(is_plain).count() >= 2
                && !texts.iter().any(|text| is_organization(text)));
        let is_one = distinct.len() == texts.len()
            && known >= LEAST_KNOWN
            && is_certain
            && texts.iter().any(names);
        is_one.then_some(side)
    }
}

/// Whether a cell may be a heading by its looks.
pub(crate) fn is_like_heading(text: &str) -> bool {
    text.chars().take(HEADING_CHARS + 1).count() <= HEADING_CHARS
        && text.chars().any(char::is_alphabetic)
        && !text.contains(['。', '；', '!', '！'])
        && !text.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Columns, HeadingReader, SideReaders, SurveySide};
    use serde_json::Value;

    fn side(cells: &[&str]) -> Option<SurveySide> {
        let columns = Columns::new();
        let own = HeadingReader::new(SurveySide::Needs, &columns);
        let cells: Vec<Value> = cells.iter().map(|text| Value::from(*text)).collect();
        SideReaders::new(&own, &columns).side_of_row(&cells)
    }

    #[test]
    fn rows_of_headings_are_of_the_side_that_knows_most_of_them() {
        let (needs, profiles) = (Some(SurveySide::Needs), Some(SurveySide::Profiles));
        assert_eq!(side(&["企业名称", "需求名称", "预算（元）"]), needs);
        assert_eq!(
            side(&[
                "企业名称",
                "岗位名称",
                "人数",
                "学历要求",
                "薪酬（万元/年）"
            ]),
            needs
        );
        assert_eq!(side(&["姓名", "单位", "研究方向", "职称"]), profiles);
    }

    #[test]
    fn rows_of_data_with_words_of_headings_are_no_headings() {
        for cells in [
            &["示例甲公司", "名称", "内容", "类型"][..],
            &["企业", "专业", "示例·王工", "材料"],
            &["1", "企业名称", "需求名称", "需求描述"],
            &["单位", "单位", "需求名称", "需求描述"],
            &["企业名称", "需求名称"],
            &["技术", "专业", "教授"],
        ] {
            assert_eq!(side(cells), None, "{cells:?}");
        }
    }
}
