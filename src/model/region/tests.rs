#![allow(clippy::unwrap_used, reason = "tests")]
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Gazetteer, RegionPath};

fn path(text: &str) -> RegionPath {
    text.parse().unwrap()
}

fn resolved(text: &str) -> String {
    Gazetteer::builtin()
        .resolve(text)
        .map_or_else(|e| e.to_string(), |p| p.to_string())
}

fn refused(table: &str) -> String {
    let error = Gazetteer::from_csv(table).unwrap_err();
    assert!(error.is_invalid_input());
    assert!(error.repair().is_some());
    error.to_string()
}

fn km(a: &str, b: &str) -> f64 {
    let gazetteer = Gazetteer::builtin();
    let at = |text: &str| gazetteer.coordinates(&path(text)).unwrap().coordinates;
    at(a).distance_km(at(b))
}

/// Whether the region is a county-level unit right below a province.
fn is_direct_county(region: &RegionPath) -> bool {
    let province = region.levels().next().unwrap();
    let municipality = ["北京市", "天津市", "上海市", "重庆市"].contains(&province);
    // 省直辖县级: cities and counties that belong to no prefecture.
    let counties = "济源市 仙桃市 潜江市 天门市 神农架林区 五指山市 琼海市 文昌市 万宁市 东方市 石河子市 阿拉尔市 \
                    图木舒克市 五家渠市 北屯市 铁门关市 双河市 可克达拉市 昆玉市 胡杨河市 新星市 白杨市";
    let direct = province == "海南省" && region.name().ends_with('县');
    municipality || direct || counties.split_whitespace().any(|c| c == region.name())
}

#[test]
fn the_built_in_table_has_34_provinces_and_333_prefectures() {
    let gazetteer = Gazetteer::builtin();
    let of_depth = |depth| gazetteer.iter().filter(move |e| e.path().depth() == depth);
    assert_eq!(of_depth(1).count(), 34);
    let prefectures: Vec<_> = of_depth(2)
        .filter(|e| !is_direct_county(e.path()))
        .collect();
    assert_eq!(prefectures.len(), 333);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in prefectures {
        let kind = ["自治州", "地区", "盟", "市"]
            .into_iter()
            .find(|k| entry.path().name().ends_with(k))
            .unwrap();
        *kinds.entry(kind).or_default() += 1;
    }
    // The composition as it has been since 2018.
    assert_eq!(
        kinds,
        [("市", 293), ("自治州", 30), ("地区", 7), ("盟", 3)].into()
    );
    assert_eq!(gazetteer.len(), 34 + 333 + 2845);
    assert_eq!(
        gazetteer
            .iter()
            .filter(|e| e.coordinates().is_none())
            .count(),
        26
    );
}

#[test]
fn shandong_has_16_cities_and_136_counties_all_on_the_map() {
    let gazetteer = Gazetteer::builtin();
    let shandong: Vec<_> = gazetteer
        .iter()
        .filter(|e| e.path().starts_with(&path("山东省")))
        .collect();
    let of_depth = |depth| {
        shandong
            .iter()
            .filter(|e| e.path().depth() == depth)
            .count()
    };
    assert_eq!((of_depth(2), of_depth(3)), (16, 136));
    assert!(shandong.iter().all(|e| e.coordinates().is_some()));
}

#[test]
fn seats_lie_in_the_country_and_near_the_seat_above() {
    let gazetteer = Gazetteer::builtin();
    for entry in gazetteer.iter() {
        let Some(here) = entry.coordinates() else {
            continue;
        };
        // The southernmost listed reefs lie at about 9° N.
        assert!(
            (73.0..136.0).contains(&here.lon()) && (8.0..54.0).contains(&here.lat()),
            "{entry:?}"
        );
        let Some(above) = entry
            .path()
            .parent()
            .and_then(|p| gazetteer.coordinates(&p))
        else {
            continue;
        };
        let limit = if entry.path().depth() == 2 {
            1_500.0
        } else {
            800.0
        };
        assert!(here.distance_km(above.coordinates) < limit, "{entry:?}");
    }
}

