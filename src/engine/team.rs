//! Teams from a library: topics, candidates and proofs gathered into a [`TeamProblem`].

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::same_person::SamePersons;
use super::{Snapshot, labels};
use crate::error::{Bilingual, Error, Result, Wording, say};
use crate::model::{Need, Profile, ProfileId};
use crate::rank::RankOptions;
use crate::team::{
    Candidate, Evidence, Proofs, Scope, TeamBuilder, TeamProblem, TopicProof, TopicText, conflicts,
    frequency, keep_proved, proofs, rarity, topics, unite,
};

/// A profile that may be in the team, with its proofs and its score for the whole need.
struct Provider {
    profile: Profile,
    score: f64,
    proofs: Vec<TopicProof>,
}

impl Snapshot {
    /// The team problem of `need`, which need not be one of the library: its topics, and who could cover them.
    ///
    /// [`Scope`] chooses the topics. A document proves a topic to the share of the topic's terms, by their rarity,
    /// that stand in it, in whole hundredths, if that is at least half; terms of several documents are never put
    /// together. A profile's own statement counts three quarters of a work. A user's synonym that stands there whole
    /// counts as the phrase.
    ///
    /// A candidate is **every** profile that no rule bars and that proves a topic; there is no cut-off before that.
    /// (Who proves nothing could fill a seat and no more; kinds that are wanted for that are named by
    /// [`Scope::supporting`].) Profiles that prove a topic and are ruled out are kept with their reason
    /// ([`TeamProblem::barred`]). A candidate's score is the one in [`Snapshot::rank`]. Candidates are in conflict if
    /// one has declared it, in its `conflicts`, by the other's id, name or organisation; and experts of one name and
    /// organisation are one person under several ids, of whom one at most is in a team.
    ///
    /// `options` says which kinds and regions are admitted, who is left out, and the day it is; its
    /// k does not matter. O(postings of the topics' terms + profiles · log + records of candidates).
    ///
    /// # Errors
    /// Invalid input if the need has a fault, a named part has no words, or there is nothing to
    /// cover; infeasible if the need is closed.
    pub fn team_problem(
        &self,
        need: &Need,
        scope: &Scope,
        options: &RankOptions,
    ) -> Result<TeamProblem> {
        // Everybody's score is wanted. At least 1, since rules refuse a k of 0 and a library may be empty.
        let all = options.clone().k(self.compiled().profile_count().max(1));
        let scores = self.scores(need, &all)?;
        let mut topics = self.topics(need, scope)?;
        let mut found = proofs(self.compiled(), &topics);
        keep_proved(&mut topics, scope.words, &mut found);
        let mut found = self.named(found)?;
        if !scope.supporting.is_empty() {
            let supporting = all.clone().kinds(scope.supporting.iter().copied());
            let others = self.scores(need, &supporting)?.into_keys();
            for other in others.filter(|other| scores.contains_key(other)) {
                // No proofs: they fill a seat and cover nothing.
                found.entry(other).or_default();
            }
        }
        let (admitted, barred): (Vec<Provider>, Vec<Provider>) = self
            .providers(found, &scores)?
            .into_iter()
            .partition(|provider| scores.contains_key(&provider.profile.id));
        let mut builder = TeamProblem::builder();
        fill(&mut builder, &topics, &admitted)?;
        let asked = self.explained(need, &all)?;
        for Provider { profile, .. } in &barred {
            let broken = asked.explain(profile, &all)?.violations;
            let told: Vec<Wording> = broken.iter().map(Bilingual::wording).collect();
            let told = Wording::joined(&told, ("; ", "；"));
            builder.bar(profile.id.as_str(), told)?;
        }
        builder.build()
    }

    /// Every admitted profile, with its score.
    fn scores(&self, need: &Need, all: &RankOptions) -> Result<BTreeMap<ProfileId, f64>> {
        let ranking = self.rank(need, all)?;
        if let Some(why) = ranking.closed.map(|why| why.wording()) {
            let repair = say!(
                "open it again before a team is formed ({why})",
                "请重新开放该需求再组队（{why}）";
                why
            );
            return Err(Error::invalid("need", &need.id, repair));
        }
        let matches = ranking.matches.into_iter();
        Ok(matches.map(|found| (found.profile, found.score)).collect())
    }

