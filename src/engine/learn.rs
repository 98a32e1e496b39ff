//! The seam between a library and learning: examples with the features that rankings see.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::lookup::held;
use super::{OnProgress, Snapshot, silent};
use crate::control::steps::Steps;
use crate::error::Result;
use crate::eval::Qrels;
use crate::learn::{Ended, Example, Feedback, NeedExamples, TrainingSet, fold};
use crate::model::{Need, NeedId, Profile, ProfileId};
use crate::rank::RankOptions;
use crate::score::{FeatureVector, Weights};

/// Examples that a snapshot makes of judgements or feedback.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Lessons {
    /// Examples for a [`Trainer`](crate::learn::Trainer).
    pub set: TrainingSet,
    /// Matches that ended, with their scores, for a [`SuccessCurve`](crate::learn::SuccessCurve); none from
    /// judgements.
    pub ended: Vec<Ended>,
    /// Input that is not in them.
    pub left_out: LeftOut,
}

/// Input that could not be made into examples.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// Needs that the library does not hold.
    pub unknown_needs: BTreeSet<NeedId>,
    /// Profiles that the library does not hold.
    pub unknown_profiles: BTreeSet<ProfileId>,
    /// Judged pairs that a rule bars: no weights would show them.
    pub barred: usize,
}

impl LeftOut {
    fn merge(&mut self, other: Self) {
        self.unknown_needs.extend(other.unknown_needs);
        self.unknown_profiles.extend(other.unknown_profiles);
        self.barred += other.barred;
    }
}

/// The lesson of one need.
#[derive(Default)]
struct Lesson {
    need: Option<NeedExamples>,
    ended: Vec<Ended>,
    left_out: LeftOut,
}

impl Snapshot {
    /// The features of a pair, as a ranking of that day sees them.
    ///
    /// # Errors
    /// Invalid input if a record has a fault.
    ///
    /// # Example
    /// ```
    /// # use qianxian::model::{NeedId, ProfileId};
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::score::Feature;
    ///
    /// let need = snapshot.need(&NeedId::new("n1")?)?;
    /// let expert = snapshot.profile(&ProfileId::new("p1")?)?;
    /// let features = snapshot.features(&need, &expert, &options)?;
    /// assert!(features.is_known(Feature::Text) && features.value(Feature::Text) > 0.0);
    /// assert!(!features.is_known(Feature::Region)); // neither states a region
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn features(
        &self,
        need: &Need,
        profile: &Profile,
        options: &RankOptions,
    ) -> Result<FeatureVector> {
        Ok(FeatureVector::of(&self.explain(need, profile, options)?))
    }

    /// Examples from judgements.
    ///
    /// Each judged need gives its judged profiles, the `k` best under `options`, and the `k` best by text alone, so that
    /// other weights have something to bring up; profiles without a judgement are of grade 0, as in
    /// [`evaluate`](crate::eval::evaluate). No weights see a profile beyond these. O(needs · k) explanations.
    ///
    /// # Errors
    /// Invalid input if k is 0 or an id cannot be one of a record; corrupt if a record cannot be read;
    /// cancelled if `progress` (of needs) breaks.
    ///
    /// # Example
    /// ```
    /// # mod small { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/_documentation/small_library.rs")); }
    /// # let library = small::library()?;
    /// # let snapshot = library.snapshot()?;
    /// # let options = qianxian::RankOptions::new("2024-07-01".parse()?);
    /// use qianxian::engine::silent;
    /// use qianxian::eval::Qrels;
    ///
    /// let qrels = Qrels::read("n1 p1 2\nn9 p1 1\n".as_bytes())?;
    /// let lessons = snapshot.lessons_from_qrels(&qrels, &options, &silent)?;
    /// assert_eq!(lessons.set.needs()[0].examples[0].grade, 2);
    /// assert!(lessons.left_out.unknown_needs.contains("n9"));
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    pub fn lessons_from_qrels(
        &self,
        qrels: &Qrels,
        options: &RankOptions,
        progress: OnProgress<'_>,
    ) -> Result<Lessons> {
        let needs: Vec<&str> = qrels.needs().collect();
        gather(&needs, progress, |id| self.qrels_lesson(id, qrels, options))
    }

