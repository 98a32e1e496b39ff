//! The crate's analyzer as a tantivy tokenizer.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::{Analyzer, TokenKind};

/// Which tokens a field keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// All: ranking counts them.
    All,
    /// One per position: phrases are made of them.
    Single,
}

impl Keep {
    fn keeps(self, kind: TokenKind) -> bool {
        self == Self::All || matches!(kind, TokenKind::Char | TokenKind::Latin | TokenKind::Code)
    }
}

/// Tokenizes by [`Analyzer`], reusing its buffers from text to text.
#[derive(Clone)]
pub(super) struct AnalyzerTokenizer {
    analyzer: Analyzer,
    keep: Keep,
    arena: String,
    tokens: Vec<TokenPiece>,
}

#[derive(Clone, Copy)]
struct TokenPiece {
    /// Range in the arena.
    text: (usize, usize),
    span: (u32, u32),
    position: u32,
}

impl AnalyzerTokenizer {
    pub(super) fn new(analyzer: Analyzer, keep: Keep) -> Self {
        Self {
            analyzer,
            keep,
            arena: String::new(),
            tokens: Vec::new(),
        }
    }
}

impl Tokenizer for AnalyzerTokenizer {
    type TokenStream<'a> = PieceStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PieceStream<'a> {
        let Self {
            analyzer,
            keep,
            arena,
            tokens,
        } = self;
        arena.clear();
        tokens.clear();
        analyzer.for_each_token(text, |token, kind, span, position| {
            if keep.keeps(kind) {
                let start = arena.len();
                arena.push_str(token);
                tokens.push(TokenPiece {
                    text: (start, arena.len()),
                    span,
                    position,
                });
            }
        });
        PieceStream {
            arena,
            pieces: tokens,
            next: 0,
            token: Token::default(),
        }
    }
}

/// The tokens of one text.
pub(super) struct PieceStream<'a> {
    arena: &'a str,
    pieces: &'a [TokenPiece],
    next: usize,
    token: Token,
}

impl TokenStream for PieceStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(piece) = self.pieces.get(self.next) else {
            return false;
        };
        self.next += 1;
        self.token.text.clear();
        self.token
            .text
            .push_str(&self.arena[piece.text.0..piece.text.1]);
        self.token.offset_from = piece.span.0 as usize;
        self.token.offset_to = piece.span.1 as usize;
        self.token.position = piece.position as usize;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