#[test]
fn known_distances_come_out() {
    // Between seats of government; the one of Jinan lies in the east of the city.
    assert!((80.0..100.0).contains(&km("山东省/淄博市", "山东省/济南市")));
    assert!((1_050.0..1_080.0).contains(&km("北京市", "上海市")));
    assert!((290.0..320.0).contains(&km("山东省/青岛市", "山东省/济南市")));
    assert!((5.0..40.0).contains(&km("广东省/深圳市", "香港特别行政区")));
    assert!((3_500.0..4_500.0).contains(&km("新疆维吾尔自治区/喀什地区", "山东省/青岛市")));
}

#[test]
fn every_known_region_resolves_to_itself_written_together_or_apart() {
    let gazetteer = Gazetteer::builtin();
    for entry in gazetteer.iter() {
        let together: String = entry.path().levels().collect();
        assert_eq!(&gazetteer.resolve(&together).unwrap(), entry.path());
        assert_eq!(
            &gazetteer.resolve(&entry.path().to_string()).unwrap(),
            entry.path()
        );
    }
}

#[test]
fn everyday_writing_is_understood() {
    for (text, expected) in [
        ("淄博", "山东省/淄博市"),
        ("山东淄博张店", "山东省/淄博市/张店区"),
        ("山东省淄博市张店区", "山东省/淄博市/张店区"),
        ("张店区", "山东省/淄博市/张店区"),
        ("张店", "山东省/淄博市/张店区"),
        ("山东/张店", "山东省/淄博市/张店区"),
        ("中国山东省 淄博", "山东省/淄博市"),
        ("北京", "北京市"),
        ("北京市/海淀区", "北京市/海淀区"),
        ("北京市/北京市/海淀区", "北京市/海淀区"),
        ("北京市/市辖区/海淀区", "北京市/海淀区"),
        ("内蒙古呼和浩特", "内蒙古自治区/呼和浩特市"),
        ("新疆", "新疆维吾尔自治区"),
        ("延边", "吉林省/延边朝鲜族自治州"),
        ("延边州", "吉林省/延边朝鲜族自治州"),
        ("仙桃", "湖北省/仙桃市"),
        ("香港", "香港特别行政区"),
        ("Zibo", "山东省/淄博市"),
        ("Shandong Zibo", "山东省/淄博市"),
        ("Hong Kong", "香港特别行政区"),
        ("章丘市", "山东省/济南市/章丘区"),
        ("碑林", "陕西省/西安市/碑林区"),
    ] {
        assert_eq!(resolved(text), expected, "{text}");
    }
}

#[test]
fn a_short_name_means_what_stands_above_all_others_of_the_name() {
    assert_eq!(resolved("吉林"), "吉林省");
    assert_eq!(resolved("吉林市"), "吉林省/吉林市");
    assert_eq!(resolved("吉林吉林"), "吉林省/吉林市");
    assert_eq!(resolved("海南"), "海南省");
    assert_eq!(resolved("中山"), "广东省/中山市"); // 辽宁省/大连市/中山区 lies deeper
    assert_eq!(resolved("长沙"), "湖南省/长沙市"); // 湖南省/长沙市/长沙县 lies deeper
    // A city and a district of a municipality: neither stands above the other.
    let error = resolved("朝阳");
    assert!(
        error.contains("北京市/朝阳区") && error.contains("辽宁省/朝阳市"),
        "{error}"
    );
    assert_eq!(resolved("朝阳市"), "辽宁省/朝阳市");
}

