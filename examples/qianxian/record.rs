//! The arguments that name one record.

use clap::Args;
use qianxian::Snapshot;
use qianxian::model::{Collection, RecordId};

use crate::failure::Result;

/// One need, profile or enterprise.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct RecordArgs {
    /// Need, by id or title
    #[arg(long, value_name = "NEED")]
    pub(crate) need: Option<String>,
    /// Profile, by id or name
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,
    /// Enterprise, by id or name
    #[arg(long, value_name = "ENTERPRISE")]
    pub(crate) enterprise: Option<String>,
}

impl RecordArgs {
    /// The collection, and what the user calls the record.
    fn named(&self) -> (Collection, &str) {
        match (&self.need, &self.profile, &self.enterprise) {
            (Some(text), ..) => (Collection::Need, text),
            (_, Some(text), _) => (Collection::Profile, text),
            (.., text) => (Collection::Enterprise, text.as_deref().unwrap_or_default()),
        }
    }

    /// The record, which must be there.
    pub(crate) fn find(&self, snapshot: &Snapshot) -> Result<RecordId> {
        let (collection, text) = self.named();
        Ok(match collection {
            Collection::Need => snapshot.find_need(text)?.id.into(),
            Collection::Profile => snapshot.find_profile(text)?.id.into(),
            _ => snapshot.find_enterprise(text)?.id.into(),
        })
    }

    /// The record, which may be gone: an id with a history is taken as it is.
    pub(crate) fn find_with_history(&self, snapshot: &Snapshot) -> Result<RecordId> {
        let (collection, text) = self.named();
        if let Ok(id) = RecordId::new(collection, text)
            && !snapshot.history(&id)?.revisions.is_empty()
        {
            return Ok(id);
        }
        self.find(snapshot)
    }
}
