//! Clauses that state the money or the time of a need, and not of the firm, its products or its market.

use crate::model::NeedKind;
use crate::quantity::{Dimension, Unit, parse};

use super::cues::{each, find};

/// Money offered or wanted.
const OFFERS: &str = "\
    预算、经费、报酬、年薪、薪酬、月薪、补贴、投入、出资、揭榜金额、悬赏、合同额、合作金额、合作费用、研发费用、项目费用、\
    投资控制、投资不超、投资不高于、投资不大于、投资小于、投资低于、投资上限、投资限额、资金、愿意支付、愿付、愿出、可付、酬金、\
    budget、salary、funding、we can pay、we offer";

/// Money that is the need's if it is for finance, and the firm's own affair otherwise: 融资 5000 万元.
const LOANS: &str = "额度、贷款、借款、融资、授信";

/// Words that make an amount of money one that is wanted, although nothing names it.
const WANTS: &str = "需要、需、想、拟、可提供、希望、计划、we need、seek、seeks";

/// Money of the firm, its market, products and losses.
const OTHER_MONEY: &str = "\
    产值、销售、营收、收入、利润、利税、纳税、税收、注册、资产、市场、损失、成本、价格、售价、单价、报价、价值、运费、电费、\
    水费、药剂费、维护费、人工费、运行费、处理费、订单、总投资、投资建设、已投资、投资回收、累计、已投入、每吨、每年投入、\
    每年研发、年研发、占销售、去年、上年、近年、近三年、亩投入、吨投入、单位投入、\
    年投入、节约、节省、罚款、进口、出口、规模、年产、元/、turnover、revenue、losses、market、cost、\
    costs、price、sales";

/// Words that make a short clause one about what things cost, or what was spent on the plant.
const OF_THINGS: &str = "投资、造价、每、单件、吨、毛利、≤、≥、<";

/// Words that leave the amount of an offer to talks.
const OPEN: &str = "面议、协商、另议、详谈、商定、negotiable";

/// Names of the time by which a need is to be met.
const TERMS: &str = "\
    期限、截止、工期、完成时间、交付时间、交付期、项目周期、研发周期、合作周期、合作期、实施期、执行期、项目期、\
    服务期、聘期、deadline、by the end of、before the end、no later than";

/// Time of other things: the past, products, processes.
const OTHER_TIME: &str = "\
    截至、营收、收入、产值、销售额、同比、环比、近几、近年、近一、近两、近二、近三、近五、近十、过去、此前、已、成立、历时、质保、保质、货架、寿命、保修、停机、存放、\
    贮存、储存、养护、生产周期、检修周期、清洗周期、使用周期、更换周期、生长周期、回收期、连续运行、连续工作、从业、经验、\
    毕业、出现、失效、变质、开裂、衰减、霉变、损坏、更换、堵塞、就堵、就要、复发、last、past、ago、warranty、shelf life、\
    service life";

/// Units of time that plans are made in.
const PERIODS: [&str; 10] = [
    "年", "个月", "月", "周", "星期", "天", "日", "季度", "年度", "半年",
];

/// Whether a clause of `sentence` states money for the need. The money of a loan needs no word beside it.
pub(super) fn states_budget(sentence: &str, kind: NeedKind) -> bool {
    clauses(sentence).any(|clause| {
        let has = |cues| each(cues).any(|cue| find(clause, cue).is_some());
        if has(OTHER_MONEY) || (kind != NeedKind::Finance && has(LOANS)) {
            return false;
        }
        let amount = || parse(clause).iter().any(|q| is_money(q.unit.dimension()));
        if has(OFFERS) || has(LOANS) {
            return amount() || has(OPEN) || find(clause, "budget").is_some() && has_digit(clause);
        }
        let alone = clause.chars().count() <= LONGEST_ALONE && !has(OF_THINGS);
        (kind == NeedKind::Finance || alone || has(WANTS)) && amount()
    })
}

/// Most characters of a clause that is an amount and little else.
const LONGEST_ALONE: usize = 12;

