//! Builder of a team problem; every value is checked when it is set.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::candidate::Candidate;
use super::problem::{Evidence, TeamProblem, Topic, TopicClaim};
use crate::error::{Error, Result, Wording, say};
use crate::model::ProfileId;
use crate::num::{Fraction, WEIGHT_ONE, apportion};

/// Fills a [`TeamProblem`].
///
/// Topics and candidates come first, then the rules that refer to them. A call that fails changes nothing. Each call
/// is O(log n), [`build`](Self::build) O(n log n).
///
/// # Example
/// ```
/// use qianxian::team::{Candidate, Evidence, TeamProblem};
///
/// let mut builder = TeamProblem::builder();
/// builder.topic("针状焦", 2.0)?;
/// builder.topic("石墨化", 1.0)?;
/// builder.candidate(Candidate::new("p1"))?;
/// builder.proof("p1", "针状焦", 1.0, Evidence::work(0, "油系针状焦的制备"))?;
/// let problem = builder.build()?;
/// assert_eq!(problem.topics().next().map(|(name, _)| name), Some("针状焦"));
/// assert_eq!(problem.proof("p1", "针状焦").map(|(share, _)| share), Some(1.0));
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct TeamBuilder {
    topics: BTreeMap<String, f64>,
    candidates: BTreeMap<String, Candidate>,
    claims: BTreeMap<(String, String), (Fraction, Evidence)>,
    conflicts: BTreeSet<(String, String)>,
    barred: BTreeMap<ProfileId, Wording>,
}

/// Converts a share or a fit, which must be from 0 to 1, to steps.
pub(super) fn checked_share(field: &str, value: f64) -> Result<Fraction> {
    if (0.0..=1.0).contains(&value) {
        return Ok(Fraction::from_f64(value));
    }
    let repair = say!("give a finite number from 0 to 1", "请给出0至1之间的有限数");
    Err(Error::invalid(field, value, repair))
}

impl TeamBuilder {
    /// Greatest number of topics of one problem.
    pub const MOST_TOPICS: usize = 1000;
    /// Greatest number of candidates of one problem.
    pub const MOST_CANDIDATES: usize = 1_000_000;

    /// Adds a topic with a finite weight above 0; weights are relative to each other.
    ///
    /// # Errors
    /// Invalid input if the name is blank or taken, the weight is not a finite number above 0, or
    /// there are [`TeamBuilder::MOST_TOPICS`] topics already.
    pub fn topic(&mut self, name: impl Into<String>, weight: f64) -> Result<()> {
        let name = name.into();
        if name.trim().is_empty() || self.topics.contains_key(&name) {
            return Err(Error::invalid(
                "topic",
                name,
                say!(
                    "give every topic a name of its own",
                    "请给每个主题不重复的名称"
                ),
            ));
        }
        if !(weight.is_finite() && weight > 0.0) {
            let repair = say!(
                "give topic {name} a finite weight above 0",
                "请给主题 {name} 大于0的有限权重"
            );
            return Err(Error::invalid("weight", weight, repair));
        }
        if self.topics.len() == Self::MOST_TOPICS {
            let repair = say!(
                "name at most {} topics",
                "请最多写{}个主题",
                Self::MOST_TOPICS
            );
            return Err(Error::invalid("topic", name, repair));
        }
        self.topics.insert(name, weight);
        Ok(())
    }

