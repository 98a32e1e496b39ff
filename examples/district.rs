//! Three months of one district: survey, match, push, visits, a refusal, settlement, report.
//!
//! ```text
//! cargo run --release --example district
//! ```
//!
//! It reads like the diary of the office that uses the library, and every step is a call that a portal makes. Firms and people
//! are invented. Days are arguments, so that every run prints the same.

use qianxian::engine::{Library, StandingMatches, StandingOptions, StandingUpdate};
use qianxian::ledger::{Change, DeskFilter, EntryContent, EntryKind};
use qianxian::model::{
    Date, Moment, Need, NeedId, NeedStatus, Profile, ProfileId, ProfileKind, SubscriptionId, Work,
};
use qianxian::push::{BatchFormat, DeliveryFilter, HandOver, PlanOptions};
use qianxian::score::Fit;
use qianxian::standing::{
    PushQuota, Sought, StandingQuestion, Subscription, SubscriptionSubject, Weekday,
};
use qianxian::{LibraryOptions, RankOptions, Snapshot};

type Done<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Done<()> {
    let name = format!("qianxian-district-{}", std::process::id());
    let directory = std::env::temp_dir().join(name);
    let office = Office::open(&directory.join("library"), &directory.join("outbox"))?;
    let played = office.three_months();
    drop(office);
    std::fs::remove_dir_all(&directory)?;
    played
}

/// The office with its library and the place where mails are put.
struct Office {
    library: Library,
    outbox: std::path::PathBuf,
}

impl Office {
    fn open(library: &std::path::Path, outbox: &std::path::Path) -> Done<Self> {
        std::fs::create_dir_all(outbox)?;
        Ok(Self {
            library: Library::open_or_create(library, LibraryOptions::new())?,
            outbox: outbox.to_owned(),
        })
    }

    fn three_months(&self) -> Done<()> {
        println!("# September: the survey");
        self.survey()?;
        self.match_and_explain("2026-09-07".parse()?)?;
        self.subscribe("2026-09-07".parse()?)?;
        let mut lists = self.lists("2026-09-07".parse()?)?;
        self.watch(&mut lists, "2026-09-07".parse()?)?;
        self.push("2026-09-07 09:00".parse()?)?;

        println!("\n# October: visits, a refusal, and a new result");
        self.visits()?;
        self.new_result("2026-10-12 10:00".parse()?)?;
        self.watch(&mut lists, "2026-10-12".parse()?)?;
        self.push("2026-10-12 11:00".parse()?)?;
        // The next day nothing is new, and nothing is sent twice.
        self.watch(&mut lists, "2026-10-13".parse()?)?;
        self.push("2026-10-13 09:00".parse()?)?;

        println!("\n# November: settled");
        self.settle("2026-11-20 16:00".parse()?)?;
        self.watch(&mut lists, "2026-11-20".parse()?)?;
        self.report("2026-11-30".parse()?)
    }

    /// Needs and profiles come in; who changed what, and when, goes into the history.
    fn survey(&self) -> Done<()> {
        let mut writer = self.library.writer()?;
        writer.set_change(
            Change::at("2026-09-01 15:00".parse()?)
                .by("示例·科技科")
                .why("九月企业需求调查"),
        );
        for (id, firm, title, said) in [
            (
                "N-001",
                "示例甲炭素有限公司",
                "优质针状焦产业化关键技术",
                "油系针状焦的制备、煅烧与石墨化",
            ),
            (
                "N-002",
                "示例乙板材有限公司",
                "胶合板用无醛胶黏剂",
                "大豆基无醛胶黏剂的耐水性",
            ),
            (
                "N-003",
                "示例丙机械有限公司",
                "减速器齿轮的机器视觉检测",
                "齿面缺陷的在线检测",
            ),
        ] {
            let mut need = Need::new(id, title)?;
            need.enterprise = Some(firm.into());
            need.description = said.into();
            need.deadline = Some("2026-12-31".parse()?);
            writer.put_need(&need)?;
        }
        for (id, name, of, works) in [
            (
                "E-01",
                "示例·王教授",
                "示例大学化工学院",
                ["油系针状焦的制备与煅烧", "针状焦的石墨化"],
            ),
            (
                "E-02",
                "示例·李研究员",
                "示例林业研究院",
                ["大豆基胶黏剂的改性", "胶合板用无醛胶黏剂的耐水性"],
            ),
            (
                "E-03",
                "示例·赵工",
                "示例甲炭素有限公司",
                ["针状焦的煅烧工艺", "煤沥青的净化"],
            ),
            (
                "E-04",
                "示例·周博士",
                "示例农科院",
                ["小麦赤霉病抗性育种", "小麦品质改良"],
            ),
        ] {
            let mut expert = Profile::new(id, ProfileKind::Expert, name)?;
            expert.organization = Some(of.into());
            expert.works = works.map(Work::new).into();
            writer.put_profile(&expert)?;
        }
        writer.commit()?;
        println!("3 needs and 4 experts are in the library.");
        Ok(())
    }

