//! Eligibility from survey to answer: warnings of an import, the policies of an enterprise, who is barred.

use serde_json::Value;

use super::program::{Desk, TODAY};

const FIRMS: &str = r#"{"id":"n1","title":"申请研发补助","kind":"service","enterprise":"示例甲厂","region":"山东省/淄博市/张店区","高新技术企业":"是","研发投入占比":"3.5%"}
{"id":"n2","title":"申请研发补助","kind":"service","enterprise":"示例乙厂","region":"山东省/潍坊市","高新技术企业":"是","研发投入占比":"2.1%"}
{"id":"n3","title":"正极材料攻关","kind":"research","enterprise":"示例丙厂","region":"山东省/淄博市/张店区"}
{"id":"n4","title":"检测服务","kind":"service","enterprise":"示例丙厂","高新技术企业":"否"}"#;

const POLICIES: &str = r#"{"id":"a","kind":"policy","name":"研发补助","eligibility":"研发投入占比>=3"}
{"id":"b","kind":"policy","name":"张店专项","eligibility":"region = 张店区"}
{"id":"c","kind":"policy","name":"名录或高企","eligibility":"高新技术企业=是 或 专精特新=是"}
{"id":"d","kind":"policy","name":"打错字","eligibility":"高新技术企页=是"}"#;

fn standings(desk: &Desk, enterprise: &str) -> Vec<(String, String)> {
    let arguments = ["--enterprise", enterprise, "--today", TODAY, "--json"];
    let answer = desk.run("policies", arguments).done();
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let lines = answer["policies"].as_array().unwrap().iter();
    let pair = |line: &Value| {
        let text = |field: &str| line[field].as_str().unwrap().to_owned();
        (text("id"), text("eligibility"))
    };
    lines.map(pair).collect()
}

/// The standings in one line.
fn told(desk: &Desk, enterprise: &str) -> String {
    let pairs = standings(desk, enterprise).into_iter();
    let pairs = pairs.map(|(id, standing)| format!("{id} {standing}"));
    pairs.collect::<Vec<_>>().join(", ")
}

#[test]
fn policies_are_listed_by_how_the_enterprise_meets_them() {
    let desk = Desk::with(FIRMS, POLICIES);
    let told = |enterprise: &str| told(&desk, enterprise);
    assert_eq!(
        told("示例甲厂"),
        "a eligible, b eligible, c eligible, d eligible_if"
    );
    assert_eq!(
        told("示例乙厂"),
        "c eligible, d eligible_if, a not_eligible, b not_eligible"
    );
    // What one need of the firm states holds for the other.
    assert_eq!(
        told("示例丙厂"),
        "b eligible, a eligible_if, c eligible_if, d eligible_if"
    );
    let arguments = ["--enterprise", "示例丙厂", "--language", "zh"];
    let said = desk.run("policies", arguments).done();
    assert!(said.contains("核实后可申报（3）"), "{said}");
    assert!(
        said.contains("专精特新未填写，须以证书或公示名单证明"),
        "{said}"
    );
    let unknown = desk.run("policies", ["--enterprise", "示例丁厂"]);
    assert!(unknown.failed().contains("示例丁厂"));
}

#[test]
fn rank_says_who_is_barred_and_what_is_to_be_proved() {
    let desk = Desk::with(FIRMS, POLICIES);
    let arguments = ["--need", "n2", "--today", TODAY, "--barred"];
    let said = desk.run("rank", arguments).done();
    assert!(
        said.contains("2 profiles are barred: 2 by eligibility"),
        "{said}"
    );
    assert!(
        said.contains("a 研发补助: the need does not meet `研发投入占比 >= 3`"),
        "{said}"
    );
    assert!(
        said.contains("eligible if: Conditions to be proved: 高新技术企页 = 是"),
        "{said}"
    );
}

