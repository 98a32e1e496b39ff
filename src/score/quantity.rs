//! Figures: the need's demands in numbers against the profile's statements.
//!
//! Each demand of the need has an equal part of the feature's share, and its own leaf: one if something in the profile
//! satisfies it, else zero if something violates it, else the neutral prior. A need without demands costs nothing.
//! A figure counts only where its document is about the need ([`crate::compiled::demand::DemandSubject`]).

use std::sync::Arc;

use super::Feature;
use super::feature::prior;
use crate::compiled::demand::{Demand, quoted};
use crate::index::{PlacedClaim, document_number, profile_texts, stated};
use crate::model::Profile;
use crate::num::{Fraction, Points, apportion};
use crate::quantity::{Claim, Verdict};
use crate::rule::{Reason, Rules};

/// Verdict of all claims on a demand: satisfied if one satisfies it, else violated if one violates it. Claims count
/// whose documents, by number, have terms by which they are about the need; `has` answers for a document and a term.
pub(crate) fn verdict<'c>(
    wanted: &Demand,
    claims: impl IntoIterator<Item = &'c PlacedClaim>,
    has: impl Fn(u32, u64) -> bool,
) -> Verdict {
    let mut found = Verdict::Unknown;
    let is_about = |document| wanted.subject.is_held(|hash| has(document, hash));
    for PlacedClaim { claim, document } in claims {
        match wanted.claim.met_by(claim) {
            // One satisfying claim suffices: a profile may state an older, worse figure beside it.
            Verdict::Satisfied if is_about(*document) => return Verdict::Satisfied,
            Verdict::Violated if found == Verdict::Unknown && is_about(*document) => {
                found = Verdict::Violated;
            }
            Verdict::Satisfied | Verdict::Violated | Verdict::Unknown => {}
        }
    }
    found
}

/// A need's demands with their equal parts of the feature's share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demands {
    demands: Arc<[Demand]>,
    /// Share of each, in the same order.
    shares: Vec<u32>,
}

impl Demands {
    pub(crate) fn new(demands: &Arc<[Demand]>, share: u32) -> Self {
        // Largest remainder, so that the parts sum to the feature's share exactly.
        let shares = apportion(u64::from(share), &vec![1; demands.len()]).into_iter();
        let shares = shares.map(|share| u32::try_from(share).expect("a part is at most the share"));
        Self {
            demands: Arc::clone(demands),
            shares: shares.collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.demands.is_empty()
    }

    /// Each demand, its share, and its value if `judge` knows: one if satisfied, zero if violated.
    pub(crate) fn values(
        &self,
        judge: impl Fn(&Demand) -> Verdict,
    ) -> impl Iterator<Item = (&Demand, u32, Option<Fraction>)> {
        self.demands
            .iter()
            .zip(&self.shares)
            .map(move |(demand, share)| {
                let value = match judge(demand) {
                    Verdict::Satisfied => Some(Fraction::ONE),
                    Verdict::Violated => Some(Fraction::ZERO),
                    Verdict::Unknown => None,
                };
                (demand, *share, value)
            })
    }

    /// Points of all demands.
    pub(crate) fn points(&self, judge: impl Fn(&Demand) -> Verdict) -> Points {
        let unknown = prior(Feature::Quantity);
        let values = self.values(judge);
        values
            .map(|(_, share, value)| Points::of(share, value.unwrap_or(unknown)))
            .sum()
    }

    /// The first demand that is violated.
    pub(crate) fn missed(&self, judge: impl Fn(&Demand) -> Verdict) -> Option<&Demand> {
        let mut demands = self.demands.iter();
        demands.find(|demand| judge(demand) == Verdict::Violated)
    }

    /// Most points that they can have.
    pub(crate) fn most(&self) -> Points {
        let shares = self.shares.iter().copied();
        shares.map(|share| Points::of(share, Fraction::ONE)).sum()
    }

    /// Share of the demands that are known, in steps of 2⁻²⁰.
    pub(crate) fn known_share(&self, judge: impl Fn(&Demand) -> Verdict) -> u32 {
        let known = self.values(judge).filter(|(.., value)| value.is_some());
        known.map(|(_, share, _)| share).sum()
    }
}

/// A figure that the need demands, and the profile's statement of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct QuantityPart {
    /// The demand: property, comparison, number and unit.
    pub demand: String,
    /// Whether the statement satisfies it.
    pub verdict: Verdict,
    /// The deciding statement in the profile's words; `None` if the verdict is not known.
    pub stated: Option<String>,
    /// The number of the work that says so; `None` if it is the profile's own statement, or if it is
    /// not known.
    pub work: Option<usize>,
    /// Title of that work, or name of the profile; `None` if it is not known.
    pub title: Option<String>,
    /// Year of that work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// `weight · value`, from 0 to 1: one of the score's leaves, the same number as in [`super::FeaturePart`].
    pub contribution: f64,
}

