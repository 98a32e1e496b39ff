//! What is inferred of text counts by how sure it is, and bars nothing.

use qianxian::explain::{Language, sentences};
use qianxian::infer::{self, Infer};
use qianxian::model::{Need, Profile, Taxonomies, Taxonomy};
use qianxian::score::{Explanation, Fact, Feature, FeaturePart};
use qianxian::{Library, LibraryOptions, Snapshot};
use serde_json::json;

use crate::support::{all, import, library, record};

/// Text of refractories (C30), without codes unless `rest` has them.
fn need(rest: serde_json::Value) -> Need {
    let mut fields = json!({"id": "n", "title": "镁碳砖与钢包浇注料的抗渣性能"});
    merge(&mut fields, rest);
    record(fields)
}

/// Works on refractories (C30).
fn expert(rest: serde_json::Value) -> Profile {
    let mut fields = json!({
        "id": "p", "kind": "expert", "name": "示例·王工", "works": [{"title": "耐火浇注料与镁碳砖的烧结"}]
    });
    merge(&mut fields, rest);
    record(fields)
}

fn merge(fields: &mut serde_json::Value, rest: serde_json::Value) {
    let rest = rest.as_object().unwrap().clone();
    fields.as_object_mut().unwrap().extend(rest);
}

fn part(why: &Explanation, feature: Feature) -> FeaturePart {
    *why.features
        .iter()
        .find(|part| part.feature == feature)
        .unwrap()
}

fn is_listed(need: &Need, profile: &Profile) -> bool {
    let snapshot = library([need], [profile]).snapshot().unwrap();
    let forward = snapshot.rank(need, &all()).unwrap().matches.len() == 1;
    let reverse = snapshot.reverse(profile, &all()).unwrap().matches.len() == 1;
    let why = snapshot.explain(need, profile, &all()).unwrap();
    assert!(forward == reverse && forward == why.is_admitted());
    forward
}

#[test]
fn no_rule_acts_on_an_inferred_fact() {
    let vetoes = json!({"vetoes": {"industries": ["C30"]}});
    let must_be = |condition: &str| json!({"eligibility": [condition]});
    let stated = || json!({"industries": ["C30"]});
    let none = || json!({});
    // What a side says of itself, and what the other side makes of it.
    for (of_need, of_profile) in [
        (vetoes.clone(), none()),
        (none(), vetoes.clone()),
        (none(), must_be("industry in C26")),
        (none(), must_be("industry != C30")),
    ] {
        assert!(
            is_listed(&need(of_need.clone()), &expert(of_profile.clone())),
            "{of_need} {of_profile}"
        );
        let (mut of_need, mut of_profile) = (of_need, of_profile);
        merge(&mut of_need, stated());
        merge(&mut of_profile, stated());
        assert!(
            !is_listed(&need(of_need.clone()), &expert(of_profile.clone())),
            "stated, it bars: {of_need} {of_profile}"
        );
    }
}

#[test]
fn inferred_codes_stand_in_by_how_sure_they_are() {
    let (stated, bare) = (json!({"industries": ["C30"]}), json!({}));
    let sure_need = infer::need(&need(bare.clone())).industries[0].confidence;
    let sure_profile = infer::profile(&expert(bare.clone())).industries[0].confidence;
    assert!((0.45..1.0).contains(&sure_need) && (0.45..1.0).contains(&sure_profile));
    for (of_need, of_profile, certainty) in [
        (&stated, &stated, 1.0),
        (&stated, &bare, sure_profile),
        (&bare, &stated, sure_need),
        (&bare, &bare, sure_need * sure_profile),
    ] {
        let (need, profile) = (need(of_need.clone()), expert(of_profile.clone()));
        let snapshot = library([&need], [&profile]).snapshot().unwrap();
        let options = all().infer(Infer::Always);
        let why = snapshot.explain(&need, &profile, &options).unwrap();
        let industry = part(&why, Feature::Industry);
        assert!((industry.certainty - certainty).abs() < 1e-9);
        // Both are in C30, whose nearness to itself is 1.
        assert!((industry.value - (0.5 + certainty * 0.5)).abs() < 1e-6);
        assert_eq!(why.leaves().sum::<f64>(), why.score);
        let forward = &snapshot.rank(&need, &options).unwrap().matches[0];
        let reverse = &snapshot.reverse(&profile, &options).unwrap().matches[0];
        let both = [
            (forward.score, forward.confidence),
            (reverse.score, reverse.confidence),
        ];
        assert_eq!(both, [(why.score, why.confidence); 2]);
        let known = why
            .features
            .iter()
            .map(|part| part.weight * part.certainty)
            .sum::<f64>();
        assert!((why.confidence - known).abs() < 1e-5);
    }
}

