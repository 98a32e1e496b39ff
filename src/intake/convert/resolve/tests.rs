#![allow(clippy::unwrap_used, reason = "tests")]
use super::{RecordDraft, Resolver, Severity, resolve};
use crate::model::Taxonomies;
use serde_json::{Value, json};

fn resolved(fields: &Value) -> (Value, Vec<(Severity, String)>) {
    let fields = fields.as_object().unwrap().clone();
    let mut draft = RecordDraft::new(1);
    draft.fields = fields;
    resolve(&mut draft, &mut Resolver::new(&Taxonomies::builtin(), 10));
    let findings = draft
        .findings
        .into_iter()
        .map(|f| (f.severity, f.field))
        .collect();
    (Value::Object(draft.fields), findings)
}

#[test]
fn names_become_codes_and_paths() {
    let (fields, findings) = resolved(
        &json!({"industries": "C26、医药制造业", "region": "张店区", "disciplines": ["化学"]}),
    );
    assert_eq!(fields["industries"], json!(["C26", "C27"]));
    assert_eq!(fields["region"], "山东省/淄博市/张店区");
    assert_eq!(fields["disciplines"].as_array().unwrap().len(), 1);
    assert!(findings.is_empty());
}

#[test]
fn a_code_below_the_tree_is_read_as_the_one_above_it() {
    for text in [
        "C3582",
        "c358",
        "3582",
        "C358 医疗仪器设备及器械制造",
        "Ｃ３５８２",
    ] {
        let (fields, findings) = resolved(&json!({ "industries": text }));
        assert_eq!(fields["industries"], json!(["C35"]), "{text}");
        let told = (Severity::Notice, "industries".to_owned());
        assert_eq!(findings, [told], "{text}");
    }
    for text in ["2023年新材料", "C", "X9999", "C3582A", "35820000"] {
        let (fields, _) = resolved(&json!({ "industries": text }));
        assert_ne!(fields["industries"], json!(["C35"]), "{text}");
    }
    let two = resolved(&json!({"industries": "C3582、C2614"}));
    assert_eq!(two.0["industries"], json!(["C35", "C26"]));
    assert_eq!(two.1.len(), 1, "one notice for all");
    // A refusal is not widened.
    let refused = resolved(&json!({"vetoes": {"industries": "C3582"}}));
    assert_eq!(
        refused.1,
        [(Severity::Error, "vetoes.industries".to_owned())]
    );
}

#[test]
fn a_name_with_separators_is_tried_whole() {
    assert_eq!(
        resolved(&json!({"industries": "农、林、牧、渔业"})).0["industries"],
        json!(["A"])
    );
}

#[test]
fn unknown_industries_warn_and_are_kept() {
    let (fields, findings) = resolved(&json!({"industries": "C26；扎染非遗"}));
    assert_eq!(fields["industries"], json!(["C26"]));
    assert_eq!(
        fields["attributes"]["industries_unresolved"],
        json!(["扎染非遗"])
    );
    assert_eq!(findings, [(Severity::Warning, "industries".to_owned())]);
}

#[test]
fn unknown_regions_warn_and_unknown_vetoes_are_errors() {
    let (fields, findings) =
        resolved(&json!({"region": "火星市", "vetoes": {"industries": "扎染非遗"}}));
    let errors = [
        (Severity::Warning, "region".to_owned()),
        (Severity::Error, "vetoes.industries".to_owned()),
    ];
    assert_eq!(findings, errors);
    assert_eq!(
        fields["attributes"],
        json!({"region_unresolved": ["火星市"]})
    );
}

#[test]
fn of_an_address_the_leading_region_counts() {
    let text = "山东省淄博市张店区人民西路1号";
    let (fields, findings) = resolved(&json!({ "region": text }));
    assert_eq!(fields["region"], "山东省/淄博市/张店区");
    assert_eq!(fields["attributes"]["region_unresolved"], json!([text]));
    assert_eq!(findings, [(Severity::Warning, "region".to_owned())]);
}

