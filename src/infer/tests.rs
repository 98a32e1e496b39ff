#![allow(clippy::unwrap_used, reason = "tests")]

use super::{Classifier, MAX_CODES, TextPart, need, profile};
use crate::model::{Need, NeedKind, Profile, ProfileKind, Taxonomy, Work};
use crate::text::Lexicon;

fn industry(text: &str) -> Vec<String> {
    codes(Classifier::industries(), text)
}

fn discipline(text: &str) -> Vec<String> {
    codes(Classifier::disciplines(), text)
}

fn codes(classifier: &Classifier, text: &str) -> Vec<String> {
    let found = classifier.infer([(TextPart::Subject, text)]);
    found.iter().map(|made| made.code.to_string()).collect()
}

#[test]
fn chinese_text_tells_its_industry_and_discipline() {
    for (text, industry_code, discipline_code) in [
        ("刨花板用无醛胶黏剂的热压工艺", "C20", "220"),
        ("氧化铝陶瓷坯体的烧结与釉料", "C30", "430"),
        ("肉牛养殖场饲料配方与动物疫病防控", "A03", "230"),
        ("配电网单相接地故障选线与继电保护", "C38", "470"),
        ("仿制药一致性评价与缓释制剂", "C27", "350"),
        ("住房贷款利率对区域经济增长的影响", "J66", "790"),
    ] {
        assert_eq!(
            industry(text).first().map(String::as_str),
            Some(industry_code),
            "{text}"
        );
        assert_eq!(
            discipline(text).first().map(String::as_str),
            Some(discipline_code),
            "{text}"
        );
    }
}

#[test]
fn english_text_tells_them_too() {
    assert_eq!(
        industry("Refractory castables for steel ladles: alumina and zirconia")[0],
        "C30"
    );
    assert_eq!(
        discipline("Deep learning for object detection and image recognition")[0],
        "520"
    );
}

#[test]
fn traditional_characters_width_and_case_do_not_matter() {
    let plain = industry("环氧树脂固化剂 epoxy resin");
    assert_eq!(plain[0], "C26");
    assert_eq!(industry("環氧樹脂固化劑　ＥＰＯＸＹ Resins"), plain);
}

#[test]
fn thin_or_ambiguous_text_tells_nothing() {
    for text in [
        "",
        " \n\t",
        "希望尽快解决这个问题",
        "?!…",
        "1234567890",
        "🙂",
        "the and of",
    ] {
        assert!(
            industry(text).is_empty() && discipline(text).is_empty(),
            "{text:?}"
        );
    }
    // One word each of many fields, none of which has a share worth telling.
    let scattered = "面粉、轮胎、桥梁、贷款、图书、快递、钻井、酒店";
    assert_eq!(industry(scattered), [""; 0]);
    // A word of every industry in passing.
    assert!(
        Classifier::industries()
            .infer([(TextPart::Body, "配合做检测和培训")])
            .is_empty()
    );
}

#[test]
fn names_inside_other_words_tell_nothing() {
    let industries = Classifier::industries();
    for text in [
        "强化工艺纪律",
        "提高机械性能",
        "某农业大学某学院",
        "toyish riots",
    ] {
        assert!(
            industries.infer([(TextPart::Subject, text)]).is_empty(),
            "{text}"
        );
    }
}

#[test]
fn several_divisions_of_one_section_leave_the_section() {
    let found = industry("轮胎、水泥、面料、电缆、家具、药品、钢板、汽车底盘");
    assert_eq!(
        found,
        ["C"],
        "each has an eighth of the evidence, manufacturing has all"
    );
}

#[test]
fn answers_are_few_and_their_evidence_stands_in_the_text() {
    let text = "环氧树脂、聚氨酯胶黏剂与轮胎橡胶助剂的混炼硫化";
    let found = Classifier::industries().infer([(TextPart::Subject, text)]);
    assert!((1..=MAX_CODES).contains(&found.len()));
    for made in &found {
        assert!((0.4..=0.95).contains(&made.confidence), "{made:?}");
        assert!(!made.evidence.is_empty());
        assert!(
            made.evidence
                .iter()
                .all(|phrase| text.contains(phrase.as_str())),
            "{made:?}"
        );
    }
    assert!(
        found
            .windows(2)
            .all(|pair| pair[0].confidence >= pair[1].confidence)
    );
}

#[test]
fn the_order_of_texts_does_not_matter() {
    let texts = [
        (TextPart::Subject, "陶瓷釉料"),
        (TextPart::Body, "窑炉烧成，环氧树脂"),
        (TextPart::Body, "轮胎"),
    ];
    let mut turned = texts;
    turned.reverse();
    let industries = Classifier::industries();
    assert_eq!(industries.infer(texts), industries.infer(turned));
}

#[test]
fn more_evidence_makes_an_answer_surer() {
    let sure = |text: &str| Classifier::industries().infer([(TextPart::Body, text)])[0].confidence;
    assert!(sure("环氧树脂固化剂") < sure("环氧树脂固化剂、丙烯酸乳液、聚醚、异氰酸酯"));
}

