#![allow(clippy::unwrap_used, reason = "tests")]
use super::tells_more;
use crate::model::{Budget, Need, Profile, ProfileKind, Reach, Record, Work};

const DESCRIPTION: &str = "硼-10 富集 同位素分离技术，现有精馏塔两座，寻找合作单位";

fn need(change: impl Fn(&mut Need)) -> Record {
    let mut need = Need::new("n1", "硼同位素分离").unwrap();
    need.description = DESCRIPTION.to_owned();
    need.budget = Some(Budget::new(None, Some(120.0)).unwrap());
    need.deadline = Some("2027-03-31".parse().unwrap());
    need.region = Some("山东省/滨州市".parse().unwrap());
    change(&mut need);
    need.into()
}

fn profile(change: impl Fn(&mut Profile)) -> Record {
    let mut profile = Profile::new("p1", ProfileKind::Expert, "示例·赵工").unwrap();
    profile.organization = Some("示例光学研究院".to_owned());
    profile.expertise.push("硼同位素分离与富集技术".to_owned());
    let works = [
        "硼-10 精馏塔设计",
        "三氟化硼络合物的分离",
        "同位素交换动力学",
        "高纯硼酸制备",
    ];
    profile.works.extend(works.map(Work::new));
    change(&mut profile);
    profile.into()
}

fn described(of: &mut Need, text: &str) {
    of.description = format!("{DESCRIPTION}{text}");
}

#[test]
fn what_a_reader_decides_by_tells_more() {
    let sent = need(|_| ());
    for (changed, now) in [
        ("title", need(|need| need.title = "硼同位素精馏".to_owned())),
        (
            "budget",
            need(|need| need.budget = Some(Budget::new(None, Some(900.0)).unwrap())),
        ),
        ("no budget", need(|need| need.budget = None)),
        (
            "deadline",
            need(|need| need.deadline = Some("2026-02-01".parse().unwrap())),
        ),
        (
            "region",
            need(|need| need.region = Some("山东省/淄博市".parse().unwrap())),
        ),
        ("number", need(|need| need.demand = Some(2))),
        ("a figure", need(|need| described(need, "，丰度≥95%"))),
        (
            "longer",
            need(|need| described(need, "；须现场安装三氟化硼络合塔，并培训操作人员")),
        ),
        (
            "shorter",
            need(|need| need.description = "硼-10 富集".to_owned()),
        ),
    ] {
        assert!(tells_more(&sent, &now), "{changed}");
    }
    let bounded = need(|need| described(need, "，丰度≥95%"));
    let stricter = need(|need| described(need, "，丰度≥99%"));
    assert!(tells_more(&bounded, &stricter) && tells_more(&bounded, &sent));
}

#[test]
fn another_wording_does_not() {
    let sent = need(|_| ());
    for now in [
        need(|_| ()),
        need(|need| need.title = "硼同位素 分离。".to_owned()),
        need(|need| need.description = DESCRIPTION.replace("两座", "二座")),
        need(|need| need.people.push("示例·张工".to_owned())),
    ] {
        assert!(!tells_more(&sent, &now), "{now:?}");
    }
}

#[test]
fn a_profile_with_one_work_more_is_not_news_and_one_that_moved_is() {
    let sent = profile(|_| ());
    let works = profile(|profile| profile.works.push(Work::new("硼酸提纯")));
    assert!(!tells_more(&sent, &works));
    let moved = profile(|profile| profile.organization = Some("示例林业大学".to_owned()));
    let other = profile(|profile| profile.expertise = vec!["碳纤维原丝".to_owned()]);
    let busy = profile(|profile| profile.available_until = Some("2027-01-01".parse().unwrap()));
    for now in [moved, other, busy] {
        assert!(tells_more(&sent, &now), "{now:?}");
    }
}

#[test]
fn conditions_and_reach_are_news_and_another_writing_of_the_organisation_is_none() {
    let sent = profile(|_| ());
    let condition = |text: &str| {
        let condition = text.parse().unwrap();
        profile(move |profile| profile.eligibility.push(Clone::clone(&condition)))
    };
    let (small, large) = (condition("从业人员 >= 10"), condition("从业人员 >= 100"));
    assert!(tells_more(&sent, &small) && tells_more(&small, &large));
    let wide = profile(|profile| profile.reach = Some(Reach::Nationwide));
    assert!(tells_more(&sent, &wide));
    let named = |name: &str| {
        let name = name.to_owned();
        profile(move |profile| profile.organization = Some(name.clone()))
    };
    let (full, half) = (
        named("示例材料（淄博）有限公司"),
        named("示例材料(淄博)有限公司 "),
    );
    assert!(!tells_more(&full, &half));
    assert!(tells_more(&full, &named("示例材料（济南）有限公司")));
}
