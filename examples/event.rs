//! A matchmaking day in the small: plan, check, publish, and plan anew when somebody cannot come.
//!
//! ```text
//! cargo run --release --example event
//! ```

use qianxian::event::export::{Export, Labels};
use qianxian::event::{EventChange, EventProblem, Meeting, Options, Party, Slot, verify};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // One morning of four slots, two tables for two and a round one.
    let mut event = EventProblem::builder();
    let slots = Slot::series("2026-05-12".parse()?, "09:00-11:00", 30, 0)?;
    event.slots(&slots)?.tables(2)?.table("圆桌", 5)?;

    // Two enterprises, one of them with two needs; three experts.
    event
        .need_of("针状焦", "示例甲厂", 1..=3)?
        .need_of("石墨化", "示例甲厂", 1..=3)?;
    event.need_of("胶黏剂", "示例乙厂", 1..=3)?;
    event
        .profile("王工", 0..=3)?
        .profile("李工", 1..=3)?
        .profile("赵工", 0..=3)?;
    let values = [
        ("针状焦", "王工", 0.92),
        ("针状焦", "李工", 0.41),
        ("石墨化", "王工", 0.78),
        ("石墨化", "赵工", 0.55),
        ("胶黏剂", "李工", 0.83),
        ("胶黏剂", "赵工", 0.37),
    ];
    for (need, profile, value) in values {
        event.value(need, profile, value)?;
    }

    // 王工 comes at 09:30 and has a break after two meetings; 石墨化 wants to be spared 赵工; three sit together once.
    event.away(&Party::profile("王工")?, &slots[..1])?;
    event.in_a_row(&Party::profile("王工")?, 2)?;
    event.veto("石墨化", "赵工")?;
    event.round_table("碳材料圆桌", &["针状焦", "胶黏剂"], &["赵工"])?;
    let mut event = event.build()?;

    let plan = event.plan(Options::new())?.into_result()?;
    assert!(verify(&event, plan.meetings()).is_empty());
    println!("worth {:.2} of at most {:.2}", plan.value(), plan.bound());
    Export::new(&event, &plan, &Labels::new()).csv(std::io::stdout())?;

    // 李工 falls ill for the first hour.
    let party = Party::profile("李工")?;
    event.apply(&EventChange::Away {
        party,
        slots: slots[..2].to_vec(),
    })?;
    let new = event
        .replan(plan.meetings(), Options::new())?
        .into_result()?;
    assert!(verify(&event, new.plan.meetings()).is_empty());
    for moved in &new.moved {
        let Meeting {
            need,
            profile,
            slot,
            ..
        } = &moved.meeting;
        println!("moved: {need} – {profile} from {} to {slot}", moved.from);
    }
    println!("{} stay; fewest changes proved: {}", new.kept, new.fewest);
    Ok(())
}
