//! Borders of words in Chinese text, which has no blanks between them.

use super::dictionary::Dictionary;

/// Bytes at which the dictionary's words of `text` begin, and its length: ascending, 0 first.
///
/// O(text). The cut is the likeliest one by word frequencies; new words are not guessed, so a name outside the
/// dictionary comes in single characters.
pub(crate) fn borders(text: &str) -> Vec<usize> {
    let words = Dictionary::built_in().cut(text).into_iter();
    let mut borders: Vec<usize> = words.map(|word| word.at.start).collect();
    borders.push(text.len());
    borders
}

/// Whether the dictionary of Chinese words has `text` as one word.
///
/// # Example
/// ```
/// assert!(qianxian::text::is_word("电池") && !qianxian::text::is_word("池隔"));
/// ```
#[must_use]
pub fn is_word(text: &str) -> bool {
    Dictionary::built_in().has(text)
}

#[cfg(test)]
mod tests {
    use super::borders;

    #[test]
    fn words_are_kept_whole() {
        let cut = |text: &str| -> Vec<String> {
            let at = borders(text);
            let words = at.windows(2).map(|pair| text[pair[0]..pair[1]].to_owned());
            words.collect()
        };
        assert_eq!(cut("重工装备"), ["重工", "装备"]);
        assert_eq!(cut("重复使用"), ["重复使用"]);
        assert_eq!(borders(""), [0]);
    }
}
