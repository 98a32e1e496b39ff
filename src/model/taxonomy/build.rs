//! Building a tree from a table; every error names its line.

use std::collections::BTreeMap;

use crate::error::{Error, Result, say};
use crate::model::data::{CsvColumn, TableLine, rows, split_aliases};
use crate::model::fold::term_key;
use crate::model::taxonomy::search::{NodeNames, code_key};
use crate::model::taxonomy::{Code, Node, NodeLink, NodeTree};

const COLUMNS: [CsvColumn; 5] = [
    CsvColumn {
        names: &["code", "编码"],
        required: true,
    },
    CsvColumn {
        names: &["parent", "上级"],
        required: true,
    },
    CsvColumn {
        names: &["name", "名称"],
        required: true,
    },
    CsvColumn {
        names: &["name_en", "英文名"],
        required: false,
    },
    CsvColumn {
        names: &["aliases", "别名"],
        required: false,
    },
];

/// A node, and the row it came from for error messages.
struct Draft {
    node: Node,
    row: TableLine,
}

/// The tree of the table in `bytes`. O(n log n).
pub(super) fn tree(bytes: &[u8]) -> Result<NodeTree> {
    let mut drafts: Vec<Draft> = rows(bytes, &COLUMNS)?
        .into_iter()
        .map(draft)
        .collect::<Result<_>>()?;
    // Sorts the drafts: from here on a node's position is its number, in order of code.
    let codes = codes(&mut drafts)?;
    let parents = parents(&drafts, &codes)?;
    let links = links(&drafts, &parents)?;
    let names = names(&drafts, &codes, &links)?;
    let bare = bare(&drafts, &codes);
    let roots = (0..drafts.len())
        .filter(|&at| parents[at].is_none())
        .collect();
    let nodes = drafts.into_iter().map(|d| d.node).collect();
    Ok(NodeTree {
        nodes,
        links,
        roots,
        names: NodeNames { codes, bare, names },
    })
}

fn draft(row: TableLine) -> Result<Draft> {
    match node(&row.cells) {
        Ok(node) => Ok(Draft { node, row }),
        Err(error) => Err(row.blame(error)),
    }
}

/// `cells` in the order of [`COLUMNS`].
fn node(cells: &[String]) -> Result<Node> {
    let [code, parent, name, name_en, aliases] = [0, 1, 2, 3, 4].map(|at| cells[at].as_str());
    let code: Code = code.parse()?;
    if term_key(name).is_empty() {
        return Err(Error::invalid(
            "name",
            name,
            say!("give {code} a name", "请给 {code} 填写名称"),
        ));
    }
    Ok(Node {
        code,
        parent: (!parent.is_empty()).then(|| parent.parse()).transpose()?,
        name: name.to_owned(),
        name_en: (!name_en.is_empty()).then(|| name_en.to_owned()),
        aliases: split_aliases(aliases),
    })
}

/// Sorts the drafts by code and returns the place of each code.
fn codes(drafts: &mut [Draft]) -> Result<BTreeMap<String, usize>> {
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    for draft in drafts.iter() {
        if let Some(first) = lines.insert(code_key(&draft.node.code), draft.row.line) {
            let repair = say!(
                "it stands on line {first} already; keep one of the two",
                "第{first}行已有；两者请只留其一"
            );
            return Err(draft
                .row
                .blame(Error::invalid("code", &draft.node.code, repair)));
        }
    }
    drafts.sort_by(|a, b| a.node.code.cmp(&b.node.code));
    Ok(drafts
        .iter()
        .enumerate()
        .map(|(at, d)| (code_key(&d.node.code), at))
        .collect())
}

fn parents(drafts: &[Draft], codes: &BTreeMap<String, usize>) -> Result<Vec<Option<usize>>> {
    let parent = |draft: &Draft| match &draft.node.parent {
        None => Ok(None),
        Some(code) => match codes.get(&code_key(code)) {
            Some(&at) if drafts[at].node.code == *code => Ok(Some(at)),
            _ => Err(draft.row.blame(Error::invalid(
                "parent",
                code,
                say!(
                    "add a line for {code}, or leave the parent empty to make a root",
                    "请为 {code} 增加一行，或把上级留空使其成为根"
                ),
            ))),
        },
    };
    drafts.iter().map(parent).collect()
}

fn links(drafts: &[Draft], parents: &[Option<usize>]) -> Result<Vec<NodeLink>> {
    let mut links = vec![NodeLink::default(); drafts.len()];
    for (at, &parent) in parents.iter().enumerate() {
        links[at].parent = parent;
        if let Some(parent) = parent {
            links[parent].children.push(at);
        }
    }
    // Depths come after all parents are set, since a table may list children before parents.
    for at in 0..drafts.len() {
        measure(at, &mut links).map_err(|cycle| cyclic(&cycle, drafts))?;
    }
    Ok(links)
}

