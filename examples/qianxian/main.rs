//! The program `qianxian`: from survey files to ranked, explained matches, on the command line.
//!
//! ```text
//! cargo run --release --example qianxian -- demo
//! cargo run --release --example qianxian -- --help
//! ```
//!
//! It uses the public API of the crate and nothing else. Each command has a file in `command/`;
//! their output is made in `output/`. The clock is read in one place, [`clock`],
//! and the thread pool is set in [`main`]; the library knows neither.
//!
//! Exit status: 0 done; 1 the request failed, or no row of an import was good; 2 wrong usage. An
//! error is one line on standard error that ends in a repair; results go to standard output.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the enums of the crate may grow"
)]

mod cli;
mod clock;
mod command;
mod failure;
mod help;
mod language;
mod library;
mod open_matches;
mod output;
mod past;
mod ranking;
mod record;
mod renamed;
mod same;
mod success;
mod surveys;
mod table;

use std::io::Write as _;
use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;

use cli::Cli;
use language::say;
use output::{Output, complain};
use qianxian::model::Language;

/// Exit status of a command line that was not understood.
const WRONG_USAGE: u8 = 2;

fn main() -> ExitCode {
    clock::start();
    let arguments = std::env::args_os().map(|it| it.to_string_lossy().into_owned());
    language::choose(language::asked(arguments));
    let parsed = help::command().try_get_matches();
    let cli = match parsed.and_then(|found| Cli::from_arg_matches(&found)) {
        Ok(cli) => cli,
        Err(error) => return misused(&error),
    };
    match cli.run(&mut Output::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&say!("error: {failure}", "错误：{failure}"));
            ExitCode::FAILURE
        }
    }
}

/// Prints help that was asked for, or the fault of the command line, on one line.
fn misused(error: &clap::Error) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // If standard output is closed, nobody is left to read an error.
        let _ = match language::chosen() {
            Language::Chinese => write!(std::io::stdout(), "{}", help::page(error)),
            _ => error.print(),
        };
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        complain(&say!(
            "error: no command is given; see `qianxian --help`",
            "错误：没有给出命令；请看 `qianxian --help`"
        ));
        return ExitCode::from(WRONG_USAGE);
    }
    if language::chosen() == Language::Chinese {
        let fault = help::fault(error);
        complain(&format!("错误：{fault}；请看 `qianxian --help`"));
        return ExitCode::from(WRONG_USAGE);
    }
    let text = error.to_string();
    let said = text.split("\n\nUsage:").next().unwrap_or_default();
    let said = said
        .split("\n\nFor more information")
        .next()
        .unwrap_or_default();
    let words: Vec<&str> = said.split_whitespace().collect();
    complain(&format!("{}; see `qianxian --help`", words.join(" ")));
    ExitCode::from(WRONG_USAGE)
}
