//! What a need names and nobody covers, in words that a person reads.

use crate::text::normalize;

/// Most characters of a chain.
const LONGEST: usize = 12;

/// The pieces of a need, each chain of pairs of characters that overlap in its text as one: 无醛, 醛胶, 胶黏 and 黏剂 are
/// 无醛胶黏剂, a word that the dictionary lacks. The order stays; a piece inside an earlier one is left out.
/// O(pieces² · text).
pub(super) fn chained(text: &str, pieces: &[String]) -> Vec<String> {
    let text = normalize(text);
    // A longer piece is a word already, which begins where another one ends by chance.
    let is_pair = |piece: &&String| piece.chars().count() == 2;
    let pairs: Vec<&String> = pieces.iter().filter(is_pair).collect();
    let mut said: Vec<String> = Vec::new();
    for piece in pieces {
        if said.iter().any(|before| before.contains(piece.as_str())) {
            continue;
        }
        let mut chain = piece.clone();
        if is_pair(&piece) {
            while let Some(longer) = pairs.iter().find_map(|pair| grown(&chain, pair, &text)) {
                chain = longer;
            }
        }
        said.push(chain);
    }
    said
}

/// `chain` with `pair` at one of its ends, if the two share the character between them and `text` has the whole.
fn grown(chain: &str, pair: &str, text: &str) -> Option<String> {
    if chain.chars().count() >= LONGEST {
        return None;
    }
    let (first, last) = (chain.chars().next()?, chain.chars().next_back()?);
    let (left, right) = (pair.chars().next()?, pair.chars().next_back()?);
    let behind = (left == last).then(|| format!("{chain}{right}"));
    let before = (right == first).then(|| format!("{left}{chain}"));
    let mut grown = behind.into_iter().chain(before);
    grown.find(|grown| text.contains(grown.as_str()))
}

#[cfg(test)]
mod tests {
    use super::chained;

    fn read(text: &str, pieces: &[&str]) -> Vec<String> {
        let pieces: Vec<String> = pieces.iter().map(|&piece| piece.to_owned()).collect();
        chained(text, &pieces)
    }

    #[test]
    fn pairs_that_overlap_in_the_text_are_one_word() {
        let pieces = ["胶黏", "无醛", "黏剂", "醛胶", "胶合板"];
        assert_eq!(
            read("胶合板用无醛胶黏剂的开发", &pieces),
            ["无醛胶黏剂", "胶合板"]
        );
        // They share a character, and the text has them apart.
        assert_eq!(read("电机与机械", &["电机", "机械"]), ["电机", "机械"]);
        // Neighbours that share none stay two words.
        assert_eq!(read("量子密钥", &["量子", "密钥"]), ["量子", "密钥"]);
        assert_eq!(read("", &["量子"]), ["量子"]);
        assert!(read("量子", &[]).is_empty());
    }

    #[test]
    fn other_scripts_and_repetitions_end_somewhere() {
        assert_eq!(read("AA aa 啊啊啊啊", &["aa", "啊啊"]).len(), 2);
        let long = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳";
        let characters: Vec<char> = long.chars().collect();
        let pairs: Vec<String> = characters.windows(2).map(|w| w.iter().collect()).collect();
        let read = chained(long, &pairs);
        assert_eq!(read[0].chars().count(), super::LONGEST);
    }
}
