//! What a text says beside its figures.

use super::parse;
use crate::model::fold::is_han;

/// Stands for a figure that was taken out.
const FIGURE: char = '\0';

/// `text` without its figures: the quantities that [`parse`] finds, and runs of digits and signs that such a quantity,
/// a comparison or a power of ten stands in, as `×10-6/K` behind `≤1.2`. Names stay: `304`, `2-甲基咪唑`. O(text).
pub(crate) fn without_figures(text: &str) -> String {
    let mut marked = String::with_capacity(text.len());
    let mut done = 0;
    for quantity in parse(text) {
        if let Some(between) = text.get(done..quantity.span.start) {
            marked.push_str(between);
            marked.push(FIGURE);
            done = quantity.span.end;
        }
    }
    marked.push_str(text.get(done..).unwrap_or_default());
    let (mut rest, mut run) = (String::with_capacity(marked.len()), String::new());
    for c in marked.chars() {
        if is_of_run(c) {
            run.push(c);
        } else {
            rest.push_str(kept(&run));
            run.clear();
            rest.push(c);
        }
    }
    rest.push_str(kept(&run));
    rest
}

/// Whether a character may stand within a figure and its unit.
fn is_of_run(c: char) -> bool {
    c == FIGURE || !(is_han(c) || c.is_whitespace() || ",;:()[]、。，；：（）".contains(c))
}

/// A run, or nothing if it is of figures.
fn kept(run: &str) -> &str {
    let is_figure = run.contains([FIGURE, '≥', '≤', '<', '>', '±', '×', '%', '‰', '~']);
    if is_figure { " " } else { run }
}

#[cfg(test)]
mod tests {
    use super::without_figures;

    #[test]
    fn figures_go_and_names_with_digits_stay() {
        for (text, rest) in [
            ("真密度≥2.12 g/cm3,收率≥35%", "真密度 ,收率 "),
            ("热膨胀系数≤1.2×10-6/K", "热膨胀系数 "),
            ("304不锈钢,2-甲基咪唑", "304不锈钢,2-甲基咪唑"),
            ("3D打印", "3D打印"),
        ] {
            assert_eq!(without_figures(text), rest, "{text}");
        }
    }
}