    /// A need and its best profiles, with the reason; "nobody fits" is an answer.
    fn match_and_explain(&self, day: Date) -> Done<()> {
        let snapshot = self.library.snapshot()?;
        let options = RankOptions::new(day).k(2).least_fit(Fit::Possible);
        for need in snapshot.needs()? {
            let ranking = snapshot.rank(&need, &options)?;
            println!("{} {}", need.id, need.title);
            if ranking.matches.is_empty() {
                println!("    nobody in the library fits");
            }
            for found in &ranking.matches {
                println!(
                    "    {:.3} {}",
                    found.score,
                    name(&snapshot, &found.profile)?
                );
            }
            for barred in snapshot.barred(&need, &options, 1)? {
                let ids: Vec<&str> = barred
                    .profiles
                    .iter()
                    .map(|one| one.profile.as_str())
                    .collect();
                println!("    barred by {}: {}", barred.rule, ids.join(" "));
            }
        }
        Ok(())
    }

    /// The officer of each firm is sent what fits its need; the park asks for new results.
    fn subscribe(&self, since: Date) -> Done<()> {
        let subscriptions = self.library.subscriptions()?;
        for need in ["N-001", "N-002", "N-003"] {
            let subject = SubscriptionSubject::need(NeedId::new(need)?);
            let id = SubscriptionId::new(format!("S-{need}"))?;
            let quota = PushQuota::new().per_week(2).quiet_on(Weekday::Sunday);
            let wish = Subscription::new(id, subject, "示例·李科长", since)
                .k(2)
                .quota(quota);
            subscriptions.put(wish)?;
        }
        let question = StandingQuestion::new(Sought::Profiles(vec![ProfileKind::Achievement]));
        let question = question.words("机器视觉 齿轮 检测");
        let park = Subscription::new(
            SubscriptionId::new("S-park")?,
            SubscriptionSubject::Question(question),
            "示例·园区服务中心",
            since,
        );
        Ok(subscriptions.put(park)?)
    }

    fn lists(&self, day: Date) -> Done<StandingMatches> {
        let options = StandingOptions::new(RankOptions::new(day));
        Ok(self.library.standing(options)?)
    }

    /// After each commit: exactly which lists changed, and why.
    fn watch(&self, lists: &mut StandingMatches, day: Date) -> Done<()> {
        let StandingUpdate { changes, .. } = lists.update(&self.library, day)?;
        let snapshot = self.library.snapshot()?;
        println!("{day}: {} of {} lists changed", changes.len(), lists.len());
        for change in &changes {
            for one in &change.gained {
                let name = snapshot.record(&one.record)?.name().to_owned();
                println!("    {} + {name} ({})", change.subscription, one.cause);
            }
            for one in &change.lost {
                println!(
                    "    {} - {} ({})",
                    change.subscription,
                    one.record.as_str(),
                    one.cause
                );
            }
        }
        Ok(())
    }

    /// What lists gained is sent within the quotas, each match once: one mail for each recipient, as a file.
    fn push(&self, at: Moment) -> Done<()> {
        let loads = self.library.ledger()?.loads()?;
        // What is shown has the scores of the lists.
        let frozen = self.library.frozen_scores()?.ok_or("no lists yet")?;
        let snapshot = self
            .library
            .snapshot_under(&frozen.statistics)?
            .with_loads(&loads)?;
        let options = RankOptions::new(at.date()).scored_on(frozen.scored_on);
        let outbox = self.library.outbox()?;
        let mut plan = outbox.plan(
            at.date(),
            &PlanOptions::new(),
            &mut |subscription, candidate| {
                snapshot.admission(subscription, &candidate.record, &options)
            },
        )?;
        let subscriptions = self.library.subscriptions()?;
        plan.show(|one| {
            let subscription = subscriptions.get(&one.candidate.subscription)?;
            snapshot.shown(one, &subscription, &options)
        })?;
        let to = HandOver::new(&self.outbox, BatchFormat::Eml).sender("match@example.org");
        match outbox.hand_over(&plan, at, &to)? {
            None => println!("    nothing to send"),
            Some(batch) => {
                for sent in &batch.deliveries {
                    println!("    sent to {}: {}", sent.recipient, sent.record.as_str());
                    outbox.acknowledge(sent.number)?;
                }
            }
        }
        Ok(())
    }