#[test]
fn an_ambiguous_name_lists_its_candidates() {
    let error = Gazetteer::builtin().resolve("鼓楼区").unwrap_err();
    assert_eq!(
        (error.field(), error.value()),
        (Some("region"), Some("鼓楼区"))
    );
    for candidate in [
        "江苏省/南京市",
        "江苏省/徐州市",
        "福建省/福州市",
        "河南省/开封市",
    ] {
        assert!(
            error.to_string().contains(&format!("{candidate}/鼓楼区")),
            "{error}"
        );
    }
    // 天津市/和平区 is a district like 辽宁省/沈阳市/和平区, though one level higher.
    assert!(resolved("和平区").contains("several have this name"));
    assert_eq!(resolved("南京鼓楼区"), "江苏省/南京市/鼓楼区");
    let shandong = resolved("山东市中区");
    assert!(
        shandong.contains("山东省/枣庄市/市中区, 山东省/济南市/市中区"),
        "{shandong}"
    );
    assert!(!shandong.contains("四川省"));
}

#[test]
fn romanised_names_stand_in_either_order() {
    for (text, path) in [
        ("Zibo, Shandong", "山东省/淄博市"),
        ("Shandong, Zibo", "山东省/淄博市"),
        ("Zibo City, Shandong Province, China", "山东省/淄博市"),
        ("Beijing, China", "北京市"),
        ("Zibo", "山东省/淄博市"),
    ] {
        assert_eq!(
            Gazetteer::builtin().resolve(text).unwrap().to_string(),
            path,
            "{text}"
        );
    }
    for text in ["Zhangdian, Zibo, Shandong", "Zibo, Hebei", "Mars, China"] {
        assert!(Gazetteer::builtin().resolve(text).is_err(), "{text}");
    }
}

#[test]
fn what_is_known_elsewhere_does_not_lie_below_another_city() {
    for text in [
        "济南市/淄博市",
        "山东省/济南市/张店区",
        "山东济南张店区",
        "淄博市/济南",
        "北京市/浦东新区",
        "江苏省/淄博市",
    ] {
        assert!(Gazetteer::builtin().resolve(text).is_err(), "{text}");
    }
}

#[test]
fn an_address_begins_with_its_region() {
    let leading = |text: &str| {
        let (path, rest) = Gazetteer::builtin().leading(text)?;
        Some(format!("{path} {rest}"))
    };
    for (text, found) in [
        (
            "山东省淄博市张店区人民西路1号",
            "山东省/淄博市/张店区 人民西路1号",
        ),
        ("山东省 淄博市 人民西路 1号", "山东省/淄博市 人民西路 1号"),
        ("淄博市中山路5号", "山东省/淄博市 中山路5号"),
        ("Zhangdian, Zibo, Shandong", "山东省/淄博市 Zhangdian"),
    ] {
        assert_eq!(leading(text).as_deref(), Some(found), "{text}");
    }
    for text in [
        "济南市淄博市",
        "济南市张店区西路1号",
        "山东省人民西路1号",
        "火星市1号",
        "",
    ] {
        assert_eq!(leading(text), None, "{text}");
    }
}

#[test]
fn behind_a_short_name_alone_the_unknown_is_no_region_of_it() {
    for text in [
        "文昌湖区",
        "北海新区",
        "南海新区",
        "太湖新区",
        "太湖度假区",
        "大连路街道",
        "南京东路街道",
        "南京路5号",
        "文昌湖区商城路1号",
    ] {
        assert!(
            resolved(text).contains("need not lie in")
                || resolved(text).contains("is not accepted"),
            "{}",
            resolved(text)
        );
        assert_eq!(Gazetteer::builtin().leading(text), None, "{text}");
    }
    for (text, path) in [
        ("张店区南定镇", "山东省/淄博市/张店区/南定镇"),
        ("昆山市玉山镇", "江苏省/苏州市/昆山市/玉山镇"),
        ("海淀区中关村街道", "北京市/海淀区/中关村街道"),
        ("沂源县经济开发区", "山东省/淄博市/沂源县/经济开发区"),
        ("淄博文昌湖区", "山东省/淄博市/文昌湖区"),
        ("山东省淄博市文昌湖区", "山东省/淄博市/文昌湖区"),
        ("滨州北海新区", "山东省/滨州市/北海新区"),
        ("广西北海新区", "广西壮族自治区/北海市/新区"),
        ("威海南海新区", "山东省/威海市/南海新区"),
        ("淄博高新区", "山东省/淄博市/高新区"),
        ("济南市中区", "山东省/济南市/市中区"),
    ] {
        assert_eq!(resolved(text), path, "{text}");
    }
    // A town lies in a county of that name more likely than not, which is said.
    let (path, rest) = Gazetteer::builtin().leading("桓台马桥镇").unwrap();
    assert_eq!(
        (path.to_string().as_str(), rest.as_str()),
        ("山东省/淄博市/桓台县", "马桥镇")
    );
    assert!(Gazetteer::builtin().resolve("桓台马桥镇").is_err());
}

