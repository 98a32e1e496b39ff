//! The language of conditions: what is read, what is refused, and that it comes back.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::{Condition, ConditionOperator, ConditionTest, Subject};

fn read(text: &str) -> String {
    match text.parse::<Condition>() {
        Ok(condition) => condition.to_string(),
        Err(error) => panic!("{text}: {error}"),
    }
}

fn test(text: &str) -> ConditionTest {
    let Condition::Test(test) = text.parse::<Condition>().unwrap() else {
        panic!("{text} is one test");
    };
    test
}

#[test]
fn plain_conditions_come_back() {
    for text in [
        "region = 山东省/淄博市",
        "industry = C26|C27",
        "budget <= 500",
        "高新技术企业 != 否",
        "注册资本 >= 100.5",
        "资产总额（万元） <= 20000",
        "研发投入占比 > 3%",
        "成立日期 < 2020-01-01",
        "企业性质 = 民营（科技）",
        "a = 1 and b = 2 or c = 3",
        "(a = 1 or b = 2) and not (c = 3)",
        "not not (a = 1)",
    ] {
        let read = read(text);
        let again: Condition = read.parse().unwrap();
        assert_eq!(again.to_string(), read, "{text}");
    }
    assert_eq!(read("region = 山东省/淄博市"), "region = 山东省/淄博市");
    let condition = test("行业 in C26 | C27");
    assert_eq!(condition.subject, Subject::Industry);
    assert_eq!(condition.comparison, ConditionOperator::OneOf);
    assert_eq!(condition.values, ["C26", "C27"]);
}

#[test]
fn signs_of_any_width_and_words_compare() {
    for (text, wanted) in [
        ("研发投入占比≥３", "研发投入占比 >= ３"),
        ("研发投入占比＞＝3％", "研发投入占比 >= 3％"),
        ("研发投入占比不低于3%", "研发投入占比 >= 3%"),
        ("从业人员不超过500人", "从业人员 <= 500人"),
        ("从业人员少于500人", "从业人员 < 500人"),
        ("营业收入大于或等于2亿元", "营业收入 >= 2亿元"),
        ("成立日期早于2020年", "成立日期 < 2020年"),
        ("行业属于新材料", "industry = 新材料"),
        ("行业不属于C25、C26", "industry != C25|C26"),
        ("企业规模 in (大型, 中型)", "企业规模 = 大型|中型"),
        ("在淄博市之内", "region = 淄博市"),
        ("注册地在山东省内", "region = 山东省"),
        ("企业位于张店区", "region = 张店区"),
        ("从业人员在500人以内", "从业人员 = 500人以内"),
        ("从业人员500人以下", "从业人员 = 500人以下"),
        ("研发投入占比在3%到5%之间", "研发投入占比 = 3%到5%"),
        ("资质 = 省级或国家级", "资质 = 省级|国家级"),
        ("注册资本 = 1,000", "注册资本 = \"1,000\""),
        ("是否高新技术企业=是", "是否高新技术企业 = 是"),
        ("或有负债率<=5%", "\"或有负债率\" <= 5%"),
        ("高新技术企业≠是", "高新技术企业 != 是"),
        ("职称不低于副教授", "level >= 副教授"),
        ("名称 = \"A且B\"", "名称 = \"A且B\""),
    ] {
        assert_eq!(read(text), wanted, "{text}");
        assert_eq!(read(wanted), wanted);
    }
}

