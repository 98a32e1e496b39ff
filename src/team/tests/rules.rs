//! Rule by rule.

use super::*;

fn person(id: &str, organization: &str) -> Candidate {
    Candidate::new(id)
        .organization(organization)
        .kind(ProfileKind::Expert)
}

#[test]
fn a_chief_must_qualify_alone() {
    let problem = problem(
        &[("x", 1.0), ("y", 1.0)],
        &[
            (person("a", "u").level(Level::Professor), &[("x", 0.5)]),
            (
                person("b", "v").level(Level::Lecturer),
                &[("x", 1.0), ("y", 1.0)],
            ),
        ],
    );
    let rules = TeamRules::new().chief(Chief::new().level(Level::Professor));
    let team = formed(&problem, &rules);
    assert_eq!(ids(&team), ["a", "b"], "b is of too low a level");
    assert!(team.members[0].chief && !team.members[1].chief);
    assert!(!team.members[0].level_unknown && !team.members[1].level_unknown);
    let rules = TeamRules::new().chief(Chief::new().level(Level::Professor).share(0.5));
    assert!(form(&problem, &rules).infeasibility().is_some());
}

#[test]
fn an_unknown_level_may_lead_and_a_lower_one_not() {
    let asked = |levels: [Option<Level>; 2]| {
        let one = |id: &str, level: Option<Level>, proved| {
            let candidate = person(id, "u");
            let candidate = level.map_or(candidate.clone(), |level| candidate.level(level));
            (candidate, vec![("x", proved)])
        };
        let people = [one("a", levels[0], 1.0), one("b", levels[1], 0.5)];
        let people: Vec<_> = people.iter().map(|(c, p)| (c.clone(), &p[..])).collect();
        let problem = problem(&[("x", 1.0)], &people);
        form(
            &problem,
            &TeamRules::new().chief(Chief::new().level(Level::Professor)),
        )
    };
    let lecturer = Some(Level::Lecturer);
    let team = asked([None, lecturer]).into_result().unwrap();
    let chief = team.chief().unwrap();
    assert!(chief.profile == "a" && chief.level_unknown, "{team:?}");
    assert!(asked([lecturer, lecturer]).infeasibility().is_some());
}

/// Three quarters of a topic of weight 3 of 9 are a quarter of the need; six tenths of a third are a fifth.
/// Neither share is met in steps of 2⁻²⁰ and 2⁻³⁰.
#[test]
fn a_chief_with_exactly_the_share_asked_for_qualifies() {
    for (weights, proved, share) in [
        ([3.0, 3.0, 2.0, 1.0], 0.75, 0.25),
        ([0.3, 0.3, 0.2, 0.1], 0.75, 0.25),
        ([3e300, 3e300, 2e300, 1e300], 0.75, 0.25),
        ([3e-300, 3e-300, 2e-300, 1e-300], 0.75, 0.25),
        ([1.0, 1.0, 0.5, 0.5], 0.6, 0.2),
    ] {
        let names = ["w", "x", "y", "z"];
        let topics: Vec<_> = names.into_iter().zip(weights).collect();
        let problem = problem(&topics, &[(person("a", "u"), &[("w", proved)])]);
        let asked = |share| TeamRules::new().chief(Chief::new().share(share));
        assert_eq!(ids(&formed(&problem, &asked(share))), ["a"], "{weights:?}");
        let more = form(&problem, &asked(share + 1e-9));
        assert!(more.infeasibility().is_some(), "{weights:?}");
    }
}

#[test]
fn of_several_who_qualify_the_one_who_covers_most_alone_is_chief() {
    let problem = problem(
        &[("x", 2.0), ("y", 1.0)],
        &[
            (person("a", "u"), &[("y", 1.0)]),
            (person("b", "v"), &[("x", 1.0)]),
        ],
    );
    let team = formed(&problem, &TeamRules::new().chief(Chief::new()));
    assert_eq!(team.chief().unwrap().profile, "b");
}

#[test]
fn units_are_mixed() {
    let problem = problem(
        &[("x", 1.0), ("y", 1.0), ("z", 1.0)],
        &[
            (person("a", "u"), &[("x", 1.0)]),
            (person("b", "u"), &[("y", 1.0)]),
            (person("c", "u"), &[("z", 1.0)]),
            (person("d", "v"), &[("z", 0.5)]),
        ],
    );
    assert_eq!(ids(&formed(&problem, &TeamRules::new())), ["a", "b", "c"]);
    let rules = TeamRules::new().per_organization(2);
    assert_eq!(ids(&formed(&problem, &rules)), ["a", "b", "d"]);
    let rules = TeamRules::new().organizations(2).size(1..=3);
    assert_eq!(formed(&problem, &rules).members.len(), 3);
    assert!(
        form(&problem, &TeamRules::new().organizations(3))
            .solved()
            .is_none()
    );
}

#[test]
fn an_unknown_organisation_breaks_no_limit_and_is_no_further_one() {
    let problem = problem(
        &[("x", 1.0), ("y", 1.0)],
        &[
            (Candidate::new("a"), &[("x", 1.0)]),
            (Candidate::new("b"), &[("y", 1.0)]),
        ],
    );
    assert_eq!(
        formed(&problem, &TeamRules::new().per_organization(1)).coverage,
        1.0
    );
    assert!(
        form(&problem, &TeamRules::new().organizations(1))
            .solved()
            .is_none()
    );
}