#[test]
fn all_parts_of_a_region_are_the_region() {
    for (text, path) in [
        ("淄博市各区县", "山东省/淄博市"),
        ("淄博市各区（县）", "山东省/淄博市"),
        ("淄博全市", "山东省/淄博市"),
        ("山东省各地市", "山东省"),
        ("山东省内", "山东省"),
        ("淄博市区", "山东省/淄博市"),
        ("湖北省荆州市沙市区", "湖北省/荆州市/沙市区"),
    ] {
        assert_eq!(resolved(text), path, "{text}");
    }
    for text in ["全市", "各区县", "市区"] {
        assert!(Gazetteer::builtin().resolve(text).is_err(), "{text}");
    }
}

#[test]
fn several_regions_are_none() {
    for text in [
        "北京市、上海市",
        "淄博市、高新区",
        "济南市历下区、高新区",
        "张店 桓台",
        "淄博市张店区、桓台县",
        "张店区和桓台县",
        "济南市历下区和高新区",
        "张店区及某某新城区",
        "张店区南定镇和马尚镇",
        "张店区桓台县",
        "济南市张店区",
        "淄博市（含高新区",
    ] {
        assert!(
            Gazetteer::builtin().resolve(text).is_err(),
            "{} {text}",
            resolved(text)
        );
    }
}

#[test]
fn below_a_city_what_is_not_known_is_kept_as_given() {
    assert_eq!(resolved("山东省/淄博市/高新区"), "山东省/淄博市/高新区");
    assert_eq!(resolved("淄博高新区"), "山东省/淄博市/高新区");
    assert_eq!(resolved("北京海淀中关村街道"), "北京市/海淀区/中关村街道");
    assert_eq!(resolved("上海/张江"), "上海市/张江");
    assert_eq!(resolved("东莞/松山湖"), "广东省/东莞市/松山湖");
    for zone in [
        "淄博高新技术产业开发区",
        "淄博市/高新技术开发区",
        "山东省淄博市国家高新区",
        "淄博国家高新技术产业开发区",
    ] {
        assert_eq!(resolved(zone), "山东省/淄博市/高新区", "{zone}");
    }
    // A place with its city before it is none in another one.
    for two in [
        "山东省济南市历下区/淄博市张店区",
        "济南市/淄博市张店区",
        "历下区/淄博市高新区",
    ] {
        assert!(
            resolved(two).contains("is not accepted"),
            "{two}: {}",
            resolved(two)
        );
    }
    // Not below a province, and not what does not look like a region.
    assert!(resolved("山东省/高新区").contains("is not accepted"));
    assert!(resolved("淄博陶瓷厂").contains("is not accepted"));
    assert!(resolved("淄博市/张店区/甲/乙/丙").contains("four levels"));
}

#[test]
fn a_region_that_does_not_exist_is_refused_with_the_nearest() {
    let error = Gazetteer::builtin().resolve("山东省/淄薄市").unwrap_err();
    assert!(error.is_invalid_input());
    assert!(
        error.to_string().contains("did you mean 山东省/淄博市"),
        "{error}"
    );
    assert!(resolved("zzz").contains("is not accepted"));
    for empty in ["", " ", "//", "☃"] {
        assert!(
            resolved(empty).contains("write province, city and district"),
            "{}",
            resolved(empty)
        );
    }
    assert!(resolved(&"张店".repeat(200)).contains("128 characters"));
}