#[test]
fn words_join_and_brackets_group() {
    for (text, wanted) in [
        (
            "高新技术企业=是 或 专精特新=是",
            "高新技术企业 = 是 or 专精特新 = 是",
        ),
        ("a=1且b=2或c=3", "(a = 1 and b = 2) or c = 3"),
        ("a=1 && (b=2 || c=3)", "a = 1 and (b = 2 or c = 3)"),
        ("a=1\n或b=2", "a = 1 or b = 2"),
        ("a=1 或\nb=2", "a = 1 or b = 2"),
        ("a=1；b=2", "a = 1 and b = 2"),
        ("（a=1；b=2）或 c=3", "(a = 1 and b = 2) or c = 3"),
        ("非（a=1）", "not (a = 1)"),
        ("NOT a=1 AND b=2", "not (a = 1) and b = 2"),
        ("!(a=1 or b=2)", "not (a = 1 or b = 2)"),
        (
            "从业人员不少于20 且 高新技术企业=是",
            "从业人员 >= 20 and 高新技术企业 = 是",
        ),
        ("非公有制企业=是", "非公有制企业 = 是"),
        ("研发投入占比=3%或以上", "研发投入占比 = 3%或以上"),
    ] {
        let condition: Condition = text.parse().unwrap();
        let again: Condition = wanted.parse().unwrap();
        assert_eq!(condition, again, "{text}: {condition}");
    }
    let list = Condition::list("a=1\nb=2 ； c=3;;\n").unwrap();
    assert_eq!(list.len(), 3);
    assert!(Condition::list(" \n；").unwrap().is_empty());
}

#[test]
fn bounds_of_one_field_are_tests_of_it() {
    for (text, wanted) in [
        (
            "2000万元≤营业收入≤1亿元",
            "营业收入 >= 2000万元 and 营业收入 <= 1亿元",
        ),
        (
            "1亿元>营业收入>=2000万元",
            "营业收入 < 1亿元 and 营业收入 >= 2000万元",
        ),
        (
            "100 <= 从业人员 <= 500",
            "从业人员 >= 100 and 从业人员 <= 500",
        ),
        ("100 <= 从业人员", "从业人员 >= 100"),
        (
            "职工人数不少于20人不超过300人",
            "职工人数 >= 20人 and 职工人数 <= 300人",
        ),
        (
            "职工人数不少于20人且不超过300人",
            "职工人数 >= 20人 and 职工人数 <= 300人",
        ),
        ("职工人数>=20且<=300", "职工人数 >= 20 and 职工人数 <= 300"),
        ("职工人数≥20，≤300", "职工人数 >= 20 and 职工人数 <= 300"),
        (
            "职工人数超过20人但不足300人",
            "职工人数 > 20人 and 职工人数 < 300人",
        ),
        (
            "职工人数20人以上，不超过300人",
            "职工人数 >= 20人 and 职工人数 <= 300人",
        ),
        (
            "2023年营业收入不少于1亿元不超过2亿元",
            "2023年营业收入 >= 1亿元 and 2023年营业收入 <= 2亿元",
        ),
        (
            "从业人员 >= 500 或 <= 20",
            "从业人员 >= 500 or 从业人员 <= 20",
        ),
        (
            "非（职工人数不少于20人不超过300人）",
            "not (职工人数 >= 20人 and 职工人数 <= 300人)",
        ),
        (
            "营业收入在2000万元以上1亿元以下",
            "营业收入 = 2000万元以上1亿元以下",
        ),
        ("职工人数20人以上300人以下", "职工人数 = 20人以上300人以下"),
        ("营业收入2000万元-1亿元", "营业收入 = 2000万元-1亿元"),
        (
            "2023年营业收入2000万元以上",
            "2023年营业收入 = 2000万元以上",
        ),
        ("职工人数介于20至300人之间", "职工人数 = 20至300人"),
        ("3C产品收入 >= 100", "3C产品收入 >= 100"),
        ("\"a5人以上\" < 3%", "\"a5人以上\" < 3%"),
        ("a >= \"20人不超过300人\"", "a >= \"20人不超过300人\""),
    ] {
        let condition: Condition = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(condition.to_string(), wanted, "{text}");
        assert_eq!(condition, wanted.parse().unwrap(), "{text}");
    }
}

#[test]
fn alternatives_may_stand_behind_a_mark() {
    for (text, wanted) in [
        (
            "职工人数 >= 100；或 营业收入 >= 2000万元",
            "职工人数 >= 100 or 营业收入 >= 2000万元",
        ),
        (
            "职工人数 >= 100，或者营业收入 >= 2000万元",
            "职工人数 >= 100 or 营业收入 >= 2000万元",
        ),
        ("a = 1；或 b = 2；或 c = 3", "a = 1 or b = 2 or c = 3"),
        ("a = 1；\n或者 b = 2", "a = 1 or b = 2"),
        ("a = 1；且 b = 2", "a = 1 and b = 2"),
        ("a = 1；（b = 2；或 c = 3）", "a = 1 and (b = 2 or c = 3)"),
        ("a = 1；或有负债率 <= 5%", "a = 1 and \"或有负债率\" <= 5%"),
    ] {
        let condition: Condition = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(condition.to_string(), wanted, "{text}");
    }
}

