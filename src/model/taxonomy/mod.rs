//! Taxonomies: trees of coded names for industries and disciplines.
//!
//! A [`Taxonomy`] is read from a table once ([`Taxonomy::from_csv`]; two ship with the crate)
//! and is immutable and cheap to clone after that. Text from a survey becomes a [`Code`] by
//! [`Taxonomy::find`] or [`Taxonomy::resolve`]; two codes are compared by
//! [`Taxonomy::proximity`].
//!
//! Matching of names is exact after folding of width, case and punctuation; everyday names
//! are aliases in the table. Guessing the nearest name was rejected: it would file a firm
//! under a wrong industry without anybody seeing it. Proximity is that of Wu & Palmer (1994)
//! because it needs the tree alone. Measures from information content (Resnik 1995, Lin 1998)
//! need the frequencies of codes in a corpus and would change with every commit.

mod build;
mod code;
mod proximity;
mod search;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, LazyLock};

pub use code::Code;
pub(crate) use proximity::{NearestOffered, Nearness};

use crate::error::{Result, Wording};
use crate::model::data::{DISCIPLINE, INDUSTRY, read_file};
use search::NodeNames;

/// A node of a [`Taxonomy`]: a code with its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    code: Code,
    parent: Option<Code>,
    name: String,
    name_en: Option<String>,
    aliases: Vec<String>,
}

impl Node {
    /// The node's code.
    #[must_use]
    pub fn code(&self) -> &Code {
        &self.code
    }

    /// The code of the node above, `None` for a root.
    #[must_use]
    pub fn parent(&self) -> Option<&Code> {
        self.parent.as_ref()
    }

    /// The name, in the language of the table (Chinese in the built-in ones).
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The English name, if the table gives one.
    #[must_use]
    pub fn name_en(&self) -> Option<&str> {
        self.name_en.as_deref()
    }

    /// Other names the node is found by, in the order of the table.
    #[must_use]
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }
}

/// A tree (or several trees side by side) of coded nodes.
///
/// Cloning copies a pointer. All look-ups are O(log n) in the number of nodes.
///
/// # Example
/// ```
/// use qianxian::model::Taxonomy;
/// let industries = Taxonomy::industries();
/// let chemicals = industries.resolve("化工")?;
/// assert_eq!(chemicals.as_str(), "C26");
/// let pharma = industries.resolve("医药")?;
/// // Both are divisions (depth 2) of manufacturing (depth 1): 2·1/(2+2).
/// assert_eq!(industries.proximity(&chemicals, &pharma).unwrap().to_f64(), 0.5);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone)]
pub struct Taxonomy {
    tree: Arc<NodeTree>,
}

/// Nodes in code order; everything else points into them.
struct NodeTree {
    nodes: Vec<Node>,
    links: Vec<NodeLink>,
    roots: Vec<usize>,
    names: NodeNames,
}

/// Position of a node in the tree; a root has depth 1.
#[derive(Clone, Default)]
struct NodeLink {
    parent: Option<usize>,
    children: Vec<usize>,
    depth: usize,
}

static INDUSTRIES: LazyLock<Taxonomy> = LazyLock::new(|| built_in(INDUSTRY));
static DISCIPLINES: LazyLock<Taxonomy> = LazyLock::new(|| built_in(DISCIPLINE));

fn built_in(table: &str) -> Taxonomy {
    Taxonomy::from_csv(table.as_bytes()).expect("a test reads the built-in tables")
}

impl Taxonomy {
    /// The industries of GB/T 4754-2017: 20 sections (`A`–`T`) and 97 divisions (`A01`–`T97`).
    ///
    /// Read on first use, shared after that.
    pub fn industries() -> Self {
        INDUSTRIES.clone()
    }

    /// The disciplines of GB/T 13745-2009: 5 groups (`A`–`E`) and 62 first-level disciplines
    /// (`110`–`910`).
    ///
    /// Read on first use, shared after that. The group letters follow the order in which the
    /// standard lists the groups.
    pub fn disciplines() -> Self {
        DISCIPLINES.clone()
    }