#[test]
fn two_guesses_are_compared_only_where_that_is_asked_for() {
    let (need, profile) = (need(json!({})), expert(json!({})));
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let known = |infer| {
        let why = snapshot
            .explain(&need, &profile, &all().infer(infer))
            .unwrap();
        let ranked = &snapshot.rank(&need, &all().infer(infer)).unwrap().matches[0];
        assert_eq!(
            (ranked.score, ranked.confidence),
            (why.score, why.confidence)
        );
        part(&why, Feature::Industry).known
    };
    assert!(known(Infer::Always) && !known(Infer::BesideStated));
}

#[test]
fn what_is_far_by_inference_is_drawn_to_neutral_too() {
    let far = need(json!({"industries": ["J66"]}));
    let profile = expert(json!({}));
    let why = library([&far], [&profile]).snapshot().unwrap();
    let why = why.explain(&far, &profile, &all()).unwrap();
    let industry = part(&why, Feature::Industry);
    assert!(industry.value > 0.0 && industry.value < 0.5);
    assert!((industry.value - 0.5 * (1.0 - industry.certainty)).abs() < 1e-6);
}

#[test]
fn turned_off_nothing_is_inferred() {
    let (need, profile) = (need(json!({})), expert(json!({})));
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let off = all().infer(Infer::Never);
    let why = snapshot.explain(&need, &profile, &off).unwrap();
    for feature in [Feature::Industry, Feature::Discipline] {
        let part = part(&why, feature);
        assert!(!part.known && part.value == 0.5 && part.certainty == 0.0);
    }
    let ranked = &snapshot.rank(&need, &off).unwrap().matches[0];
    assert_eq!(
        (ranked.score, ranked.confidence),
        (why.score, why.confidence)
    );
}

#[test]
fn the_record_stays_as_it_was_given() {
    let (need, profile) = (need(json!({})), expert(json!({})));
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    assert_eq!(snapshot.need(&need.id).unwrap(), need);
    assert_eq!(snapshot.profile(&profile.id).unwrap(), profile);
}

fn own_tree() -> Snapshot {
    let table = "code,parent,name,aliases\nC,,耐火,\nC30,C,镁碳砖,浇注料\n";
    let own = Taxonomy::from_csv(table).unwrap();
    let options = LibraryOptions::new().taxonomies(Taxonomies::builtin().with_industries(own));
    let library = Library::in_memory_with(options).unwrap();
    import(&library, [&need(json!({}))], [&expert(json!({}))]);
    library.snapshot().unwrap()
}

#[test]
fn codes_are_not_inferred_of_a_tree_that_is_not_the_built_in_one() {
    let snapshot = own_tree();
    let (need, profile) = (need(json!({})), expert(json!({})));
    let options = all().infer(Infer::Always);
    let why = snapshot.explain(&need, &profile, &options).unwrap();
    assert!(!part(&why, Feature::Industry).known);
    assert!(
        part(&why, Feature::Discipline).known,
        "that tree is the built-in one"
    );
    let ranked = &snapshot.rank(&need, &options).unwrap().matches[0];
    assert_eq!(
        (ranked.score, ranked.confidence),
        (why.score, why.confidence)
    );
}

#[test]
fn explanations_say_what_was_inferred() {
    let stated = json!({"industries": ["C30"], "disciplines": ["430"]});
    let (need, profile) = (need(stated), expert(json!({})));
    let snapshot = library([&need], [&profile]).snapshot().unwrap();
    let why = snapshot.explain(&need, &profile, &all()).unwrap();
    let Some(Fact::Industry(both)) = why.facts.iter().find(|f| f.feature() == Feature::Industry)
    else {
        panic!("industries were compared")
    };
    assert_eq!(both.wanted_confidence, None);
    let sure = both.offered_confidence.unwrap() * 100.0;
    let said = |language| sentences(&why, language).join("\n");
    let chinese = said(Language::Chinese);
    let marked = format!("供方属于非金属矿物制品业（C30）（由文字推断，把握{sure:.1}%）");
    assert!(chinese.contains(&marked), "{chinese}");
    assert!(
        chinese.contains("需求属于非金属矿物制品业（C30），"),
        "{chinese}"
    );
    let english = said(Language::English);
    let marked = format!("(C30) (inferred from its text, {sure:.1}% sure)");
    assert_eq!(english.matches(&marked).count(), 1, "{english}");
}
