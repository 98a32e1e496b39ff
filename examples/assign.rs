//! Dual posts (科技副总): experts serve firms part-time, within both sides' places.
//!
//! ```text
//! cargo run --release --example assign
//! ```
//!
//! Four firms, three experts; an assignment, a refusal and its repair, and wishes that cannot all be met.

use qianxian::assign::{AssignmentChange, Limit, Objective, Options, Outcome, Solver, verify};
use qianxian::engine::{MarketOptions, silent};
use qianxian::model::{Date, Need, NeedKind, Profile, ProfileKind};
use qianxian::{Library, RankOptions, Result};

const FIRMS: [(&str, &str); 4] = [
    ("F1", "针状焦煅烧工艺"),
    ("F2", "针状焦原料油浆净化"),
    ("F3", "无醛胶黏剂"),
    ("F4", "木材胶黏剂与针状焦粘结"),
];
/// Name, field, firms the expert may serve.
const EXPERTS: [(&str, &str, u32); 3] = [
    ("示例·赵教授", "针状焦 煅烧 油浆净化", 2),
    ("示例·钱研究员", "针状焦 粘结", 2),
    ("示例·孙教授", "胶黏剂 木材 无醛", 1),
];

fn main() -> Result<()> {
    let library = Library::in_memory()?;
    let mut writer = library.writer()?;
    for (id, title) in FIRMS {
        let mut need = Need::new(id, title)?;
        need.kind = NeedKind::Talent;
        writer.put_need(&need)?;
    }
    for (name, field, capacity) in EXPERTS {
        let mut expert = Profile::new(name, ProfileKind::Expert, name)?;
        expert.expertise = field.split(' ').map(String::from).collect();
        expert.capacity = Some(capacity); // places come from the records
        writer.put_profile(&expert)?;
    }
    writer.commit()?;

    // Rank every firm's need, then decide for the greatest total score.
    let snapshot = library.snapshot()?;
    let rank = RankOptions::new(Date::new(2024, 7, 1)?).k(50);
    let mut market = snapshot.market(snapshot.needs()?, &rank, MarketOptions::new(), &silent)?;
    let found = market.solve(Objective::GreatestTotal, Options::new())?;
    let assignment = found.outcome.into_result()?;
    println!("total {:.6}", assignment.total());
    for pair in assignment.pairs() {
        println!("  {} – {} {:.6}", pair.need, pair.profile, pair.affinity);
    }
    for (profile, gain) in assignment.scarce(&found.problem) {
        println!("  one more place of {profile} would add {gain:.6}");
    }
    assert!(verify(&found.problem, &assignment).proves_greatest_total());

    // Somebody declines. The rest keep their posts: one new pair at most.
    let refused = &assignment.pairs()[0];
    let refusal = AssignmentChange::Forbid {
        need: refused.need.clone(),
        profile: refused.profile.clone(),
    };
    println!("{} declines {}", refused.profile, refused.need);
    let mut solver = Solver::new(found.problem);
    solver.solve(Options::new())?.into_result()?;
    let repaired = solver.repair(&[refusal], Limit::Changes(1), Options::new())?;
    if let Some(repair) = repaired.solved() {
        for pair in &repair.added {
            println!("  now {} – {}", pair.need, pair.profile);
        }
        println!("  {} changed, total {:.6}", repair.changes, repair.total);
    }

    // Three firms insist on the same expert, who has two places.
    for firm in ["F1", "F2", "F4"] {
        market.require(&firm.parse()?, &"示例·钱研究员".parse()?)?;
    }
    let outcome = market
        .solve(Objective::GreatestTotal, Options::new())?
        .outcome;
    if let Outcome::Infeasible(why) = outcome {
        println!("cannot be: {}", why.clash());
        for way in why.relaxations() {
            println!("  {way}");
        }
    }
    Ok(())
}