    /// Adds a candidate.
    ///
    /// # Errors
    /// Invalid input if its id is empty or taken, or its fit is not from 0 to 1, or there are
    /// [`TeamBuilder::MOST_CANDIDATES`] already.
    pub fn candidate(&mut self, mut candidate: Candidate) -> Result<()> {
        candidate.id = ProfileId::new(&candidate.id)?.into();
        let id = &candidate.id;
        if self.candidates.contains_key(id) || self.barred.contains_key(id.as_str()) {
            let repair = say!(
                "give every candidate an id of its own",
                "请给每个候选人不重复的编号"
            );
            return Err(Error::invalid("candidate", id, repair));
        }
        if self.candidates.len() == Self::MOST_CANDIDATES {
            let repair = say!(
                "give at most {} candidates",
                "请最多给{}个候选人",
                Self::MOST_CANDIDATES
            );
            return Err(Error::invalid("candidate", id, repair));
        }
        checked_share("score", candidate.score)
            .map_err(|e| e.in_record(say!("candidate {id}", "候选人 {id}")))?;
        self.candidates.insert(id.clone(), candidate);
        Ok(())
    }

    /// Adds a proof: a document of `candidate` proves a share of `topic`, from 0 to 1. Of several documents the
    /// one that proves most counts, the first of equals (works before the statement); shares of different
    /// documents are never added up. A share of 0 proves nothing.
    ///
    /// # Errors
    /// Not found if the candidate or the topic is unknown; invalid input if the share is not
    /// from 0 to 1.
    pub fn proof(
        &mut self,
        candidate: &str,
        topic: &str,
        share: f64,
        evidence: Evidence,
    ) -> Result<()> {
        self.known(candidate)?;
        if !self.topics.contains_key(topic) {
            let repair = say!(
                "add the topic before what proves it",
                "请先加入该主题，再证明它"
            );
            return Err(Error::not_found("topic", topic, repair));
        }
        let named = |e: Error| {
            e.in_record(say!(
                "candidate {candidate}, topic {topic}",
                "候选人 {candidate}，主题 {topic}"
            ))
        };
        let share = checked_share("share", share).map_err(named)?;
        let best = |(share, evidence): &(Fraction, Evidence)| {
            // Of equal shares the first work wins over later ones and over the statement, whatever the
            // order of calls.
            let order = (evidence.work.is_none(), evidence.clone());
            (*share, Reverse(order))
        };
        let proof = (share, evidence);
        let key = (candidate.to_owned(), topic.to_owned());
        let better = |kept| best(&proof) > best(kept);
        if share > Fraction::ZERO && self.claims.get(&key).is_none_or(better) {
            self.claims.insert(key, proof);
        }
        Ok(())
    }

    /// Keeps two candidates out of one team; in either order, twice is once.
    ///
    /// # Errors
    /// Not found if one is unknown; invalid input if both are the same.
    pub fn conflict(&mut self, one: &str, other: &str) -> Result<()> {
        self.known(one)?;
        self.known(other)?;
        if one == other {
            let repair = say!("name two candidates", "请写出两个候选人");
            return Err(Error::invalid("conflict", one, repair));
        }
        // One key for both orders, so that a conflict named from both sides is one.
        let (a, b) = (one.min(other), one.max(other));
        self.conflicts.insert((a.to_owned(), b.to_owned()));
        Ok(())
    }

    /// Keeps the reason for which a profile is no candidate.
    ///
    /// # Errors
    /// Invalid input if it is a candidate, or the text is no [`ProfileId`].
    pub fn bar(&mut self, profile: impl AsRef<str>, reason: Wording) -> Result<()> {
        let profile = ProfileId::new(profile)?;
        if self.candidates.contains_key(profile.as_str()) {
            let repair = say!("leave it out of the candidates", "请从候选人中去掉它");
            return Err(Error::invalid("barred", profile, repair));
        }
        self.barred.insert(profile, reason);
        Ok(())
    }

    fn known(&self, candidate: &str) -> Result<()> {
        let missing = || {
            let repair = say!(
                "add the candidate before what refers to it",
                "请先加入该候选人，再引用它"
            );
            Error::not_found("candidate", candidate, repair)
        };
        let known = self.candidates.contains_key(candidate);
        known.then_some(()).ok_or_else(missing)
    }

