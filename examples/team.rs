//! A team for a need: a chief and members who together cover it, with the works that prove it.
//!
//! ```text
//! cargo run --release --example team
//! ```

use qianxian::model::{Date, Level, Need, Profile, ProfileKind, Work};
use qianxian::team::{Chief, Options, Outcome, Scope, Team, TeamRules, verify};
use qianxian::{Library, RankOptions};

fn expert(id: &str, organization: &str, level: Level, works: &[&str]) -> qianxian::Result<Profile> {
    let mut expert = Profile::new(id, ProfileKind::Expert, format!("示例·{id}"))?;
    expert.organization = Some(organization.into());
    expert.level = Some(level);
    expert.works = works.iter().copied().map(Work::new).collect();
    Ok(expert)
}

fn main() -> qianxian::Result<()> {
    let library = Library::in_memory()?;
    let mut writer = library.writer()?;
    for profile in [
        expert(
            "甲",
            "示例大学",
            Level::Professor,
            &["油系针状焦的制备", "石墨电极"],
        )?,
        expert("乙", "示例大学", Level::Lecturer, &["焦化塔在线测温"])?,
        expert(
            "丙",
            "示例研究院",
            Level::Lecturer,
            &["高温在线测温与热膨胀系数"],
        )?,
    ] {
        writer.put_profile(&profile)?;
    }
    writer.commit()?;

    // The topics of the need: its keywords, and a part that is named here and weighs double.
    let mut need = Need::new("need-1", "优质针状焦产业化")?;
    need.keywords = vec!["针状焦".into(), "在线测温".into()];
    let scope = Scope::new().part("热膨胀系数", 2.0).words(0);
    let options = RankOptions::new(Date::new(2024, 7, 1)?);
    let problem = library.snapshot()?.team_problem(&need, &scope, &options)?;

    // A professor leads; nobody brings a colleague.
    let rules = TeamRules::new()
        .size(2..=4)
        .chief(Chief::new().level(Level::Professor))
        .per_organization(1);
    let team = Team::form(&problem, &rules, Options::new())?.into_result()?;
    println!("covered: {:.0} %", team.coverage * 100.0);
    for member in &team.members {
        let seat = if member.chief { "chief" } else { "member" };
        println!(
            "{seat} {} adds {:.0} %",
            member.profile,
            member.adds * 100.0
        );
    }
    for topic in &team.topics {
        let proofs = topic
            .proofs
            .iter()
            .map(|p| format!("{}《{}》", p.profile, p.evidence.title));
        println!("{}: {}", topic.topic, proofs.collect::<Vec<_>>().join("、"));
    }
    assert!(verify(&problem, &rules, &team).is_empty()); // by code of its own

    // An infeasible request is answered with changes that help.
    let strict = rules.chief(Chief::new().level(Level::Academician));
    if let Outcome::Infeasible(why) = Team::form(&problem, &strict, Options::new())? {
        println!("{why}");
        for relaxation in why.relaxations() {
            println!("{relaxation}");
        }
    }
    Ok(())
}