#[test]
fn an_enterprise_is_asked_by_its_record() {
    let desk = Desk::with(FIRMS, POLICIES);
    let firms = "企业名称,所在地区,企业资质,2022年研发投入占比,2023年研发投入占比,曾用名\n\
                 示例戊厂,张店区,省级专精特新中小企业,1%,3.2%,示例戊作坊\n\
                 示例甲厂,,,2%,9%,\n";
    let file = desk.file("企业库.csv", firms);
    let file = file.to_str().unwrap();
    desk.run("import", ["--enterprises", file]).done();
    let told = |enterprise: &str| told(&desk, enterprise);
    // It has no need of its own.
    assert_eq!(
        told("示例戊厂"),
        "a eligible, b eligible, c eligible, d eligible_if"
    );
    assert_eq!(told("示例戊作坊"), told("示例戊厂"));
    // A need states 3.5 % itself; the record's 9 % is for what it leaves open.
    assert_eq!(
        told("示例甲厂"),
        "a eligible, b eligible, c eligible, d eligible_if"
    );
    let shown = desk.run("show", ["--enterprise", "示例戊作坊"]).done();
    assert!(shown.contains("\"2023\": \"3.2%\""), "{shown}");
    assert!(
        desk.run::<&str>("stats", [])
            .done()
            .contains("2 enterprises")
    );
    desk.run("delete", ["--enterprise", "示例戊厂"]).done();
    assert!(
        desk.run("policies", ["--enterprise", "示例戊厂"])
            .failed()
            .contains("--enterprises")
    );
}

#[test]
fn the_status_of_a_need_decides_nothing() {
    let desk = Desk::with(FIRMS, POLICIES);
    let before = told(&desk, "示例甲厂");
    for status in ["已解决", "暂停", "已撤回"] {
        let status = format!("状态={status}");
        desk.run("set", ["--need", "n1", &status]).done();
        assert_eq!(told(&desk, "示例甲厂"), before, "{status}");
    }
    let said = desk.run("policies", ["--enterprise", "示例甲厂"]).done();
    assert!(!said.contains("the need is"), "{said}");
}

#[test]
fn a_kind_of_need_that_nobody_states_is_unknown() {
    let policies = r#"{"id":"a","kind":"policy","name":"攻关专项","eligibility":"kind = 技术攻关"}
{"id":"b","kind":"policy","name":"非融资","eligibility":"kind != 融资需求 或 专精特新=是"}
{"id":"c","kind":"policy","name":"任何需求","eligibility":"高新技术企业=是"}"#;
    let desk = Desk::with(FIRMS, policies);
    let firms = "企业名称,企业资质\n示例戊厂,\n示例己厂,省级专精特新中小企业\n示例甲厂,\n";
    let file = desk.file("企业库.csv", firms);
    let import = ["--enterprises", file.to_str().unwrap()];
    desk.run("import", import).done();
    assert_eq!(
        told(&desk, "示例戊厂"),
        "a eligible_if, b eligible_if, c eligible_if"
    );
    assert_eq!(
        told(&desk, "示例己厂"),
        "b eligible, a eligible_if, c eligible_if"
    );
    // Its need is one of service.
    assert_eq!(
        told(&desk, "示例甲厂"),
        "b eligible, c eligible, a not_eligible"
    );
    let arguments = ["--enterprise", "示例戊厂", "--language", "zh"];
    let said = desk.run("policies", arguments).done();
    assert!(
        !said.contains("填写为“技术攻关”") && said.contains("待核实的条件"),
        "{said}"
    );
}

#[test]
fn a_subsidy_says_what_the_firm_would_get_and_what_to_prove() {
    let needs = r#"{"id":"n1","title":"申请研发补助","kind":"service","enterprise":"示例甲厂","budget":"50万元"}
{"id":"n2","title":"申请检测补助","kind":"service","enterprise":"示例乙厂"}"#;
    let policies = "编号,类型,政策名称,补助比例,最高补贴金额,每台补助\n\
        a,政策,研发补助,30%,50万元,\n\
        b,政策,设备补助,,,2万元\n";
    let desk = Desk::with(needs, "");
    let file = desk.file("policies.csv", policies);
    desk.run("import", ["--profiles", file.to_str().unwrap()])
        .done();
    let list = |firm: &str, language: &str| {
        let firm = [
            "--enterprise",
            firm,
            "--language",
            language,
            "--today",
            TODAY,
        ];
        desk.run("policies", firm).done()
    };
    let said = list("示例甲厂", "zh");
    assert!(
        said.contains("预计最高可得15万元（50万元的30%，上限50万元）。"),
        "{said}"
    );
    assert!(
        said.contains("预计可得每单位2万元；须证明：单位数量。"),
        "{said}"
    );
    let said = list("示例乙厂", "en");
    assert!(said.contains("to be proved: the cost."), "{said}");
    let pair = ["--need", "n1", "--profile", "a", "--language", "zh"];
    let explained = desk.rank("explain", pair).done();
    assert!(explained.contains("预计最高可得15万元"), "{explained}");
}

