//! The known regions and their coordinates.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::error::{Error, Result, Wording, say};
use crate::model::data::{CsvColumn, REGION, TableLine, read_file, rows, split_aliases};
use crate::model::fold::term_key;
use crate::model::region::{Coordinates, RegionPath};

/// A region that a [`Gazetteer`] knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GazetteerEntry {
    path: RegionPath,
    coordinates: Option<Coordinates>,
    aliases: Vec<String>,
}

impl GazetteerEntry {
    /// The region.
    #[must_use]
    pub fn path(&self) -> &RegionPath {
        &self.path
    }

    /// Coordinates of its seat, if the table gives them.
    #[must_use]
    pub fn coordinates(&self) -> Option<Coordinates> {
        self.coordinates
    }

    /// Other names of its last level, in the order of the table.
    #[must_use]
    pub fn aliases(&self) -> &[String] {
        &self.aliases
    }
}

/// Coordinates, and of which region they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Coordinates of the seat of [`of`](Self::of).
    pub coordinates: Coordinates,
    /// The region asked for, or the nearest above it whose seat is known.
    pub of: RegionPath,
}

/// The known regions: their names and coordinates.
///
/// Cloning copies a pointer. Look-ups of a path are O(depth).
///
/// # Example
/// ```
/// use qianxian::model::Gazetteer;
/// let gazetteer = Gazetteer::builtin();
/// let zhangdian = gazetteer.resolve("山东淄博张店")?;
/// assert_eq!(zhangdian.to_string(), "山东省/淄博市/张店区");
/// let jinan = gazetteer.coordinates(&gazetteer.resolve("济南")?).unwrap();
/// let there = gazetteer.coordinates(&zhangdian).unwrap();
/// assert_eq!(there.of, zhangdian);
/// assert_eq!(there.coordinates.distance_km(jinan.coordinates).round(), 82.0);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone)]
pub struct Gazetteer {
    pub(super) index: Arc<Index>,
}

/// Entries in path order.
pub(super) struct Index {
    pub(super) entries: Vec<GazetteerEntry>,
    /// Place of each path in `entries`: ranking looks up thousands for one need.
    places: HashMap<RegionPath, usize>,
    names: OnceLock<RegionNames>,
}

/// Places of the entries by name.
pub(super) struct RegionNames {
    /// By [`term_key`] of the last level as the table writes it.
    pub(super) whole: BTreeMap<String, Vec<usize>>,
    /// By [`term_key`] of short names and aliases.
    pub(super) short: BTreeMap<String, Vec<usize>>,
}

const COLUMNS: [CsvColumn; 4] = [
    CsvColumn {
        names: &["path", "路径"],
        required: true,
    },
    CsvColumn {
        names: &["lon", "经度"],
        required: true,
    },
    CsvColumn {
        names: &["lat", "纬度"],
        required: true,
    },
    CsvColumn {
        names: &["aliases", "别名"],
        required: false,
    },
];

/// Endings that everyday writing drops, longest first.
const ENDINGS: [&str; 9] = [
    "特别行政区",
    "自治区",
    "地区",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "盟",
];

/// `name` without its ending, if two characters remain.
fn short_name(name: &str) -> Option<&str> {
    let short = ENDINGS
        .iter()
        .find_map(|ending| name.strip_suffix(ending))?;
    // One character left over is too short to name a region in running text.
    (short.chars().count() >= 2).then_some(short)
}

static BUILTIN: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::from_csv(REGION).expect("a test reads the built-in table"));

impl Gazetteer {
    /// The regions of China: 34 provincial, 333 prefecture-level and 2,845 county-level units.
    ///
    /// Coordinates are the seats of government, to about 1 km; 26 new counties have
    /// none and are placed by the city above them. Read on first use, shared after that.
    pub fn builtin() -> Self {
        BUILTIN.clone()
    }

