//! Conditions of eligibility in the prose of a policy or a finance product.

use super::{Condition, ConditionTest, Subject};
use crate::model::fold::heading_key;
use crate::model::{Profile, ProfileKind, says_nothing};

/// The attribute that keeps the conditions in words of a survey that are not read as conditions.
pub(crate) const UNREAD_CONDITIONS: &str = "eligibility_unresolved";

/// Words of headings whose texts set conditions.
#[rustfmt::skip]
const HEADINGS: [&str; 48] = [
    "申报条件", "申请条件", "准入条件", "办理条件", "贷款条件", "授信条件", "受理条件", "享受条件", "支持条件", "奖励条件", "补贴条件", "兑现条件",
    "基本条件", "资格条件", "申报资格", "申请资格", "申报要求", "申请要求", "准入要求", "资质要求", "支持对象", "扶持对象", "适用对象", "资助对象",
    "奖励对象", "补贴对象", "补助对象", "奖补对象", "申报对象", "申请对象", "享受对象", "受益对象", "面向对象", "服务对象", "贷款对象", "授信对象",
    "适用范围", "支持范围", "申报范围", "受理范围", "申报主体", "申请主体", "享受主体", "适用主体", "适用企业", "适用客户", "eligibilitysummary",
    "eligibilitycriteria",
];

/// Words of sentences that set conditions.
#[rustfmt::skip]
const CUES: [&str; 33] = [
    "仅限", "限于", "只限", "仅支持", "仅面向", "须为", "须是", "应为", "应当为", "必须", "须具", "应具", "应当具", "须符合", "应符合", "应当符合",
    "须满足", "应满足", "需满足", "需符合", "需为", "需具备", "方可", "下列条件", "以下条件", "申报条件", "申请条件", "only for", "must be",
    "must have", "limited to", "restricted to", "required to be",
];

/// Most characters of a heading before a colon within a text.
const HEADING_CHARS: usize = 16;

/// Most characters of a sentence beside the words of a stated condition, for which it says that condition alone.
const MOST_BESIDE: usize = 4;

/// Most characters of the name of a fact, and of a value; prose is longer.
const NAME_CHARS: usize = 20;
const VALUE_CHARS: usize = 40;

/// Whether texts under that heading set conditions: 申报条件, 支持对象（必填）.
pub(crate) fn heads_conditions(heading: &str) -> bool {
    let key = heading_key(heading);
    !key.starts_with("是否") && HEADINGS.iter().any(|word| key.contains(word))
}

/// Whether a text is one or more conditions, and no sentence that happens to read as one: `企业为民营企业` would compare
/// the name of the enterprise, `在本市依法经营` the region. Without a sign of comparison, only attributes are
/// compared, with an answer (是) or a figure.
pub(crate) fn is_condition(text: &str) -> bool {
    let is_short = |text: &str, most: usize| {
        text.chars().count() <= most && !text.contains(['，', ',', '。', '：', ':'])
    };
    let Ok(conditions) = Condition::list(text) else {
        return false;
    };
    let tests: Vec<_> = conditions.iter().flat_map(Condition::tests).collect();
    let is_answer =
        |value: &String| value.chars().count() <= 2 || value.starts_with(|c: char| c.is_numeric());
    let is_loose = |test: &&&ConditionTest| {
        !matches!(test.subject, Subject::Attribute(_)) || !test.values.iter().all(is_answer)
    };
    let signs = ['=', '＝', '≠', '>', '<', '＞', '＜', '≥', '≤'];
    if tests.iter().filter(is_loose).count() > text.matches(signs).count() {
        return false;
    }
    let is_plain = tests.iter().all(|test| {
        test.subject != Subject::Enterprise
            && is_short(test.subject.as_str(), NAME_CHARS)
            && test.values.iter().all(|value| is_short(value, VALUE_CHARS))
    });
    is_plain && !conditions.is_empty()
}

impl Profile {
    /// Returns the conditions that a policy or a finance product states in words, and that are none of its conditions: what
    /// a survey could not read as one, and what stands under a heading such as 支持对象, or in a sentence such as `仅限…`, of its
    /// texts. Nobody is eligible before somebody has looked at them. O(length of the texts).
    ///
    /// # Example
    /// ```
    /// use qianxian::model::{Profile, ProfileKind};
    ///
    /// let mut policy = Profile::new("p1", ProfileKind::Policy, "示例·创新券")?;
    /// policy.description = "支持对象：高新技术企业\n支持标准：最高20万元".into();
    /// assert_eq!(policy.unread_conditions(), ["高新技术企业"]);
    /// policy.description = "最高20万元".into();
    /// assert!(policy.unread_conditions().is_empty());
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn unread_conditions(&self) -> Vec<String> {
        let kept = self.attributes.get(UNREAD_CONDITIONS);
        let mut found = kept.map(texts).unwrap_or_default();
        if !matches!(self.kind, ProfileKind::Policy | ProfileKind::Finance) {
            return found;
        }
        let headed = self.attributes.iter();
        let headed = headed.filter(|(name, _)| heads_conditions(name));
        let mut stated: Vec<String> = headed.flat_map(|(_, value)| texts(value)).collect();
        stated.extend(passages(&self.description));
        for text in stated {
            self.add_unread(&text, &mut found);
        }
        found
    }