#[test]
fn people_in_conflict_are_kept_apart() {
    let mut builder = TeamProblem::builder();
    for topic in ["x", "y"] {
        builder.topic(topic, 1.0).unwrap();
    }
    for (id, topic, share) in [("a", "x", 1.0), ("b", "y", 1.0), ("c", "y", 0.5)] {
        builder.candidate(Candidate::new(id)).unwrap();
        builder
            .proof(id, topic, share, Evidence::default())
            .unwrap();
    }
    builder.conflict("b", "a").unwrap();
    let problem = builder.build().unwrap();
    assert_eq!(ids(&formed(&problem, &TeamRules::new())), ["a", "c"]);
}

#[test]
fn nobody_serves_without_a_place_free() {
    let problem = problem(
        &[("x", 1.0)],
        &[
            (Candidate::new("full").free(0), &[("x", 1.0)]),
            (Candidate::new("one").free(1), &[("x", 0.75)]),
            (Candidate::new("unknown"), &[("x", 0.5)]),
        ],
    );
    assert_eq!(ids(&formed(&problem, &TeamRules::new())), ["one"]);
    assert_eq!(
        ids(&formed(&problem, &TeamRules::new().load(2))),
        ["unknown"]
    );
    assert_eq!(ids(&formed(&problem, &TeamRules::new().load(0))), ["full"]);
}

#[test]
fn a_leading_enterprise_takes_a_seat_and_is_an_organisation() {
    let problem = problem(
        &[("x", 1.0), ("y", 1.0)],
        &[
            (person("a", "firm"), &[("x", 1.0)]),
            (person("b", "v"), &[("y", 1.0)]),
        ],
    );
    let rules = TeamRules::new().led_by_enterprise("firm").size(1..=2);
    let team = formed(&problem, &rules);
    assert_eq!(
        (team.members.len(), team.lead.as_deref()),
        (1, Some("firm"))
    );
    let rules = TeamRules::new()
        .led_by_enterprise("firm")
        .per_organization(1)
        .organizations(2);
    assert_eq!(ids(&formed(&problem, &rules)), ["b"]);
}

#[test]
fn labels_count_kinds_and_regions() {
    let problem = problem(
        &[("x", 1.0), ("y", 1.0)],
        &[
            (Candidate::new("far"), &[("x", 1.0), ("y", 1.0)]),
            (Candidate::new("lab").kind(ProfileKind::Facility), &[]),
            (Candidate::new("near").label("淄博"), &[("x", 0.5)]),
        ],
    );
    let rules = TeamRules::new()
        .label("facility", 1..=1)
        .label("淄博", 1..=TeamRules::MOST);
    assert_eq!(formed(&problem, &rules).members.len(), 3);
    assert_eq!(
        ids(&formed(&problem, &TeamRules::new().label("淄博", 0..=0))),
        ["far"]
    );
}

#[test]
fn a_consortium_gives_each_member_one_role() {
    let organisation = |id, kind| Candidate::new(id).organization(id).kind(kind);
    let problem = problem(
        &[("x", 2.0), ("y", 1.0)],
        &[
            (organisation("bank", ProfileKind::Finance), &[]),
            (
                organisation("uni-1", ProfileKind::Institution),
                &[("x", 1.0)],
            ),
            (
                organisation("uni-2", ProfileKind::Institution),
                &[("y", 1.0)],
            ),
            (organisation("pilot", ProfileKind::Facility), &[("y", 0.5)]),
        ],
    );
    let rules = TeamRules::new()
        .led_by_enterprise("firm")
        .role(Role::new("university", ["institution"], 1..=1))
        .role(Role::new("platform", ["facility", "institution"], 1..=1))
        .role(Role::new("finance", ["finance"], 1..=1));
    let team = formed(&problem, &rules);
    let mut cast: Vec<_> = team
        .members
        .iter()
        .map(|m| (m.profile.as_str(), m.role.as_deref().unwrap()))
        .collect();
    cast.sort_unstable();
    let finance = ("bank", "finance");
    assert!(cast.contains(&finance) && team.coverage == 1.0, "{cast:?}");
    assert_eq!(cast.len(), 3, "one university plays the platform");
}

#[test]
fn a_topic_can_be_insisted_on() {
    let problem = problem(
        &[("x", 3.0), ("≥360 MPa", 1.0)],
        &[
            (Candidate::new("a"), &[("x", 1.0)]),
            (Candidate::new("b"), &[("≥360 MPa", 1.0)]),
        ],
    );
    let one = TeamRules::new().size(1..=1);
    assert_eq!(ids(&formed(&problem, &one)), ["a"]);
    assert_eq!(
        ids(&formed(&problem, &one.clone().topic("≥360 MPa", 1.0))),
        ["b"]
    );
    let error = Team::form(&problem, &one.topic("z", 1.0), Options::new()).unwrap_err();
    assert!(error.is_not_found());
}

#[test]
fn required_and_excluded_candidates() {
    let problem = problem(
        &[("x", 1.0)],
        &[
            (Candidate::new("a"), &[("x", 1.0)]),
            (Candidate::new("b"), &[("x", 0.5)]),
        ],
    );
    let rules = TeamRules::new().size(1..=1);
    assert_eq!(
        ids(&formed(
            &problem,
            &rules.clone().require("b".parse().unwrap())
        )),
        ["b"]
    );
    assert_eq!(
        ids(&formed(
            &problem,
            &rules.clone().exclude("a".parse().unwrap())
        )),
        ["b"]
    );
    let error = Team::form(
        &problem,
        &rules.require("q".parse().unwrap()),
        Options::new(),
    )
    .unwrap_err();
    assert!(error.is_not_found());
}
