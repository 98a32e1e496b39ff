//! The arguments that name a library and the trees and places that its facts are read against.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use qianxian::intake::{Intake, Severity, Source};
use qianxian::model::{
    FoldedName, Gazetteer, Need, NeedId, Profile, ProfileId, RegionPath, Taxonomies, Taxonomy,
};
use qianxian::{Error, Library, LibraryOptions, Snapshot};

use crate::failure::Result;
use crate::language::{chosen, name, say, wording};
use crate::output::{complain, one_line};

/// Which library, and its trees and places.
#[derive(Args, Debug)]
pub(crate) struct LibraryArgs {
    /// Directory of the library
    #[arg(long, value_name = "DIR")]
    library: PathBuf,
    #[command(flatten)]
    taxonomies: TaxonomyArgs,
}

/// Trees and places of a deployment; they are not stored in a library, so each command is to be
/// given the same.
#[derive(Args, Debug)]
pub(crate) struct TaxonomyArgs {
    /// Tree of industries (CSV: code,parent,name,…) in place of GB/T 4754
    #[arg(long, value_name = "FILE", help_heading = "Taxonomies")]
    industries: Option<PathBuf>,
    /// Tree of disciplines (CSV: code,parent,name,…) in place of GB/T 13745
    #[arg(long, value_name = "FILE", help_heading = "Taxonomies")]
    disciplines: Option<PathBuf>,
    /// Regions with coordinates (CSV) in place of China's
    #[arg(long, value_name = "FILE", help_heading = "Taxonomies")]
    regions: Option<PathBuf>,
}

impl TaxonomyArgs {
    fn read(&self) -> Result<Taxonomies> {
        let mut taxonomies = Taxonomies::builtin();
        if let Some(file) = &self.industries {
            taxonomies = taxonomies.with_industries(tree(file)?);
        }
        if let Some(file) = &self.disciplines {
            taxonomies = taxonomies.with_disciplines(tree(file)?);
        }
        if let Some(file) = &self.regions {
            taxonomies = taxonomies.with_gazetteer(gazetteer(file)?);
        }
        Ok(taxonomies)
    }
}

/// A tree of codes, of a file in any character set or of a workbook.
fn tree(file: &Path) -> Result<Taxonomy> {
    let text = Source::file(file).text()?;
    Ok(Taxonomy::from_csv(text).map_err(|e| e.in_record(name(file.display())))?)
}

fn gazetteer(file: &Path) -> Result<Gazetteer> {
    let text = Source::file(file).text()?;
    Ok(Gazetteer::from_csv(text).map_err(|e| e.in_record(name(file.display())))?)
}

impl LibraryArgs {
    pub(crate) fn options(&self) -> Result<LibraryOptions> {
        let options = LibraryOptions::new().map_compiled(true);
        Ok(options.taxonomies(self.taxonomies.read()?))
    }

    /// The library, which must be there.
    pub(crate) fn open(&self) -> Result<Library> {
        let library = Library::open(&self.library, self.options()?)?;
        tell_migration(&library);
        Ok(library)
    }

    /// The library, created if there is nothing.
    pub(crate) fn open_or_create(&self) -> Result<Library> {
        let library = Library::open_or_create(&self.library, self.options()?)?;
        tell_migration(&library);
        Ok(library)
    }

    /// The files that are read beside the library.
    pub(crate) fn files(&self) -> [Option<&Path>; 3] {
        let TaxonomyArgs {
            industries,
            disciplines,
            regions,
        } = &self.taxonomies;
        [industries, disciplines, regions].map(Option::as_deref)
    }

    /// The directory.
    pub(crate) fn path(&self) -> &Path {
        &self.library
    }
}

/// Says that the library was brought to this version's format when it was opened: it took its time, and older programs no
/// longer open it.
fn tell_migration(library: &Library) {
    if let Some(migration) = library.migration() {
        complain(&say!(
            "the library had format {}: it was brought to format {}, its records indexed again",
            "该库原为格式 {}：已升级为格式 {}，其中的记录已重新建立索引",
            migration.from,
            migration.to
        ));
    }
}

/// The library as it is now; says, once a run, that its compiled form could not be kept.
pub(crate) fn snapshot(library: &Library) -> Result<Snapshot> {
    static IS_SAID: AtomicBool = AtomicBool::new(false);
    let snapshot = library.snapshot()?;
    if snapshot.compilation().not_kept > 0 && !IS_SAID.swap(true, Ordering::Relaxed) {
        let place = library.path().unwrap_or(Path::new(""));
        complain(&say!(
            "nothing can be written in {}: results are the same, but every command compiles the library again",
            "{} 中无法写入文件：结果不变，但每个命令都要重新编译该库",
            place.display()
        ));
    }
    Ok(snapshot)
}