#[test]
fn of_several_regions_the_first_counts_and_the_others_are_named() {
    for text in [
        "山东省淄博市张店区、桓台县",
        "淄博市张店区，桓台县",
        "张店区/桓台县",
        "张店区及桓台县",
        "张店 桓台",
    ] {
        let (fields, findings) = resolved(&json!({ "region": text }));
        assert_eq!(fields["region"], "山东省/淄博市/张店区", "{text}");
        assert_eq!(fields["attributes"]["region_unresolved"], json!([text]));
        assert_eq!(findings, [(Severity::Warning, "region".to_owned())]);
    }
    let (fields, _) = resolved(&json!({"region": "济南市历下区、高新区"}));
    assert_eq!(fields["region"], "山东省/济南市/历下区");
    let (fields, findings) = resolved(&json!({"region": "淄博市各区县"}));
    assert_eq!(
        (&fields["region"], findings),
        (&json!("山东省/淄博市"), vec![])
    );
}

#[test]
fn a_name_that_begins_as_a_place_elsewhere_does_is_unknown() {
    for text in ["文昌湖区", "北海新区", "大连路街道"] {
        let (fields, findings) = resolved(&json!({ "region": text }));
        assert_eq!(fields.get("region"), None, "{text}");
        assert_eq!(fields["attributes"]["region_unresolved"], json!([text]));
        assert_eq!(findings, [(Severity::Warning, "region".to_owned())]);
    }
}

#[test]
fn lists_of_regions_are_cut_as_one_region_is() {
    let wanted = |text: &str| {
        let (fields, findings) = resolved(&json!({
            "bases": text, "vetoes": {"regions": text}, "preferences": {"regions": [text]},
        }));
        assert!(findings.is_empty(), "{text} {findings:?}");
        assert_eq!(fields["bases"], fields["vetoes"]["regions"]);
        assert_eq!(fields["bases"], fields["preferences"]["regions"]);
        fields["bases"].clone()
    };
    let two = json!(["山东省/淄博市/张店区", "山东省/淄博市/桓台县"]);
    for mark in ["、", "，", "；", "/", "和", "及", "与", " "] {
        assert_eq!(wanted(&format!("淄博市张店区{mark}桓台县")), two);
    }
    let zone = json!(["山东省/济南市/历下区", "山东省/济南市/高新区"]);
    assert_eq!(wanted("济南市历下区、高新区"), zone);
}

#[test]
fn each_unknown_text_is_searched_for_once_and_only_so_many_are() {
    let taxonomies = Taxonomies::builtin();
    let mut resolver = Resolver::new(&taxonomies, 3);
    let mut repairs = Vec::new();
    for name in [
        "火星市",
        "火星市",
        "水星市",
        "火星市",
        "金星市",
        "木星市",
        "土星市",
    ] {
        let mut draft = RecordDraft::new(1);
        draft.fields.insert("region".to_owned(), json!(name));
        resolve(&mut draft, &mut resolver);
        repairs.push(draft.findings[0].repair.to_string());
    }
    assert_eq!((resolver.left, resolver.searched.len()), (0, 3));
    assert!(repairs[0].contains("did you mean"), "{repairs:?}");
    assert_eq!(repairs[0], repairs[3]);
    assert!(repairs[5].contains("write province"), "{repairs:?}");
}

#[test]
fn a_list_without_end_is_one_fault() {
    let (fields, findings) = resolved(&json!({"industries": "火;".repeat(30_000)}));
    assert_eq!(findings, [(Severity::Error, "industries".to_owned())]);
    assert_eq!(fields["industries"], Value::Null);
}

#[test]
fn other_shapes_are_left_to_the_model() {
    let fields = json!({"industries": {"a": 1}, "region": 5, "vetoes": {"kinds": ["talent"]}});
    let (left, findings) = resolved(&fields);
    assert_eq!(
        (&left["industries"], &left["region"]),
        (&json!({"a": 1}), &json!(5))
    );
    assert!(findings.is_empty());
}
