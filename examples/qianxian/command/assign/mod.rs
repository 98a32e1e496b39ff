//! `qianxian assign`: who serves whom, under both sides' places and the caller's rules.

mod answer;
mod congestion;
mod constraints;
mod infeasible;
mod parse;
mod print;
mod repair;

use std::path::PathBuf;

use clap::Args;
use qianxian::Library;
use qianxian::assign::{Assignment, AssignmentProblem, Objective, Options};
use qianxian::engine::{Market, MarketOptions};

use crate::failure::{Failure, Result};
use crate::language::say;
use crate::library::{LibraryArgs, pair};
use crate::output::{Destination, Inputs, Output, OutputFile, RankBar};
use crate::past::past;
use crate::ranking::{RankingArgs, at_least_one};
use answer::Answer;
use constraints::Constraints;
use parse::{PairArg, objective};
use repair::RepairArgs;

/// Assign profiles to the needs of a library, within both sides' places
///
/// qianxian assign --library lib --output pairs.csv
///
/// qianxian assign --library lib --demand 1..2 --capacity 0..3 --require N-001,P-042 --quota 'level:student<=1'
///
/// qianxian assign --library lib --previous pairs.csv --refusals refusals.csv --max-changes 4
///
/// qianxian assign --library lib --congestion --explain
///
/// A need takes up to the number of profiles that its record states (1 where it states none); an expert or
/// a team serves up to its places left (1), other profiles any number. Pairs that a rule bars are
/// never assigned; --why tells the reason. Lists of -k profiles are looked at first, and deeper ones where the
/// prices say that it could help.
///
/// A need for student posts (实习, 见习) counts people, and student groups add up to it: one person of a group leaves the
/// others free. A leader who is a profile goes with the group, and keeps a place for it.
///
/// Matches at work in the ledger take places of both sides (of a need, those that --demand and --quota give as well): such
/// a pair is not proposed again, and --previous keeps it. --no-ledger goes by the records alone.
///
/// Infeasible constraints end with status 1, what clashes, and the cheapest changes that help.
///
/// JSON: {"objective","status","total","beyond"?,"open","worst_off"?,"needs":[{"need","title","enterprise"?,
/// "total","filled","open","pairs":[{"profile","name","organization"?,"leader"?,"people"?,"affinity","cautions"?}],
/// "alternates":[{"profile","name","organization"?,"leader"?,"affinity","worth","free"}]}],
/// "scarce":[{"profile","name","gain"}],"closed":[{"need","why"}],"at_work"?:[{"need","profiles"}],"short_lists":[{"need","profiles"}],
/// "leaders"?:[{"profile","groups"}],"in_ledger"?:[{"stage","pairs":[{"need","profile"}]}],"same_persons"?:[[profile]],"reasons":[…],"repair"?:{"changes","dropped","added","lapsed","at_work"?}};
/// infeasible: {"infeasible":{"clash","relaxations"},"set_aside"?:[{"need","rule","profiles"}]}; --congestion: [{"need","title","matches":[…]}].
#[derive(Args, Debug)]
pub(crate) struct Assign {
    #[command(flatten)]
    library: LibraryArgs,
    /// Only this need, by id or title; may be repeated (default: all open needs of the library)
    #[arg(long, value_name = "NEED")]
    need: Vec<String>,
    /// What to be best at: total, stable-needs, stable-profiles, fair
    #[arg(long, value_name = "OBJECTIVE", default_value = "total", value_parser = objective)]
    objective: Objective,
    /// Profiles looked at first for each need
    #[arg(short, value_name = "N", default_value = "50", value_parser = at_least_one)]
    k: usize,
    /// Most profiles looked at for a need whose list proves too short
    #[arg(long, value_name = "N", default_value = "5000", value_parser = at_least_one)]
    deepest: usize,
    #[command(flatten)]
    constraints: Constraints,
    #[command(flatten)]
    repair: RepairArgs,
    /// Print each need's list less what congestion takes off (0 to 1 of the price), and assign nobody
    #[arg(long, value_name = "STRENGTH", num_args = 0..=1, default_missing_value = "1", conflicts_with_all = ["output", "previous"])]
    congestion: Option<f64>,
    /// With --congestion: give the reasons below each match, the deduction last
    #[arg(long, requires = "congestion")]
    explain: bool,
    /// Say why this pair was assigned or was not; may be repeated
    #[arg(long, value_name = "NEED,PROFILE")]
    why: Vec<PairArg>,
    /// Alternates to show for each need; with --congestion, matches
    #[arg(long, value_name = "N", default_value = "3")]
    show: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write the pairs here (CSV); what is there is replaced
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    ranking: RankingArgs,
}