/// Whether a clause of `sentence` states until when, or in which time, the need is to be met.
pub(super) fn states_deadline(sentence: &str) -> bool {
    clauses(sentence).any(|clause| {
        let has = |cues| each(cues).any(|cue| find(clause, cue).is_some());
        if has(OTHER_TIME) {
            return false;
        }
        // A period beside money or a project is the project's; 发酵, 周期 180 天 is a process's.
        let is_project = || each(PROJECTS).any(|cue| find(sentence, cue).is_some());
        let named = has(TERMS) || clause.trim_start().starts_with("周期") && is_project();
        (named && has_number(clause)) || is_limited(clause) || is_limited_in_english(clause)
    })
}

/// `8 个月内`, `2025 年底前`, `三年之内`, `年底前`.
fn is_limited(clause: &str) -> bool {
    let ends = [
        "内",
        "之内",
        "以内",
        "前",
        "底",
        "底前",
        "之前",
        "末",
        "完成",
        "上半年",
        "下半年",
        "春季",
        "夏季",
        "秋季",
        "冬季",
    ];
    PERIODS.iter().any(|period| {
        clause.match_indices(period).any(|(at, _)| {
            let after = clause[at + period.len()..].trim_start();
            let before = clause[..at].trim_end();
            let limited = ends.iter().any(|end| after.starts_with(end));
            let number = trailing_number(before);
            // 三年前 is past; 2026 年前 and 年底前 are not.
            let past =
                after.starts_with('前') && number.is_some_and(|n| n < 1000) && *period == "年";
            let date = number.is_some()
                || after.starts_with("底前")
                || before.ends_with(['本', '今', '明', '当', '半', '年']);
            limited && date && !past && is_plan(clause, after, number)
        })
    })
}

/// Words of a project whose period a clause may state.
const PROJECTS: &str = "研发、项目、计划、投入、经费、合作、预算、委托";

/// What is done by a deadline.
const DONE: &str = "\
    完成、实现、交付、提交、交货、投产、达产、见到、给出、拿出、出样、出具、验收、上线、到位、解决、启动、签约、建成、改造、攻克、\
    突破、开发、研发、研制、形成、取得、推出、量产、试产、安装、调试、转化、落地、做出、供货、结题";

/// Words that make a date one that is planned.
const PLANNED: &str = "须、需、要求、希望、计划、拟、力争、预计、应、争取、前、底";

/// Whether a time is one of a plan: 28 天内 alone or with something done, not 28 天内强度 50 MPa; of a calendar year
/// something that is planned, not 2021 年完成股改.
fn is_plan(clause: &str, after: &str, number: Option<u32>) -> bool {
    let has = |cues| each(cues).any(|cue| find(clause, cue).is_some());
    let rest = ["之内", "以内", "内"]
        .iter()
        .find_map(|word| after.strip_prefix(word));
    match rest {
        Some(rest) => rest.trim().is_empty() || has(DONE),
        None if number.is_some_and(|n| n >= 1000)
            && !after.starts_with(['前', '底', '末', '之']) =>
        {
            has(PLANNED)
        }
        None => true,
    }
}

/// The whole number that ends `text`, in digits; 1 if it is in Chinese characters.
fn trailing_number(text: &str) -> Option<u32> {
    if text.ends_with(|c| "一二两三四五六七八九十".contains(c)) {
        return Some(1);
    }
    let other = text.trim_end_matches(|c: char| c.is_ascii_digit());
    text[other.len()..].parse().ok()
}

/// `within 6 months`, `by Q3 2025`, `by 30 June`.
fn is_limited_in_english(clause: &str) -> bool {
    let lower = clause.to_ascii_lowercase();
    let units = "day、days、week、weeks、month、months、year、years";
    let quarters = "q1、q2、q3、q4";
    let starts = "within、in、by、until、before";
    let has = |cues| each(cues).any(|cue| find(&lower, cue).is_some());
    if has(starts) && has(quarters) {
        return true;
    }
    // `within 6 months`, not `4 million tonnes a year in the region`: unit and number stand right behind the word.
    let words: Vec<&str> = lower.split_whitespace().collect();
    let is =
        |word: &str, list| each(list).any(|item| item == word.trim_end_matches(['.', ',', ';']));
    (0..words.len()).any(|at| {
        let near = &words[at + 1..words.len().min(at + 4)];
        let Some(unit) = near.iter().position(|word| is(word, units)) else {
            return false;
        };
        is(words[at], starts) && near[..unit].iter().any(|word| has_number(word))
    })
}

