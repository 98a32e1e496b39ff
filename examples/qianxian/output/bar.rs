//! A horizontal bar.

/// Eighths of a character cell, from the left.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// `share` (0 to 1) of a bar of `cells` character cells, in steps of an eighth.
pub(crate) fn bar(share: f64, cells: usize) -> String {
    let steps = (share.clamp(0.0, 1.0) * (cells * 8) as f64).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 8 · cells, not negative"
    )]
    let steps = steps as usize;
    let mut bar = "█".repeat(steps / 8);
    if !steps.is_multiple_of(8) {
        bar.push(EIGHTHS[steps % 8]);
    }
    bar
}
