//! Enterprises that get another name: needs that give the earlier one stay with them.

use qianxian::Snapshot;
use qianxian::model::{Enterprise, FoldedName};

use crate::language::{counted, pick, say};
use crate::output::complain;

/// Most enterprises that are named.
const NAMED: usize = 3;

/// The enterprises that got another name.
#[derive(Debug, Default)]
pub(crate) struct Renamed(Vec<(String, String)>);

impl Renamed {
    /// Keeps the name that `firm` had before among its other names, if it has another now. A name that another
    /// enterprise of `snapshot` has is not kept: it would be of two.
    pub(crate) fn keep_name(
        &mut self,
        snapshot: &Snapshot,
        (before, firm): (&str, &mut Enterprise),
    ) -> qianxian::Result<()> {
        let Some(earlier) = FoldedName::new(before) else {
            return Ok(());
        };
        let has = |firm: &Enterprise| {
            let mut names = std::iter::once(&firm.name).chain(&firm.aliases);
            names.any(|name| FoldedName::new(name).as_ref() == Some(&earlier))
        };
        if has(firm) {
            return Ok(());
        }
        let others = snapshot.enterprises()?;
        if others.iter().any(|other| other.id != firm.id && has(other)) {
            return Ok(());
        }
        firm.aliases.push(before.to_owned());
        self.0.push((firm.id.to_string(), before.to_owned()));
        Ok(())
    }

    /// Says which names were kept, and how they are forgotten.
    pub(crate) fn tell(&self) {
        let Some((id, _)) = self.0.first() else {
            return;
        };
        let named = self
            .0
            .iter()
            .take(NAMED)
            .map(|(id, name)| format!("{id} {name}"));
        let mut listed = named.collect::<Vec<_>>().join(pick(", ", "、"));
        if self.0.len() > NAMED {
            listed.push_str(pick(", …", "……"));
        }
        let count = self.0.len();
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
