//! Character sets: finds the encoding of a file and reads it as UTF-8.
//!
//! Spreadsheets in China save CSV in GB18030 (or its part GBK) without saying so. Which of
//! the two it is shows in the bytes: text of one is almost never valid in the other. A guess by letter
//! frequencies, such as chardetng's, would add encodings that surveys do not use and
//! errors that nobody can foresee.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, GB18030, UTF_8};

/// Bytes read, and decoded, at once.
const BLOCK: usize = 32 << 10;

/// The encoding of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Charset {
    encoding: &'static Encoding,
    /// Whether some bytes mean nothing in the encoding; they read as U+FFFD.
    pub(crate) is_damaged: bool,
}

impl Charset {
    /// `UTF-8`, `gb18030`, `UTF-16LE` or `UTF-16BE`.
    pub(crate) fn name(self) -> &'static str {
        self.encoding.name()
    }
}

/// The character set of everything in `input`, which is rewound.
///
/// A byte order mark decides; else UTF-8 if every byte is valid in it; else whichever of UTF-8 and GB18030
/// leaves fewer bytes without meaning. Reads the input once, or about twice if it is not UTF-8.
pub(crate) fn detect(input: &mut (impl Read + Seek + ?Sized)) -> io::Result<Charset> {
    let mut head = [0; 4];
    let filled = fill(input, &mut head)?;
    let settled = |encoding, malformed| Charset {
        encoding,
        is_damaged: malformed > 0,
    };
    if let Some((encoding, _)) = Encoding::for_bom(&head[..filled]) {
        return Ok(settled(encoding, malformed(input, encoding, 1)?));
    }
    if malformed(input, UTF_8, 1)? == 0 {
        return Ok(settled(UTF_8, 0));
    }
    let gb18030 = malformed(input, GB18030, u64::MAX)?;
    if gb18030 == 0 {
        return Ok(settled(GB18030, 0));
    }
    // Neither is valid throughout: the one with fewer faults, so that most rows survive. Counting stops once it
    // has lost.
    let utf8 = malformed(input, UTF_8, gb18030 + 1)?;
    Ok(if gb18030 < utf8 {
        settled(GB18030, gb18030)
    } else {
        settled(UTF_8, utf8)
    })
}

