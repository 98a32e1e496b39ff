//! The corpus of the benches: seeded, of any size, without a clock or a file.
//!
//! # Model
//! - Two vocabularies of 30,000 words each, Chinese (two to four common characters) and
//!   English-looking; two profiles in three are Chinese. Words are drawn by Zipf's law with
//!   exponent 1.
//! - Seven words in ten are followed by one of three companions of their own, as in real phrases;
//!   without, every pair of words would be new and the dictionary would grow by a third of the
//!   tokens.
//! - 400 topics of 400 words each, drawn by Zipf's law too. A profile has one topic, which six in ten of its
//!   words come from; the others come from the whole vocabulary. A need is written like a profile.
//! - A profile has about 190 tokens as the analyzer counts them: a statement (three fields of expertise, a
//!   description) and one to five works with title, keywords and abstract.
//! - A need has about 100 distinct terms in title, keywords and description; a short need has three.
//! - Structured fields: `facts.rs`; every profile has a region, so that a region admits an exact
//!   share of them.
//!
//! Item `i` is a pure function of the seed and `i`, so that a million profiles need no memory.
//!
//! # Caveats
//! Chinese text counts a character, and each adjacent pair, as a token; companions are equally
//! likely, so there are still more pairs that occur once than in real text, and fewer that occur
//! often. There is no syntax, no boilerplate, and no document much longer than others. Topics make
//! co-occurrence, but weaker than real fields of work do.

#![allow(dead_code, reason = "each bench takes the part it needs")]

pub(crate) mod facts;
pub(crate) mod vectors;
mod words;

use facts::{Facts, kind};
use qianxian::model::{Date, Need, Profile, Work};
use words::{Random, Zipf, chinese, english};

const VOCABULARY: usize = 30_000;
const TOPICS: usize = 400;
const TOPIC_WORDS: usize = 400;
/// Words of English that carry as many tokens as one of Chinese.
const ENGLISH_LENGTH: f64 = 2.4;

/// Streams of random numbers, so that profile 7 and need 7 have nothing in common.
const WORDS: u64 = 1;
const PROFILES: u64 = 2;
const NEEDS: u64 = 3;
const COMPANIONS: u64 = 4;

/// A generator of needs and profiles.
pub(crate) struct Corpus {
    size: usize,
    /// Times the length of descriptions and abstracts.
    stretch: usize,
    vocabularies: [Vec<String>; 2],
    /// For each language and topic, words of the vocabulary.
    topics: [Vec<Vec<usize>>; 2],
    words: Zipf,
    topic_words: Zipf,
    facts: Facts,
}

/// What one record is about, and its last word.
struct Voice {
    language: usize,
    topic: usize,
    last: Option<usize>,
    random: Random,
}

impl Corpus {
    /// The corpus of `size` profiles.
    pub(crate) fn new(size: usize) -> Self {
        let mut random = Random::new(WORDS, 0);
        let vocabularies = [
            chinese(VOCABULARY, &mut random),
            english(VOCABULARY, &mut random),
        ];
        let mut topic = |_| (0..TOPIC_WORDS).map(|_| random.below(VOCABULARY)).collect();
        let topics = [0, 1].map(|_| (0..TOPICS).map(&mut topic).collect());
        Self {
            size,
            stretch: 1,
            vocabularies,
            topics,
            words: Zipf::new(VOCABULARY, 1.0),
            topic_words: Zipf::new(TOPIC_WORDS, 1.0),
            facts: Facts::new(size),
        }
    }

    /// The corpus of `size` profiles with longer descriptions and abstracts: about 890 tokens a profile.
    pub(crate) fn long(size: usize) -> Self {
        Self {
            stretch: 8,
            ..Self::new(size)
        }
    }

    /// Number of profiles.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// The day on which benches rank.
    pub(crate) fn today() -> Date {
        Date::new(2024, 7, 1).expect("a day")
    }