impl Assign {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let destination = self.destination()?;
        let library = self.library.open()?;
        let mut market = self.market(&library)?;
        let snapshot = self.ranking.snapshot(&library)?;
        self.constraints.apply(&mut market, &snapshot)?;
        if let Some(strength) = self.congestion {
            let lists = congestion::lists(self, &library, &market, strength)?;
            return congestion::show(self, out, &lists);
        }
        let repair = self.repair.read(&mut market, &snapshot, self.objective)?;
        let found = market.solve(self.objective, Options::new())?;
        if let Some(why) = found.outcome.infeasibility() {
            let options = self.ranking.options(&library, self.k)?;
            let why = market.as_stated(why)?;
            infeasible::show(out, &why, (&snapshot, &options), self.json)?;
            return Err(Failure::Library(why.into_error()));
        }
        let reasons = self.why.iter();
        let reasons = reasons.map(|PairArg(text)| {
            let (need, profile) = pair(&snapshot, text)?;
            Ok(market.reason(&found, &need.id, &profile.id)?)
        });
        let reasons = reasons.collect::<Result<Vec<_>>>()?;
        let mended = repair.map(|r| r.mend(&found.problem)).transpose()?;
        let assignment = match &mended {
            Some(mended) => mended.assignment.clone(),
            None => found.outcome.clone().into_result()?,
        };
        check(&found.problem, &assignment)?;
        let mut answer = Answer::new(&library, &market, &found, &assignment, self.show)?;
        answer.reasons = reasons;
        answer.repair = mended.map(|mended| mended.told);
        answer.same_persons = answer.placed_twice(&snapshot)?;
        answer.in_ledger = past(&library, &self.ranking, &snapshot, answer.assigned())?;
        if let Some(to) = destination {
            let mut file = OutputFile::create(to)?;
            answer.write_csv(&mut file, to.path())?;
            file.finish()?;
        }
        if self.json {
            return out.named_json(&answer, &snapshot);
        }
        print::answer(out, &answer, &snapshot, self.output.as_deref())?;
        let open = answer.needs.iter().filter(|need| need.open > 0);
        let options = self.ranking.options(&library, self.k)?;
        let aside = infeasible::set_aside(&snapshot, &options, open.map(|need| &need.need))?;
        infeasible::print_aside(out, &snapshot, &aside)
    }

    fn destination(&self) -> Result<Option<Destination<'_>>> {
        let [industries, disciplines, regions] = self.library.files();
        let [previous, refusals] = self.repair.files();
        let (group, weights) = (self.constraints.file(), self.ranking.file());
        let inputs = Inputs {
            library: self.library.path(),
            files: &[
                previous,
                refusals,
                group,
                weights,
                industries,
                disciplines,
                regions,
            ],
        };
        let output = self.output.as_deref();
        output
            .map(|path| Destination::checked(path, inputs))
            .transpose()
    }

    fn market(&self, library: &Library) -> Result<Market> {
        let snapshot = self.ranking.snapshot(library)?;
        let rank = self.ranking.options(library, self.k)?;
        let mut needs = if self.need.is_empty() {
            snapshot.needs()?
        } else {
            let named = self.need.iter();
            named
                .map(|text| snapshot.find_need(text))
                .collect::<qianxian::Result<_>>()?
        };
        needs.sort_by(|a, b| a.id.cmp(&b.id));
        needs.dedup_by(|a, b| a.id == b.id);
        let mut options = MarketOptions::new().deepest(self.deepest);
        if let Some(range) = self.constraints.demand_of_all() {
            options = options.demand(range);
        }
        if let Some(range) = self.constraints.capacity_of_all() {
            options = options.capacity(range);
        }
        let bar = RankBar::new(("ranking", "排序"));
        Ok(snapshot.market(needs, &rank, options, &|progress| bar.hear(progress))?)
    }
}

/// Nothing leaves the program that the independent check does not pass.
fn check(problem: &AssignmentProblem, assignment: &Assignment) -> Result<()> {
    let checked = qianxian::assign::verify(problem, assignment);
    match checked.violations.first() {
        None => Ok(()),
        Some(broken) => Err(Failure::Request(say!(
            "the assignment fails its check ({broken}); report this with the command and the library",
            "分配结果未通过检查（{broken}）；请连同命令和库一起报告"
        ))),
    }
}