    /// Builds the problem, in a canonical order.
    ///
    /// # Errors
    /// Invalid input if topics are so many or so unequal that one would weigh nothing (less than
    /// one millionth of all).
    pub fn build(self) -> Result<TeamProblem> {
        let topics = filed(&self.topics)?;
        let topic_at: BTreeMap<String, u32> = (0..)
            .zip(&topics)
            .map(|(at, t)| (t.name.clone(), at))
            .collect();
        let at: BTreeMap<String, u32> = (0..)
            .zip(self.candidates.keys())
            .map(|(at, id)| (id.clone(), at))
            .collect();
        let mut claims = vec![Vec::new(); at.len()];
        for ((candidate, topic), (share, evidence)) in self.claims {
            claims[at[&candidate] as usize].push(TopicClaim {
                topic: topic_at[&topic],
                share,
                evidence,
            });
        }
        claims
            .iter_mut()
            .for_each(|list: &mut Vec<TopicClaim>| list.sort_by_key(|c| c.topic));
        let mut foes = vec![Vec::new(); at.len()];
        for (one, other) in &self.conflicts {
            foes[at[one] as usize].push(at[other]);
            foes[at[other] as usize].push(at[one]);
        }
        foes.iter_mut().for_each(|list| list.sort_unstable());
        Ok(TeamProblem {
            ids: self
                .candidates
                .keys()
                .map(ProfileId::new)
                .collect::<Result<_>>()?,
            topics,
            candidates: self.candidates.into_values().collect(),
            claims,
            foes,
            barred: self.barred,
        })
    }
}

/// The weights as integers without a common divisor, on a power of ten that brings the greatest to between 10¹¹
/// and 10¹². Weights in the same ratios are the same integers.
fn masses(weights: &BTreeMap<String, f64>) -> Vec<u64> {
    let greatest = weights.values().copied().fold(f64::MIN_POSITIVE, f64::max);
    #[expect(clippy::cast_possible_truncation, reason = "-308 to 308")]
    let exponent = 11 - greatest.log10().floor() as i32;
    // Two steps, because a power beyond 10³⁰⁸ is no float.
    let (half, rest) = (exponent / 2, exponent - exponent / 2);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 10^13"
    )]
    let mass = |w: &f64| (w * 10_f64.powi(half) * 10_f64.powi(rest)).round() as u64;
    let masses: Vec<u64> = weights.values().map(mass).collect();
    let divisor = masses.iter().copied().fold(0, divisor).max(1);
    masses.into_iter().map(|mass| mass / divisor).collect()
}

/// The greatest common divisor (Euclid); of 0 and a number, the number.
fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// Topics by weight, then name, with integer weights that sum to one exactly.
fn filed(weights: &BTreeMap<String, f64>) -> Result<Vec<Topic>> {
    let greatest = weights.values().copied().fold(0.0, f64::max);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 2^40"
    )]
    // Relative to the greatest weight, so that neither huge nor tiny weights overflow or vanish
    // together.
    let scaled = |w: &f64| (w / greatest * (1_u64 << 40) as f64).round() as u64;
    let parts: Vec<u64> = weights.values().map(scaled).collect();
    let masses = masses(weights);
    // Apportioned, not rounded one by one: the weights sum to one exactly, and full coverage is 1.
    let shares = apportion(u64::from(WEIGHT_ONE), &parts);
    let topic = |((name, share), mass): ((&String, u64), u64)| match u32::try_from(share) {
        Ok(weight) if weight > 0 => Ok(Topic {
            name: name.clone(),
            weight,
            mass,
        }),
        _ => {
            let repair = say!(
                "leave out topics that weigh less than a millionth of all",
                "请去掉权重不到总和百万分之一的主题"
            );
            Err(Error::invalid("topic", name, repair))
        }
    };
    let mut topics: Vec<Topic> = weights
        .keys()
        .zip(shares)
        .zip(masses)
        .map(topic)
        .collect::<Result<_>>()?;
    topics.sort_by(|a, b| (Reverse(a.weight), &a.name).cmp(&(Reverse(b.weight), &b.name)));
    Ok(topics)
}
