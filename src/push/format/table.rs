//! A batch as CSV for spreadsheet programs: no text of it becomes a formula.

use super::{shown, straight};
use crate::error::{Error, Result};
use crate::intake::CsvWriter;
use crate::model::Language;
use crate::push::PushBatch;
use crate::words::Phrase;

/// The mark by which spreadsheet programs recognise UTF-8.
const MARK: &str = "\u{feff}";

const HEADS: [Phrase; 16] = [
    Phrase::new("推送序号", "Delivery"),
    Phrase::new("批次", "Batch"),
    Phrase::new("日期", "Date"),
    Phrase::new("接收人", "Recipient"),
    Phrase::new("渠道", "Channel"),
    Phrase::new("订阅", "Subscription"),
    Phrase::new("订阅对象", "About"),
    Phrase::new("类型", "Collection"),
    Phrase::new("编号", "Id"),
    Phrase::new("名称", "Title"),
    Phrase::new("名次", "Rank"),
    Phrase::new("得分", "Score"),
    Phrase::new("匹配程度", "Fit"),
    Phrase::new("原因", "Cause"),
    Phrase::new("推送概率", "Propensity"),
    Phrase::new("说明", "Why"),
];

/// One line a delivery, with a byte order mark.
pub(super) fn table(batch: &PushBatch) -> Result<Vec<u8>> {
    let mut out = MARK.as_bytes().to_vec();
    let failed = |e| Error::io("write", "the deliveries", e);
    let mut lines = CsvWriter::new(&mut out);
    let heads = HEADS.map(|head| head.text(batch.language));
    lines.row(heads).map_err(failed)?;
    for delivery in &batch.deliveries {
        let text = |name| straight(shown(delivery, name).unwrap_or_default());
        let (fit, cause, collection) = (delivery.fit, delivery.cause, delivery.record.collection());
        let words = match batch.language {
            Language::Chinese => [
                fit.as_chinese(),
                cause.as_chinese(),
                collection.as_chinese(),
            ],
            Language::English => [fit.as_str(), cause.as_str(), collection.as_str()],
        };
        let cells = [
            delivery.number.to_string(),
            delivery.batch.to_string(),
            delivery.day.to_string(),
            straight(&delivery.recipient),
            straight(delivery.channel.as_deref().unwrap_or_default()),
            delivery.subscription.to_string(),
            text("about"),
            words[2].to_owned(),
            delivery.record.as_str().to_owned(),
            text("title"),
            delivery.rank.to_string(),
            delivery.score.to_string(),
            words[0].to_owned(),
            words[1].to_owned(),
            delivery.propensity.to_string(),
            text("text"),
        ];
        lines.row(cells).map_err(failed)?;
    }
    lines.flush().map_err(failed)?;
    drop(lines);
    Ok(out)
}