#[test]
fn conditions_in_words_are_to_be_checked_by_hand() {
    let policies = desk_of_prose();
    assert_eq!(
        told(&policies, "示例甲厂"),
        "a eligible, b eligible_if, c eligible_if"
    );
    assert_eq!(
        told(&policies, "示例丙厂"),
        "c eligible_if, a not_eligible, b not_eligible"
    );
    let arguments = ["--enterprise", "示例甲厂", "--language", "zh"];
    let said = policies.run("policies", arguments).done();
    assert!(said.contains("须人工核实：信用良好"), "{said}");
    let arguments = ["--need", "n1", "--today", TODAY];
    let said = policies.run("rank", arguments).done();
    assert!(said.contains("to be checked by hand: 信用良好"), "{said}");
    assert!(
        !said.contains("eligible: Conditions met: 高新技术企业 = 是 (是); to be"),
        "{said}"
    );
}

#[test]
fn no_policy_whose_texts_set_conditions_is_open_without_a_look_at_them() {
    let desk = Desk::with(
        FIRMS,
        r#"{"id":"s","kind":"policy","name":"创新券","description":"支持对象：仅限高新技术企业"}
{"id":"t","kind":"policy","name":"贷款贴息","申报主体":"高新技术企业"}
{"id":"u","kind":"policy","name":"研发补助","description":"申报企业须为高新技术企业。","eligibility":"高新技术企业=是"}
{"id":"v","kind":"policy","name":"服务包","description":"最高20万元"}"#,
    );
    let survey = "编号,政策名称,支持对象,支持标准\nw,创新券二,仅限规上企业,最高20万元\n";
    let file = desk.file("政策.csv", survey);
    let out = desk
        .run("import", ["--profiles", file.to_str().unwrap()])
        .done();
    assert!(out.contains("not read as a condition"), "{out}");
    assert_eq!(
        told(&desk, "示例甲厂"),
        "u eligible, v eligible, s eligible_if, t eligible_if, w eligible_if"
    );
    let arguments = ["--enterprise", "示例甲厂", "--language", "zh"];
    let said = desk.run("policies", arguments).done();
    assert!(said.contains("须人工核实：仅限规上企业"), "{said}");
}

/// A library with policies whose conditions a survey states in a column 申报条件.
fn desk_of_prose() -> Desk {
    let desk = Desk::with(FIRMS, r#"{"id":"z","kind":"expert","name":"示例·王工"}"#);
    let survey = "编号,类型,政策名称,申报条件\na,政策,研发补助,高新技术企业=是\n\
                  b,政策,示例专项,高新技术企业=是；信用良好\nc,政策,示例奖励,在本市依法经营\n";
    let file = desk.file("政策.csv", survey);
    let out = desk.run("import", ["--profiles", file.to_str().unwrap()]);
    let out = out.done();
    assert!(
        out.contains("not read as a condition") && out.contains("(rows 3, 4)"),
        "{out}"
    );
    desk
}

#[test]
fn a_policy_of_elsewhere_or_of_later_is_not_eligible_now() {
    let policies = r#"{"id":"a","kind":"policy","name":"江苏补贴","organization":"江苏省科技厅","region":"江苏省"}
{"id":"b","kind":"policy","name":"外地补贴","organization":"临淄区科技局"}
{"id":"c","kind":"policy","name":"全国补贴","organization":"科技部"}
{"id":"d","kind":"policy","name":"全省补贴","region":"山东省"}
{"id":"e","kind":"policy","name":"后续补贴","region":"山东省","available_from":"2999-07-01"}"#;
    let desk = Desk::with(FIRMS, policies);
    assert_eq!(
        told(&desk, "示例甲厂"),
        "c eligible, d eligible, e eligible_if, a not_eligible, b not_eligible"
    );
    let said = desk.run("policies", ["--enterprise", "示例甲厂"]).done();
    assert!(
        said.contains("Not open yet: applications from 2999-07-01"),
        "{said}"
    );
    assert!(
        said.contains("Conditions broken: region = 山东省/淄博市/临淄区"),
        "{said}"
    );
    // A ranking says the same.
    let arguments = ["--need", "n1", "--today", TODAY, "--barred"];
    let said = desk.run("rank", arguments).done();
    assert!(
        said.contains("2 profiles are barred: 2 by eligibility"),
        "{said}"
    );
    // The seat of a firm that states none is to be proved.
    let firms = "企业名称,所在地区\n示例戊厂,\n";
    let file = desk.file("企业库.csv", firms);
    desk.run("import", ["--enterprises", file.to_str().unwrap()])
        .done();
    assert_eq!(
        told(&desk, "示例戊厂"),
        "c eligible, a eligible_if, b eligible_if, d eligible_if, e eligible_if"
    );
}
