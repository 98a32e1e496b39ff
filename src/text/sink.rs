//! The receiver of tokens, with their positions.

use super::token::TokenKind;

/// Takes tokens one by one: text, kind, byte range, position.
pub(super) trait TokenSink: FnMut(&str, TokenKind, (u32, u32), u32) {}

impl<F: FnMut(&str, TokenKind, (u32, u32), u32)> TokenSink for F {}

/// Byte range and position of a token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) position: u32,
}

impl Spot {
    /// Hands a token that stands here to `sink`.
    pub(super) fn emit(self, text: &str, kind: TokenKind, sink: &mut impl TokenSink) {
        let byte = |at| u32::try_from(at).expect("the analyzer cuts texts at 4 GiB");
        sink(
            text,
            kind,
            (byte(self.start), byte(self.end)),
            self.position,
        );
    }

    /// From the start of this to the end of `last`.
    pub(super) const fn through(self, last: Self) -> Self {
        Self {
            end: last.end,
            ..self
        }
    }
}
