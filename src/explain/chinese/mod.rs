//! Simplified Chinese.

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
use words::{list, quoted, source, statement};

/// What a value of the vector feature says.
const NEARNESS: &str =
    "其最接近的向量与需求的向量，减去全库均值后比较：取值为一半时与库中其他文本一样近";

pub(super) struct Chinese;

impl Voice for Chinese {
    fn score(&self, explanation: &Explanation) -> String {
        let sides = &explanation.sides;
        format!(
            "匹配得分为{}：从需求方看为{}，从供方看为{}（供方占权重的{}）。",
            score(explanation.score),
            score(sides.need),
            score(sides.profile),
            percent(sides.profile_weight)
        )
    }

    fn fit(&self, fit: Fit, coverage: f64) -> String {
        let part = percent(coverage);
        match fit {
            Fit::Clear => format!("与需求主题明确相关，覆盖其内容的{part}。"),
            Fit::Possible => format!("与需求主题可能相关，覆盖其内容的{part}。"),
            Fit::None => format!("没有依据表明与需求主题相关，仅覆盖其内容的{part}。"),
        }
    }

    fn summary(&self, summary: &Summary<'_>) -> Vec<String> {
        summary::clauses(summary)
    }

    fn sentence(&self, clauses: &[String]) -> String {
        format!("{}。", clauses.join("；"))
    }

    fn confidence(&self, confidence: f64) -> String {
        if confidence == 1.0 {
            return "所有特征均有依据。".to_owned();
        }
        format!("已知信息占权重的{}，其余按中性值计。", percent(confidence))
    }

    fn ruled_out(&self, reasons: &[String]) -> String {
        format!("该供方不进入排名：{}。", reasons.join("；"))
    }

    fn reason(&self, reason: &Reason) -> String {
        reasons::reason(reason)
    }

    fn feature(&self, total: &FeaturePart, fact: Option<&Fact>) -> String {
        let numbers = format!(
            "{}贡献{}（取值{}，权重{}）",
            total.feature.as_chinese(),
            score(total.contribution),
            score(total.value),
            percent(total.weight)
        );
        // Vectors have no fact that people could read.
        let clause = match total.feature == Feature::Vector {
            true => Some(NEARNESS.to_owned()),
            false => fact.map(|fact| fact.clause(Language::Chinese)),
        };
        match clause.filter(|text| !text.is_empty()) {
            Some(fact) => format!("{numbers}：{fact}。"),
            None => format!("{numbers}。"),
        }
    }

    fn unknown(&self, features: &[Feature]) -> String {
        let names = features.iter().map(|feature| feature.as_chinese());
        format!("信息缺失、按中性值计的有：{}。", list(names, usize::MAX))
    }

