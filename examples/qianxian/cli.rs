//! The command line as a whole.

use clap::{Parser, Subcommand};
use qianxian::model::Language;

use crate::command::{
    assign, backup, clinic, delete, demo, duplicates, evaluate, event, explain, export, history,
    import, judge, learn, ledger, lexicon, list, merge, migrate, policies, push, rank, report,
    reverse, run, search, set, show, stats, subscribe, team, vectors, watch,
};
use crate::failure::Result;
use crate::output::Output;

const EXAMPLES: &str = "\
Examples:
  qianxian demo
  qianxian import --library lib --needs 企业需求.xlsx --profiles 专家库.csv
  qianxian rank --library lib --need N-001 -k 10 --explain
  qianxian rank --library lib --text '油系针状焦的制备' --region 山东省/淄博市
  qianxian assign --library lib --demand 1..2 --output pairs.csv
  qianxian run --library lib --output run.tsv && qianxian evaluate --qrels qrels.tsv --run run.tsv

Exit status: 0 done; 1 the request failed, or no row was good; 2 wrong usage.";

/// 牵线: matches what enterprises need with what experts, institutions, results and programmes offer.
#[derive(Debug, Parser)]
#[command(name = "qianxian", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Threads that rank (default: one for each core); results do not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Language of everything that is printed and written: zh or en (default: Chinese if LC_ALL, LC_MESSAGES or LANG
    /// begins with zh, else English); with explain and rank --explain, also tells the reasons in sentences
    #[arg(long, global = true, value_name = "LANGUAGE")]
    language: Option<Language>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Import(import::Import),
    Rank(rank::Rank),
    Policies(policies::Policies),
    Run(run::Run),
    Reverse(reverse::Reverse),
    Event(Box<event::Event>),
    Report(Box<report::ReportCommand>),
    Explain(explain::Explain),
    Assign(Box<assign::Assign>),
    Search(search::Search),
    List(list::List),
    Show(show::Show),
    Set(set::Set),
    History(history::History),
    Export(export::Export),
    Ledger(ledger::LedgerCommand),
    Subscribe(subscribe::Subscribe),
    Push(push::Push),
    Watch(Box<watch::Watch>),
    Vectors(vectors::Vectors),
    Delete(delete::Delete),
    Duplicates(duplicates::Duplicates),
    Merge(merge::Merge),
    Clinic(clinic::Clinic),
    Stats(stats::Stats),
    Team(team::Team),
    Evaluate(evaluate::Evaluate),
    Learn(learn::Learn),
    Judge(judge::Judge),
    Lexicon(lexicon::SetLexicon),
    Backup(backup::Backup),
    Migrate(migrate::Migrate),
}

impl Cli {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        if let Some(threads) = self.threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads));
            pool.build_global()?;
        }
        match &self.command {
            Command::Demo(demo) => demo.run(out),
            Command::Import(import) => import.run(out),
            Command::Rank(rank) => rank.run(out, self.language),
            Command::Policies(policies) => policies.run(out),
            Command::Run(run) => run.run(out),
            Command::Reverse(reverse) => reverse.run(out),
            Command::Event(event) => event.run(out),
            Command::Report(report) => report.run(out),
            Command::Explain(explain) => explain.run(out, self.language),
            Command::Assign(assign) => assign.run(out),
            Command::Search(search) => search.run(out),
            Command::List(list) => list.run(out),
            Command::Show(show) => show.run(out),
            Command::Set(set) => set.run(out),
            Command::History(history) => history.run(out),
            Command::Export(export) => export.run(out),
            Command::Ledger(ledger) => ledger.run(out),
            Command::Subscribe(subscribe) => subscribe.run(out),
            Command::Push(push) => push.run(out),
            Command::Watch(watch) => watch.run(out),
            Command::Vectors(vectors) => vectors.run(out),
            Command::Delete(delete) => delete.run(out),
            Command::Duplicates(duplicates) => duplicates.run(out),
            Command::Merge(merge) => merge.run(out),
            Command::Clinic(clinic) => clinic.run(out),
            Command::Stats(stats) => stats.run(out),
            Command::Team(team) => team.run(out),
            Command::Evaluate(evaluate) => evaluate.run(out),
            Command::Learn(learn) => learn.run(out),
            Command::Judge(judge) => judge.run(out),
            Command::Lexicon(lexicon) => lexicon.run(out),
            Command::Backup(backup) => backup.run(out),
            Command::Migrate(migrate) => migrate.run(out),
        }
    }
}
