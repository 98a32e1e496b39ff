//! Figures that a need demands and the statements that answer them, in Chinese.

use super::words::{list, quoted, source};
use crate::explain::voice::LISTED;
use crate::explain::why_not::FigureDifference;
use crate::model::ProfileId;
use crate::quantity::Verdict;
use crate::score::QuantityPart;

/// The figures of one verdict, as a sentence.
pub(super) fn figures(verdict: Verdict, figures: &[&QuantityPart]) -> String {
    let told = figures.iter().map(|figure| match stated(figure) {
        Some(stated) => format!("{}（{stated}）", quoted(&figure.demand)),
        None => quoted(&figure.demand),
    });
    let what = match verdict {
        Verdict::Satisfied => "满足的指标",
        Verdict::Violated => "不满足的指标",
        Verdict::Unknown => "供方材料不足以判断的指标",
    };
    format!("{what}：{}。", list(told, LISTED))
}

/// The figures by which a profile loses to `border`, as a sentence.
pub(super) fn lost(border: &ProfileId, lost: &[&FigureDifference]) -> String {
    let border = quoted(border.as_str());
    let told = lost.iter().map(|figure| {
        format!(
            "{}（该供方{}；{border}{}）",
            quoted(&figure.own.demand),
            side(&figure.own),
            side(&figure.border)
        )
    });
    format!("其中落后的指标：{}。", list(told, LISTED))
}

/// Names one side's statement of a figure, and its verdict.
fn side(figure: &QuantityPart) -> String {
    match stated(figure) {
        Some(stated) => format!("的{stated}，{}", figure.verdict.as_chinese()),
        None => "的材料不足以判断".to_owned(),
    }
}

/// The statement that decides a figure, and who makes it; `None` if nothing decides it.
fn stated(figure: &QuantityPart) -> Option<String> {
    let (title, stated) = (figure.title.as_ref()?, figure.stated.as_ref()?);
    let source = source(figure.work, title, figure.year);
    Some(format!("{source}写明{}", quoted(stated)))
}
