//! From overlapping pieces to the phrases that people wrote.

/// Pieces that are looked at, heaviest first.
const MOST: usize = 32;

/// Joins pieces that overlap (无醛, 醛胶, 胶黏) if `holds` says that the joined text is common too, and drops
/// pieces inside another. Heaviest first, then by text.
pub(super) fn phrases(mut pieces: Vec<(String, f64)>, holds: &dyn Fn(&str) -> bool) -> Vec<String> {
    let order = |pieces: &mut Vec<(String, f64)>| {
        pieces.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    };
    order(&mut pieces);
    // Every join compares all pairs anew, so only the heaviest pieces take part.
    pieces.truncate(MOST);
    while let Some((one, other, text)) = next(&pieces, holds) {
        pieces[one].1 += pieces[other].1;
        pieces[one].0 = text;
        pieces.remove(other);
    }
    order(&mut pieces);
    pieces.into_iter().map(|(text, _)| text).collect()
}

/// The first two pieces that make one.
fn next(pieces: &[(String, f64)], holds: &dyn Fn(&str) -> bool) -> Option<(usize, usize, String)> {
    let pairs = (0..pieces.len()).flat_map(|one| (0..pieces.len()).map(move |other| (one, other)));
    pairs
        .filter(|(one, other)| one != other)
        .find_map(|(one, other)| {
            let (a, b) = (&pieces[one].0, &pieces[other].0);
            let text = if a.contains(b.as_str()) {
                Some(a.clone())
            } else {
                glued(a, b).filter(|text| holds(text))
            };
            text.map(|text| (one, other, text))
        })
}

/// `a` and `b` over their longest overlap of Chinese characters.
fn glued(a: &str, b: &str) -> Option<String> {
    // From the left, so that the longest overlap is found first.
    let cuts = a.char_indices().map(|(at, _)| at);
    let overlap = cuts.map(|at| &a[at..]).find(|tail| b.starts_with(tail))?;
    let is_han = overlap
        .chars()
        .all(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    // Latin pieces are whole words; gluing them by letters would make words that nobody wrote.
    is_han.then(|| format!("{a}{}", &b[overlap.len()..]))
}

#[cfg(test)]
mod tests {
    use super::phrases;

    fn joined(pieces: &[(&str, f64)], text: &str) -> Vec<String> {
        let pieces = pieces
            .iter()
            .map(|&(piece, weight)| (piece.to_owned(), weight))
            .collect();
        phrases(pieces, &|phrase| text.contains(phrase))
    }

    #[test]
    fn overlapping_pieces_become_the_phrase_that_is_written() {
        let pieces = [
            ("无醛", 1.0),
            ("胶黏", 2.0),
            ("醛胶", 1.0),
            ("黏剂", 1.0),
            ("胶合板", 3.0),
        ];
        assert_eq!(
            joined(&pieces, "胶合板用无醛胶黏剂"),
            ["无醛胶黏剂", "胶合板"]
        );
        assert_eq!(
            joined(&pieces[..2], "无醛的胶黏"),
            ["胶黏", "无醛"],
            "no overlap"
        );
        assert_eq!(
            joined(&[("甲乙", 1.0), ("乙丙", 1.0)], "甲乙 乙丙"),
            ["乙丙", "甲乙"],
            "not written as one"
        );
        assert_eq!(
            joined(&[("胶合板", 1.0), ("合板", 1.0)], ""),
            ["胶合板"],
            "inside another"
        );
        assert_eq!(
            joined(&[("glue", 1.0), ("edge", 1.0)], "gluedge"),
            ["edge", "glue"],
            "Latin is left alone"
        );
        assert!(joined(&[], "").is_empty());
    }
}
