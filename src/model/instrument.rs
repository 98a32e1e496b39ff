//! The kind of money that a finance need asks for or a product offers, by its terms and by its words.

use super::fold::lower_text;
use super::spelled::spelled;
use super::{FinanceTerms, Mode, Need, NeedKind, Profile, ProfileKind};

spelled! {
    /// Whether money is lent or buys a share of the firm.
    pub enum FinanceInstrument as "instruments" {
        /// Money lent or guaranteed, to be paid back.
        Debt = "debt" | "债权融资" | "债权" | "loan",
        /// Money for a share in the firm.
        Equity = "equity" | "股权融资" | "股权" | "investment",
    }
}

/// Words of money that is lent.
#[rustfmt::skip]
const DEBT: &[&str] = &[
    "贷", "授信", "借款", "贴现", "融资租赁", "保理", "融资担保", "抵押融资", "质押融资", "债权融资", "loan", "loans",
    "可转债", "lending", "credit line", "line of credit", "debt financing",
];

/// Words of money for a share in the firm.
#[rustfmt::skip]
const EQUITY: &[&str] = &[
    "股权融资", "股权投资", "股权基金", "私募股权", "创投", "创业投资", "风险投资", "风投", "天使投资", "天使基金", "天使轮",
    "种子轮", "pre-a", "prea轮", "a轮", "a+轮", "b轮", "b+轮", "c轮", "d轮", "增资扩股", "增资入股", "战略投资者", "引入投资",
    "投贷联动", "可转债", "认股权", "出让股份", "出让股权", "释放股", "稀释股", "equity", "venture capital", "angel investment", "angel investor",
    "angel round", "seed round", "series a", "series b", "series c",
];

/// Words right before one of these words that take it back.
#[rustfmt::skip]
const NOT: &[&str] = &[
    "不接受", "不考虑", "不需要", "不要", "不做", "不含", "不涉及", "不提供", "不开展", "不愿", "暂不", "拒绝", "排除", "非", "无",
    "无需", "no ", "not ", "non-", "without ",
];

/// What the terms and the words of one side say of either instrument.
#[derive(Clone, Copy, Default)]
struct Signs {
    debt: bool,
    equity: bool,
}

impl Signs {
    /// The signs of terms and ways of working: a rate, a time and a security are a loan's, a round is an investor's. The way
    /// "investment" alone is none: funds that grant and lend are filed under it too.
    fn of_terms(terms: &FinanceTerms, modes: &[Mode]) -> Self {
        let is_lent = terms.rate.is_some() || terms.term.is_some() || !terms.securities.is_empty();
        let has_round = terms.stages.iter().any(|stage| !stage.is_of_life());
        let has = |mode| modes.contains(&mode);
        Self {
            debt: is_lent || has(Mode::Loan) || has(Mode::Guarantee),
            equity: has_round,
        }
    }

    fn of_text(text: &str) -> Self {
        let text = lower_text(text);
        let says = |words: &[&str]| words.iter().any(|word| holds(&text, word));
        Self {
            debt: says(DEBT),
            equity: says(EQUITY),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            debt: self.debt || other.debt,
            equity: self.equity || other.equity,
        }
    }

    fn is_silent(self) -> bool {
        !self.debt && !self.equity
    }
}

/// Whether `text` has `word`, whole if it is Latin, and does not take it back.
fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let starts_latin = word.starts_with(|c: char| c.is_ascii_alphanumeric());
        let ends_latin = word.ends_with(|c: char| c.is_ascii_alphanumeric());
        let goes_on = starts_latin && letter(before.chars().next_back())
            || ends_latin && letter(after.chars().next());
        // A pledge of equity secures a loan.
        let is_pledge = word == "equity" && after.trim_start().starts_with("pledge");
        !goes_on && !is_pledge && !NOT.iter().any(|not| before.ends_with(not))
    })
}

/// The instrument of one side; `None` if nothing says which, or if both are said (投贷联动).
///
/// Terms and the title come first: a firm that tells of its round A in the description of a loan asks for a loan.
pub(super) fn instrument<'t>(
    terms: &FinanceTerms,
    modes: &[Mode],
    title: &str,
    texts: impl IntoIterator<Item = &'t str>,
) -> Option<FinanceInstrument> {
    let mut signs = Signs::of_terms(terms, modes).or(Signs::of_text(title));
    if signs.is_silent() {
        let each = texts.into_iter().map(Signs::of_text);
        signs = each.fold(signs, Signs::or);
    }
    match (signs.debt, signs.equity) {
        (true, false) => Some(FinanceInstrument::Debt),
        (false, true) => Some(FinanceInstrument::Equity),
        (true, true) | (false, false) => None,
    }
}

impl Need {
    /// The instrument that a finance need asks for; `None` of every other need, or if it is not known.
    pub(super) fn instrument(&self) -> Option<FinanceInstrument> {
        let texts = self.keywords.iter().chain([&self.description]);
        let texts = texts.map(String::as_str);
        (self.kind == NeedKind::Finance)
            .then(|| instrument(&self.finance, &self.modes, &self.title, texts))?
    }
}

impl Profile {
    /// The instrument that a finance product offers; `None` of every other profile, or if it is not known.
    pub(super) fn instrument(&self) -> Option<FinanceInstrument> {
        let texts = self.expertise.iter().chain([&self.description]);
        let texts = texts.map(String::as_str);
        (self.kind == ProfileKind::Finance)
            .then(|| instrument(&self.finance, &self.modes, &self.name, texts))?
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::json;

    use super::FinanceInstrument::{Debt, Equity};
    use super::{FinanceInstrument, FinanceTerms, Mode, instrument};

    fn read(terms: serde_json::Value, title: &str, text: &str) -> Option<FinanceInstrument> {
        let terms = FinanceTerms::from_json(terms, false).unwrap();
        instrument(&terms, &[], title, [text])
    }

    #[test]
    fn terms_and_words_say_which_money_is_meant() {
        for (terms, title, text, wanted) in [
            (json!({"rate": "4%"}), "流动资金", "", Some(Debt)),
            (json!({"term": "1年"}), "周转", "", Some(Debt)),
            (json!({"securities": "信用"}), "融资", "", Some(Debt)),
            (json!({"stages": "B轮"}), "融资", "", Some(Equity)),
            (json!({}), "未注明贷", "", Some(Debt)),
            (
                json!({}),
                "扩产融资",
                "拟开展A轮股权融资，释放10%股份",
                Some(Equity),
            ),
            (json!({}), "Series B round", "", Some(Equity)),
            (
                json!({}),
                "Working capital",
                "a loan of 3 million",
                Some(Debt),
            ),
            (json!({}), "流动资金贷款", "去年完成A轮融资", Some(Debt)),
            (json!({}), "融资300万元", "不接受股权融资", None),
            (json!({}), "融资300万元", "以股权质押贷款", Some(Debt)),
            // Neither, or both: nobody is kept apart.
            (json!({"stages": "成长期"}), "融资", "", None),
            (json!({"stages": "A轮", "rate": "4%"}), "融资", "", None),
            (json!({}), "投贷联动", "", None),
            (json!({}), "科创基金", "贷款与股权投资相结合", None),
            (json!({}), "融资500万元", "扩大生产", None),
        ] {
            assert_eq!(
                read(terms.clone(), title, text),
                wanted,
                "{terms} {title} {text}"
            );
        }
        let none = FinanceTerms::default();
        assert_eq!(instrument(&none, &[Mode::Loan], "", []), Some(Debt));
        assert_eq!(instrument(&none, &[Mode::Investment], "", []), None);
    }
}