    /// Examples from the outcomes of matches, the features of each as of the day of its first event (the day of
    /// `options` if it has none).
    ///
    /// Only matches that were shown are in it, so that nothing is learned from profiles that nobody saw. Rules are not
    /// asked: the matches happened. Records are as they are now: if outcomes were written back into them (track
    /// records, loads), their features know the outcome already, and weights and curve flatter themselves; learn from
    /// a library as it was, or leave such facts out of it.
    ///
    /// # Errors
    /// Corrupt if a record cannot be read; cancelled if `progress` (of needs) breaks.
    pub fn lessons_from_feedback(
        &self,
        events: &[Feedback],
        options: &RankOptions,
        progress: OnProgress<'_>,
    ) -> Result<Lessons> {
        let renamed = |event: &Feedback| {
            let mut event = event.clone();
            event.profile = self.current_id(&event.profile)?;
            Ok(event)
        };
        let events: Vec<Feedback> = events.iter().map(renamed).collect::<Result<_>>()?;
        let folded: Vec<_> = fold(&events).into_iter().collect();
        gather(&folded, progress, |(id, pairs)| {
            let mut lesson = Lesson::default();
            let Some(need) = held(self.need(id))? else {
                lesson.left_out.unknown_needs.insert((*id).clone());
                return Ok(lesson);
            };
            let asked = self.explained(&need, options)?;
            let mut examples = Vec::with_capacity(pairs.len());
            for (&profile, pair) in pairs {
                let Some(record) = held(self.profile(profile))? else {
                    lesson.left_out.unknown_profiles.insert(profile.clone());
                    continue;
                };
                let dated = pair.date.map(|date| options.clone().on(date));
                let why = asked.explain(&record, dated.as_ref().unwrap_or(options))?;
                lesson
                    .ended
                    .extend(pair.outcome.success().map(|success| Ended {
                        need: need.id.clone(),
                        score: why.score,
                        success,
                    }));
                examples.push(Example {
                    profile: profile.clone(),
                    features: FeatureVector::of(&why),
                    grade: pair.outcome.grade(),
                    propensity: pair.propensity,
                });
            }
            lesson.need = Some(need_examples(&need, examples));
            Ok(lesson)
        })
    }

    fn qrels_lesson(&self, id: &str, qrels: &Qrels, options: &RankOptions) -> Result<Lesson> {
        let mut lesson = Lesson::default();
        let id = NeedId::new(id)?;
        let Some(need) = held(self.need(&id))? else {
            lesson.left_out.unknown_needs.insert(id);
            return Ok(lesson);
        };
        let asked = self.explained(&need, options)?;
        // A map: the lists overlap, and examples come in id order whichever list found them.
        let mut profiles: BTreeMap<ProfileId, i32> = BTreeMap::new();
        for options in [options, &options.clone().weights(Weights::text_only())] {
            let asked = std::slice::from_ref(&asked.need);
            // Silent: the caller's progress counts needs, not the two rankings of each.
            let rankings = self.rank_analysed(asked, options, &silent)?;
            let matches = rankings.into_iter().flat_map(|ranking| ranking.matches);
            profiles.extend(matches.map(|found| (found.profile, 0)));
        }
        for (profile, grade) in qrels.judged(id.as_str()) {
            let profile = self.current_id(&ProfileId::new(profile)?)?;
            let held = profiles.entry(profile).or_default();
            // Below 0 is judged not relevant, as 0 is; of two judgements of a merged profile the better one counts.
            *held = grade.max(*held);
        }
        let mut examples = Vec::with_capacity(profiles.len());
        for (profile, grade) in profiles {
            let Some(record) = held(self.profile(&profile))? else {
                lesson.left_out.unknown_profiles.insert(profile);
                continue;
            };
            let why = asked.explain(&record, options)?;
            if !why.is_admitted() {
                lesson.left_out.barred += 1;
                continue;
            }
            examples.push(Example {
                profile,
                features: FeatureVector::of(&why),
                grade: grade.unsigned_abs(),
                propensity: None,
            });
        }
        lesson.need = Some(need_examples(&need, examples));
        Ok(lesson)
    }
}

fn need_examples(need: &Need, examples: Vec<Example>) -> NeedExamples {
    NeedExamples {
        need: need.id.clone(),
        kind: need.kind,
        examples,
    }
}