#[test]
fn a_record_that_states_codes_is_left_alone() {
    let mut expert = Profile::new("p", ProfileKind::Expert, "示例·王工").unwrap();
    expert.works.push(Work::new("环氧树脂固化剂的连续流合成"));
    let made = profile(&expert);
    assert!(!made.industries.is_empty() && !made.disciplines.is_empty());
    expert.industries.push("C13".parse().unwrap());
    let made = profile(&expert);
    assert!(made.industries.is_empty() && !made.disciplines.is_empty());
}

#[test]
fn who_wants_a_loan_is_no_bank_and_who_wants_a_test_no_laboratory() {
    let mut firm = Need::new("n", "环氧树脂扩产项目贷款").unwrap();
    firm.keywords.push("担保贷".into());
    firm.kind = NeedKind::Finance;
    assert_eq!(need(&firm).industries[0].code.as_str(), "C26");
    let mut firm = Need::new("n", "轮胎胎面磨耗第三方检测与质量认证").unwrap();
    firm.kind = NeedKind::Service;
    assert_eq!(need(&firm).industries[0].code.as_str(), "C29");
}

#[test]
fn the_name_of_a_person_says_nothing_that_of_a_thing_does() {
    let named = |kind| profile(&Profile::new("p", kind, "示例轮胎橡胶").unwrap());
    assert!(named(ProfileKind::Expert).industries.is_empty());
    assert_eq!(
        named(ProfileKind::Achievement).industries[0].code.as_str(),
        "C29"
    );
}

#[test]
fn a_users_own_tree_is_told_by_its_names_aliases_and_synonyms() {
    let tree = Taxonomy::from_csv(
        "code,parent,name,aliases\n1,,新材料,\n1.1,1,石墨烯材料,石墨烯粉体\n2,,锂电池,\n",
    )
    .unwrap();
    let own = Classifier::new(&tree, &Lexicon::built_in().unwrap()).unwrap();
    assert_eq!(codes(&own, "石墨烯粉体分散与石墨烯材料"), ["1.1"]);
    assert_eq!(
        codes(&own, "lithium-ion battery"),
        ["2"],
        "a synonym of its name"
    );
}

#[test]
fn long_and_odd_texts_are_read_to_their_end() {
    let long = format!("{}环氧树脂固化剂", "（）……\u{200b}".repeat(100_000));
    assert_eq!(industry(&long)[0], "C26");
    assert_eq!(industry(&"轮胎橡胶".repeat(200_000))[0], "C29");
}

/// Format of libraries whose stored inferences were made by tables of that hash.
const MADE_BY: (u32, u64) = (6, 0x9bd4_2ee4_2400_a000);

#[test]
fn a_change_of_the_tables_asks_for_a_new_format() {
    let trees = ["infer/data/industry.txt", "infer/data/discipline.txt"].map(str::to_owned);
    let names = ["model/data/industry.csv", "model/data/discipline.csv"].map(str::to_owned);
    let fields = [
        "agriculture",
        "building",
        "chemistry",
        "computing",
        "energy",
        "life",
        "machinery",
        "materials",
        "services",
    ];
    let synonyms = fields.map(|field| format!("text/data/{field}.txt"));
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = trees.iter().chain(&names).chain(&synonyms);
    let bytes: Vec<u8> = files
        .flat_map(|file| std::fs::read(source.join(file)).unwrap())
        .collect();
    assert_eq!(
        (crate::index::FORMAT, crate::num::hash64(&bytes)),
        MADE_BY,
        "libraries hold what was inferred by other tables, which explanations would contradict: raise \
         index::FORMAT if such libraries are in use, then write its number and the new hash here"
    );
}

/// First answers on one-line needs: right, wrong, a group that holds the right code or others, none.
#[derive(Debug, Default, PartialEq)]
struct Answers {
    right: usize,
    wrong: usize,
    generic: usize,
    none: usize,
}

/// Answers of one tree; `codes` cuts the codes that would do out of a line.
fn answered(table: &str, classifier: &Classifier, codes: impl Fn(&[&str]) -> String) -> Answers {
    let mut answers = Answers::default();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('|').collect();
        let found = self::codes(classifier, parts[3]);
        let would_do = codes(&parts);
        let count = match found.first() {
            None => &mut answers.none,
            Some(code) if code.len() == 1 => &mut answers.generic,
            Some(code) if would_do.split(',').any(|right| right == code) => &mut answers.right,
            Some(_) => &mut answers.wrong,
        };
        *count += 1;
    }
    answers
}

