//! Regions of rows that state an address and no region: 注册地址 山东省淄博市张店区示例路1号.
//!
//! Only of tables: a program that states its fields by name states the region too if it means one.
//! The address stays an attribute, and the region that it begins with is the record's where nothing else states one. Where
//! both are stated and lie apart, the region counts, and a warning names both: one of them is wrong, or has moved.

use serde_json::{Value, json};

use super::{DraftProblem, RecordDraft, Resolver};
use crate::error::{Error, say};
use crate::intake::Severity;
use crate::intake::columns::address_rank;
use crate::model::RegionPath;

/// Fewest levels of a region that is read from an address: the province alone says too little to bind by.
const LEAST_LEVELS: usize = 2;

/// The address that a row states, with its heading, before the stored record is added to it.
pub(crate) fn take(draft: &RecordDraft) -> Option<(String, String)> {
    let attributes = draft.fields.get("attributes")?.as_object()?;
    let addresses = attributes.iter().filter_map(|(heading, text)| {
        let rank = address_rank(heading)?;
        Some((rank, heading, text.as_str()?))
    });
    let (_, heading, text) = addresses.min()?;
    Some((heading.clone(), text.to_owned()))
}

/// Gives a record without a region that of its address, or warns of one that lies elsewhere.
pub(crate) fn settle(
    draft: &mut RecordDraft,
    (heading, address): &(String, String),
    resolver: &Resolver<'_>,
) {
    let Some(lies_in) = resolver.of_address(address) else {
        return;
    };
    if lies_in.depth() < LEAST_LEVELS {
        return;
    }
    match draft.fields.get("region") {
        None | Some(Value::Null) => {
            let path = json!(lies_in.to_string());
            draft.fields.insert("region".to_owned(), path);
            let repair = say!(
                "the records state no region, and have the one that this address begins with; a column 所在地区 counts before it",
                "这些记录没有所在地区，按该地址开头的地区处理；如有 所在地区 一列，以其为准"
            );
            let error = Error::invalid("region", heading, repair);
            let problem = DraftProblem::new(Severity::Notice, &error);
            draft.find(problem.in_column(Some(heading.clone())));
        }
        Some(stated) => {
            let stated: Option<RegionPath> = stated.as_str().and_then(|text| text.parse().ok());
            let lies_apart =
                |region: &RegionPath| !region.starts_with(&lies_in) && !lies_in.starts_with(region);
            let Some(stated) = stated.filter(lies_apart) else {
                return;
            };
            let repair = say!(
                "it lies in {lies_in}, and the region is {stated}, which counts; repair the one that is wrong",
                "该地址在 {lies_in}，所在地区为 {stated}，按后者处理；请改正有误的一项"
            );
            let error = Error::invalid("region", address, repair);
            let problem = DraftProblem::new(Severity::Warning, &error);
            draft.find(problem.in_column(Some(heading.clone())));
        }
    }
}