#[test]
fn faults_name_their_place() {
    for (text, place) in [
        ("", "write it as in"),
        ("budget", "say what `budget` has to be"),
        ("budget >=", "at its end"),
        ("budget >= many", "write one number"),
        ("= 5", "name the field"),
        ("budget <= NaN", "write one number"),
        ("budget >= 1|2", "write one number"),
        ("(a = 1", "at character 1"),
        ("a = 1)", "at character 6"),
        ("a = 1]", "at character 6"),
        ("a = 1 且", "behind this word"),
        ("a = 1 或 或 b = 2", "join two conditions by one word"),
        ("a = 1 且 b", "say what `b` has to be"),
        (
            "高新技术企业=是 或 专精特新",
            "say what `专精特新` has to be",
        ),
        ("从业人员 >= 100 >= 50", "compare once"),
        ("或 a = 1", "condition before this word"),
        ("a = 1；b = 2；或 c = 3", "put brackets around"),
        ("a = \"b", "close this bracket or quote"),
        ("()", "between these brackets"),
        ("not", "say what `not` has to be"),
    ] {
        let error = text.parse::<Condition>().unwrap_err();
        assert!(error.is_invalid_input(), "{text}");
        assert!(error.to_string().contains(place), "{text}: {error}");
    }
}

#[test]
fn deep_and_long_texts_end() {
    for unit in [
        "(",
        "!",
        "非 ",
        "not ",
        "((a=1)且",
        "a=1 或 ",
        "a=1或b或",
        "a(",
        "\"",
        "a= ",
        "在",
    ] {
        let text = unit.repeat(20_000);
        drop(text.parse::<Condition>());
    }
    let nested = |depth: usize| format!("{}a=1{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(read(&nested(16)), "a = 1");
    assert!(nested(17).parse::<Condition>().is_err());
}

fn word() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "非",
        "not",
        "a且b",
        "a or b",
        "在内",
        "是",
        "“x”",
        "＂",
        "\"",
        "a\"b",
        "(x)",
        "x(",
        "1,000",
        "3%",
        "或有",
        " x ",
        "a|b",
        "x、y",
        "!",
        "≥",
        "a=b",
        ";",
        "\n",
        "之内",
        "资产（万元）",
        "in",
        "5人以下",
    ]);
    prop_oneof![odd.prop_map(str::to_owned), "[a-z是非且或 ()\"=]{1,6}"]
}

fn condition() -> impl Strategy<Value = Condition> {
    let sense = prop::sample::select(vec![
        ConditionOperator::OneOf,
        ConditionOperator::NoneOf,
        ConditionOperator::AtLeast,
        ConditionOperator::LessThan,
    ]);
    let test = (word(), sense, prop::collection::vec(word(), 1..3)).prop_filter_map(
        "a field and values that can be seen",
        |(field, comparison, mut values)| {
            let subject: Subject = field.parse().ok()?;
            if comparison.is_ordering() {
                values = vec!["3%".to_owned()];
            }
            let is_seen = values.iter().all(|value| !value.trim().is_empty());
            let test = ConditionTest {
                subject,
                comparison,
                values,
            };
            is_seen.then_some(Condition::Test(test))
        },
    );
    test.prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(super::parse::all_of),
            several.prop_map(super::parse::any_of),
            inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_read_comes_back(text in "[a-z0-9是否非且或在内属于不低于 =<>!&|,、;；()（）\"“”％%\n万元]{0,40}") {
        if let Ok(condition) = text.parse::<Condition>() {
            let written = condition.to_string();
            prop_assert_eq!(written.parse::<Condition>().unwrap(), condition, "{}", written);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        drop(text.parse::<Condition>());
    }

    #[test]
    fn whatever_is_built_comes_back(built in condition()) {
        let written = built.to_string();
        prop_assert_eq!(written.parse::<Condition>().unwrap(), built, "{}", written);
    }
}