/// The figures that bar a pair under `rules`.
pub(crate) fn missed_figures(rules: &Rules, quantities: &[QuantityPart]) -> Vec<Reason> {
    let missed = quantities
        .iter()
        .filter(|part| part.verdict == Verdict::Violated);
    let missed = missed.filter(|_| rules.bars_missed_figures);
    let reason = |part: &QuantityPart| Reason::FigureMissed {
        demand: part.demand.clone(),
        stated: part.stated.clone(),
    };
    missed.map(reason).collect()
}

/// Judges each demand of a need by a profile's texts, with the deciding source; `has` answers whether a document has a
/// term. O(text + quantities · demands).
pub(crate) fn tell(
    demands: &Demands,
    profile: &Profile,
    has: impl Fn(u32, u64) -> bool,
) -> Vec<QuantityPart> {
    let mut claims: Vec<PlacedClaim> = Vec::new();
    let mut sources = Vec::new();
    // Parsing the texts is the cost; a need without figures is spared it.
    if !demands.is_empty() {
        for (work, text) in profile_texts(profile) {
            for quantity in stated(&text) {
                sources.push((quoted(&text, &quantity), work));
                claims.push(PlacedClaim {
                    claim: Claim::from(&quantity),
                    document: document_number(work),
                });
            }
        }
    }
    let judge = |wanted: &Demand| verdict(wanted, &claims, &has);
    let part = |(wanted, share, value): (&Demand, u32, Option<Fraction>)| {
        let found = judge(wanted);
        // The first claim with the final verdict, so that the source quoted is the same on every run.
        let decides = |claim: &PlacedClaim| verdict(wanted, [claim], &has) == found;
        let source = claims.iter().position(decides).filter(|_| value.is_some());
        let source = source.and_then(|at| sources.get(at));
        let value = value.unwrap_or(prior(Feature::Quantity));
        let work = source.and_then(|(_, work)| *work);
        let of = work.and_then(|number| profile.works.get(number));
        let title = of.map_or(&profile.name, |work| &work.title);
        QuantityPart {
            demand: wanted.text.clone(),
            verdict: found,
            stated: source.map(|(text, _)| text.clone()),
            work,
            title: source.map(|_| title.clone()),
            year: of.and_then(|work| work.year),
            contribution: Points::of(share, value).to_f64(),
        }
    };
    demands.values(judge).map(part).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::engine::Library;
    use crate::explain::ListStanding;
    use crate::model::{Date, Need, Profile};
    use crate::quantity::Verdict;
    use crate::rank::RankOptions;
    use crate::rule::Rule;

    /// The verdict on the only demand of the need for a profile with these fields, from both sides and explained.
    fn verdict(title: &str, fields: &str) -> Verdict {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        let text = format!(r#"{{"id":"p","kind":"expert","name":"示例·王工",{fields}}}"#);
        let profile: Profile = serde_json::from_str(&text).unwrap();
        writer.put_profile(&profile).unwrap();
        let need = Need::new("n", title).unwrap();
        writer.put_need(&need).unwrap();
        writer.commit().unwrap();
        let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
        let snapshot = library.snapshot().unwrap();
        let why = snapshot.explain(&need, &profile, &options).unwrap();
        let ranked = snapshot.rank(&need, &options).unwrap();
        let back = snapshot.reverse(&profile, &options).unwrap();
        let scores = [ranked.matches[0].score, back.matches[0].score];
        assert_eq!(scores, [why.score; 2], "{title} {fields}");
        assert_eq!(why.quantities.len(), 1, "{title}");
        why.quantities[0].verdict
    }

    #[test]
    fn a_figure_counts_only_where_its_document_is_about_the_need() {
        let need = "油系针状焦的制备，要求收率≥35%";
        for (fields, expected) in [
            (
                r#""works":[{"title":"油系针状焦的焦化，收率 38%"}]"#,
                Verdict::Satisfied,
            ),
            (
                r#""works":[{"title":"油系针状焦的焦化，收率 30%"}]"#,
                Verdict::Violated,
            ),
            (
                r#""works":[{"title":"吡啶硼烷的合成","abstract":"收率 92%"}]"#,
                Verdict::Unknown,
            ),
            (
                r#""works":[{"title":"吡啶硼烷的制备","abstract":"收率 12%"}]"#,
                Verdict::Unknown,
            ),
            // The document decides, not the person.
            (
                r#""works":[{"title":"吡啶硼烷的合成，收率 92%"},{"title":"油系针状焦的焦化"}]"#,
                Verdict::Unknown,
            ),
            (
                r#""works":[{"title":"吡啶硼烷的合成，收率 92%"},{"title":"针状焦的焦化，收率 20%"}]"#,
                Verdict::Violated,
            ),
            (
                r#""expertise":["针状焦"],"description":"收率可达 40%""#,
                Verdict::Satisfied,
            ),
        ] {
            assert_eq!(verdict(need, fields), expected, "{fields}");
        }
        let need = "needle coke from slurry oil with a yield of at least 35 %";
        let other = r#""works":[{"title":"Pyridine boranes in a yield of 92 %"}]"#;
        assert_eq!(verdict(need, other), Verdict::Unknown);
        let own = r#""works":[{"title":"Needle coke: a yield of 41 %"}]"#;
        assert_eq!(verdict(need, own), Verdict::Satisfied);
    }

    #[test]
    fn a_need_that_names_nothing_but_its_figure_takes_it_from_anywhere() {
        let any = r#""works":[{"title":"吡啶硼烷的合成，收率 92%"}]"#;
        assert_eq!(verdict("收率≥35%", any), Verdict::Satisfied);
    }

    #[test]
    fn a_missed_must_bars_wherever_it_is_asked_for() {
        let library = Library::in_memory().unwrap();
        let mut writer = library.writer().unwrap();
        for (id, work) in [
            ("hit", "油系针状焦的焦化，收率 38%"),
            ("miss", "油系针状焦的焦化，收率 30%"),
            ("silent", "油系针状焦的焦化"),
            ("other", "吡啶硼烷的合成，收率 9%"),
        ] {
            let text = format!(
                r#"{{"id":"{id}","kind":"expert","name":"示例·{id}","works":[{{"title":"{work}"}}]}}"#
            );
            writer
                .put_profile(&serde_json::from_str(&text).unwrap())
                .unwrap();
        }
        let need = Need::new("n", "油系针状焦的制备，要求收率≥35%").unwrap();
        writer.put_need(&need).unwrap();
        writer.commit().unwrap();
        let snapshot = library.snapshot().unwrap();
        let soft = RankOptions::new(Date::new(2024, 7, 1).unwrap());
        let order = |options: &RankOptions| -> Vec<String> {
            let ranking = snapshot.rank(&need, options).unwrap();
            ranking
                .matches
                .iter()
                .map(|m| m.profile.to_string())
                .collect()
        };
        assert_eq!(order(&soft), ["hit", "silent", "miss", "other"]);
        let hard = soft.clone().must_figures(true);
        assert_eq!(order(&hard), ["hit", "silent", "other"]);
        let barred = snapshot.barred(&need, &hard, 3).unwrap();
        assert_eq!((barred[0].rule, barred[0].count), (Rule::Figures, 1));
        assert!(snapshot.barred(&need, &soft, 3).unwrap().is_empty());
        let miss = snapshot.profile(&"miss".parse().unwrap()).unwrap();
        assert!(snapshot.reverse(&miss, &hard).unwrap().matches.is_empty());
        assert_eq!(snapshot.reverse(&miss, &soft).unwrap().matches.len(), 1);
        let why = snapshot.explain(&need, &miss, &hard).unwrap();
        let reasons: Vec<_> = why.violations.iter().map(|v| v.detail.as_str()).collect();
        assert_eq!(
            reasons,
            ["it states 收率 30%, and the need demands 收率 ≥35%"]
        );
        let why = snapshot.why_not(&need, &miss, &hard).unwrap();
        assert_eq!(
            (why.verdict, why.obstacles.len()),
            (ListStanding::RuledOut, 1)
        );
    }
}
