//! The arguments that name a library and the trees and places that its facts are read against.

use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::intake::{Intake, Severity, Source};
use qianxian::model::{Gazetteer, Need, RegionPath, Taxonomies, Taxonomy};
use qianxian::{Library, LibraryOptions};

use crate::failure::Result;
use crate::output::complain;

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
            taxonomies = taxonomies.with_industries(Taxonomy::from_csv_file(file)?);
        }
        if let Some(file) = &self.disciplines {
            taxonomies = taxonomies.with_disciplines(Taxonomy::from_csv_file(file)?);
        }
        if let Some(file) = &self.regions {
            taxonomies = taxonomies.with_gazetteer(Gazetteer::from_csv_file(file)?);
        }
        Ok(taxonomies)
    }
}

impl LibraryArgs {
    fn options(&self) -> Result<LibraryOptions> {
        let options = LibraryOptions::new().keep_compiled(true);
        Ok(options.taxonomies(self.taxonomies.read()?))
    }

    /// The library, which must be there.
    pub(crate) fn open(&self) -> Result<Library> {
        Ok(Library::open(&self.library, self.options()?)?)
    }

    /// The library, created if there is nothing.
    pub(crate) fn open_or_create(&self) -> Result<Library> {
        Ok(Library::open_or_create(&self.library, self.options()?)?)
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

/// The region that `text` names in the library's gazetteer: a path, or a name such as 淄博.
pub(crate) fn region(library: &Library, text: &str) -> Result<RegionPath> {
    Ok(library.taxonomies().gazetteer.resolve(text)?)
}

/// The good needs of a file, by id; the bad rows are reported on standard error.
pub(crate) fn read_needs(library: &Library, source: &Source) -> Result<Vec<Need>> {
    let mut needs = Vec::new();
    let report = Intake::new(library.taxonomies()).needs(source, &mut |need| {
        needs.push(need);
        Ok(())
    })?;
    for problem in report.of(Severity::Error) {
        complain(&problem.to_string());
    }
    needs.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(needs)
}
