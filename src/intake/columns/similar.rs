//! Headings that resemble known ones: politeness before, filling after, two things in one.

use super::fold::{Heading, fold};

/// Prefixes that surveys put before a name, in the folded form.
const BEFORE: [&str; 13] = [
    "请填写",
    "请输入",
    "贵公司",
    "贵单位",
    "贵企业",
    "本单位",
    "您的",
    "希望",
    "期望",
    "意向",
    "计划",
    "主要",
    "拟",
];
/// Suffixes that surveys put after a name, in the folded form.
const AFTER: [&str; 10] = [
    "总额", "额度", "情况", "信息", "概况", "要求", "说明", "详情", "全称", "量",
];
/// Separators between two names in one heading.
const BETWEEN: [char; 8] = ['/', '、', '及', '与', '和', '或', '+', '|'];

/// Keys that a heading may be looked up by when none of its own is known, likeliest first.
pub(super) fn keys(text: &str) -> Vec<String> {
    let whole = Heading::new(text).keys;
    if whole.is_empty() {
        return Vec::new();
    }
    let mut keys: Vec<String> = whole.iter().flat_map(|key| shortened(key)).collect();
    for part in text.split(BETWEEN).skip_while(|part| fold(part).is_empty()) {
        for key in Heading::new(part).keys {
            keys.extend(shortened(&key));
            keys.push(key);
        }
    }
    keys
}

/// A key without its prefix, without its suffix, and without both.
fn shortened(key: &str) -> Vec<String> {
    let strip_before = |key: &str| {
        BEFORE
            .iter()
            .find_map(|word| key.strip_prefix(word))
            .map(str::to_owned)
    };
    let strip_after = |key: &str| {
        AFTER
            .iter()
            .find_map(|word| key.strip_suffix(word))
            .map(str::to_owned)
    };
    let (before, after) = (strip_before(key), strip_after(key));
    let both = before.as_deref().and_then(strip_after);
    let keys = [after, before, both].into_iter().flatten();
    keys.filter(|key| !key.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn names_are_found_inside_longer_headings() {
        let finds = |heading: &str, key: &str| keys(heading).iter().any(|found| found == key);
        assert!(finds("拟投入资金总额（万元）", "拟投入资金"));
        assert!(finds("可服务企业数量", "可服务企业数"));
        assert!(finds("3、工作单位及院系：", "工作单位"));
        assert!(finds("职务/职称", "职称"));
        assert!(finds("意向服务区域", "服务区域"));
        assert!(keys("").is_empty() && keys("和").is_empty());
    }
}
