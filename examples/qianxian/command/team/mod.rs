//! `qianxian team`: a chief and members, or a consortium, that together cover a need.

mod answer;
mod ask;

use clap::Args;
use qianxian::model::{Level, Need, ProfileKind};
use qianxian::team::{
    BUDGET, Chief, Options, Outcome, Scope, Team as Formed, TeamProblem, TeamRules,
};
use qianxian::{RankOptions, Snapshot};

use self::answer::Answer;
use self::ask::{Count, Part, RolePart};
use crate::failure::{Failure, Result};
use crate::language::say;
use crate::library::LibraryArgs;
use crate::output::{Output, print_infeasible_team, print_team};
use crate::past::{KeptOut, PastPairs, past, print_past};
use crate::ranking::RankingArgs;

/// Kinds that a team is made of, and that may lead it, where nothing else is said.
const PEOPLE: [ProfileKind; 2] = [ProfileKind::Expert, ProfileKind::Team];

/// Form a team under a chief, or a consortium, that together covers a need
///
/// qianxian team --library lib --need N-001 --size 2..5 --chief-level professor --max-per-organization 1
///
/// Members are experts and teams unless --profile-kind, --label or --consortium names other kinds.
///
/// qianxian team --library lib --need N-001 --topic 热膨胀系数=2 --require-topic 煅烧
///
/// qianxian team --library lib --need N-001 --led-by-enterprise --consortium 高校=institution:1..2
/// --consortium 平台=facility:1 --consortium 金融=finance:0..1
///
/// Where no team holds the rules, what clashes and what would help is printed, and the status is 1.
///
/// JSON: {"need","title","team":{…} or "infeasible":{…},"barred":{id:reason},
/// "profiles":{id:{"name","kind","organization"?,"level"?}},"in_ledger"?:[{"stage","pairs":[{"need","profile"}]}],
/// "same_persons"?:[[profile]]}.
#[derive(Args, Debug)]
pub(crate) struct Team {
    #[command(flatten)]
    library: LibraryArgs,
    /// Need of the library, by id or title
    #[arg(long, value_name = "NEED")]
    need: String,
    /// Members, a leading enterprise among them: 3, or 2..5
    #[arg(long, value_name = "RANGE", default_value = "2..5")]
    size: Count,
    #[command(flatten)]
    chief: ChiefArgs,
    #[command(flatten)]
    cover: CoverArgs,
    #[command(flatten)]
    mix: MixArgs,
    /// Work that the search may take, in topics of candidates looked at
    #[arg(long, value_name = "N", default_value_t = BUDGET)]
    budget: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ranking: RankingArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Chief")]
struct ChiefArgs {
    /// Least level of the chief (default: the need's, if it states one)
    #[arg(long, value_name = "LEVEL")]
    chief_level: Option<Level>,
    /// Kind that may be chief; may be repeated (default: expert and team)
    #[arg(long, value_name = "KIND")]
    chief_kind: Vec<ProfileKind>,
    /// Least share of the need that the chief covers alone, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    chief_share: f64,
    /// Form a team without a chief
    #[arg(long, conflicts_with_all = ["chief_level", "chief_kind", "chief_share"])]
    no_chief: bool,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "What is to be covered")]
struct CoverArgs {
    /// Part of the need to cover, with its weight against 1 for a keyword (default 2); may be repeated
    #[arg(long, value_name = "TEXT[=WEIGHT]")]
    topic: Vec<Part>,
    /// The same, and at least this share of it (default: any proof, 0.01) must be covered
    #[arg(long, value_name = "TEXT[=SHARE]")]
    require_topic: Vec<Part>,
    /// Cover the topics given here and nothing else
    #[arg(long)]
    only_topics: bool,
    /// Words of the need's text that are topics too, at most
    #[arg(long, value_name = "N", default_value_t = 4)]
    words: usize,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Who comes together")]
struct MixArgs {
    /// Members of one organisation at most
    #[arg(long, value_name = "N", alias = "max-per-organisation")]
    max_per_organization: Option<u32>,
    /// Organisations at least
    #[arg(long, value_name = "N", alias = "organisations")]
    organizations: Option<u32>,
    /// So many members of a label: facility=1..2, level:professor=1.., 山东省/淄博市=1.., organization:示例大学=0..1;
    /// labels as for assign --quota; may be repeated
    #[arg(long, value_name = "LABEL=RANGE")]
    label: Vec<RolePart>,
    /// Places that each member must have free
    #[arg(long, value_name = "N", default_value_t = 1)]
    places: u32,
    /// Profile that must be a member, by id or name; may be repeated
    #[arg(long, value_name = "PROFILE")]
    member: Vec<String>,
    /// The need's enterprise leads and takes a seat
    #[arg(long)]
    led_by_enterprise: bool,
    /// Role of a consortium, played by profiles of these kinds: NAME=KIND+KIND:RANGE; may be repeated.
    /// Every member plays one, and nobody need be chief
    #[arg(long, value_name = "ROLE")]
    consortium: Vec<RolePart>,
}

impl Team {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let options = self.ranking.options(&library, 1)?;
        let snapshot = self.ranking.snapshot(&library)?;
        let need = snapshot.find_need(&self.need)?;
        let problem = snapshot.team_problem(&need, &self.scope(), &self.admitting(options))?;
        let rules = self.rules(&snapshot, &need)?;
        let outcome = Formed::form(&problem, &rules, Options::new().budget(self.budget))?;
        let members = outcome.solved().into_iter().flat_map(|team| &team.members);
        let proposed = members.map(|member| (need.id.clone(), member.profile.clone()));
        let in_ledger = past(&library, &self.ranking, &snapshot, proposed)?;
        self.tell(out, (&snapshot, &need, &problem), outcome, in_ledger)
    }

