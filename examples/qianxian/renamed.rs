//! Enterprises that get another name: needs that give the earlier one stay with them.

use std::collections::{BTreeMap, BTreeSet};

use qianxian::Snapshot;
use qianxian::model::{Enterprise, EnterpriseId, FoldedName};

use crate::language::{counted, pick, say};
use crate::output::complain;

/// Most enterprises that are named.
const NAMED: usize = 3;

/// The enterprises that got another name.
#[derive(Debug, Default)]
pub(crate) struct Renamed {
    /// Names that were kept, as written, with the ids that kept them.
    kept: BTreeMap<FoldedName, (EnterpriseId, String)>,
    /// Names of the library's enterprises, with the ids that have them: looked up once, when the first one is renamed.
    known: Option<BTreeMap<FoldedName, BTreeSet<EnterpriseId>>>,
    /// Names of the enterprises that passed by.
    stated: BTreeMap<FoldedName, EnterpriseId>,
}

/// All names of an enterprise.
fn names(firm: &Enterprise) -> impl Iterator<Item = FoldedName> {
    let names = std::iter::once(&firm.name).chain(&firm.aliases);
    names.filter_map(|name| FoldedName::new(name))
}

impl Renamed {
    /// Keeps the name that `firm` had before among its other names, if it has another now. A name that another enterprise
    /// has, of `snapshot` or of those that passed by, is not kept: it would be of two.
    pub(crate) fn keep_name(
        &mut self,
        snapshot: &Snapshot,
        (before, firm): (&str, &mut Enterprise),
    ) -> qianxian::Result<()> {
        let Some(earlier) = FoldedName::new(before) else {
            return Ok(());
        };
        if names(firm).any(|name| name == earlier) {
            return Ok(());
        }
        if self.known.is_none() {
            let mut known: BTreeMap<FoldedName, BTreeSet<EnterpriseId>> = BTreeMap::new();
            for other in snapshot.enterprises()? {
                for name in names(&other) {
                    known.entry(name).or_default().insert(other.id.clone());
                }
            }
            self.known = Some(known);
        }
        let known = self.known.as_ref().and_then(|known| known.get(&earlier));
        let is_known = known.is_some_and(|ids| ids.iter().any(|id| *id != firm.id));
        if is_known || self.stated.get(&earlier).is_some_and(|id| *id != firm.id) {
            return Ok(());
        }
        firm.aliases.push(before.to_owned());
        let kept = (firm.id.clone(), before.to_owned());
        self.kept.insert(earlier, kept);
        Ok(())
    }

    /// Notes an enterprise of the survey; returns the ids, with the names, of those that kept a name which is its own now.
    pub(crate) fn pass(&mut self, firm: &Enterprise) -> Vec<(EnterpriseId, String)> {
        let mut taken = Vec::new();
        for name in names(firm) {
            if self.kept.get(&name).is_some_and(|(id, _)| *id != firm.id) {
                taken.extend(self.kept.remove(&name));
            }
            self.stated.insert(name, firm.id.clone());
        }
        taken
    }

    /// Says which names were kept, and how they are forgotten.
    pub(crate) fn tell(&self) {
        let Some((id, _)) = self.kept.values().next() else {
            return;
        };
        let named = self
            .kept
            .values()
            .take(NAMED)
            .map(|(id, name)| format!("{id} {name}"));
        let mut listed = named.collect::<Vec<_>>().join(pick(", ", "、"));
        if self.kept.len() > NAMED {
            listed.push_str(pick(", …", "……"));
        }
        let count = self.kept.len();
        let firms = counted(
            count,
            "enterprise keeps its earlier name",
            "enterprises keep their earlier names",
        );
        complain(&say!(
            "note: {firms} as other names ({listed}), so that needs that give it stay with them; `qianxian set --enterprise {id} --clear aliases` makes one forget it",
            "注意：{count}家企业的原名称保留为别名（{listed}），以原名称填报的需求仍归该企业；如需去除，请运行 qianxian set --enterprise {id} --clear aliases"
        ));
    }
}
