//! Verdicts on conditions: why one is open, how a figure was read, and what would settle it.

use crate::model::spelled::spelled;

spelled! {
    /// Whether a need meets a condition.
    pub enum ConditionVerdict as "verdict" {
        /// What the need states meets it.
        Met = "met" | "符合",
        /// What the need states breaks it.
        Broken = "broken" | "不符合",
        /// What the need states does not decide it.
        Unknown = "unknown" | "待核实",
    }
}

spelled! {
    /// Why a test is not decided.
    pub enum Gap as "gap" {
        /// The need does not state the fact.
        NotStated = "not_stated" | "未填写",
        /// A figure is stated without its unit, and the usual readings disagree.
        NoUnit = "no_unit" | "缺少单位",
        /// The figure is stated in a unit that does not convert.
        OtherUnit = "other_unit" | "单位不同",
        /// The text is no figure, day or answer of the kind asked for.
        NoFigure = "no_figure" | "无法识别",
        /// A stated range lies on both sides of the bound.
        Overlaps = "overlaps" | "范围跨越界限",
        /// The place stated is wider than the one asked for.
        Wider = "wider" | "范围过宽",
        /// The condition names something that the tables do not know.
        UnknownName = "unknown_name" | "名称无法识别",
    }
}

spelled! {
    /// The document or figure that settles a test.
    pub enum SettlingProof as "proof" {
        /// A certificate, or a line of an official list.
        Certificate = "certificate" | "证书或公示名单",
        /// Financial statements or an audit report.
        Accounts = "accounts" | "财务报表或审计报告",
        /// The figure itself, with the data it is computed from.
        Figure = "figure" | "该项数据及其计算依据",
        /// A record of social insurance.
        Headcount = "headcount" | "社保缴纳记录",
        /// The business licence.
        Licence = "licence" | "营业执照",
        /// A line of the need itself.
        Statement = "statement" | "需求表所填内容",
    }
}

spelled! {
    /// The unit in which a figure without one was read.
    pub enum ReadAs as "read_as" {
        /// The need's figure is in percent.
        StatedPercent = "stated_percent" | "所填数值按百分数计",
        /// The condition's figure is in percent.
        BoundPercent = "bound_percent" | "条件数值按百分数计",
        /// The condition's figure is in 万元.
        BoundTenThousandYuan = "bound_ten_thousand_yuan" | "条件数值按万元计",
        /// The condition's figure is in the unit of the need's.
        BoundUnit = "bound_unit" | "条件数值按所填单位计",
    }
}