#[test]
fn one_line_needs_have_the_industry_of_their_table() {
    let industry = |table| {
        answered(table, Classifier::industries(), |parts| {
            format!("{},{}", parts[0], parts[1])
        })
    };
    let seen = industry(include_str!("tests/seen.txt"));
    let kept = industry(include_str!("tests/kept.txt"));
    let fresh = industry(include_str!("tests/fresh.txt"));
    println!("industries: seen {seen:?}, kept {kept:?}, fresh {fresh:?}");
    assert!(seen.right >= 136 && seen.wrong == 0, "{seen:?}");
    assert!(kept.right >= 22 && kept.wrong == 0, "{kept:?}");
    assert!(fresh.right >= 28 && fresh.wrong <= 1, "{fresh:?}");
}

#[test]
fn one_line_needs_have_a_discipline_of_their_table() {
    let discipline = |table| {
        answered(table, Classifier::disciplines(), |parts| {
            parts[2].to_owned()
        })
    };
    let seen = discipline(include_str!("tests/seen.txt"));
    let kept = discipline(include_str!("tests/kept.txt"));
    let fresh = discipline(include_str!("tests/fresh.txt"));
    println!("disciplines: seen {seen:?}, kept {kept:?}, fresh {fresh:?}");
    assert!(seen.right >= 117 && seen.wrong <= 3, "{seen:?}");
    assert!(kept.right >= 13 && kept.wrong <= 1, "{kept:?}");
    assert!(fresh.right >= 12 && fresh.wrong == 0, "{fresh:?}");
}

#[test]
fn words_across_word_borders_say_nothing() {
    for (text, wrong) in [
        ("重工装备国产化", "C18"),
        ("空气动压原理", "C34"),
        ("抗氧化纤维素", "C28"),
        ("社会化学习背景", "C26"),
    ] {
        assert!(!industry(text).contains(&wrong.to_owned()), "{text}");
    }
}

#[test]
fn manufacturing_alone_is_never_sure() {
    let text = "轮胎、水泥、面料、电缆、家具、药品、钢板、汽车底盘、轴承、陶瓷、染料、白酒";
    let found = Classifier::industries().infer([(TextPart::Subject, text)]);
    assert!(found.iter().all(|made| made.confidence <= 0.5), "{found:?}");
}

#[test]
fn words_that_look_like_another_industry_are_read_for_what_they_are() {
    for (texts, code) in [
        (
            [
                "锌冶炼污酸中砷的脱除",
                "铅锌冶炼酸性废水的处理",
                "铜冶炼烟气制酸的污酸减量",
            ],
            "C32",
        ),
        (
            [
                "食品级软管的析出物",
                "饮水机用食品软管",
                "输送饮料的硅胶软管异味",
            ],
            "C29",
        ),
        (
            [
                "宽禁带半导体器件的封装",
                "碳化硅宽禁带半导体外延",
                "氮化镓宽禁带半导体功率器件",
            ],
            "C39",
        ),
        (
            [
                "高架桥伸缩缝的噪声",
                "高架道路预制墩柱的灌浆",
                "城市高架桥的桥墩裂缝",
            ],
            "E48",
        ),
        (
            [
                "烟气中SO3在线监测仪",
                "三氧化硫测量的取样探头与分析仪",
                "SO₃在线测量装置",
            ],
            "C40",
        ),
        (
            [
                "LED光源的散热与光衰",
                "LED光源的结温与光效",
                "LED灯具驱动电源的寿命",
            ],
            "C38",
        ),
        (
            [
                "高温链条润滑脂的积碳",
                "复合锂基润滑脂的稠化剂",
                "锂基脂的滴点与润滑油基础油",
            ],
            "C25",
        ),
    ] {
        for text in texts {
            let found = industry(text);
            assert_eq!(
                found.first().map(String::as_str),
                Some(code),
                "{text}: {found:?}"
            );
        }
    }
}

#[test]
fn what_a_firm_says_of_itself_counts_as_much_as_its_title() {
    let mut firm = Need::new("n", "设备预测性维护与数据分析平台").unwrap();
    firm.description =
        "公司主营加气混凝土砌块和岩棉板。希望接入生产数据，用机器学习预测故障。".into();
    assert_eq!(need(&firm).industries[0].code.as_str(), "C30");
    firm.description = "希望接入生产数据，用机器学习预测故障。".into();
    let made = need(&firm).industries;
    assert!(
        made.iter().all(|made| made.code.as_str() != "C30"),
        "{made:?}"
    );
}

#[test]
fn an_answer_leads_the_next_one_or_leaves_their_group() {
    assert_eq!(
        industry("丙烯酸树脂与浮法玻璃"),
        ["C"],
        "two divisions of equal weight"
    );
    assert_eq!(industry("轮胎橡胶"), ["C29"]);
    assert_eq!(industry("轮胎"), [""; 0], "one short word");
}

#[test]
fn more_words_across_word_borders_say_nothing() {
    for (text, wrong) in [
        ("木工机械手的研制", "C20"),
        ("高空气动试验", "C34"),
        ("耐油墨迹显示", "C23"),
        ("示范园林场景应用", "A02"),
        ("含水果断处置", "C13"),
    ] {
        assert!(!industry(text).contains(&wrong.to_owned()), "{text}");
    }
}
