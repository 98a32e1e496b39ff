//! Random numbers, Zipf's law, and words nobody means anything by.

use std::collections::BTreeSet;

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    /// The stream of `seed` for item `item`; streams of different items are independent.
    pub(crate) fn new(seed: u64, item: u64) -> Self {
        let mut random = Self(seed ^ item.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.next();
        random
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1, 1 excluded.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 to `n`, `n` excluded.
    #[expect(clippy::cast_possible_truncation, reason = "below n")]
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Ranks drawn with probability proportional to `1 / (rank + 1)^exponent`.
pub(crate) struct Zipf(Vec<f64>);

impl Zipf {
    pub(crate) fn new(ranks: usize, exponent: f64) -> Self {
        let mut total = 0.0;
        let mut cumulated = Vec::with_capacity(ranks);
        for rank in 0..ranks {
            total += ((rank + 1) as f64).powf(-exponent);
            cumulated.push(total);
        }
        Self(cumulated)
    }

    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let at = random.unit() * self.0[self.0.len() - 1];
        self.0
            .partition_point(|&sum| sum <= at)
            .min(self.0.len() - 1)
    }
}

/// Real terms of three characters and more at the head of the Chinese vocabulary, so that the
/// dictionary has something to find.
const HEAD: [&str; 24] = [
    "碳纤维",
    "针状焦",
    "石墨烯",
    "催化剂",
    "锂电池",
    "人工智能",
    "复合材料",
    "传感器",
    "机器人",
    "聚氨酯",
    "半导体",
    "新能源",
    "大数据",
    "物联网",
    "耐火材料",
    "胶粘剂",
    "表面活性剂",
    "光催化",
    "自动化",
    "热处理",
    "有限元",
    "数值模拟",
    "不锈钢",
    "铝合金",
];

/// Pieces of English technical words.
const PIECES: [&str; 48] = [
    "poly", "thermo", "electro", "nano", "bio", "photo", "hydro", "micro", "carb", "sil", "ferr",
    "chlor", "sulf", "nitr", "oxid", "graph", "cata", "mem", "bran", "fluor", "cryst", "vis",
    "lam", "mag", "net", "opt", "sens", "rob", "alg", "comp", "struct", "flex", "dens", "fus",
    "gen", "kin", "mer", "ten", "vol", "ter", "ran", "dox", "lin", "por", "quant", "zeo", "mod",
    "ul",
];

/// Endings of English technical words.
const ENDINGS: [&str; 12] = [
    "ite", "ene", "ation", "or", "ium", "ics", "oid", "ide", "ane", "ysis", "meter", "gel",
];

/// `count` distinct Chinese words of two to four characters, from the 3,755 common characters of GB
/// 2312 by Zipf's law.
pub(crate) fn chinese(count: usize, random: &mut Random) -> Vec<String> {
    let characters = common_characters(random);
    let zipf = Zipf::new(characters.len(), 0.7);
    let mut words: Vec<String> = HEAD.map(str::to_owned).to_vec();
    let mut known: BTreeSet<String> = words.iter().cloned().collect();
    while words.len() < count {
        let length = [2, 2, 2, 2, 2, 2, 2, 3, 3, 4][random.below(10)];
        let word: String = (0..length).map(|_| characters[zipf.draw(random)]).collect();
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// `count` distinct English-looking words.
pub(crate) fn english(count: usize, random: &mut Random) -> Vec<String> {
    let mut words = Vec::with_capacity(count);
    let mut known = BTreeSet::new();
    while words.len() < count {
        let pieces = 1 + random.below(3);
        let mut word: String = (0..pieces)
            .map(|_| PIECES[random.below(PIECES.len())])
            .collect();
        word.push_str(ENDINGS[random.below(ENDINGS.len())]);
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// Level 1 of GB 2312 in random order.
fn common_characters(random: &mut Random) -> Vec<char> {
    let mut bytes = Vec::new();
    for row in 0xb0_u8..=0xd7 {
        let last = if row == 0xd7 { 0xf9 } else { 0xfe };
        for cell in 0xa1..=last {
            bytes.extend([row, cell]);
        }
    }
    let mut characters: Vec<char> = encoding_rs::GBK.decode(&bytes).0.chars().collect();
    for i in (1..characters.len()).rev() {
        characters.swap(i, random.below(i + 1));
    }
    characters
}