    /// The taxonomy of the CSV table in `bytes`.
    ///
    /// Columns, by English or Chinese header and in any order: `code`/编码, `parent`/上级 (empty
    /// for a root), `name`/名称, and optionally `name_en`/英文名 and `aliases`/别名 (separated
    /// by `|`). UTF-8, with or without a byte order mark; lines that start with `#` are
    /// comments; a child may stand above its parent. O(n log n).
    ///
    /// Several nodes may have the same name: then the one nearest the root is found by it.
    /// An alias must lead to one node.
    ///
    /// # Errors
    /// Invalid input, naming the line, the field, the value and the repair: not UTF-8, a missing,
    /// unknown or repeated column, no lines, an invalid or repeated code, an empty name, an
    /// unknown parent, a cycle, an alias that already names another node.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Taxonomy;
    /// let own = Taxonomy::from_csv("编码,上级,名称,别名\n1,,新材料,\n1.1,1,石墨烯,graphene\n")?;
    /// assert_eq!(own.find("Graphene").map(|code| code.as_str()), Some("1.1"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn from_csv(bytes: impl AsRef<[u8]>) -> Result<Self> {
        let tree = Arc::new(build::tree(bytes.as_ref())?);
        Ok(Self { tree })
    }

    /// Reads the CSV table of a file, as [`Taxonomy::from_csv`] does.
    ///
    /// # Errors
    /// As [`Taxonomy::from_csv`], with the path; I/O if the file cannot be read.
    pub fn from_csv_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let shown = path.display().to_string();
        Self::from_csv(read_file(path)?).map_err(|e| e.in_record(Wording::name(shown)))
    }

    /// Number of nodes, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.nodes.len()
    }

    /// Returns the node of that code; `None` if the tree lacks it.
    #[must_use]
    pub fn get(&self, code: &Code) -> Option<&Node> {
        self.index(code).map(|at| self.node(at))
    }

    /// All nodes, in code order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Node> {
        self.tree.nodes.iter()
    }

    /// The nodes without a parent, in code order.
    #[must_use]
    pub fn roots(&self) -> impl ExactSizeIterator<Item = &Node> {
        self.tree.roots.iter().map(|&at| self.node(at))
    }

    /// The node above; `None` for a root and for an unknown code.
    #[must_use]
    pub fn parent(&self, code: &Code) -> Option<&Node> {
        self.ancestors(code).next()
    }

    /// The nodes above, nearest first; empty for a root and for an unknown code.
    ///
    /// # Example
    /// ```
    /// use qianxian::model::Taxonomy;
    /// let industries = Taxonomy::industries();
    /// let code = "C26".parse()?;
    /// let above = industries.ancestors(&code).map(|node| node.name());
    /// assert_eq!(above.collect::<Vec<_>>(), ["制造业"]);
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn ancestors(&self, code: &Code) -> impl Iterator<Item = &Node> {
        let above = |at: usize| self.tree.links[at].parent;
        let first = self.index(code).and_then(above);
        std::iter::successors(first, move |&at| above(at)).map(|at| self.node(at))
    }

    /// The nodes right below, in code order; empty for a leaf and for an unknown code.
    pub fn children(&self, code: &Code) -> impl Iterator<Item = &Node> {
        let link = self.index(code).map(|at| &self.tree.links[at]);
        let below = link.map_or(&[][..], |link| &link.children);
        below.iter().map(|&at| self.node(at))
    }

    /// Number of nodes from the root to this one, both counted: 1 for a root.
    #[must_use]
    pub fn depth(&self, code: &Code) -> Option<usize> {
        self.index(code).map(|at| self.tree.links[at].depth)
    }

    /// Whether the two are one tree, not two alike.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.tree, &other.tree)
    }

    fn index(&self, code: &Code) -> Option<usize> {
        self.tree
            .nodes
            .binary_search_by(|node| node.code.cmp(code))
            .ok()
    }

    fn node(&self, at: usize) -> &Node {
        &self.tree.nodes[at]
    }
}

impl fmt::Debug for Taxonomy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Taxonomy({} nodes)", self.len())
    }
}