    fn voice(stream: u64, item: usize) -> Voice {
        let mut random = Random::new(stream, item as u64);
        Voice {
            language: usize::from(random.below(3) == 0),
            topic: random.below(TOPICS),
            last: None,
            random,
        }
    }

    fn word(&self, voice: &mut Voice) -> &str {
        let word = match voice.last {
            Some(last) if voice.random.chance(0.7) => {
                let companion = (last * 3 + voice.random.below(3)) as u64;
                self.words.draw(&mut Random::new(COMPANIONS, companion))
            }
            _ if voice.random.chance(0.6) => {
                let rank = self.topic_words.draw(&mut voice.random);
                self.topics[voice.language][voice.topic][rank]
            }
            _ => self.words.draw(&mut voice.random),
        };
        voice.last = Some(word);
        &self.vocabularies[voice.language][word]
    }

    /// Text of about `length` Chinese words, or of the English ones with as many tokens.
    #[expect(clippy::cast_possible_truncation, reason = "small lengths")]
    fn text(&self, voice: &mut Voice, length: usize) -> String {
        let english = voice.language == 1;
        let length = if english {
            (length as f64 * ENGLISH_LENGTH).round() as usize
        } else {
            length
        };
        voice.last = None;
        let words: Vec<&str> = (0..length).map(|_| self.word(voice)).collect();
        words.join(if english { " " } else { "" })
    }

    fn work(&self, voice: &mut Voice) -> Work {
        let mut work = Work::new(self.text(voice, 4));
        work.keywords = vec![self.text(voice, 1), self.text(voice, 1)];
        work.summary = self.text(voice, 5 * self.stretch);
        work.year = i32::try_from(2010 + voice.random.below(15)).ok();
        work
    }

    /// Profile `item`.
    pub(crate) fn profile(&self, item: usize) -> Profile {
        let mut voice = Self::voice(PROFILES, item);
        let kind = kind(&mut voice.random);
        let name = format!("示例{item}");
        let mut profile = Profile::new(format!("p{item:07}"), kind, name).expect("a profile");
        profile.expertise = (0..3).map(|_| self.text(&mut voice, 1)).collect();
        profile.description = self.text(&mut voice, 6 * self.stretch);
        let works = [1, 1, 2, 2, 3, 3, 3, 4, 5][voice.random.below(9)];
        profile.works = (0..works).map(|_| self.work(&mut voice)).collect();
        self.facts.profile(&mut profile, &mut voice.random);
        profile
    }

    /// All profiles.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = Profile> + '_ {
        (0..self.size).map(|item| self.profile(item))
    }

    /// Need `item`, of about 100 distinct terms.
    pub(crate) fn need(&self, item: usize) -> Need {
        let mut voice = Self::voice(NEEDS, item);
        let title = self.text(&mut voice, 3);
        let mut need = Need::new(format!("n{item:06}"), title).expect("a need");
        need.keywords = (0..3).map(|_| self.text(&mut voice, 1)).collect();
        need.description = self.text(&mut voice, 16);
        self.facts.need(&mut need, &mut voice.random);
        need
    }

    /// The first `count` needs.
    pub(crate) fn needs(&self, count: usize) -> Vec<Need> {
        (0..count).map(|item| self.need(item)).collect()
    }

    /// `count` needs of three terms: the ends and the pair of one Chinese word, or two English
    /// words and their pair.
    pub(crate) fn short_needs(&self, count: usize) -> Vec<Need> {
        let one = |item| {
            let mut voice = Self::voice(NEEDS, item);
            let words = if voice.language == 1 { 2 } else { 1 };
            let length = |word: &&str| words == 2 || word.chars().count() == 2;
            let picked: Vec<&str> = std::iter::repeat_with(|| self.word(&mut voice))
                .filter(length)
                .take(words)
                .collect();
            let mut need = Need::new(format!("s{item:06}"), picked.join(" ")).expect("a need");
            self.facts.need(&mut need, &mut voice.random);
            need
        };
        (0..count).map(one).collect()
    }
}