    fn topics(&self, need: &Need, scope: &Scope) -> Result<Vec<TopicText>> {
        let library = self.compiled();
        let rarity = |hash| rarity(library, hash);
        topics(need, scope, self.queries(), rarity, |hash| {
            frequency(library, hash) > 0
        })
    }

    /// Proofs by profile id.
    fn named(&self, found: Proofs) -> Result<BTreeMap<ProfileId, Vec<TopicProof>>> {
        let segments = &self.compiled().segments;
        let named = |((segment, profile), list): ((usize, u32), _)| {
            let id = segments[segment].compiled.id(profile);
            Ok((ProfileId::new(id)?, list))
        };
        found.into_iter().map(named).collect()
    }

    fn providers(
        &self,
        found: BTreeMap<ProfileId, Vec<TopicProof>>,
        scores: &BTreeMap<ProfileId, f64>,
    ) -> Result<Vec<Provider>> {
        let read = |(id, proofs): (ProfileId, Vec<TopicProof>)| {
            Ok(Provider {
                score: scores.get(&id).copied().unwrap_or(0.0),
                profile: self.profile(&id)?,
                proofs,
            })
        };
        found.into_par_iter().map(read).collect()
    }
}

/// Adds topics, candidates, proofs and conflicts.
fn fill(builder: &mut TeamBuilder, topics: &[TopicText], providers: &[Provider]) -> Result<()> {
    // What an assignment's quota counts, a team's rule counts by the same label.
    let candidate = |p: &Provider| {
        let of = Candidate::of(&p.profile).score(p.score);
        labels(&p.profile).into_iter().fold(of, Candidate::label)
    };
    let mut candidates: Vec<Candidate> = providers.iter().map(candidate).collect();
    unite(&mut candidates);
    for topic in topics {
        builder.topic(&topic.name, topic.weight)?;
    }
    for candidate in candidates {
        builder.candidate(candidate)?;
    }
    for provider in providers {
        for proof in &provider.proofs {
            let topic = &topics[proof.topic].name;
            #[expect(clippy::cast_precision_loss, reason = "0 to 100")]
            let share = proof.percent as f64 / 100.0;
            let id = provider.profile.id.as_str();
            builder.proof(id, topic, share, evidence(&provider.profile, proof))?;
        }
    }
    let profiles: Vec<&Profile> = providers.iter().map(|p| &p.profile).collect();
    for (one, other) in conflicts(&profiles) {
        builder.conflict(&one, &other)?;
    }
    let mut same = SamePersons::default();
    profiles.iter().for_each(|profile| same.add(profile));
    // A person fills one seat, however many ids the person has.
    for ids in same.sets() {
        let ids: Vec<&ProfileId> = ids.iter().collect();
        for (at, one) in ids.iter().enumerate() {
            for other in &ids[at + 1..] {
                builder.conflict(one.as_str(), other.as_str())?;
            }
        }
    }
    Ok(())
}

