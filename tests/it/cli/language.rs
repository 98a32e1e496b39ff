//! One language at a time, by option or by locale.

use super::program::{Desk, program};

const NEEDS: &str =
    "编号,需求名称,地区,截止日期\nn1,针状焦制备,淄博,2024-02-30\nn2,硼同位素分离,,\n,无号,,\n";
const PROFILES: &str =
    "编号,姓名,类型,简介\np1,示例·王工,专家,针状焦制备\np2,示例·李工,专家,硼同位素分离\n";

fn desk() -> Desk {
    let desk = Desk::new();
    let (needs, profiles) = (
        desk.file("needs.csv", NEEDS),
        desk.file("profiles.csv", PROFILES),
    );
    let files = [
        "--needs",
        needs.to_str().unwrap(),
        "--profiles",
        profiles.to_str().unwrap(),
    ];
    desk.run("import", files).done();
    desk
}

#[test]
fn the_locale_decides_unless_the_option_does() {
    let desk = desk();
    let library = desk.library();
    let said = |locale: &str, more: &[&str]| {
        let mut run = program();
        run.env("LC_ALL", locale)
            .arg("stats")
            .arg("--library")
            .arg(&library);
        String::from_utf8(run.args(more).output().unwrap().stdout).unwrap()
    };
    assert!(said("zh_CN.UTF-8", &[]).contains("需求的行业"));
    assert!(said("C", &[]).contains("industries of needs"));
    assert!(said("C", &["--language", "zh"]).contains("需求的行业"));
    assert!(said("zh_CN.UTF-8", &["--language", "en"]).contains("industries of needs"));
}

#[test]
fn a_report_of_rows_to_mend_is_chinese_and_reads_back() {
    let desk = Desk::new();
    let (needs, report) = (desk.file("needs.csv", NEEDS), desk.path("mend.csv"));
    let options = [
        "--needs",
        needs.to_str().unwrap(),
        "--report",
        report.to_str().unwrap(),
        "--language",
        "zh",
    ];
    let said = desk.run("import", options).done();
    assert!(
        said.contains("共3行：接收2条记录，退回1行") && said.contains("第2行"),
        "{said}"
    );
    let written = std::fs::read_to_string(&report).unwrap();
    assert!(
        written.starts_with("\u{feff}编号,需求名称,地区,截止日期,问题,建议\n"),
        "{written}"
    );
    assert!(
        written.contains("请填日历上有的日期") && !written.contains("give"),
        "{written}"
    );
    let again = desk
        .run("import", ["--needs", report.to_str().unwrap()])
        .done();
    assert!(
        again.contains("问题: not read") && again.contains("建议: not read"),
        "{again}"
    );
}

#[test]
fn an_assignment_with_chinese_headings_is_read_back() {
    let (desk, file) = (desk(), "pairs.csv");
    let path = desk.path(file);
    let path = path.to_str().unwrap();
    desk.rank("assign", ["--output", path, "--language", "zh"])
        .done();
    let written = std::fs::read_to_string(path).unwrap();
    assert!(
        written.starts_with("\u{feff}需求,供方,亲和度,"),
        "{written}"
    );
    for language in ["zh", "en"] {
        let said = desk
            .rank("assign", ["--previous", path, "--language", language])
            .done();
        assert!(
            said.contains("改动0个配对") || said.contains("0 changed pairs"),
            "{said}"
        );
    }
}

#[test]
fn a_failure_is_said_in_chinese() {
    let failed = desk().rank("rank", ["--need", "n9", "--language", "zh"]);
    assert_eq!(failed.status, Some(1));
    assert!(
        failed.err.starts_with("错误：没有需求“n9”；请给出编号"),
        "{}",
        failed.err
    );
}

#[test]
fn kinds_of_profiles_have_words_of_their_own() {
    let needs = r#"{"id":"n1","title":"流动资金","kind":"finance"}
{"id":"n2","title":"膜材料检测","kind":"service"}
{"id":"n3","title":"膜材料专利","kind":"achievement"}"#;
    let profiles = r#"{"id":"p1","kind":"finance","name":"示例贷","description":"流动资金"}
{"id":"p2","kind":"service","name":"示例检测","description":"膜材料检测"}
{"id":"p3","kind":"achievement","name":"示例专利","description":"膜材料专利"}"#;
    let desk = Desk::with(needs, profiles);
    let own = ["金融产品", "服务机构", "科技成果"];
    let of_needs = ["融资需求", "科技服务", "成果需求"];
    let has = |said: &str, words: [&str; 3]| words.iter().all(|word| said.contains(word));
    let run = |command: &str, more: &[&str]| {
        let arguments = more.iter().chain(&["--language", "zh"]);
        desk.run(command, arguments).done()
    };
    let listed = run("list", &["profiles"]);
    assert!(
        has(&listed, own) && !listed.contains("融资需求"),
        "{listed}"
    );
    let listed = run("list", &["needs"]);
    assert!(
        has(&listed, of_needs) && !listed.contains("金融产品"),
        "{listed}"
    );
    let found = run("search", &["*"]);
    assert!(has(&found, own) && !found.contains("科技服务"), "{found}");
    let counted = run("stats", &[]);
    assert!(has(&counted, own) && has(&counted, of_needs), "{counted}");
    for ((need, profile), (own, of_need)) in [("n1", "p1"), ("n2", "p2"), ("n3", "p3")]
        .into_iter()
        .zip(own.into_iter().zip(of_needs))
    {
        let ranked = run("rank", &["--need", need]);
        assert!(ranked.contains(own) && ranked.contains(of_need), "{ranked}");
        let ranked = run("reverse", &["--profile", profile]);
        assert!(ranked.contains(own) && ranked.contains(of_need), "{ranked}");
    }
}
