//! English.

mod award;
mod conditions;
mod figures;
mod reasons;
mod summary;
mod terms;
mod words;

use super::change::{ValueChange, WeightChange};
use super::remedy::Remedy;
use super::summary::Summary;
use super::voice::{LISTED, Voice, Wished, found};
use super::why_not::{Difference, FigureDifference, FitShortfall, ListStanding, WhyNot};
use crate::model::{Award, Language, ProfileId};
use crate::quantity;
use crate::rule::{Caution, ConditionPart, ConditionVerdict, Reason, Side, TermsPart};
use crate::score::{
    EvidencePart, Explanation, Fact, Feature, FeaturePart, Fit, QuantityPart, Statement,
};
use crate::words::number::{at_least, at_most, percent, score};
use words::{capital, list, quoted, source, statement};

/// What a value of the vector feature says.
const NEARNESS: &str = "the closest of its vectors, compared about the mean of the library's: one half is as close as any other text";

pub(super) struct English;

impl Voice for English {
    fn score(&self, explanation: &Explanation) -> String {
        let sides = &explanation.sides;
        format!(
            "The match scores {}: {} from the need's side and {} from the profile's, which carries {} of the weight.",
            score(explanation.score),
            score(sides.need),
            score(sides.profile),
            percent(sides.profile_weight)
        )
    }

    fn fit(&self, fit: Fit, coverage: f64) -> String {
        let part = percent(coverage);
        match fit {
            Fit::Clear => {
                format!("It clearly is about the need's subject, {part} of which it covers.")
            }
            Fit::Possible => {
                format!("It may be about the need's subject, {part} of which it covers.")
            }
            Fit::None => {
                format!("Nothing ties it to the need's subject, of which it covers {part} only.")
            }
        }
    }

    fn summary(&self, summary: &Summary<'_>) -> Vec<String> {
        summary::clauses(summary)
    }

    fn sentence(&self, clauses: &[String]) -> String {
        format!("{}.", capital(&clauses.join("; ")))
    }

    fn confidence(&self, confidence: f64) -> String {
        if confidence == 1.0 {
            return "Every feature rests on known facts.".to_owned();
        }
        format!(
            "{} of the weight rests on known facts; the rest counts as neutral.",
            percent(confidence)
        )
    }

    fn ruled_out(&self, reasons: &[String]) -> String {
        format!("The profile is ruled out: {}.", reasons.join("; "))
    }

    fn reason(&self, reason: &Reason) -> String {
        reasons::reason(reason)
    }

    fn feature(&self, total: &FeaturePart, fact: Option<&Fact>) -> String {
        let numbers = format!(
            "{} contributes {} (value {}, weight {})",
            capital(total.feature.english()),
            score(total.contribution),
            score(total.value),
            percent(total.weight)
        );
        // Vectors have no fact that people could read.
        let clause = match total.feature == Feature::Vector {
            true => Some(NEARNESS.to_owned()),
            false => fact.map(|fact| fact.clause(Language::English)),
        };
        match clause.filter(|text| !text.is_empty()) {
            Some(fact) => format!("{numbers}: {fact}."),
            None => format!("{numbers}."),
        }
    }

    fn unknown(&self, features: &[Feature]) -> String {
        let names = features.iter().map(|feature| feature.english());
        format!(
            "Not known, and therefore neutral: {}.",
            list(names, usize::MAX, "and")
        )
    }

    fn evidence(&self, part: &EvidencePart) -> String {
        let source = source(part.work, &part.title, part.year);
        let found = found(part);
        let through = if found.is_empty() {
            "scattered words alone".to_owned()
        } else {
            list(found.iter().map(words::phrase), LISTED, "and")
        };
        let mut said = format!(
            "Of this, {source} contributes {} through {through}.",
            score(part.contribution)
        );
        if let Some(passage) = part.passages.last() {
            said.push_str(&format!(" It reads “{}”.", passage.marked("[", "]")));
        }
        said
    }

    fn figures(&self, verdict: quantity::Verdict, figures: &[&QuantityPart]) -> String {
        figures::figures(verdict, figures)
    }

    fn conditions(&self, verdict: ConditionVerdict, parts: &[&ConditionPart]) -> String {
        conditions::conditions(verdict, parts)
    }

    fn terms(&self, verdict: ConditionVerdict, parts: &[&TermsPart]) -> String {
        terms::terms(verdict, parts)
    }

    fn award(&self, award: &Award) -> String {
        award::award(award)
    }

    fn caution(&self, caution: &Caution) -> String {
        match caution {
            Caution::RelatedOrganization {
                enterprise,
                organization,
            } => format!(
                "Possible conflict of interest, to be confirmed: the profile's {} may be of one group with the enterprise {}.",
                quoted(organization),
                quoted(enterprise)
            ),
            Caution::Namesake { name, organization } => format!(
                "Possible conflict of interest, to be confirmed: one of the enterprise's people is named {} too; the profile is of {}.",
                quoted(name),
                quoted(organization)
            ),
            Caution::StatedRelation {
                organization,
                owner,
            } => format!(
                "Possible conflict of interest, to be confirmed: the profile's {} and the enterprise belong to {}, as is stated.",
                quoted(organization),
                quoted(owner)
            ),
            Caution::NearDeclaration { by, declared, name } => {
                let (who, whose) = match by {
                    Side::Need => ("the enterprise", "the profile's"),
                    Side::Profile => ("the profile's owner", "the enterprise"),
                };
                format!(
                    "Possible conflict of interest, to be confirmed: {who} declares a conflict with, or refuses, {}, which may be {whose} {} or belong to it.",
                    quoted(declared),
                    quoted(name)
                )
            }
        }
    }

