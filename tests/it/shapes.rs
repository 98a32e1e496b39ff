//! The JSON that the library's answers are stored and sent as: every shape held by a snapshot, and read back to
//! the same value where a portal would store it.

use std::fmt::Debug;

use qianxian::clinic::examine_all;
use qianxian::eval::{Qrels, Run, evaluate};
use qianxian::intake::{Intake, Source};
use qianxian::model::{Date, Need, Profile, ProfileId, Taxonomies};
use qianxian::score::{KindWeights, Weights};
use qianxian::{Library, RankOptions, Snapshot};
use serde::Serialize;
use serde::de::DeserializeOwned;

const NEED: &str = r#"{"id":"N1","kind":"research","title":"油系针状焦的制备","enterprise":"示例甲炭素","keywords":["针状焦","石墨化"],"description":"真密度≥2.12 g/cm³。","region":"山东省/东营市"}"#;
const PROFILES: [&str; 2] = [
    r#"{"id":"P1","kind":"expert","name":"示例·王教授","organization":"示例大学","level":"professor","expertise":["针状焦"],"works":[{"title":"油系针状焦的制备与石墨化","year":2021,"summary":"真密度2.13 g/cm³。"}],"region":"山东省/青岛市"}"#,
    r#"{"id":"P2","kind":"expert","name":"示例·李工","organization":"示例甲炭素","expertise":["针状焦"]}"#,
];

/// Holds the JSON of `value` to its snapshot.
fn shape<T: Serialize>(name: &str, value: &T) {
    let text = serde_json::to_string_pretty(value).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Holds the JSON of `value` to its snapshot, and what is read back from it to `value`.
fn stored<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    shape(name, value);
}

fn need() -> Need {
    serde_json::from_str(NEED).unwrap()
}

fn profiles() -> [Profile; 2] {
    PROFILES.map(|text| serde_json::from_str(text).unwrap())
}

fn snapshot() -> Snapshot {
    let library = Library::in_memory().unwrap();
    let mut writer = library.writer().unwrap();
    writer.put_need(&need()).unwrap();
    for profile in profiles() {
        writer.put_profile(&profile).unwrap();
    }
    writer.commit().unwrap();
    library.snapshot().unwrap()
}

fn options() -> RankOptions {
    RankOptions::new(Date::new(2024, 7, 1).unwrap())
}

#[test]
fn records_are_stored() {
    stored("need", &need());
    stored("profile", &profiles()[0]);
}

#[test]
fn rankings_and_explanations_keep_their_shape() {
    let snapshot = snapshot();
    let [first, barred] = profiles();
    shape("ranking", &snapshot.rank(&need(), &options()).unwrap());
    shape(
        "need_ranking",
        &snapshot.reverse(&first, &options()).unwrap(),
    );
    shape(
        "explanation",
        &snapshot.explain(&need(), &first, &options()).unwrap(),
    );
    shape(
        "explanation_of_a_barred_pair",
        &snapshot.explain(&need(), &barred, &options()).unwrap(),
    );
    shape(
        "why_not",
        &snapshot.why_not(&need(), &barred, &options()).unwrap(),
    );
    stored("weights", &KindWeights::from(Weights::text_only()));
}

#[test]
fn reports_are_stored() {
    let file = "编号,需求名称,所在地区\nN7,针状焦,山东省东营市\nN8,,某地\n";
    let taxonomies = Taxonomies::builtin();
    let source = Source::bytes("needs.csv", file);
    let report = Intake::new(&taxonomies)
        .needs(&source, &mut |_| Ok(()))
        .unwrap();
    stored("import_report", &report);
    shape("checkups", &examine_all(&[need()]).unwrap());
    let mut qrels = Qrels::new();
    qrels.insert("N1", "P1", 2).unwrap();
    let mut run = Run::new();
    run.insert("N1", ProfileId::new("P1").unwrap().as_str(), 0.5)
        .unwrap();
    let metrics = ["ndcg@10".parse().unwrap(), "mrr".parse().unwrap()];
    stored("evaluation", &evaluate(&qrels, &run, &metrics).unwrap());
}
