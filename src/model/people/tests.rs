use super::{listed_people, looks_like_name, people_in};

#[test]
fn every_name_of_a_cell_is_one_person() {
    let cases: &[(&str, &[&str])] = &[
        ("张三", &["张三"]),
        ("张三/李四", &["张三", "李四"]),
        (
            "张三、李四，王五；赵六\n钱七",
            &["张三", "李四", "王五", "赵六", "钱七"],
        ),
        ("张三 李四", &["张三", "李四"]),
        ("张三\u{3000}李四", &["张三", "李四"]),
        ("张三和李四", &["张三", "李四"]),
        ("张三与李四及王五", &["张三", "李四", "王五"]),
        ("张三 和 李四", &["张三", "李四"]),
        ("张三教授和李四副教授", &["张三", "李四"]),
        ("总经理张三和李四", &["张三", "李四"]),
        ("示例·张三 示例·李四", &["示例·张三", "示例·李四"]),
        ("示例·张三和示例·李四", &["示例·张三", "示例·李四"]),
        ("李和平", &["李和平"]),
        ("张和李四", &["张和李四"]),
        ("张 三", &["张 三"]),
        ("张 三 丰", &["张 三 丰"]),
        ("张 三、李 四", &["张 三", "李 四"]),
        ("张 三 李 四", &["张 三", "李 四"]),
        ("欧阳 修", &["欧阳 修"]),
        ("司马 相如", &["司马 相如"]),
        ("欧阳修 张三", &["欧阳修", "张三"]),
        ("Zhang San", &["Zhang San"]),
        ("Zhang San/Li Si", &["Zhang San", "Li Si"]),
        ("Prof. Zhang San", &["Zhang San"]),
        ("张三 Zhang San", &["张三", "Zhang San"]),
        ("张三 13800138000", &["张三"]),
        ("张三13800138000", &["张三"]),
        ("张三：13800138000", &["张三"]),
        ("张三:0533-2345678", &["张三"]),
        ("张三-13800138000", &["张三"]),
        ("张三(13800138000)", &["张三"]),
        ("张三（电话：13800138000）", &["张三"]),
        ("张三 电话13800138000", &["张三"]),
        ("张三 zhangsan@example.com", &["张三"]),
        ("姓名：张三\n电话：138", &["张三"]),
        ("电话：138", &[]),
        ("13800138000", &[]),
        ("总经理", &[]),
    ];
    for (text, names) in cases {
        assert_eq!(people_in(text), *names, "{text}");
    }
}

#[test]
fn shares_titles_and_labels_are_no_names() {
    let cases: &[(&str, &[&str])] = &[
        ("李四60%；王五40%", &["李四", "王五"]),
        ("赵六（持股30%）、钱七 10%", &["赵六", "钱七"]),
        ("赵六 持股比例：30%，钱七出资120万元", &["赵六", "钱七"]),
        ("李四60％股权", &["李四"]),
        ("总经理张三", &["张三"]),
        ("张三教授", &["张三"]),
        ("技术部经理张三", &["张三"]),
        ("张三（董事长）、李四（男，总工）", &["张三", "李四"]),
        ("张三 财务部", &["张三"]),
        ("技术部：张三", &["张三"]),
        ("1.张三 2.李四", &["张三", "李四"]),
        ("1、张三\n2、李四", &["张三", "李四"]),
        ("张三、李四等3人", &["张三", "李四"]),
        ("欧阳 修 王经理", &["欧阳 修", "王经理"]),
        ("王登科 张三", &["王登科", "张三"]),
        ("Ravi Patel", &["Ravi Patel"]),
        ("Contact: Zhang San, tel: 13800138000", &["Zhang San"]),
        ("张三（示例大学）", &["张三（示例大学）"]),
        ("示例控股有限公司 60%", &["示例控股有限公司"]),
        ("示例股份 51%；李四 49%", &["示例股份", "李四"]),
        ("示例投资 30%", &["示例投资"]),
        ("张三股份30%", &["张三"]),
        ("1.万小明 2.元宝", &["万小明", "元宝"]),
        ("张三1.5万、李四20万元", &["张三", "李四"]),
        ("张三以及李四+王五&赵六", &["张三", "李四", "王五", "赵六"]),
    ];
    for (text, names) in cases {
        assert_eq!(people_in(text), *names, "{text}");
    }
}

#[test]
fn what_may_be_part_of_a_name_stays() {
    for text in [
        "p-07",
        "E001",
        "2023-a",
        "示例1",
        "王主任",
        "李工",
        "示例·王工",
        "阿不都热依木·买买提",
    ] {
        assert_eq!(people_in(text), [text], "{text}");
    }
    assert_eq!(people_in("示例 王工"), ["示例 王工", "王工"]);
}

#[test]
fn names_are_found_again_in_names() {
    for text in [
        "张三/李四 13800138000",
        "张 三",
        "总经理张三",
        "示例 王工",
        "赵六（持股30%）",
    ] {
        let once = people_in(text);
        let again: Vec<String> = once.iter().flat_map(|name| people_in(name)).collect();
        assert!(
            once.iter().all(|name| again.contains(name)),
            "{text}: {again:?}"
        );
    }
}

#[test]
fn organisations_of_a_list_are_not_taken_apart() {
    for text in [
        "示例大学/化学院",
        "示例 大学",
        "北京 示例研究院",
        "甲公司",
        "p1",
    ] {
        assert!(listed_people(text).is_empty(), "{text}");
    }
    assert_eq!(listed_people("张三/李四"), ["张三", "李四"]);
    assert_eq!(listed_people("张三 13800138000"), ["张三"]);
    assert!(looks_like_name("欧阳修") && !looks_like_name("欧阳") && !looks_like_name("技术部"));
}

#[test]
fn joiners_are_looked_at_once_each() {
    let names = vec!["张三"; 40].join("+");
    assert_eq!(people_in(&names).len(), 40);
    let others = vec!["甲"; 400].join("和");
    assert_eq!(people_in(&others), std::slice::from_ref(&others));
    let odd = format!("{names}+甲");
    assert_eq!(people_in(&odd), std::slice::from_ref(&odd));
}