/// Clauses between commas.
fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    let parts = sentence.split(['，', '；', ';', '。']);
    // A comma between digits groups them: 1,200 万元.
    parts.flat_map(|part| {
        let mut begin = 0;
        let mut pieces = Vec::new();
        for (at, _) in part.match_indices(',') {
            let grouped = part[at + 1..].starts_with(|c: char| c.is_ascii_digit());
            if !grouped {
                pieces.push(&part[begin..at]);
                begin = at + 1;
            }
        }
        pieces.push(&part[begin..]);
        pieces
    })
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

fn has_number(text: &str) -> bool {
    let words = "one、two、three、six、nine、twelve、a";
    has_digit(text)
        || text.contains(|c| "一二两三四五六七八九十".contains(c))
        || each(words).any(|word| find(text, word).is_some())
}

fn is_money(dimension: Dimension) -> bool {
    ["元", "美元", "欧元"]
        .iter()
        .any(|unit| Unit::parse(unit).is_ok_and(|unit| unit.dimension() == dimension))
}

#[cfg(test)]
mod tests {
    use super::{states_budget, states_deadline};
    use crate::model::NeedKind;

    #[test]
    fn money_of_the_need_is_a_budget() {
        for text in [
            "预算 100 万元",
            "研发经费拟投入80-120万元",
            "年薪补贴 12 万元左右",
            "总体要求明确,预算1,200万元",
            "改造投资控制在3000万元以内",
            "设备投资不超过 200 万元",
            "报酬面议",
            "需要 200–300 万元把产品做出来",
            "300万元左右",
            "The budget is 500,000 RMB",
        ] {
            assert!(states_budget(text, NeedKind::Research), "{text}");
        }
        assert!(states_budget(
            "订单增加后，流动资金差 500 万元",
            NeedKind::Finance
        ));
    }

    #[test]
    fn money_of_the_firm_and_its_market_is_none() {
        for text in [
            "公司年产值3.5亿元，注册资本5000万元",
            "项目总投资2.6亿元",
            "每年因此造成损失约300万元",
            "国内市场规模超过200亿元",
            "进口设备价格高达80万元",
            "每吨处理成本3500元",
            "运行费用高，资金紧张",
            "公司每年研发投入占销售收入的5%",
            "去年合同额6.8亿元",
            "团队60人，融资5000万元",
            "亩投入控制在2500元以内",
            "获得授信额度1亿元,资信良好",
            "Annual turnover exceeds 5 million yuan",
            "生产线800吨/年，投资4亿元",
            "每平米造价增加≤40元",
        ] {
            assert!(!states_budget(text, NeedKind::Research), "{text}");
        }
    }

    #[test]
    fn time_of_the_need_is_a_deadline() {
        for text in [
            "希望 8 个月内完成",
            "三年之内实现国产化",
            "要求2025年底前投产",
            "明年上半年见到样机",
            "今年年底前交付",
            "合作期限两年",
            "研发周期12个月",
            "10月底前提交报告",
            "计划投入800万元，周期18个月",
            "2026年6月前取得注册证",
            "须在2025年秋季前实施,90天内交付样机",
            "60天内",
            "须在2025年秋季检修期间实施",
            "within 6 months",
            "Delivery by the end of 2025",
        ] {
            assert!(states_deadline(text), "{text}");
        }
    }

    #[test]
    fn time_of_products_and_of_the_past_is_none() {
        for text in [
            "公司成立于2010年",
            "近三年内设备故障频发",
            "三年前引进一条生产线",
            "采用高盐稀态发酵,周期180天",
            "产品保质期为12个月",
            "滤芯三天就堵",
            "模具使用寿命只有6个月",
            "交货周期长，生产周期45天",
            "货到30天内出现霉变",
            "设备连续运行7天内停机一次",
            "年产3万吨",
            "28天内强度达50MPa以上",
            "要求播种后7天内出苗率≥90%",
            "治理后5年内不反弹",
            "2021年完成股份制改造",
            "2023年上半年营收1.2亿元",
            "截至2023年底，累计服务300家",
            "The warranty is within 2 years",
            "Demand in the region is 4 million tonnes a year",
        ] {
            assert!(!states_deadline(text), "{text}");
        }
    }
}