    fn evidence(&self, part: &EvidencePart) -> String {
        let source = source(part.work, &part.title, part.year);
        let found = found(part);
        let hit = if found.is_empty() {
            "仅有零散的字词相同".to_owned()
        } else {
            format!("命中{}", list(found.iter().map(words::phrase), LISTED))
        };
        let mut said = format!("其中{source}贡献{}，{hit}。", score(part.contribution));
        if let Some(passage) = part.passages.last() {
            said.push_str(&format!("原文：“{}”。", passage.marked("【", "】")));
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
                "可能存在利益冲突，请核实：供方单位{}与企业{}名称相近，或为同一集团、分支机构。",
                quoted(organization),
                quoted(enterprise)
            ),
            Caution::Namesake { name, organization } => format!(
                "可能存在利益冲突，请核实：企业人员中也有{}，该供方所在单位为{}。",
                quoted(name),
                quoted(organization)
            ),
            Caution::StatedRelation {
                organization,
                owner,
            } => format!(
                "可能存在利益冲突，请核实：据所填资料，供方单位{}与企业同属{}。",
                quoted(organization),
                quoted(owner)
            ),
            Caution::NearDeclaration { by, declared, name } => {
                let (who, whom) = match by {
                    Side::Need => ("企业", "供方"),
                    Side::Profile => ("供方", "企业"),
                };
                format!(
                    "可能存在利益冲突，请核实：{who}声明回避或不接受{}，与{whom}{}名称相近，或有隶属关系。",
                    quoted(declared),
                    quoted(name)
                )
            }
        }
    }

    fn wishes(&self, side: Side, wished: &Wished) -> String {
        let whose = match side {
            Side::Need => "企业",
            Side::Profile => "供方",
        };
        let clause = |statements: &[Statement], verdict: &str| {
            let names = statements.iter().map(|&s| statement(s));
            let names = list(names, usize::MAX);
            (!statements.is_empty()).then(|| format!("{names}{verdict}"))
        };
        let clauses = [
            clause(&wished.kept, "符合"),
            clause(&wished.broken, "不符合"),
            clause(&wished.open, "未知"),
        ];
        let clauses: Vec<String> = clauses.into_iter().flatten().collect();
        format!("{whose}的偏好：{}。", clauses.join("，"))
    }

    fn uncovered(&self, pieces: &[String]) -> String {
        let pieces = pieces.iter().map(|piece| quoted(piece));
        format!("供方材料没有涉及：{}。", list(pieces, LISTED))
    }

    fn excluded(&self, pieces: &[String]) -> String {
        let pieces = pieces.iter().map(|piece| quoted(piece));
        format!("需求写明不要：{}，这些词不计分。", list(pieces, LISTED))
    }

    fn refused(&self, pieces: &[String]) -> String {
        let pieces = pieces.iter().map(|piece| quoted(piece));
        format!("供方写明不做：{}，这些词不计分。", list(pieces, LISTED))
    }

    fn standing(&self, why: &WhyNot) -> String {
        let (rank, k, own) = (why.rank, why.k, score(why.explanation.score));
        let said = match why.verdict {
            ListStanding::Listed => format!("该供方排第{rank}名，已在前{k}名之内，得分{own}"),
            ListStanding::Outranked => format!("该供方排第{rank}名，不在前{k}名之内，得分{own}"),
            ListStanding::Unfit => {
                format!("该供方低于所要求的相关程度；若不论此项，得分{own}，排第{rank}名")
            }
            ListStanding::RuledOut => {
                format!("该供方被规则排除；若不排除，得分{own}，排第{rank}名")
            }
        };
        match &why.border {
            Some(border) if why.rank > why.k => format!(
                "{said}；须超过的是{}，得分{}。",
                quoted(border.profile.as_str()),
                score(border.score)
            ),
            _ => format!("{said}。"),
        }
    }

    fn shortfall(&self, shortfall: &FitShortfall) -> String {
        let (asked, own) = (shortfall.asked.as_chinese(), percent(shortfall.coverage));
        let Some(needed) = shortfall.needed else {
            return format!(
                "需求写明的主题太少，谁都达不到“{asked}”：请补充说明，或降低所要求的相关程度。"
            );
        };
        let lacking = shortfall.lacking.iter().map(|piece| quoted(piece));
        let lacking: Vec<String> = lacking.take(LISTED).collect();
        let lift = match lacking.is_empty() {
            true => "补充其成果，或降低所要求的相关程度，即可列入".to_owned(),
            false => format!(
                "如有关于{}的成果，或降低所要求的相关程度，即可改善",
                lacking.join("、")
            ),
        };
        format!(
            "其材料覆盖需求主题的{own}，而“{asked}”须达{}：{lift}。",
            percent((needed * 1000.0).ceil() / 1000.0)
        )
    }

    fn differences(&self, worse: &[&Difference], better: &[&Difference]) -> String {
        let told = |differences: &[&Difference]| {
            let each = differences.iter().map(|d| {
                let size = score(d.difference.abs());
                format!("{}{size}", d.feature.as_chinese())
            });
            list(each, usize::MAX)
        };
        match (worse, better) {
            (_, []) => format!("与其相比，落后的是：{}。", told(worse)),
            ([], _) => format!("与其相比，领先的是：{}。", told(better)),
            _ => format!(
                "与其相比，落后的是：{}；领先的是：{}。",
                told(worse),
                told(better)
            ),
        }
    }

    fn lost_figures(&self, border: &ProfileId, lost: &[&FigureDifference]) -> String {
        figures::lost(border, lost)
    }

    fn repairs(&self, repairs: &[String], possible: bool) -> String {
        let all = repairs.join("；");
        match (repairs.is_empty(), possible) {
            (true, _) => "利益冲突不能解除，该供方不能列入。".to_owned(),
            (false, true) => format!("要使其可以列入，须：{all}。"),
            (false, false) => format!("即使{all}，利益冲突仍不能解除。"),
        }
    }

    fn repair(&self, repair: &Remedy) -> String {
        reasons::repair(repair)
    }

    fn value_change(&self, change: &ValueChange) -> String {
        let from = score(change.from);
        let now = if change.known {
            format!("现为{from}")
        } else {
            format!("现未知，按{from}计")
        };
        let target = change
            .target
            .as_ref()
            .map(|target| target.clause(Language::Chinese));
        let target = target.map(|target| format!("：{target}"));
        format!(
            "若{}取值不低于{}（{now}），即可进入{}。",
            change.feature.as_chinese(),
            at_least(change.to),
            target.unwrap_or_default()
        )
    }

    fn weight_change(&self, change: &WeightChange) -> String {
        let (verb, to) = if change.to > change.from {
            ("提高", at_least(change.to))
        } else {
            ("降低", at_most(change.to))
        };
        format!(
            "若{}的权重由{}{verb}到{to}（占比由{}变为{}），也可进入。",
            change.feature.as_chinese(),
            score(change.from),
            percent(change.from_share),
            percent(change.to_share)
        )
    }

    fn no_change(&self) -> String {
        "单独改变任何一项特征或权重都不能使其进入。".to_owned()
    }
}
