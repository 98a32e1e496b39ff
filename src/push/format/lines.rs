//! A batch as JSON Lines: one delivery a line.

use crate::error::{Error, Result, say};
use crate::push::PushBatch;

/// One JSON object a line, each with the number of its batch and the moment.
pub(super) fn lines(batch: &PushBatch) -> Result<Vec<u8>> {
    let fault = |e| {
        Error::fault(say!(
            "a delivery cannot be written: {e}",
            "推送无法写出：“{e}”"
        ))
    };
    let mut out = Vec::new();
    for delivery in &batch.deliveries {
        let mut line = serde_json::to_value(delivery).map_err(fault)?;
        if let Some(fields) = line.as_object_mut() {
            // Only what holds for good: the state is another one as soon as the file is there.
            fields.remove("state");
            fields.remove("reason");
            fields.insert("at".into(), batch.at.to_string().into());
        }
        serde_json::to_writer(&mut out, &line).map_err(fault)?;
        out.push(b'\n');
    }
    Ok(out)
}
