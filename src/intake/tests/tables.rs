//! CSV and JSON Lines with good rows.

use super::{Columns, Intake, Source, Taxonomies, errors, needs, profiles, warnings};
use crate::intake::Severity;
use crate::intake::duplicate::{DuplicateIndex, DuplicateOptions};
use crate::model::{Level, Mode, Need, NeedKind, NeedStatus, ProfileKind, Reach, WorkKind};

const SURVEY: &str = "\
某区企业技术需求汇总表,,,,,,,,,,,\r\n\
填报单位（盖章）：,,,,,,,,,,,\r\n\
需求编号,企业名称,需求类型,需求名称,需求内容,技术指标,关键词,所属行业,省,市,区县,预算（元）,截止日期,职称,备注\r\n\
n1, 示例炭材料公司 ,技术攻关类,针状焦制备技术,\"以油系原料\r\n制备针状焦\",\"真密度≥2.13 g/cm³\",针状焦、石油焦,C25,山东省,淄博市,张店区,500000-1000000,2024年6月27日,副教授及以上,加急\r\n\
n2,示例硼业公司,其他,硼同位素分离,无,,硼，同位素;分离,低温制冷非遗,山东省,淄博市,,面议,长期,/,\r\n";

fn check_survey(bytes: &[u8]) {
    let (needs, report) = needs("汇总.csv", bytes);
    assert_eq!(errors(&report), []);
    let [first, second] = &needs[..] else {
        panic!("{report}")
    };
    assert_eq!(first.enterprise.as_deref(), Some("示例炭材料公司"));
    assert_eq!(first.kind, NeedKind::Research);
    assert_eq!(
        first.description,
        "需求内容：以油系原料\r\n制备针状焦\n技术指标：真密度≥2.13 g/cm³"
    );
    assert_eq!(first.keywords, ["针状焦", "石油焦"]);
    assert_eq!(first.industries[0].as_str(), "C25");
    assert_eq!(
        first.region.as_ref().unwrap().to_string(),
        "山东省/淄博市/张店区"
    );
    assert_eq!(
        (first.budget.unwrap().min(), first.budget.unwrap().max()),
        (Some(50.0), Some(100.0))
    );
    assert_eq!(first.deadline.unwrap().to_string(), "2024-06-27");
    assert_eq!(first.level, Some(Level::AssociateProfessor));
    assert_eq!(first.attributes["备注"], "加急");
    assert_eq!(second.keywords, ["硼", "同位素", "分离"]);
    assert_eq!(
        (second.budget, second.deadline, second.level),
        (None, None, None)
    );
    assert_eq!(second.attributes["预算（元）"], "面议");
    assert_eq!(
        second.attributes["industries_unresolved"][0],
        "低温制冷非遗"
    );
    assert_eq!(
        warnings(&report),
        [(Some(5), Some("所属行业"), "低温制冷非遗")]
    );
    let warning = report.of(Severity::Warning).next().unwrap();
    assert_eq!(warning.line, Some(6));
}

