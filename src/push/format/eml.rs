//! A batch as mails: one `.eml` file for each recipient (RFC 5322, with RFC 2047 and RFC 2045 for text that is not ASCII).
//!
//! No text of a record or a recipient reaches a header unencoded, and base64 has neither newlines nor colons, so that
//! nothing adds a header.

use super::{shown, straight};
use crate::error::say;
use crate::model::{Language, Moment};
use crate::push::{Delivery, PushBatch};
use crate::standing::Weekday;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Bytes of a line of base64 before it is encoded: 76 letters.
const LINE: usize = 57;
/// Bytes of an encoded word before it is encoded: with its frame at most 75 letters.
const WORD: usize = 45;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Names and bytes of the mails, by recipient.
pub(super) fn mails(batch: &PushBatch) -> Vec<(String, Vec<u8>)> {
    let groups = batch
        .deliveries
        .chunk_by(|one, other| one.recipient == other.recipient);
    let mails = groups.zip(1..).map(|(group, number): (_, usize)| {
        let mail = mail(batch, group, number);
        (format!("{number:04}.eml"), mail.into_bytes())
    });
    mails.collect()
}

fn mail(batch: &PushBatch, group: &[Delivery], number: usize) -> String {
    let language = group.first().map_or(Language::Chinese, |one| one.language);
    let (count, day) = (group.len(), batch.at.date());
    let subject = say!("{count} new matches ({day})", "{count} 条新匹配（{day}）");
    let body = base64_lines(body(batch, group, language).as_bytes());
    let sender = batch.sender.as_deref().unwrap_or_default();
    let domain = sender
        .split_once('@')
        .map_or("localhost", |(_, domain)| domain);
    let digest = crc32fast::hash(body.as_bytes());
    let headers = [
        format!("Date: {}", date(batch.at)),
        format!("From: <{sender}>"),
        format!("To: {}", to(group)),
        format!("Subject: {}", words(subject.in_language(language))),
        format!(
            "Message-ID: <push-{}-{number}.{digest:08x}@{domain}>",
            batch.number
        ),
        "MIME-Version: 1.0".to_owned(),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
        "Content-Transfer-Encoding: base64".to_owned(),
        "Auto-Submitted: auto-generated".to_owned(),
        format!("X-Qianxian-Batch: {}", batch.number),
    ];
    format!("{}\r\n\r\n{body}", headers.join("\r\n"))
}

/// Whom a mail is to: an address if the recipient or the channel is one; else a group of that name without members,
/// which whoever sends the mail fills in.
fn to(group: &[Delivery]) -> String {
    let Some(first) = group.first() else {
        return "undisclosed-recipients:;".to_owned();
    };
    if is_address(&first.recipient) {
        return format!("<{}>", first.recipient);
    }
    let name = words(&first.recipient);
    let channels = group.iter().filter_map(|one| one.channel.as_deref());
    let mut addresses = channels.map(|channel| channel.strip_prefix("mailto:").unwrap_or(channel));
    match addresses.find(|channel| is_address(channel)) {
        Some(address) => format!("{name} <{address}>"),
        None => format!("{name}:;"),
    }
}

/// Whether `text` is a plain address: letters, digits and `._%+-` before one `@`, a domain after it.
pub(in crate::push) fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let is_label = |label: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty() && label.chars().all(plain)
    };
    let is_atoms = !local.split('.').any(str::is_empty);
    is_atoms && local.chars().all(is_local) && domain.split('.').all(is_label) && text.len() <= 254
}

/// One line of text as encoded words of a header, folded between them.
fn words(text: &str) -> String {
    let text = straight(text);
    let mut pieces: Vec<String> = vec![String::new()];
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        // A word holds whole characters.
        match pieces.last_mut() {
            Some(piece) if piece.len() + c.len_utf8() <= WORD => piece.push(c),
            _ => pieces.push(c.into()),
        }
    }
    let pieces = pieces
        .iter()
        .map(|piece| format!("=?UTF-8?B?{}?=", base64(piece.as_bytes())));
    pieces.collect::<Vec<_>>().join("\r\n ")
}

/// A moment as headers write it: `Mon, 30 Nov 2026 09:00:00 +0800`.
fn date(at: Moment) -> String {
    let (day, second, offset) = (at.date(), at.second(), at.offset());
    let name = Weekday::of(day).as_str();
    let name = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    let text = day.to_string();
    let (number, month) = (&text[8..10], MONTHS[usize::from(day.month()) - 1]);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let sign = if offset < 0 { '-' } else { '+' };
    let east = offset.unsigned_abs();
    format!(
        "{name}, {number} {month} {:04} {hour:02}:{minute:02}:{second:02} {sign}{:02}{:02}",
        day.year(),
        east / 60,
        east % 60
    )
}

fn body(batch: &PushBatch, group: &[Delivery], language: Language) -> String {
    let recipient = group.first().map_or("", |one| &one.recipient);
    let count = group.len();
    let mut lines = vec![
        say!(
            "To {recipient}: {count} new matches.",
            "{recipient}：为您匹配到 {count} 条。"
        )
        .in_language(language)
        .to_owned(),
    ];
    for section in group.chunk_by(|one, other| one.subscription == other.subscription) {
        let Some(first) = section.first() else {
            continue;
        };
        let about = shown(first, "about").unwrap_or(first.subscription.as_str());
        lines.push(String::new());
        lines.push(
            say!("For {about}:", "关于“{about}”：")
                .in_language(language)
                .to_owned(),
        );
        for (delivery, number) in section.iter().zip(1..) {
            lines.extend(item(delivery, number, language));
        }
    }
    let number = batch.number;
    lines.push(String::new());
    lines.push(
        say!("Batch {number}.", "批次 {number}。")
            .in_language(language)
            .to_owned(),
    );
    let text = lines.iter().map(|line| straight(line)).collect::<Vec<_>>();
    text.join("\r\n") + "\r\n"
}

/// The lines of one delivery.
fn item(delivery: &Delivery, number: usize, language: Language) -> Vec<String> {
    let id = delivery.record.as_str();
    let title = shown(delivery, "title").unwrap_or(id);
    let title = title.replace(char::is_control, " ");
    let fit = crate::error::Bilingual::wording(&delivery.fit);
    let score = delivery.score;
    let line = say!(
        "{number}. {title} ({id}): score {score:.2}, fit {fit}",
        "{number}. {title}（{id}）：得分 {score:.2}，匹配{fit}";
        fit
    );
    let mut lines = vec![line.in_language(language).to_owned()];
    let text = shown(delivery, "text").unwrap_or_default();
    lines.extend(
        text.lines()
            .map(|line| format!("   {}", line.replace(char::is_control, " "))),
    );
    lines
}

/// Bytes in base64, without lines.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let part = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for letter in 0..4 {
            let at = (bits >> (18 - 6 * letter)) & 63;
            let is_fill = letter > chunk.len();
            out.push(if is_fill {
                '='
            } else {
                char::from(LETTERS[at as usize])
            });
        }
    }
    out
}

/// Bytes in lines of base64.
fn base64_lines(bytes: &[u8]) -> String {
    let lines = bytes.chunks(LINE).map(|line| base64(line) + "\r\n");
    lines.collect()
}