    fn wishes(&self, side: Side, wished: &Wished) -> String {
        let whose = match side {
            Side::Need => "the enterprise",
            Side::Profile => "the profile's owner",
        };
        let clause = |statements: &[Statement], is: &str, are: &str| {
            let verdict = if statements.len() == 1 { is } else { are };
            let names = statements.iter().map(|&s| statement(s));
            let names = list(names, usize::MAX, "and");
            (!statements.is_empty()).then(|| format!("{names} {verdict}"))
        };
        let clauses = [
            clause(&wished.kept, "fits", "fit"),
            clause(&wished.broken, "does not fit", "do not fit"),
            clause(&wished.open, "is not known", "are not known"),
        ];
        let clauses: Vec<String> = clauses.into_iter().flatten().collect();
        format!("Of what {whose} would like, {}.", clauses.join("; "))
    }

    fn uncovered(&self, pieces: &[String]) -> String {
        let pieces = pieces.iter().map(|piece| quoted(piece));
        format!(
            "Nothing in the profile covers {}.",
            list(pieces, LISTED, "or")
        )
    }

    fn excluded(&self, pieces: &[String]) -> String {
        let pieces = pieces.iter().map(|piece| quoted(piece));
        format!(
            "The need does not want {}; these words do not count.",
            list(pieces, LISTED, "or")
        )
    }

    fn refused(&self, pieces: &[String]) -> String {
        let pieces = pieces.iter().map(|piece| quoted(piece));
        format!(
            "The profile says what it does not do ({}); these words do not count.",
            list(pieces, LISTED, "and")
        )
    }

    fn standing(&self, why: &WhyNot) -> String {
        let (rank, k, own) = (why.rank, why.k, score(why.explanation.score));
        let said = match why.verdict {
            ListStanding::Listed => {
                format!("The profile ranks {rank} with {own} and is among the best {k}")
            }
            ListStanding::Outranked => {
                format!("The profile ranks {rank} with {own} and is not among the best {k}")
            }
            ListStanding::Unfit => format!(
                "The profile lies below the fit that is asked for; if it did not, it would rank {rank} with {own}"
            ),
            ListStanding::RuledOut => {
                format!("The profile is ruled out; if it were not, it would rank {rank} with {own}")
            }
        };
        match &why.border {
            Some(border) if why.rank > why.k => format!(
                "{said}; the one to pass is {} with {}.",
                quoted(border.profile.as_str()),
                score(border.score)
            ),
            _ => format!("{said}."),
        }
    }

    fn shortfall(&self, shortfall: &FitShortfall) -> String {
        let (asked, own) = (shortfall.asked.as_str(), percent(shortfall.coverage));
        let Some(needed) = shortfall.needed else {
            return format!(
                "The need names too little of a subject for the fit “{asked}”: describe it, or ask for a lower fit."
            );
        };
        let lacking = shortfall.lacking.iter().map(|piece| quoted(piece));
        let lacking = list(lacking, LISTED, "and");
        let lift = match shortfall.lacking.is_empty() {
            true => "more of its works in the library, or a lower fit asked for, would list it"
                .to_owned(),
            false => format!("a work about {lacking}, or a lower fit asked for, would lift it"),
        };
        format!(
            "It covers {own} of the need's subject, and the fit “{asked}” takes {}: {lift}.",
            percent((needed * 1000.0).ceil() / 1000.0)
        )
    }

    fn differences(&self, worse: &[&Difference], better: &[&Difference]) -> String {
        let told = |differences: &[&Difference]| {
            let each = differences.iter().map(|d| {
                let size = score(d.difference.abs());
                format!("{} ({size})", d.feature.english())
            });
            list(each, usize::MAX, "and")
        };
        match (worse, better) {
            (_, []) => format!("Against it, the profile loses in {}.", told(worse)),
            ([], _) => format!("Against it, the profile leads in {}.", told(better)),
            _ => format!(
                "Against it, the profile loses in {} and leads in {}.",
                told(worse),
                told(better)
            ),
        }
    }

    fn lost_figures(&self, border: &ProfileId, lost: &[&FigureDifference]) -> String {
        figures::lost(border, lost)
    }

    fn repairs(&self, repairs: &[String], possible: bool) -> String {
        let all = repairs.join("; ");
        match (repairs.is_empty(), possible) {
            (true, _) => "A conflict of interest cannot be lifted, so it stays out.".to_owned(),
            (false, true) => format!("To admit it: {all}."),
            (false, false) => {
                format!("Even with this, a conflict of interest would remain: {all}.")
            }
        }
    }

    fn repair(&self, repair: &Remedy) -> String {
        reasons::repair(repair)
    }

    fn value_change(&self, change: &ValueChange) -> String {
        let now = if change.known {
            "it is"
        } else {
            "it is not known and counts as"
        };
        let target = change
            .target
            .as_ref()
            .map(|target| target.clause(Language::English));
        let target = target.map(|target| format!(": {target}"));
        format!(
            "A value of at least {} in {} would bring it in, where {now} {}{}.",
            at_least(change.to),
            change.feature.english(),
            score(change.from),
            target.unwrap_or_default()
        )
    }

    fn weight_change(&self, change: &WeightChange) -> String {
        let (verb, to) = if change.to > change.from {
            ("Raising", at_least(change.to))
        } else {
            ("Lowering", at_most(change.to))
        };
        format!(
            "{verb} the weight of {} from {} to {to} would bring it in too (its share goes from {} to {}).",
            change.feature.english(),
            score(change.from),
            percent(change.from_share),
            percent(change.to_share)
        )
    }

    fn no_change(&self) -> String {
        "No change of a single feature or weight would bring it in.".to_owned()
    }
}