/// Reads until `block` is full or the input ends.
pub(crate) fn fill(input: &mut (impl Read + ?Sized), block: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < block.len() {
        match input.read(&mut block[filled..]) {
            // A short read is not the end of a file; only a read of nothing is.
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// How many sequences of `input` mean nothing in `encoding`, counted up to `limit`.
fn malformed(
    input: &mut (impl Read + Seek + ?Sized),
    encoding: &'static Encoding,
    limit: u64,
) -> io::Result<u64> {
    input.seek(SeekFrom::Start(0))?;
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let (mut block, mut text, mut count) = (vec![0; BLOCK], vec![0; BLOCK], 0);
    let mut is_last = false;
    while !is_last && count < limit {
        let filled = fill(input, &mut block)?;
        is_last = filled < BLOCK;
        count += malformed_in(&block[..filled], &mut decoder, &mut text, is_last);
    }
    input.seek(SeekFrom::Start(0))?;
    Ok(count.min(limit))
}

fn malformed_in(mut bytes: &[u8], decoder: &mut Decoder, text: &mut [u8], is_last: bool) -> u64 {
    let mut count = 0;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(bytes, text, is_last);
        bytes = &bytes[read..];
        match result {
            DecoderResult::InputEmpty => return count,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => count += 1,
        }
    }
}

/// An input read as UTF-8, without its byte order mark.
pub(crate) struct Decoded<R> {
    input: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// Bytes of `bytes` not decoded yet.
    pending: std::ops::Range<usize>,
    is_last: bool,
    text: Vec<u8>,
    /// Bytes of `text` not consumed yet.
    ready: std::ops::Range<usize>,
    /// Bytes taken from the input so far.
    taken: u64,
    is_done: bool,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(input: R, charset: Charset) -> Self {
        Self {
            input,
            decoder: charset.encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; BLOCK],
            pending: 0..0,
            is_last: false,
            text: vec![0; BLOCK],
            ready: 0..0,
            taken: 0,
            is_done: false,
        }
    }

    /// Bytes taken from the input so far.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }

    fn decode(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && !self.is_done {
            if self.pending.is_empty() && !self.is_last {
                let filled = fill(&mut self.input, &mut self.bytes)?;
                self.taken += filled as u64;
                self.pending = 0..filled;
                self.is_last = filled < BLOCK;
            }
            let bytes = &self.bytes[self.pending.clone()];
            let (result, read, written, _) =
                self.decoder
                    .decode_to_utf8(bytes, &mut self.text, self.is_last);
            self.pending.start += read;
            self.ready = 0..written;
            self.is_done = self.is_last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.decode()?;
        Ok(&self.text[self.ready.clone()])
    }

    fn consume(&mut self, amount: usize) {
        self.ready.start = (self.ready.start + amount).min(self.ready.end);
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let n = ready.len().min(buffer.len());
        buffer[..n].copy_from_slice(&ready[..n]);
        self.consume(n);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::{BLOCK, Decoded, detect};
    use proptest::prelude::*;
    use std::io::{Cursor, Read as _};

    fn read(bytes: &[u8]) -> (&'static str, bool, String) {
        let mut input = Cursor::new(bytes);
        let charset = detect(&mut input).unwrap();
        let mut text = String::new();
        Decoded::new(input, charset)
            .read_to_string(&mut text)
            .unwrap();
        (charset.name(), charset.is_damaged, text)
    }

    const TEXT: &str = "编号,需求名称\nn1,针状焦制备技术，≥67 %\n";

    #[test]
    fn the_usual_character_sets_read_alike() {
        let gb18030 = encoding_rs::GB18030.encode(TEXT).0;
        assert_eq!(read(&gb18030), ("gb18030", false, TEXT.to_owned()));
        assert_eq!(read(TEXT.as_bytes()), ("UTF-8", false, TEXT.to_owned()));
        let marked = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
        assert_eq!(read(&marked), ("UTF-8", false, TEXT.to_owned()));
        let wide = |mark: u16, swap: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(mark)
                .chain(TEXT.encode_utf16())
                .flat_map(swap)
                .collect()
        };
        assert_eq!(
            read(&wide(0xFEFF, u16::to_le_bytes)),
            ("UTF-16LE", false, TEXT.to_owned())
        );
        assert_eq!(
            read(&wide(0xFEFF, u16::to_be_bytes)),
            ("UTF-16BE", false, TEXT.to_owned())
        );
    }

    #[test]
    fn one_bad_byte_does_not_turn_utf8_into_gb18030() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert(0, 0xFF);
        let (name, is_damaged, text) = read(&bytes);
        assert_eq!((name, is_damaged), ("UTF-8", true));
        assert_eq!(text, format!("\u{FFFD}{TEXT}"));
    }

    #[test]
    fn the_first_chinese_character_may_come_late() {
        let late = format!("{}编", "a".repeat(3 * BLOCK - 1));
        assert_eq!(
            read(&encoding_rs::GB18030.encode(&late).0),
            ("gb18030", false, late)
        );
    }

    proptest! {
        #[test]
        fn undamaged_text_is_the_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let (name, is_damaged, text) = read(&bytes);
            if name == "UTF-8" && !is_damaged {
                let unmarked = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
                prop_assert_eq!(text.as_bytes(), unmarked);
            }
        }

        #[test]
        fn valid_utf8_reads_as_it_stands(text in "[^\u{feff}]{0,200}") {
            prop_assert_eq!(read(text.as_bytes()), ("UTF-8", false, text));
        }
    }
}