/// Sets the depth of `at` and of all above it; `Err` holds the nodes of a cycle.
///
/// A node on the way up whose depth is still 0 (unset) is met twice only on a cycle, so a path
/// longer than the number of nodes is one.
fn measure(at: usize, links: &mut [NodeLink]) -> Result<(), Vec<usize>> {
    let unset = |&at: &usize| links[at].depth == 0;
    let path: Vec<usize> =
        std::iter::successors(Some(at).filter(unset), |&at| links[at].parent.filter(unset))
            .take(links.len() + 1)
            .collect();
    if path.len() > links.len() {
        return Err(cycle(&path));
    }
    // From the top down, so that a parent's depth is set before its child's.
    for &at in path.iter().rev() {
        links[at].depth = 1 + links[at].parent.map_or(0, |parent| links[parent].depth);
    }
    Ok(())
}

/// The nodes of the cycle on which the endless `path` ends, each once.
fn cycle(path: &[usize]) -> Vec<usize> {
    let last = path[path.len() - 1];
    let start = path[..path.len() - 1]
        .iter()
        .rposition(|&at| at == last)
        .unwrap_or(0);
    path[start..path.len() - 1].to_vec()
}

/// Reports a cycle, from the node on it that comes first in the table.
fn cyclic(cycle: &[usize], drafts: &[Draft]) -> Error {
    let line = |&at: &usize| drafts[at].row.line;
    let first = (0..cycle.len())
        .min_by_key(|&i| line(&cycle[i]))
        .unwrap_or(0);
    let (before, from) = cycle.split_at(first);
    let closed = from.iter().chain(before).chain(from.first());
    let codes: Vec<&str> = closed.map(|&at| drafts[at].node.code.as_str()).collect();
    let repair = say!(
        "each stands below the next; give one of them a parent outside, or none",
        "各自都在下一个之下；请给其中一个填写圈外的上级，或不填上级"
    );
    drafts[cycle[first]]
        .row
        .blame(Error::invalid("parent", codes.join(" → "), repair))
}

/// Codes without their leading letters, except for results that are a code already or belong to several.
fn bare(drafts: &[Draft], codes: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let code = draft.node.code.as_str();
        let bare = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if !bare.is_empty() && bare.len() < code.len() && !codes.contains_key(bare) {
            found.entry(bare.to_lowercase()).or_default().push(at);
        }
    }
    found
        .into_iter()
        .filter(|(_, nodes)| nodes.len() == 1)
        .map(|(bare, nodes)| (bare, nodes[0]))
        .collect()
}

/// Nodes by name: names first, then aliases, which must be free.
fn names(
    drafts: &[Draft],
    codes: &BTreeMap<String, usize>,
    links: &[NodeLink],
) -> Result<BTreeMap<String, Vec<usize>>> {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    // Stable: nodes of one depth stay in order of code.
    order.sort_by_key(|&at| links[at].depth);
    for &at in &order {
        let node = &drafts[at].node;
        for name in std::iter::once(&node.name).chain(&node.name_en) {
            let nodes = names.entry(term_key(name)).or_default();
            // A Chinese and an English name may fold to one key; the node is listed once.
            if nodes.last() != Some(&at) {
                nodes.push(at);
            }
        }
    }
    for (at, draft) in drafts.iter().enumerate() {
        for alias in &draft.node.aliases {
            let other = alias_of_other(alias, at, codes, &mut names);
            let error = match (term_key(alias).is_empty(), other) {
                (true, _) => Error::invalid(
                    "aliases",
                    alias,
                    say!("give aliases letters or digits", "别名中要有文字或数字"),
                ),
                (false, Some(other)) => taken(alias, &drafts[other].node),
                (false, None) => continue,
            };
            return Err(draft.row.blame(error));
        }
    }
    Ok(names)
}

/// Adds `alias` for the node `at`, or returns another node that is found by it already.
fn alias_of_other(
    alias: &str,
    at: usize,
    codes: &BTreeMap<String, usize>,
    names: &mut BTreeMap<String, Vec<usize>>,
) -> Option<usize> {
    let as_code = alias
        .parse::<Code>()
        .ok()
        .and_then(|code| codes.get(&code_key(&code)).copied());
    let nodes = names.entry(term_key(alias)).or_insert_with(|| vec![at]);
    let by_name = (!nodes.contains(&at)).then(|| nodes[0]);
    as_code.filter(|&other| other != at).or(by_name)
}

fn taken(alias: &str, other: &Node) -> Error {
    let repair = say!(
        "it already names {} {}; keep it on one of the two",
        "它已是 {} {} 的名称；请只留在其一",
        other.code,
        other.name
    );
    Error::invalid("aliases", alias, repair)
}
