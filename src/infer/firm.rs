//! The clauses of a need in which the firm says what it is and does: its line of business, whatever it asks for.

/// Words of a firm about itself.
const SAYS: [&str; 20] = [
    "主营",
    "主要生产",
    "专业生产",
    "主要从事",
    "专业从事",
    "专注于",
    "是一家",
    "为一家",
    "我公司",
    "本公司",
    "公司",
    "企业",
    "我厂",
    "本厂",
    "工厂",
    "集团",
    "合作社",
    "车间",
    "生产线",
    "产能",
];

/// The clauses of `text` in which a firm speaks of itself, joined; empty if none does. O(length of the text).
pub(super) fn clauses_of_the_firm(text: &str) -> String {
    let clauses = text.split(['，', '。', '；', ',', ';', '\n', '：', ':']);
    let own = clauses.filter(|clause| SAYS.iter().any(|word| clause.contains(word)));
    own.collect::<Vec<_>>().join("，")
}