    /// What happened goes into the ledger: a visit for one need, a refusal for another.
    fn visits(&self) -> Done<()> {
        let ledger = self.library.ledger()?;
        let entry = |need: &str, profile: &str, kind, at: &str| -> Done<EntryContent> {
            let (need, profile) = (NeedId::new(need)?, ProfileId::new(profile)?);
            Ok(EntryContent::new(need, profile, kind, at.parse()?).by("示例·李科长"))
        };
        ledger.append(entry(
            "N-001",
            "E-01",
            EntryKind::Contacted,
            "2026-09-15 09:30",
        )?)?;
        ledger.append(
            entry("N-001", "E-01", EntryKind::Visited, "2026-10-09 14:00")?.note("看了中试线"),
        )?;
        let refusal = entry("N-002", "E-02", EntryKind::Refused, "2026-09-28 10:00")?;
        ledger.append(refusal.reason("耐水性达不到出口标准"))?;
        println!("visited: N-001 with E-01; refused: N-002 with E-02");
        Ok(())
    }

    /// A university registers a result in October.
    fn new_result(&self, at: Moment) -> Done<()> {
        let mut result = Profile::new(
            "A-07",
            ProfileKind::Achievement,
            "齿轮齿面缺陷的机器视觉在线检测系统",
        )?;
        result.organization = Some("示例理工大学".into());
        result.description = "减速器齿轮齿面缺陷在线检测，机器视觉".into();
        let mut writer = self.library.writer()?;
        writer.set_change(Change::at(at).by("示例·成果转化处"));
        writer.put_profile(&result)?;
        writer.commit()?;
        println!("new in the library: {}", result.name);
        Ok(())
    }

    /// The match is signed and settled; the need is struck off in the same commit as the ledger's entry about it.
    fn settle(&self, at: Moment) -> Done<()> {
        let (need, profile) = (NeedId::new("N-001")?, ProfileId::new("E-01")?);
        let entry =
            |kind| EntryContent::new(need.clone(), profile.clone(), kind, at).by("示例·李科长");
        self.library
            .ledger()?
            .append(entry(EntryKind::Signed).amount(80.0))?;
        let mut record = self.library.snapshot()?.need(&need)?;
        record.status = NeedStatus::Settled;
        let mut writer = self.library.writer()?;
        writer.set_change(Change::at(at).by("示例·李科长").why("签约，销号"));
        writer.put_need(&record)?;
        writer.append(entry(EntryKind::Solved).note("样品合格，已签约"))?;
        writer.commit()?;
        println!("N-001 is settled with E-01");
        Ok(())
    }

    /// What the quarter came to.
    fn report(&self, today: Date) -> Done<()> {
        println!("\n# The quarter, as of {today}");
        let ledger = self.library.ledger()?;
        let desk = ledger.desk(&DeskFilter::all())?;
        println!("open matches: {}", desk.total);
        let deliveries = self.library.outbox()?.deliveries(&DeliveryFilter::all())?;
        println!("deliveries: {}", deliveries.len());
        let snapshot = self.library.snapshot()?;
        let settled = snapshot
            .needs()?
            .iter()
            .filter(|need| need.status == NeedStatus::Settled)
            .count();
        println!("needs settled: {settled} of {}", snapshot.needs()?.len());
        for standing in ledger.folded()? {
            println!(
                "    {} {} {}",
                standing.need, standing.profile, standing.stage
            );
        }
        Ok(())
    }
}

/// A profile's name and organisation.
fn name(snapshot: &Snapshot, id: &ProfileId) -> Done<String> {
    let profile = snapshot.profile(id)?;
    Ok(match profile.organization {
        Some(organization) => format!("{} ({organization})", profile.name),
        None => profile.name,
    })
}