/// The region that `text` names in the library's gazetteer: a path, or a name such as 淄博.
pub(crate) fn region(library: &Library, text: &str) -> Result<RegionPath> {
    Ok(library.taxonomies().gazetteer.resolve(text)?)
}

/// The region that `text` names, which the gazetteer or a profile of the library has to have: below a known city
/// a name may be anything, and so a slip of the pen.
pub(crate) fn known_region(library: &Library, text: &str) -> Result<RegionPath> {
    let path = region(library, text)?;
    if !library.taxonomies().gazetteer.contains(&path) {
        snapshot(library)?.find_label(&format!("region:{path}"))?;
    }
    Ok(path)
}

/// The label that `text` means; says so where no profile carries it.
pub(crate) fn known_label(snapshot: &Snapshot, text: &str) -> Result<String> {
    let found = snapshot.find_label(text)?;
    if found.profiles == 0 {
        let label = &found.label;
        complain(&say!(
            "warning: no profile of the library carries the label {label}",
            "警告：库中没有供方带有标签“{label}”"
        ));
    }
    Ok(found.label)
}

/// The need of `needs` with that id, else the only one of that title.
///
/// O(needs).
pub(crate) fn need_among<'n>(needs: &'n [Need], text: &str) -> qianxian::Result<&'n Need> {
    if let Some(need) = needs.iter().find(|need| need.id == text.trim()) {
        return Ok(need);
    }
    let wanted = FoldedName::new(text);
    let is_titled = |need: &&Need| wanted.is_some() && FoldedName::new(&need.title) == wanted;
    let titled: Vec<&Need> = needs.iter().filter(is_titled).collect();
    match &titled[..] {
        [need] => Ok(need),
        [] => Err(Error::not_found(
            "need",
            text,
            wording!("name a need that takes part", "请写出参加的需求"),
        )),
        several => {
            let choices = several
                .iter()
                .map(|need| format!("{} {}", need.id, need.title));
            Err(Error::ambiguous("need", text, several.len(), choices))
        }
    }
}

/// Need and profile of `NEED,PROFILE`, each by id or by name.
pub(crate) fn pair(snapshot: &Snapshot, text: &str) -> Result<(Need, Profile)> {
    pair_by(text, |need, profile| {
        Ok((snapshot.find_need(need)?, snapshot.find_profile(profile)?))
    })
}

/// Reads `text` as two names with a comma between. A title may hold commas itself, so that each is tried in turn; the
/// first one's fault is reported if none divides the text into two names.
pub(crate) fn pair_by<T>(text: &str, read: impl Fn(&str, &str) -> Result<T>) -> Result<T> {
    let mut fault = None;
    for (at, comma) in text.match_indices([',', '，']) {
        match read(text[..at].trim(), text[at + comma.len()..].trim()) {
            Ok(pair) => return Ok(pair),
            Err(failure) => {
                fault.get_or_insert(failure);
            }
        }
    }
    let repair = wording!(
        "name a need and a profile with a comma between",
        "请写出需求和供方，中间用逗号隔开"
    );
    Err(fault.unwrap_or_else(|| Error::invalid("pair", text, repair).into()))
}

/// An id with the title of its need, if the library has one.
pub(crate) fn need_label(snapshot: &Snapshot, id: &NeedId) -> String {
    label(id, snapshot.need(id).map(|need| need.title).ok())
}

/// An id with the name of its profile, if the library has one.
pub(crate) fn profile_label(snapshot: &Snapshot, id: &ProfileId) -> String {
    label(id, snapshot.profile(id).map(|profile| profile.name).ok())
}

fn label(id: &str, name: Option<String>) -> String {
    /// Columns of a name beside an id.
    const NAME: usize = 30;
    let name = one_line(&name.unwrap_or_default(), NAME);
    format!("{id} {name}").trim_end().to_owned()
}

/// The good needs of a file, by id; the bad rows are reported on standard error.
pub(crate) fn read_needs(library: &Library, source: &Source) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    let report = Intake::new(library.taxonomies()).needs(source, &mut |need| {
        needs.push(need);
        Ok(())
    })?;
    for problem in report.of(Severity::Error) {
        complain(&problem.in_language(chosen()));
    }
    needs.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(needs)
}