    fn tell(
        &self,
        out: &mut Output,
        (snapshot, need, problem): (&Snapshot, &Need, &TeamProblem),
        outcome: Outcome<Formed>,
        in_ledger: Vec<PastPairs>,
    ) -> Result<()> {
        let mut answer = Answer::new(snapshot, need, problem, &outcome)?;
        answer.in_ledger = in_ledger;
        match (&outcome, self.json) {
            (_, true) => out.named_json(&answer, snapshot)?,
            (Outcome::Solved(team), _) => {
                print_team(out, team, &answer.sheet())?;
                print_past(out, &answer.in_ledger, KeptOut::Profile("--exclude"))?;
                answer.print_same(out)?;
            }
            (Outcome::Infeasible(why), _) => {
                print_infeasible_team(out, why, &answer.sheet())?;
                answer.print_same(out)?;
            }
            (Outcome::Undecided(_), _) => {}
        }
        Ok(outcome.into_result().map(|_| ())?)
    }

    /// Kinds that a role or a label asks for by name.
    fn kinds_asked(&self) -> Vec<ProfileKind> {
        let roles = self.mix.consortium.iter().chain(&self.mix.label);
        let labels = roles.flat_map(|role| &role.labels);
        labels.filter_map(|label| label.parse().ok()).collect()
    }

    /// Kinds that may be members: those given, else people, and with them the kinds that a label or a role
    /// asks for; of a consortium the latter alone.
    fn admitting(&self, options: RankOptions) -> RankOptions {
        if !self.ranking.profile_kind.is_empty() {
            return options;
        }
        let people = PEOPLE
            .into_iter()
            .filter(|_| self.mix.consortium.is_empty());
        let kinds: Vec<ProfileKind> = self.kinds_asked().into_iter().chain(people).collect();
        if kinds.is_empty() {
            options
        } else {
            options.kinds(kinds)
        }
    }

    fn scope(&self) -> Scope {
        let mut scope = Scope::new()
            .words(self.cover.words)
            .supporting(self.kinds_asked());
        for part in &self.cover.topic {
            scope = scope.part(&part.text, part.number.unwrap_or(ask::TOPIC_WEIGHT));
        }
        for part in &self.cover.require_topic {
            scope = scope.part(&part.text, ask::TOPIC_WEIGHT);
        }
        if self.cover.only_topics {
            scope = scope.only_parts();
        }
        scope
    }

    fn rules(&self, snapshot: &Snapshot, need: &Need) -> Result<TeamRules> {
        let mix = &self.mix;
        let rules = TeamRules::new().size(self.size.0.clone()).load(mix.places);
        let mut rules = self.with_chief(need, rules);
        if let Some(most) = mix.max_per_organization {
            rules = rules.per_organization(most);
        }
        if let Some(least) = mix.organizations {
            rules = rules.organizations(least);
        }
        for label in &mix.label {
            let label = label.read(snapshot)?;
            rules = rules.label(&label.name, label.count);
        }
        for role in &mix.consortium {
            rules = rules.role(role.read(snapshot)?.to_role());
        }
        for part in &self.cover.require_topic {
            rules = rules.topic(&part.text, part.number.unwrap_or(ask::ANY_SHARE));
        }
        for text in &mix.member {
            rules = rules.require(snapshot.find_profile(text)?.id);
        }
        if mix.led_by_enterprise {
            let unnamed = || {
                let told = say!(
                    "need {} names no enterprise; leave --led-by-enterprise out",
                    "需求 {} 没有写明企业；请去掉 --led-by-enterprise",
                    need.id
                );
                Failure::Request(told)
            };
            rules = rules.led_by_enterprise(need.enterprise.clone().ok_or_else(unnamed)?);
        }
        Ok(rules)
    }

    /// A chief where one is asked for: of a consortium only by name of what it must be.
    fn with_chief(&self, need: &Need, rules: TeamRules) -> TeamRules {
        let asked = &self.chief;
        let said =
            asked.chief_level.is_some() || !asked.chief_kind.is_empty() || asked.chief_share > 0.0;
        if asked.no_chief || !(said || self.mix.consortium.is_empty()) {
            return rules;
        }
        let kinds = if asked.chief_kind.is_empty() {
            &PEOPLE[..]
        } else {
            &asked.chief_kind
        };
        let mut chief = Chief::new()
            .kinds(kinds.iter().copied())
            .share(asked.chief_share);
        if let Some(level) = asked.chief_level.or(need.level) {
            chief = chief.level(level);
        }
        rules.chief(chief)
    }
}
