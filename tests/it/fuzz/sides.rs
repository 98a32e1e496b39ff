//! Files beside the surveys: lexicons, taxonomies, regions, headings, feedback, judgements, runs.

use qianxian::eval::{Qrels, Run};
use qianxian::intake::{Columns, Limits, Source};
use qianxian::learn::read_feedback;
use qianxian::model::{Budget, Condition, Date, Gazetteer, RegionPath, Taxonomy};
use qianxian::text::Lexicon;
use qianxian::{Error, Result};

use super::{Target, soup};
use crate::support::random::Random;

const SHAPES: [&str; 14] = [
    "针状焦\n隔膜 # 电池\nC#\n",
    "锂电池、锂离子电池，LIB\n机器视觉=machine vision\n",
    "{\"words\":[\"针状焦\"],\"synonyms\":[[\"甲\",\"乙\"]]}",
    "path,lon,lat,aliases\n山东省/淄博市,118.05,36.81,淄川|齐都\n山东省,,,鲁\n",
    "路径,经度,纬度\n示例省/示例市/示例区,1,2\n",
    "code,parent,name,en,aliases\nA,,农业,Farming,农\nA01,A,种植,,\n",
    "# ours\n卡脖子问题 = title\n备注=ignore\n成果=works.2.title\n",
    "{\"卡脖子问题\":\"title\",\"序号\":\"id\"}",
    "需求,专家,事件,日期,名次,曝光概率\nn1,p1,签约,2024-06-27,1,0.5\nn1,p2,成了,2024-02-30,0,7\n",
    "{\"need\":\"n1\",\"profile\":\"p1\",\"outcome\":\"signed\",\"rank\":3}\n",
    "n1 0 p1 3\nn1 0 p2 0\nn2 0 p1 -1\n",
    "n1 Q0 p1 1 0.9 tag\nn1 Q0 p2 2 0.8 tag\n",
    "rows=5000",
    "budget <= 500",
];

/// The reader, by number, then the file.
fn make(random: &mut Random) -> Vec<u8> {
    let at = random.below(SHAPES.len());
    let mut file = SHAPES[at].as_bytes().to_vec();
    soup::damage(random, &mut file);
    if random.chance(30) {
        file.extend(soup::text(random, 6).into_bytes());
    }
    file.insert(0, u8::try_from(at).unwrap());
    file
}

/// What is read is good or a fault of the input.
fn fault<T>(read: Result<T>) -> Option<T> {
    read.map_err(|error: Error| assert!(error.is_invalid_input(), "{error}"))
        .ok()
}

fn check(input: &[u8]) {
    let Some((&shape, bytes)) = input.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(bytes);
    match shape % 14 {
        0 => drop(fault(Lexicon::parse_words(&text))),
        1 => {
            if let Some(lexicon) = fault(Lexicon::parse_synonyms(&text)) {
                let json = serde_json::to_string(&lexicon).unwrap();
                assert_eq!(serde_json::from_str::<Lexicon>(&json).unwrap(), lexicon);
            }
        }
        2 => drop(serde_json::from_str::<Lexicon>(&text)),
        3 | 4 => {
            if let Some(gazetteer) = fault(Gazetteer::from_csv(bytes)) {
                for entry in gazetteer.iter() {
                    assert_eq!(
                        gazetteer.resolve(&entry.path().to_string()).as_ref().ok(),
                        Some(entry.path())
                    );
                }
                drop(fault(gazetteer.resolve(&text)));
            }
        }
        5 => {
            if let Some(taxonomy) = fault(Taxonomy::from_csv(bytes)) {
                drop(fault(taxonomy.resolve(&text)));
            }
        }
        6 | 7 => drop(fault(text.parse::<Columns>())),
        8 => drop(fault(read_feedback(&Source::bytes("a.csv", bytes)))),
        9 => drop(fault(read_feedback(&Source::bytes("a.jsonl", bytes)))),
        10 => drop(fault(Qrels::read(bytes))),
        11 => drop(fault(Run::read(bytes))),
        12 => drop(fault(Limits::default().set(&text))),
        _ => values(&text),
    }
}

/// Values of one field: what is read is written so that it is read again.
fn values(text: &str) {
    if let Some(date) = fault(text.parse::<Date>()) {
        assert_eq!(date.to_string().parse::<Date>().unwrap(), date);
    }
    if let Some(budget) = fault(text.parse::<Budget>()) {
        assert_eq!(
            budget.to_string().parse::<Budget>().unwrap(),
            budget,
            "{text}"
        );
    }
    if let Some(condition) = fault(text.parse::<Condition>()) {
        assert_eq!(
            condition.to_string().parse::<Condition>().unwrap(),
            condition,
            "{text}"
        );
    }
    if let Some(path) = fault(text.parse::<RegionPath>()) {
        assert_eq!(path.to_string().parse::<RegionPath>().unwrap(), path);
    }
}

#[test]
fn sides() {
    Target {
        name: "sides",
        count: 2_000,
        make,
        check,
    }
    .run();
}
