//! `qianxian delete`: records out of a library.

use std::collections::BTreeSet;
use std::io::Write as _;

use clap::Args;

use crate::clock::ChangeArgs;
use crate::failure::Result;
use crate::language::{counted, tell};
use crate::library::LibraryArgs;
use crate::open_matches::OpenMatches;
use crate::output::Output;

/// Delete needs, profiles and enterprises of a library, all of those named or, where one is unknown, none
///
/// qianxian delete --library lib --need N-001 --profile E-001 --profile E-002
#[derive(Args, Debug)]
pub(crate) struct Delete {
    #[command(flatten)]
    library: LibraryArgs,
    #[command(flatten)]
    records: Records,
    #[command(flatten)]
    change: ChangeArgs,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
struct Records {
    /// Need, by id or title; may be repeated
    #[arg(long, value_name = "NEED")]
    need: Vec<String>,
    /// Profile, by id or name; may be repeated
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// Enterprise, by id or name; may be repeated. Its needs stay
    #[arg(long, value_name = "ENTERPRISE")]
    enterprise: Vec<String>,
}

impl Delete {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let mut writer = library.writer()?;
        writer.set_change(self.change.change(None)?);
        let snapshot = crate::library::snapshot(&library)?;
        // Sets, for a record may be named twice: by its id and by its name.
        let (mut needs, mut profiles) = (BTreeSet::new(), BTreeSet::new());
        for text in &self.records.need {
            needs.insert(snapshot.find_need(text)?.id);
        }
        let mut led_on = Vec::new();
        for text in &self.records.profile {
            let profile = snapshot.find_profile(text)?;
            if profile.id != text.as_str()
                && profile.aliases.ids.iter().any(|id| *id == text.as_str())
            {
                led_on.push((text, profile.id.clone(), profile.name));
            }
            profiles.insert(profile.id);
        }
        let mut enterprises = BTreeSet::new();
        for text in &self.records.enterprise {
            enterprises.insert(snapshot.find_enterprise(text)?.id);
        }
        let open = OpenMatches::of(&library.ledger()?, (&needs, &profiles))?;
        needs.iter().try_for_each(|id| writer.delete_need(id))?;
        profiles
            .iter()
            .try_for_each(|id| writer.delete_profile(id))?;
        enterprises
            .iter()
            .try_for_each(|id| writer.delete_enterprise(id))?;
        writer.commit()?;
        writer.close()?;
        for (asked, id, name) in led_on {
            tell!(
                out,
                "{asked} is an earlier id of {id} {name}, which is deleted",
                "{asked} 是 {id} {name} 的原编号，删除的是 {id}"
            )?;
        }
        let (needs, profiles) = (needs.len(), profiles.len());
        let of_needs = counted(needs, "need", "needs");
        let of_profiles = counted(profiles, "profile", "profiles");
        tell!(
            out,
            "deleted {of_needs} and {of_profiles}",
            "已删除{needs}项需求、{profiles}个供方"
        )?;
        if !enterprises.is_empty() {
            let count = enterprises.len();
            let firms = counted(count, "enterprise", "enterprises");
            tell!(out, "deleted {firms}", "已删除{count}家企业")?;
        }
        open.tell_deleted();
        Ok(())
    }
}