    /// Adds the parts of a text that no condition of the profile says and that are not there yet.
    fn add_unread(&self, text: &str, found: &mut Vec<String>) {
        if self.states(text) {
            return;
        }
        for part in text.split([';', '；', '\n', '\r', '。']).map(str::trim) {
            let is_known = || {
                let mut known = found.iter();
                known.any(|known| known.contains(part) || part.contains(known.as_str()))
            };
            if !says_nothing(part) && !self.states(part) && !is_known() {
                found.push(part.to_owned());
            }
        }
    }

    /// Whether a text says conditions of the profile and nothing else.
    fn states(&self, text: &str) -> bool {
        let is_stated = |conditions: Vec<Condition>| {
            !conditions.is_empty() && conditions.iter().all(|c| self.eligibility.contains(c))
        };
        let unnumbered =
            text.trim_start_matches(|c: char| c.is_numeric() || "、.．()（） ".contains(c));
        let is_written = |text: &str| Condition::list(text).is_ok_and(is_stated);
        if is_written(text) || is_written(unnumbered) {
            return true;
        }
        let mut rest = unnumbered.to_owned();
        for test in self.eligibility.iter().flat_map(Condition::tests) {
            let words = test.values.iter().map(String::as_str);
            for word in words.chain([test.subject.as_str()]) {
                if word.chars().count() > 1 {
                    rest = rest.replace(word, "");
                }
            }
        }
        if rest == unnumbered {
            return false;
        }
        for cue in CUES {
            rest = rest.replace(cue, "");
        }
        rest.chars().filter(|c| c.is_alphanumeric()).count() <= MOST_BESIDE
    }
}

/// The texts of an attribute.
fn texts(value: &serde_json::Value) -> Vec<String> {
    let one = value.as_str().into_iter();
    let list = value.as_array().into_iter().flatten();
    let list = list.filter_map(|text| text.as_str());
    one.chain(list).map(str::to_owned).collect()
}

/// The parts of a description that set conditions: what stands under such a heading until the next heading, and sentences
/// that say so.
fn passages(description: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_headed = false;
    for line in description.lines() {
        let headed = line.split_once(['：', ':']);
        let headed = headed.filter(|(heading, _)| heading.chars().count() <= HEADING_CHARS);
        let text = match headed {
            // A number or a clause before a colon is no heading.
            Some((heading, text)) if !heading.contains(['，', ',', '。', '；']) => {
                is_headed = heads_conditions(heading);
                text
            }
            Some(_) | None => line,
        };
        if is_headed {
            found.push(text.to_owned());
            continue;
        }
        let sentences = text.split(['。', ';', '；']);
        let lower = |sentence: &str| sentence.to_lowercase();
        let says = |sentence: &&str| CUES.iter().any(|cue| lower(sentence).contains(cue));
        found.extend(sentences.filter(says).map(str::to_owned));
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use crate::model::{Profile, ProfileKind};

    fn unread(description: &str, conditions: &[&str]) -> Vec<String> {
        let mut policy = Profile::new("p", ProfileKind::Policy, "示例·创新券").unwrap();
        policy.description = description.to_owned();
        policy.eligibility = conditions.iter().map(|c| c.parse().unwrap()).collect();
        policy.unread_conditions()
    }

    #[test]
    fn texts_under_headings_of_conditions_and_sentences_that_limit_are_conditions() {
        for heading in [
            "支持对象",
            "扶持对象",
            "适用对象",
            "适用范围",
            "申报主体",
            "申报对象",
            "支持范围",
            "申报条件",
        ] {
            let text = format!("{heading}：仅限高新技术企业\n支持标准：最高20万元");
            assert_eq!(unread(&text, &[]), ["仅限高新技术企业"], "{heading}");
        }
        assert_eq!(
            unread(
                "申报条件：\n1.注册满两年\n2.高新技术企业\n支持标准：20万元",
                &[]
            ),
            ["1.注册满两年", "2.高新技术企业"]
        );
        assert_eq!(
            unread("对购买服务的企业给予补助。申报企业须为高新技术企业。", &[]),
            ["申报企业须为高新技术企业"]
        );
        let none = [""; 0];
        assert_eq!(unread("最高20万元。每年一次", &[]), none);
        assert_eq!(unread("支持对象：不限", &[]), none);
    }

    #[test]
    fn what_the_conditions_say_is_read() {
        let none = [""; 0];
        let high = ["高新技术企业 = 是"];
        assert_eq!(unread("申报条件：高新技术企业=是", &high), none);
        assert_eq!(
            unread("申报条件：高新技术企业=是", &[]),
            ["高新技术企业=是"]
        );
        assert_eq!(unread("支持对象：仅限高新技术企业", &high), none);
        assert_eq!(
            unread("支持对象：在本市注册满两年的高新技术企业", &high),
            ["在本市注册满两年的高新技术企业"]
        );
    }

    #[test]
    fn only_policies_and_finance_set_conditions_in_words() {
        let mut facility = Profile::new("p", ProfileKind::Facility, "示例·中试线").unwrap();
        facility.description = "适用范围：粉体".into();
        facility.attributes.insert("适用对象".into(), "企业".into());
        assert!(facility.unread_conditions().is_empty());
        facility.kind = ProfileKind::Policy;
        assert_eq!(facility.unread_conditions(), ["企业", "粉体"]);
    }
}