#[test]
fn a_survey_reads_alike_in_every_character_set() {
    check_survey(SURVEY.as_bytes());
    check_survey(&[b"\xEF\xBB\xBF", SURVEY.as_bytes()].concat());
    let (bytes, _, lossy) = encoding_rs::GB18030.encode(SURVEY);
    assert!(!lossy && std::str::from_utf8(&bytes).is_err());
    check_survey(&bytes);
    let wide: Vec<u8> = std::iter::once(0xFEFF)
        .chain(SURVEY.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    check_survey(&wide);
}

#[test]
fn english_headings_and_semicolons_read_too() {
    let (needs, _) = needs(
        "needs.csv",
        "ID;Title;Budget Min;budget.max;cooperation modes;status;Region\n1;Needle coke;5;10;license/委托开发;open;Zibo\n",
    );
    assert_eq!(needs[0].modes, [Mode::License, Mode::Commission]);
    assert_eq!(needs[0].budget.unwrap().to_string(), "5-10万元");
    assert_eq!(needs[0].status, NeedStatus::Open);
}

#[test]
fn a_profile_has_works_from_columns_lists_and_further_rows() {
    let survey = "\
编号,姓名,类型,工作单位,研究方向,服务范围,可服务企业数,已服务企业数,成果名称,成果年份,授权专利\n\
p1,示例·王工,专家,示例大学,针状焦；炭材料,全省,3家,1,油系针状焦制备,2020,\"1.一种针状焦；2.一种装置\"\n\
p1,示例·王工,专家,示例大学,针状焦；炭材料,全省,3家,1,针状焦煅烧,2021年5月,\n\
,,,,,,,,针状焦石墨化,2022,\n\
p2,示例·李工,团队,示例研究院,硼化学,,,,硼烷合成,,\n";
    let (profiles, report) = profiles("专家.csv", survey);
    assert_eq!(
        (errors(&report), report.rows, report.accepted),
        (vec![], 4, 2)
    );
    let first = &profiles[0];
    assert_eq!(
        (first.kind, first.reach, first.capacity, first.load),
        (ProfileKind::Expert, Some(Reach::Province), Some(3), Some(1))
    );
    let works: Vec<_> = first
        .works
        .iter()
        .map(|w| (w.title.as_str(), w.year, w.kind))
        .collect();
    assert_eq!(
        works,
        [
            ("油系针状焦制备", Some(2020), None),
            ("一种针状焦", None, Some(WorkKind::Patent)),
            ("一种装置", None, Some(WorkKind::Patent)),
            ("针状焦煅烧", Some(2021), None),
            ("针状焦石墨化", Some(2022), None),
        ]
    );
    assert_eq!(profiles[1].works.len(), 1);
}

#[test]
fn rows_of_one_person_need_not_stand_together() {
    let survey = "\
姓名,工作单位,论文题目,期刊,研究方向,电话\n\
于 冷,示例大学,焊接机理,甲刊,焊接,000\n\
李示例,示例学院,切割工艺,乙刊,切割,001\n\
于冷,示例大学,打磨工艺,丙刊,焊接；表面,000\n\
李示例,示例学院,切割工艺,乙刊,切割,001\n";
    let (experts, report) = profiles("论文.csv", survey);
    assert_eq!(
        (experts.len(), report.rows, report.rejected),
        (2, 4, 0),
        "{report}"
    );
    assert_eq!(
        super::warnings(&report)[0].0,
        Some(5),
        "a row that repeats another one adds nothing"
    );
    let works: Vec<_> = experts[0]
        .works
        .iter()
        .map(|w| (w.title.as_str(), &w.attributes["期刊"]))
        .collect();
    assert_eq!(
        works,
        [("焊接机理", &"甲刊".into()), ("打磨工艺", &"丙刊".into())]
    );
    assert_eq!(experts[0].expertise, ["焊接", "表面"]);
    assert_eq!(experts[0].attributes["电话"], "000");
    assert_eq!(
        experts[1].works[0].attributes["期刊"], "乙刊",
        "as of every person of the table"
    );
}

#[test]
fn held_rows_are_bounded_by_a_limit() {
    let rows: String = (0..60)
        .map(|n| format!("示例{},大学,论文{n}\n", n % 30))
        .collect();
    let survey = format!("姓名,工作单位,论文题目\n{rows}");
    let taxonomies = Taxonomies::builtin();
    let limits = crate::intake::Limits::default()
        .set("grouped-bytes=4000")
        .unwrap();
    let mut intake = Intake::new(&taxonomies).limits(limits);
    let report = intake
        .profiles(&Source::bytes("a.csv", survey), &mut |_| Ok(()))
        .unwrap();
    assert_eq!(report.accepted, 30);
    assert_eq!(report.accepted + report.rejected, report.rows, "{report}");
}

#[test]
fn json_lines_and_arrays_hold_fields_as_the_model_names_them() {
    let lines = "{\"id\":\"n1\",\"title\":\"针状焦\",\"keywords\":[\"焦\"],\"budget\":{\"min\":50,\"max\":100},\"region\":\"淄博\",\"来源\":\"走访\"}\n\n{\"id\":2,\"title\":\"b\"}\n";
    let (from_lines, report) = needs("needs.jsonl", lines);
    assert_eq!((report.rows, report.accepted), (2, 2));
    assert_eq!(from_lines[0].attributes["来源"], "走访");
    assert_eq!(
        from_lines[0].region.as_ref().unwrap().to_string(),
        "山东省/淄博市"
    );
    assert_eq!(from_lines[1].id.as_str(), "2");
    let array = format!("[\n{}\n]", lines.trim().replace("\n\n", ",\n"));
    assert_eq!(needs("needs.json", array).0, from_lines);
    let gb18030 = encoding_rs::GB18030.encode(lines).0;
    assert_eq!(needs("needs.jsonl", gb18030).0, from_lines);
}

#[test]
fn records_inside_an_object_are_read_from_its_longest_list() {
    let file = "{\n\"版本\": \"2026\", \"data\": {\"区县\": [{\"code\": 1}], \"list\": [\n{\"需求名称\": \"焊接\", \"企业\": {\"名称\": \"示例甲\", \"地址\": \"淄博\"}},\n{\"需求名称\": \"切割\", \"备注\": \"急\"}]}}";
    for name in ["a.json", "a.jsonl"] {
        let (needs, report) = needs(name, file);
        let titles: Vec<&str> = needs.iter().map(|need| need.title.as_str()).collect();
        assert_eq!(titles, ["焊接", "切割"], "{report}");
        assert_eq!(needs[0].enterprise.as_deref(), Some("示例甲"));
        assert_eq!(needs[1].attributes["备注"], "急");
        let list = report.of(Severity::Notice).next().unwrap();
        assert_eq!(list.value, "data/list");
        assert!(list.repair.contains("data/区县 (1)"), "{report}");
        let headings: Vec<&str> = report.columns.iter().map(|c| c.heading.as_str()).collect();
        assert_eq!(headings, ["企业/名称", "企业/地址", "需求名称", "备注"]);
        assert_eq!(report.columns[0].example.as_deref(), Some("示例甲"));
    }
    let pages = "{\"data\": [{\"需求名称\": \"焊接\"}]}\n{\"data\": [{\"需求名称\": \"切割\"}]}\n{\"data\": 1}\n";
    let (needs, report) = needs("a.jsonl", pages);
    assert_eq!((needs.len(), report.rejected), (2, 1), "{report}");
    assert_eq!(errors(&report)[0].0, Some(3));
}

#[test]
fn objects_with_headings_of_people_are_rows_and_their_lists_are_works() {
    let expert = "{\"姓名\": \"甲示例\", \"所属领域\": [\"算力\", \"网络\"], \"单位\": {\"名称\": \"示例大学\", \"地址\": \"\"}, \"代表性论文\": [{\"题目\": \"一种炉\", \"年份\": 2021}, {\"题目\": \"一种窑\"}], \"助理\": [{\"微信\": \"a\"}, {\"微信\": \"b\"}]}";
    let (experts, report) = profiles("experts.json", format!("[{expert}]"));
    let expert = &experts[0];
    assert_eq!(expert.name, "甲示例", "{report}");
    assert_eq!(expert.organization.as_deref(), Some("示例大学"));
    let works: Vec<&str> = expert.works.iter().map(|w| w.title.as_str()).collect();
    assert_eq!(works, ["一种炉", "一种窑"], "{report}");
    assert_eq!(expert.works[0].year, Some(2021));
    assert_eq!(expert.attributes["助理/微信"], "a；b");
}

#[test]
fn keys_that_come_late_are_columns_too() {
    let mut lines = String::new();
    for n in 0..300 {
        lines += &format!("{{\"编号\": \"n{n}\", \"需求名称\": \"焊接{n}\"}}\n");
    }
    lines += "{\"编号\": \"late\", \"需求名称\": \"切割\", \"企业名称\": \"示例甲\", \"难题名称\": \"乙\", \"备注\": \"急\"}\n";
    let (needs, report) = needs("a.jsonl", lines);
    let late = needs.last().unwrap();
    assert_eq!(
        (late.title.as_str(), late.enterprise.as_deref()),
        ("切割", Some("示例甲")),
        "{report}"
    );
    assert_eq!(late.attributes["备注"], "急");
    assert_eq!(late.attributes["难题名称"], "乙");
    assert_eq!(report.columns.len(), 5);
}

#[test]
fn one_record_over_several_lines_is_a_record() {
    let (needs, report) = needs("a.json", "{\n\"id\": \"n1\",\n\"title\": \"焊接\"\n}\n");
    assert_eq!((needs.len(), report.rows), (1, 1), "{report}");
}

#[test]
fn keys_of_the_model_are_listed_as_columns() {
    use crate::intake::ColumnReading::{Attribute, Field};
    let (_, report) = needs(
        "a.jsonl",
        "{\"id\":\"n1\",\"title\":\"焊接\",\"来源\":\"走访\"}",
    );
    let read: Vec<_> = report
        .columns
        .iter()
        .map(|c| (c.heading.as_str(), c.reading))
        .collect();
    assert_eq!(read, [("id", Field), ("title", Field), ("来源", Attribute)]);
    assert!(report.to_string().contains("id, title"), "{report}");
}

#[test]
fn a_need_written_as_json_reads_back_equal() {
    let mut need = Need::new("n1", "针状焦").unwrap();
    need.description = " as  written \n\u{7}👨\u{200d}🔬".to_owned();
    need.people = vec!["示例·王工".to_owned()];
    need.attributes
        .insert("来源".to_owned(), serde_json::json!({"a": [1, null]}));
    let line = serde_json::to_string(&need).unwrap();
    assert_eq!(needs("n.jsonl", line).0, [need]);
}

#[test]
fn overrides_reach_every_format() {
    let columns: Columns = "卡脖子=title\n工号=id".parse().unwrap();
    let taxonomies = Taxonomies::builtin();
    for (name, bytes) in [
        ("a.csv", "工号,卡脖子\n1,甲\n"),
        ("a.jsonl", "{\"工号\":1,\"卡脖子\":\"甲\"}"),
    ] {
        let mut titles = Vec::new();
        let mut intake = Intake::new(&taxonomies).columns(columns.clone());
        intake
            .needs(&Source::bytes(name, bytes), &mut |need| {
                titles.push((need.id.to_string(), need.title));
                Ok(())
            })
            .unwrap();
        assert_eq!(titles, [("1".to_owned(), "甲".to_owned())], "{name}");
    }
}

#[test]
fn near_duplicates_warn_and_go_in_and_an_update_is_none() {
    let text = "针状焦生产线余热回收与节能改造关键技术研究及应用示范";
    let survey = format!("编号,需求名称\nn1,{text}\nn2,{text}。\n");
    let mut index = DuplicateIndex::new(DuplicateOptions::default());
    let taxonomies = Taxonomies::builtin();
    let mut read = |survey: &str| {
        let mut intake = Intake::new(&taxonomies).duplicates(&mut index);
        intake
            .needs(&Source::bytes("a.csv", survey), &mut |_| Ok(()))
            .unwrap()
    };
    let report = read(&survey);
    assert_eq!((report.accepted, report.near_duplicates.len()), (2, 1));
    let near = &report.near_duplicates[0];
    assert_eq!(
        (near.row, near.id.as_str(), near.like.as_str()),
        (3, "n2", "n1")
    );
    assert!(report.is_clean());
    let update = read("编号,需求名称\nn2,硼同位素分离与硼烷合成\n");
    assert_eq!(update.near_duplicates, []);
}

#[test]
fn notices_tell_what_a_table_leaves_out_or_adds() {
    let (_, report) = profiles("a.csv", "序号,姓名\n1,示例·王工\n");
    let fields: Vec<&str> = report
        .of(Severity::Notice)
        .map(|p| p.field.as_str())
        .collect();
    assert_eq!(fields, ["row number", "id", "kind"]);
}

#[test]
fn the_name_of_a_file_may_say_the_kind_of_its_records() {
    let (policies, _) = profiles("目录/惠企政策.csv", "名称,简介\n创新券,补助检测费用\n");
    assert_eq!(policies[0].kind, ProfileKind::Policy);
    let (own, _) = profiles("专家库.csv", "名称,类型\n示例团队,团队\n");
    assert_eq!(own[0].kind, ProfileKind::Team);
    let refused = super::try_profiles("名录.csv", "名称,简介\n创新券,补助\n").unwrap_err();
    assert_eq!(refused.field(), Some("kind"));
}

#[test]
fn rows_with_faults_are_mended_in_their_own_table_and_read_again() {
    let survey = "某区汇总,,,,\n编号,需求名称,单位,,截止日期\n,,名称,所在地区,\nn1,焊接,示例甲,淄博,2024/1/2\nn2,,示例乙,,2024/1/2\nn3,切割,示例丙,,\"2月30日, 晚\"\n";
    let source = Source::bytes("a.csv", survey);
    let taxonomies = Taxonomies::builtin();
    let mut intake = Intake::new(&taxonomies);
    let report = intake.needs(&source, &mut |_| Ok(())).unwrap();
    let file = intake.needs_to_mend(&source, &report).unwrap();
    let [table] = &file.tables[..] else {
        panic!("{report}")
    };
    assert_eq!(table.rows.len(), 2, "{report}");
    assert_eq!(table.rows[0][..5], ["n2", "", "示例乙", "", "2024/1/2"]);
    let mut csv = Vec::new();
    file.csv(&mut csv).unwrap();
    let text = String::from_utf8(csv).unwrap();
    assert!(
        text.starts_with("\u{feff}编号,需求名称,单位,,截止日期,问题,建议\n"),
        "{text}"
    );
    let (again, second) = needs("b.csv", text.replace("n2,,示例乙", "n2,打磨,示例乙"));
    let titles: Vec<&str> = again.iter().map(|need| need.title.as_str()).collect();
    assert_eq!(titles, ["打磨", "切割"], "{second}");
    assert_eq!(again[0].enterprise.as_deref(), Some("示例乙"));
    let ignored = second
        .columns
        .iter()
        .filter(|c| c.reading == crate::intake::ColumnReading::Ignored);
    let ignored: Vec<&str> = ignored.map(|column| column.heading.as_str()).collect();
    assert_eq!(ignored, ["问题", "建议"], "{second}");
}

#[test]
fn a_column_of_problems_alone_is_the_matter_of_a_need() {
    let (needs, _) = needs("a.csv", "编号,需求名称,问题\nn1,焊接,焊缝开裂\n");
    assert!(needs[0].description.contains("焊缝开裂"));
}

#[test]
fn records_of_json_with_faults_are_mended_in_a_table() {
    let text = "{\"id\":\"n1\",\n \"title\":\"针状焦\"}\n{\"id\":\"n2\",\n \"conflicts\":[\"甲\",\"乙\"]}\n{\"id\":\"n3\",\"title\":\"硼\",\"deadline\":\"2024-02-30\"}\n";
    let source = Source::bytes("needs.jsonl", text);
    let taxonomies = Taxonomies::builtin();
    let mut intake = Intake::new(&taxonomies);
    let report = intake.needs(&source, &mut |_| Ok(())).unwrap();
    let first = report.of(Severity::Error).next().map(|p| (p.row, p.line));
    assert_eq!(first, Some((Some(2), Some(3))), "{report}");
    let file = intake.needs_to_mend(&source, &report).unwrap();
    let [table] = &file.tables[..] else {
        panic!("{file:?}")
    };
    let headings = &table.headings[0];
    let cell = |row: usize, heading: &str| {
        let at = headings.iter().position(|h| h == heading);
        table.rows[row][at.unwrap()].as_str()
    };
    assert_eq!(
        (cell(0, "id"), cell(0, "conflicts"), cell(0, "title")),
        ("n2", "甲；乙", "")
    );
    assert_eq!((cell(1, "id"), cell(1, "deadline")), ("n3", "2024-02-30"));
    assert_eq!(file.left, 0);
}

#[test]
fn a_table_of_another_side_is_refused_with_the_option_that_reads_it() {
    let experts = "姓名,单位,职称,研究方向\n示例·王,示例大学,教授,高温釉料\n";
    let error = super::try_needs("a.csv", experts).unwrap_err();
    assert!(
        error
            .chinese()
            .contains("这是专家表，不是需求表；请用 --profiles 读取该文件"),
        "{}",
        error.chinese()
    );
    let (read, _) = super::profiles("a.csv", experts);
    assert_eq!(read.len(), 1);
    let needs = "编号,企业名称,需求名称,需求描述,预算（万元）\nn1,示例甲公司,高温釉料,抗析晶,50\n";
    let error = super::try_profiles("a.csv", needs).unwrap_err();
    assert!(error.to_string().contains("--needs"), "{error}");
}