/// The lessons of all `needs`, made in parallel, put together in their order.
fn gather<N: Sync>(
    needs: &[N],
    progress: OnProgress<'_>,
    lesson: impl Fn(&N) -> Result<Lesson> + Sync,
) -> Result<Lessons> {
    let steps = Steps::new(needs.len(), "gathering examples", progress);
    let one = |need: &N| {
        let lesson = lesson(need)?;
        steps.step()?;
        Ok(lesson)
    };
    // Collected in the order of the needs, so that the set does not depend on the threads.
    let made: Vec<Lesson> = needs.par_iter().map(one).collect::<Result<_>>()?;
    let mut lessons = Lessons::default();
    let mut examples = Vec::with_capacity(needs.len());
    for lesson in made {
        examples.extend(lesson.need);
        lessons.ended.extend(lesson.ended);
        lessons.left_out.merge(lesson.left_out);
    }
    lessons.set = TrainingSet::new(examples)?;
    Ok(lessons)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::{Library, silent};
    use crate::eval::Qrels;
    use crate::learn::{Feedback, MatchOutcome};
    use crate::model::{Date, Need, NeedId, Profile, ProfileId};
    use crate::rank::RankOptions;
    use crate::score::{Feature, Weights};

    fn library() -> Library {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        let need = |id: &str, rest: &str| -> Need {
            let json = format!(
                r#"{{"id":"{id}","title":"针状焦与锂电池","region":"山东省/淄博市"{rest}}}"#
            );
            serde_json::from_str(&json).unwrap()
        };
        let profile = |i: usize| -> Profile {
            let (said, place) = (
                ["针状焦", "锂电池", "冶金"][i % 3],
                ["山东省/淄博市", "山东省/济南市"][i % 2],
            );
            let level = ["professor", "lecturer"][i % 2];
            let json = format!(
                r#"{{"id":"p{i}","kind":"expert","name":"示例甲{i}","expertise":["{said}"],"region":"{place}","level":"{level}"}}"#
            );
            serde_json::from_str(&json).unwrap()
        };
        writer
            .put_need(&need("n1", r#","level":"professor""#))
            .unwrap();
        writer
            .put_need(&need("n2", r#","status":"settled""#))
            .unwrap();
        for i in 0..9 {
            writer.put_profile(&profile(i)).unwrap();
        }
        writer.commit().unwrap();
        library
    }

    fn options() -> RankOptions {
        RankOptions::new(Date::new(2024, 7, 1).unwrap()).k(100)
    }

    #[test]
    fn the_score_of_a_vector_is_the_ranking_s_to_the_bit() {
        let snapshot = library().snapshot().unwrap();
        let need = snapshot.need(&NeedId::new("n1").unwrap()).unwrap();
        for (text, region) in [(0.61, 0.04), (0.2, 0.7), (1.0, 0.0)] {
            let weights = Weights::preset(need.kind)
                .with(Feature::Text, text)
                .unwrap();
            let weights = weights.with(Feature::Region, region).unwrap();
            let options = options().weights(weights.clone());
            let ranking = snapshot.rank(&need, &options).unwrap();
            assert_eq!(ranking.matches.len(), 9);
            for found in ranking.matches {
                let profile = snapshot.profile(&found.profile).unwrap();
                let vector = snapshot.features(&need, &profile, &options).unwrap();
                assert_eq!(vector.score(&weights), found.score, "{}", found.profile);
            }
        }
    }

    #[test]
    fn judged_needs_bring_all_that_could_be_ranked() {
        let qrels = "n1\tp0\t2\nn1\tnobody\t1\nn2\tp0\t1\nn3\tp0\t1\n";
        let qrels = Qrels::read(qrels.as_bytes()).unwrap();
        let snapshot = library().snapshot().unwrap();
        let lessons = snapshot
            .lessons_from_qrels(&qrels, &options(), &silent)
            .unwrap();
        let counts: Vec<_> = lessons
            .set
            .needs()
            .iter()
            .map(|n| n.examples.len())
            .collect();
        assert_eq!(
            counts,
            [9, 0],
            "n2 is settled: its judged profile is barred"
        );
        let grades: u32 = lessons.set.needs()[0]
            .examples
            .iter()
            .map(|e| e.grade)
            .sum();
        assert_eq!(grades, 2);
        let left_out = lessons.left_out;
        assert_eq!(left_out.barred, 1);
        assert!(left_out.unknown_needs.contains("n3"));
        assert!(left_out.unknown_profiles.contains("nobody"));
    }

    #[test]
    fn feedback_brings_what_was_shown_and_how_it_ended() {
        let event = |profile: &str, outcome| {
            let (need, profile) = (NeedId::new("n2").unwrap(), ProfileId::new(profile).unwrap());
            Feedback::new(need, profile, outcome)
                .with_propensity(0.5)
                .unwrap()
        };
        let events = [
            event("p0", MatchOutcome::Shown),
            event("p0", MatchOutcome::Signed),
            event("p1", MatchOutcome::Refused),
            event("p2", MatchOutcome::Viewed),
        ];
        let snapshot = library().snapshot().unwrap();
        let lessons = snapshot
            .lessons_from_feedback(&events, &options(), &silent)
            .unwrap();
        let need = &lessons.set.needs()[0];
        let grades: Vec<_> = need
            .examples
            .iter()
            .map(|e| (e.grade, e.propensity))
            .collect();
        assert_eq!(grades, [(3, Some(0.5)), (0, Some(0.5)), (1, Some(0.5))]);
        let ended: Vec<_> = lessons.ended.iter().map(|e| e.success).collect();
        assert_eq!(ended, [true, false], "what was viewed is still open");
    }
}