    /// The gazetteer of the CSV table in `bytes`; it replaces the built-in one.
    ///
    /// Columns, by English or Chinese header and in any order: `path`/路径, `lon`/经度 and
    /// `lat`/纬度 in degrees (both may be empty), and optionally `aliases`/别名 (other names of
    /// the last level, separated by `|`). UTF-8, with or without a byte order mark; lines that
    /// start with `#` are comments. A region above a listed one is known too, without
    /// coordinates, if it has no line of its own. O(n log n).
    ///
    /// # Errors
    /// Invalid input, naming the line, the field, the value and the repair: not UTF-8, a missing,
    /// unknown or repeated column, no lines, an invalid or repeated path, one degree without
    /// the other, degrees that are no number or out of range.
    pub fn from_csv(bytes: impl AsRef<[u8]>) -> Result<Self> {
        let rows = rows(bytes.as_ref(), &COLUMNS)?;
        let read = |row: &TableLine| entry(&row.cells).map_err(|e| row.blame(e));
        let mut entries = Vec::with_capacity(rows.len());
        let mut fault = None;
        for row in &rows {
            match read(row) {
                Ok(entry) => entries.push(entry),
                Err(error) => {
                    fault = Some(error);
                    break;
                }
            }
        }
        // A line that repeats an earlier one comes before a bad line below it.
        refuse_repeated(&rows, &entries)?;
        if let Some(error) = fault {
            return Err(error);
        }
        // Sorted by path, so that positions do not depend on the order of the table.
        entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(Self {
            index: Arc::new(Index::new(with_parents(entries))),
        })
    }

    /// [`Gazetteer::from_csv`] of a file.
    ///
    /// # Errors
    /// As [`Gazetteer::from_csv`], with the path; I/O if the file cannot be read.
    pub fn from_csv_file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let shown = path.display().to_string();
        Self::from_csv(read_file(path)?).map_err(|e| e.in_record(Wording::name(shown)))
    }

    /// Number of regions, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.entries.len()
    }

    /// All regions, in path order.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &GazetteerEntry> {
        self.index.entries.iter()
    }

    /// Returns the entry of exactly that region.
    #[must_use]
    pub fn get(&self, region: &RegionPath) -> Option<&GazetteerEntry> {
        let found = self.index.places.get(region);
        found.map(|&at| &self.index.entries[at])
    }

    /// Whether that very region is known.
    #[must_use]
    pub fn contains(&self, region: &RegionPath) -> bool {
        self.get(region).is_some()
    }

    /// Returns the coordinates of the region, or else of the nearest region above it whose seat is known, and
    /// which of the two it is; `None` if there is no such region.
    pub fn coordinates(&self, region: &RegionPath) -> Option<Located> {
        let (coordinates, depth) = self.seat(region)?;
        let of = std::iter::successors(Some(region.clone()), RegionPath::parent)
            .find(|of| of.depth() == depth)?;
        Some(Located { coordinates, of })
    }

    /// [`Gazetteer::coordinates`] with the depth of their region in place of its path. Allocates nothing.
    pub(crate) fn seat(&self, region: &RegionPath) -> Option<(Coordinates, usize)> {
        // From the region upwards: the seat of its city is nearer to the truth than none.
        (1..=region.depth()).rev().find_map(|depth| {
            let at = *self.index.places.get(region.above(depth))?;
            Some((self.index.entries[at].coordinates?, depth))
        })
    }
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gazetteer({} regions)", self.len())
    }
}

/// `cells` in the order of [`COLUMNS`].
fn entry(cells: &[String]) -> Result<GazetteerEntry> {
    let [path, lon, lat, aliases] = [0, 1, 2, 3].map(|at| cells[at].as_str());
    let coordinates = match (lon, lat) {
        ("", "") => None,
        _ => Some(Coordinates::new(
            degrees("lon", lon)?,
            degrees("lat", lat)?,
        )?),
    };
    let aliases = split_aliases(aliases);
    match aliases.iter().find(|alias| term_key(alias).is_empty()) {
        Some(empty) => Err(Error::invalid(
            "aliases",
            empty,
            say!("give aliases letters or digits", "别名中要有文字或数字"),
        )),
        None => Ok(GazetteerEntry {
            path: path.parse()?,
            coordinates,
            aliases,
        }),
    }
}