/// The document behind a proof, as people cite it.
fn evidence(profile: &Profile, proof: &TopicProof) -> Evidence {
    let (found, missing) = proof.pieces.clone();
    let work = proof.work.and_then(|at| Some((at, profile.works.get(at)?)));
    let cited = match work {
        Some((at, work)) => Evidence::work(at, &work.title).year(work.year),
        None => Evidence::statement(&profile.name),
    };
    cited.pieces(found, missing)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::{Library, Snapshot};
    use crate::model::{Date, Need, ProfileKind};
    use crate::rank::RankOptions;
    use crate::team::{Options, Scope, Team, TeamProblem, TeamRules, verify};
    use crate::text::Lexicon;

    const PROFILES: &str = r#"{"id":"a","kind":"expert","name":"示例甲","works":[{"title":"针状焦的煅烧","year":2021},{"title":"针状焦"}]}
{"id":"b","kind":"expert","name":"示例乙","expertise":["在线测温"]}
{"id":"c","kind":"expert","name":"示例丙","works":[{"title":"电极的膨胀"},{"title":"石墨的系数"}]}
{"id":"d","kind":"expert","name":"示例丁","status":"paused","works":[{"title":"针状焦"}]}
{"id":"e","kind":"finance","name":"示例贷"}
{"id":"f","kind":"expert","name":"示例戊","expertise":["小麦育种"],"organization":"示例焦业"}"#;

    fn snapshot(profiles: &str) -> Snapshot {
        let library = Library::in_memory().unwrap();
        fill(&library, profiles)
    }

    fn fill(library: &Library, profiles: &str) -> Snapshot {
        let mut writer = library.writer().unwrap();
        for line in profiles.lines() {
            let profile = serde_json::from_str(line).unwrap();
            writer.put_profile(&profile).unwrap();
        }
        writer.commit().unwrap();
        library.snapshot().unwrap()
    }

    fn need() -> Need {
        let json =
            r#"{"id":"n","title":"焦化","keywords":["针状焦","在线测温"],"enterprise":"示例焦业"}"#;
        serde_json::from_str(json).unwrap()
    }

    fn options() -> RankOptions {
        RankOptions::new(Date::new(2024, 7, 1).unwrap())
    }

    fn problem(scope: &Scope) -> TeamProblem {
        let snapshot = snapshot(PROFILES);
        snapshot.team_problem(&need(), scope, &options()).unwrap()
    }

    #[test]
    fn keywords_are_topics_and_works_prove_them() {
        let problem = problem(&Scope::new().words(0));
        let topics: Vec<&str> = problem.topics().map(|(name, _)| name).collect();
        assert_eq!(topics, ["在线测温", "针状焦"]);
        let (share, evidence) = problem.proof("a", "针状焦").unwrap();
        assert_eq!(
            (share, evidence.work, evidence.year),
            (1.0, Some(0), Some(2021))
        );
        assert_eq!(evidence.missing, [""; 0]);
        let (share, evidence) = problem.proof("b", "在线测温").unwrap();
        assert_eq!((share, evidence.work), (0.75, None), "a statement claims");
    }

    #[test]
    fn only_who_proves_something_is_a_candidate_and_who_is_barred_has_a_reason() {
        let problem = problem(&Scope::new());
        assert_eq!(problem.candidates().collect::<Vec<_>>(), ["a", "b"]);
        assert!(problem.barred("d").unwrap().english().contains("paused"));
        assert_eq!(problem.barred("f"), None, "it proves nothing anyway");
    }

    #[test]
    fn pieces_of_several_works_are_not_put_together() {
        let scope = Scope::new().part("膨胀系数", 1.0).only_parts();
        let problem = problem(&scope);
        // c has 膨胀 in one work and 系数 in another; the pair between them stands in neither.
        assert_eq!(problem.proof("c", "膨胀系数"), None);
    }

    #[test]
    fn part_of_a_topic_is_told_with_what_is_missing() {
        let scope = Scope::new().part("针状焦 煅烧", 1.0).only_parts();
        let snapshot = snapshot(PROFILES);
        let problem = snapshot.team_problem(&need(), &scope, &options()).unwrap();
        let (share, evidence) = problem.proof("a", "针状焦 煅烧").unwrap();
        assert_eq!(
            (share, evidence.work),
            (1.0, Some(0)),
            "both stand in the first work"
        );
        assert!(problem.barred("d").is_some() || problem.proof("d", "针状焦 煅烧").is_none());
    }

    #[test]
    fn supporting_kinds_are_candidates_without_a_proof() {
        let options = options().kinds([ProfileKind::Expert, ProfileKind::Finance]);
        let scope = Scope::new().supporting([ProfileKind::Finance]);
        let snapshot = snapshot(PROFILES);
        let problem = snapshot.team_problem(&need(), &scope, &options).unwrap();
        assert_eq!(problem.candidates().collect::<Vec<_>>(), ["a", "b", "e"]);
    }

    #[test]
    fn a_synonym_of_the_user_stands_for_the_phrase() {
        let library = Library::in_memory().unwrap();
        let mut lexicon = Lexicon::new();
        lexicon.add_synonyms(["锂电池", "LIB"]).unwrap();
        library.set_lexicon(lexicon).unwrap();
        let json =
            r#"{"id":"p","kind":"expert","name":"示例甲","works":[{"title":"LIB recycling"}]}"#;
        let snapshot = fill(&library, json);
        let need = Need::new("n", "锂电池").unwrap();
        let scope = Scope::new().part("锂电池", 1.0).only_parts();
        let problem = snapshot.team_problem(&need, &scope, &options()).unwrap();
        assert_eq!(
            problem.proof("p", "锂电池").map(|(share, _)| share),
            Some(1.0)
        );
    }

    #[test]
    fn words_of_the_text_are_topics_where_no_keyword_holds_them() {
        let mut need = need();
        need.description = "需要针状焦石墨化与煅烧的经验，另有 360 MPa 的要求".into();
        let snapshot = snapshot(PROFILES);
        let problem = snapshot
            .team_problem(&need, &Scope::new(), &options())
            .unwrap();
        let topics: Vec<&str> = problem.topics().map(|(name, _)| name).collect();
        assert!(topics.contains(&"煅烧"), "{topics:?}");
        assert!(
            topics.iter().all(|t| !t.contains("360") && *t != "经验"),
            "{topics:?}"
        );
    }

    #[test]
    fn a_word_of_the_text_counts_only_beside_a_keyword() {
        let profiles = r#"{"id":"a","kind":"expert","name":"示例甲","works":[{"title":"针状焦的煅烧"}]}
{"id":"b","kind":"expert","name":"示例乙","works":[{"title":"石灰石的煅烧"},{"title":"针状焦"}]}
{"id":"c","kind":"expert","name":"示例丙","works":[{"title":"石灰石"}]}"#;
        let mut need = need();
        need.description = "煅烧，石灰石".into();
        let snapshot = snapshot(profiles);
        let problem = |need: &Need, scope| snapshot.team_problem(need, &scope, &options()).unwrap();
        let keyed = problem(&need, Scope::new());
        assert!(keyed.proof("a", "煅烧").is_some());
        assert_eq!(
            keyed.proof("b", "煅烧"),
            None,
            "in another work than the keyword"
        );
        assert!(
            keyed.topics().all(|(topic, _)| topic != "石灰石"),
            "beside no keyword"
        );
        need.keywords.clear();
        let bare = problem(&need, Scope::new());
        assert!(
            bare.proof("b", "煅烧").is_some(),
            "two words in one document"
        );
        assert_eq!(bare.proof("a", "煅烧"), None, "one word alone");
    }

    #[test]
    fn a_closed_need_and_one_without_topics_are_refused() {
        let snapshot = snapshot(PROFILES);
        let closed: Need =
            serde_json::from_str(r#"{"id":"n","title":"针状焦","status":"settled"}"#).unwrap();
        let error = snapshot
            .team_problem(&closed, &Scope::new(), &options())
            .unwrap_err();
        assert!(error.is_invalid_input());
        let none = Scope::new().only_parts();
        assert!(
            snapshot
                .team_problem(&need(), &none, &options())
                .unwrap_err()
                .is_invalid_input()
        );
        let blank = Scope::new().part("，。", 1.0);
        assert!(
            snapshot
                .team_problem(&need(), &blank, &options())
                .unwrap_err()
                .is_invalid_input()
        );
        let heavy = Scope::new().part("针状焦", f64::NAN);
        assert!(
            snapshot
                .team_problem(&need(), &heavy, &options())
                .unwrap_err()
                .is_invalid_input()
        );
    }

    #[test]
    fn one_person_of_two_ids_takes_one_seat() {
        let profiles = r#"{"id":"a","kind":"expert","name":"示例·雷","organization":"示例大学","works":[{"title":"针状焦"}]}
{"id":"b","kind":"expert","name":"示例・雷","organization":"示例学院","affiliations":["示例 大学"],"works":[{"title":"在线测温"}]}
{"id":"c","kind":"expert","name":"示例·雷","organization":"示例中心","expertise":["在线测温"]}"#;
        let snapshot = snapshot(profiles);
        let problem = snapshot
            .team_problem(&need(), &Scope::new().words(0), &options())
            .unwrap();
        let rules = TeamRules::new();
        let team = Team::form(&problem, &rules, Options::new()).unwrap();
        let team = team.into_result().unwrap();
        let mut ids: Vec<_> = team.members.iter().map(|m| m.profile.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["a", "c"], "a namesake elsewhere is another person");
        assert_eq!(verify(&problem, &rules, &team), []);
    }

    #[test]
    fn the_order_in_which_profiles_came_does_not_matter() {
        let forward = problem(&Scope::new());
        let library = Library::in_memory().unwrap();
        let lines: Vec<&str> = PROFILES.lines().collect();
        for line in lines.iter().rev() {
            fill(&library, line); // a segment each
        }
        let backward = library.snapshot().unwrap();
        let backward = backward
            .team_problem(&need(), &Scope::new(), &options())
            .unwrap();
        assert_eq!(forward, backward);
        let rules = TeamRules::new();
        let team = Team::form(&forward, &rules, Options::new())
            .unwrap()
            .into_result()
            .unwrap();
        assert_eq!(verify(&backward, &rules, &team), []);
        assert_eq!(team.members.len(), 2);
    }
}