#[test]
fn coordinates_say_whose_they_are() {
    let gazetteer = Gazetteer::builtin();
    let of = |text: &str| gazetteer.coordinates(&path(text)).map(|l| l.of.to_string());
    assert_eq!(
        of("山东省/淄博市/张店区").as_deref(),
        Some("山东省/淄博市/张店区")
    );
    assert_eq!(
        of("山东省/淄博市/高新区/甲园").as_deref(),
        Some("山东省/淄博市")
    );
    assert_eq!(of("广东省/深圳市/龙华区").as_deref(), Some("广东省/深圳市")); // its seat is not known
    assert_eq!(of("乌有省/乌有市"), None);
}

#[test]
fn a_users_table_replaces_the_built_in_one() {
    let table = "\u{FEFF}路径,经度,纬度,别名\r\n# 甲\r\n甲省/乙市/丙区,118.5,36.5,老丙|Bing\r\n甲省/丁市,,,\r\n";
    let own = Gazetteer::from_csv(table).unwrap();
    assert_eq!(format!("{own:?}"), "Gazetteer(4 regions)"); // 甲省 and 甲省/乙市 are implied
    assert!(own.contains(&path("甲省/乙市")));
    assert_eq!(own.resolve("bing").unwrap(), path("甲省/乙市/丙区"));
    assert_eq!(own.resolve("甲省老丙").unwrap(), path("甲省/乙市/丙区"));
    assert_eq!(own.coordinates(&path("甲省/丁市")), None);
    assert_eq!(
        own.get(&path("甲省/乙市/丙区")).unwrap().aliases(),
        ["老丙", "Bing"]
    );
    assert!(own.resolve("淄博").is_err());
}

#[test]
fn overlapping_aliases_do_not_make_a_text_slow() {
    // Read word by word, this text has as many readings as the 128th Fibonacci number.
    let own = Gazetteer::from_csv("path,lon,lat,aliases\n甲市,,,a|aa\n").unwrap();
    assert_eq!(own.resolve(&"a".repeat(128)).unwrap(), path("甲市"));
}

#[test]
fn bad_lines_are_named() {
    assert!(refused("path,lon,lat\n甲,NaN,3\n").starts_with("line 2: lon: \"NaN\""));
    assert!(refused("path,lon,lat\n甲,118,91\n").starts_with("line 2: lat: \"91\""));
    assert!(refused("path,lon,lat\n甲,118,\n").starts_with("line 2: lat: \"\""));
    assert!(refused("path,lon,lat\n甲,东经,3\n").contains("such as 118.055"));
    assert!(refused("path,lon,lat\n甲//乙,1,1\n").starts_with("line 2: region: \"甲//乙\""));
    let twice = refused("path,lon,lat\n甲/乙,1,1\n甲-乙,2,2\n");
    assert!(
        twice.starts_with("line 3: path: \"甲/乙\"") && twice.contains("line 2 already"),
        "{twice}"
    );
    assert!(refused("path,lon,lat,aliases\n甲,1,1,-\n").contains("letters or digits"));
    assert!(refused("path,lon\n甲,1\n").contains("add the column lat or 纬度"));
    let missing = Gazetteer::from_csv_file("/no/such/region.csv")
        .unwrap_err()
        .to_string();
    assert!(missing.contains("/no/such/region.csv"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_resolves_to_a_path_that_resolves_to_itself(
        text in "([山东淄博张店区市省北京海淀中国鼓楼a/ 　-]{0,12}|\\PC{0,40})",
    ) {
        let gazetteer = Gazetteer::builtin();
        match gazetteer.resolve(&text) {
            Ok(region) => prop_assert_eq!(gazetteer.resolve(&region.to_string()).unwrap(), region),
            Err(error) => prop_assert!(error.is_invalid_input()),
        }
    }

    #[test]
    fn any_table_is_read_or_refused(table in "(path|lon|lat|[甲乙/,\n19.-]){0,40}") {
        let table = format!("path,lon,lat\n{table}");
        prop_assert!(Gazetteer::from_csv(table).map_or_else(|e| e.is_invalid_input(), |g| g.len() > 0));
    }
}