fn degrees(field: &str, cell: &str) -> Result<f64> {
    let repair = say!(
        "give degrees such as 118.055, or leave both lon and lat empty",
        "请填度数如 118.055，或把 lon 和 lat 都留空"
    );
    cell.parse()
        .map_err(|_| Error::invalid(field, cell, repair))
}

/// # Errors
/// The first of `rows` whose region an earlier one has; `entries` are theirs, in the order of the table.
fn refuse_repeated(rows: &[TableLine], entries: &[GazetteerEntry]) -> Result<()> {
    let mut by_path: Vec<usize> = (0..entries.len()).collect();
    by_path.sort_by(|&a, &b| entries[a].path.cmp(&entries[b].path));
    let pairs = by_path.windows(2).map(|pair| (pair[1], pair[0]));
    let repeated = pairs.filter(|&(later, first)| entries[later].path == entries[first].path);
    let Some((later, first)) = repeated.min() else {
        return Ok(());
    };
    let first = rows[first].line;
    let repair = say!(
        "it stands on line {first} already; keep one of the two",
        "第{first}行已有；两者请只留其一"
    );
    Err(rows[later].blame(Error::invalid("path", &entries[later].path, repair)))
}

/// The entries, which are in path order, with unlisted ones above them.
fn with_parents(entries: Vec<GazetteerEntry>) -> Vec<GazetteerEntry> {
    let mut all: Vec<GazetteerEntry> = Vec::with_capacity(entries.len());
    for entry in entries {
        // A table may list a district without its city; the path has to be known at every level. What lies in a
        // region comes right after it, so a region that is listed holds the entry before this one.
        let known = all.last().map_or(0, |last| {
            let levels = last.path.levels().zip(entry.path.levels());
            levels.take_while(|(a, b)| a == b).count()
        });
        let above = std::iter::successors(entry.path.parent(), RegionPath::parent);
        let mut unlisted: Vec<RegionPath> = above.take_while(|path| path.depth() > known).collect();
        unlisted.reverse();
        all.extend(unlisted.into_iter().map(|path| GazetteerEntry {
            path,
            coordinates: None,
            aliases: Vec::new(),
        }));
        all.push(entry);
    }
    all
}

impl Index {
    fn new(entries: Vec<GazetteerEntry>) -> Self {
        let paths = entries.iter().map(|entry| entry.path.clone());
        let places = paths.zip(0..).collect();
        Self {
            entries,
            places,
            names: OnceLock::new(),
        }
    }

    /// The names of the regions, made when a text is first resolved: most programs that open a library do not.
    pub(super) fn names(&self) -> &RegionNames {
        self.names.get_or_init(|| RegionNames::new(&self.entries))
    }
}

impl RegionNames {
    fn new(entries: &[GazetteerEntry]) -> Self {
        let (mut whole, mut short) = (BTreeMap::new(), BTreeMap::new());
        for (at, entry) in entries.iter().enumerate() {
            let name = entry.path.name();
            push(&mut whole, name, at);
            let aliases = entry.aliases.iter().map(String::as_str);
            for name in short_name(name).into_iter().chain(aliases) {
                push(&mut short, name, at);
            }
        }
        Self { whole, short }
    }
}

fn push(names: &mut BTreeMap<String, Vec<usize>>, name: &str, at: usize) {
    let entries = names.entry(term_key(name)).or_default();
    // An alias may fold to the short name; the region is listed once.
    if entries.last() != Some(&at) {
        entries.push(at);
    }
}
