//! Measures inference from text: industries and disciplines are taken away, inferred, and compared.
//!
//! ```text
//! cargo run --release --example infer -- examples/data --today 2024-07-01
//! cargo run --release --example infer -- examples/data --list        # every record: stated, inferred, why
//! ```
//! A folder is read as `evaluate` reads it: needs and profiles in files whose names begin so, and `qrels.tsv`
//! for the rankings. It uses the public API alone.

mod accuracy;
mod folder;
mod ranking;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use qianxian::model::Date;

/// Any failure, as a person reads it.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Measures industries and disciplines inferred from text, and their gain in rankings
#[derive(Debug, Parser)]
struct Arguments {
    /// Folders of needs, profiles and judgements
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Day of the survey
    #[arg(long, default_value = "2024-07-01", value_name = "YYYY-MM-DD")]
    today: Date,
    /// Print every record that states codes, with its codes, the inferred ones and the words behind them
    #[arg(long)]
    list: bool,
}

fn run(arguments: &Arguments) -> Outcome<()> {
    for path in &arguments.folders {
        let folder = folder::Folder::read(path)?;
        println!(
            "{}: {} needs, {} profiles",
            path.display(),
            folder.needs.len(),
            folder.profiles.len()
        );
        accuracy::print(&folder, arguments.list);
        ranking::print(&folder, arguments)?;
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("infer: {error}");
            ExitCode::FAILURE
        }
    }
}
