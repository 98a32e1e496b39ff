//! Statistics of the whole collection, as scores use them.

use crate::index::FIELD_COUNT;
use crate::text::recipe::{Parameter, Recipe};

/// Live profiles and evidence documents of a collection and the lengths of their fields.
///
/// Mergeable by addition: the statistics of shards sum to the statistics of one machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Statistics {
    /// Number of live profiles that say anything.
    pub profiles: u64,
    /// Number of live evidence documents, statements and works, that say anything.
    pub documents: u64,
    /// Number of live evidence documents that have the field: title, keywords, body.
    pub field_documents: [u64; FIELD_COUNT],
    /// Number of tokens of the field in all of them.
    pub field_tokens: [u64; FIELD_COUNT],
}

impl Statistics {
    /// Documents of the world outside that a library is taken to be a sample of, none of which has the term.
    ///
    /// A small library, or one of a single subject, does not tell how common a word is: that all three experts write
    /// 针状焦 does not make it a common word. With these documents a term's rarity is nearly the same there as in a large
    /// library, so text values can be compared. A library of tens of thousands of documents decides alone. Any number from 300 to
    /// 3,000 is level on every development set: MRR within .0004, area across needs within .0013.
    pub const BACKGROUND_DOCUMENTS: u64 = 1000;

    /// Counts one profile, whose documents have fields of those lengths.
    pub(crate) fn count(&mut self, documents: impl Iterator<Item = [u32; FIELD_COUNT]>) {
        let before = self.documents;
        for lengths in documents {
            self.documents += u64::from(lengths != [0; FIELD_COUNT]);
            for (field, &length) in lengths.iter().enumerate() {
                self.field_documents[field] += u64::from(length > 0);
                self.field_tokens[field] += u64::from(length);
            }
        }
        self.profiles += u64::from(self.documents > before);
    }

    /// All of its numbers, for a file.
    pub(crate) fn numbers(&self) -> [u64; 2 + 2 * FIELD_COUNT] {
        let ([a, b, c], [d, e, f]) = (self.field_documents, self.field_tokens);
        [self.profiles, self.documents, a, b, c, d, e, f]
    }

    /// The statistics that have these [`Statistics::numbers`]; `None` if they are too few or too many.
    pub(crate) fn of_numbers(numbers: &[u64]) -> Option<Self> {
        let &[profiles, documents, a, b, c, d, e, f] = numbers else {
            return None;
        };
        Some(Self {
            profiles,
            documents,
            field_documents: [a, b, c],
            field_tokens: [d, e, f],
        })
    }

    /// Adds another part of the collection.
    pub fn merge(&mut self, other: &Self) {
        self.profiles += other.profiles;
        self.documents += other.documents;
        for field in 0..FIELD_COUNT {
            self.field_documents[field] += other.field_documents[field];
            self.field_tokens[field] += other.field_tokens[field];
        }
    }

    /// The calibration that these statistics ask for under `recipe`.
    #[must_use]
    pub fn calibration(&self, recipe: Recipe) -> Calibration {
        let average = |tokens: u64, documents: u64| {
            let (of_each, background) = Calibration::BACKGROUND_LENGTHS;
            coarse(tokens + background * of_each, documents + background)
        };
        let of_field = |field| average(self.field_tokens[field], self.field_documents[field]);
        Calibration {
            lengths: std::array::from_fn(of_field),
            profile_length: average(self.field_tokens.iter().sum(), self.profiles),
            recipe,
        }
    }

    /// Inverse document frequency: ln(1 + (N − n + ½)/(n + ½)), always positive (Robertson &
    /// Zaragoza 2009, §3.1, with the 1 that keeps terms of more than half of the documents above
    /// zero). N counts the documents of the library, profiles as wholes among them, and
    /// [`Self::BACKGROUND_DOCUMENTS`]; `frequency` is n.
    #[must_use]
    pub fn idf(&self, frequency: u64) -> f64 {
        let library = (self.documents + self.profiles).max(frequency);
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let (n, total) = (
            frequency as f64,
            (library + Self::BACKGROUND_DOCUMENTS) as f64,
        );
        libm::log1p((total - n + 0.5) / (n + 0.5))
    }
}

/// The nearest power of 2^(1/4) to `tokens / documents`, at least 1.
fn coarse(tokens: u64, documents: u64) -> f32 {
    const STEPS: [f32; 4] = [1.0, 1.189_207_1, std::f32::consts::SQRT_2, 1.681_792_8];
    const HALF_STEP: f64 = 1.090_507_732_665_257_7;
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
    let average = tokens as f64 / documents as f64;
    let mut best = 1.0;
    for octave in 0..24_u8 {
        for step in STEPS {
            let candidate = step * f32::from(octave).exp2();
            // Halfway between two steps by ratio, not by difference: steps are even on a logarithmic scale.
            if f64::from(candidate) / HALF_STEP > average {
                return best;
            }
            best = candidate;
        }
    }
    best
}

/// Inputs baked into compiled segments: the average field lengths, in coarse steps, and the recipe.
///
/// A function of live content alone, so that two libraries of equal content score alike whatever their
/// history. A step is a quarter of an octave; segments are compiled again only when an average
/// crosses one.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Calibration {
    /// Average length of title, keywords and body, in tokens.
    pub lengths: [f32; FIELD_COUNT],
    /// Average length of all that a profile says, in tokens.
    pub profile_length: f32,
    /// How terms are saturated and normalised, and which documents count.
    pub recipe: Recipe,
}

impl Calibration {
    /// Tokens of each document, and number of documents, of the world outside that join each average.
    ///
    /// In a library of two profiles one long record more would double the average length, and with it change every
    /// score. From some hundred documents on these count for little.
    const BACKGROUND_LENGTHS: (u64, u64) = (16, 20);

    /// Weights of title, keywords and body.
    pub(crate) fn field_weights(&self) -> [f32; FIELD_COUNT] {
        [Parameter::Title, Parameter::Keywords, Parameter::Body].map(|p| self.recipe.get(p))
    }
}

#[cfg(test)]
mod tests {
    use super::{Recipe, Statistics, coarse};

    #[test]
    fn averages_are_rounded_to_quarter_octaves() {
        assert_eq!(coarse(100, 100), 1.0);
        assert_eq!(coarse(0, 1), 1.0);
        assert_eq!(coarse(160, 10), 16.0);
        assert_eq!(coarse(170, 10), 16.0, "17 is nearer to 16 than to 19.03");
        assert!(
            (coarse(180, 10) - 19.027).abs() < 0.01,
            "18 is past the middle, 17.45"
        );
        assert!(coarse(u64::from(u32::MAX), 1) > 1e6);
    }

    #[test]
    fn statistics_add_up() {
        let (mut a, mut b, mut both) = (
            Statistics::default(),
            Statistics::default(),
            Statistics::default(),
        );
        for (part, lengths) in [(&mut a, [1, 0, 7]), (&mut b, [2, 3, 0])] {
            part.count([lengths, [0; 3]].into_iter());
            both.count([lengths, [0; 3]].into_iter());
        }
        a.merge(&b);
        assert_eq!(a, both);
        assert_eq!((both.profiles, both.documents), (2, 2));
        assert_eq!(both.field_documents, [2, 1, 1]);
        both.count([[0; 3]].into_iter());
        assert_eq!((both.profiles, both.documents), (2, 2), "a silent one");
        // 13 tokens over two profiles that speak, and 320 over 20: 15.1 is nearer to 16 than to 13.5.
        assert_eq!(both.calibration(Recipe::default()).profile_length, 16.0);
    }

    #[test]
    fn rarer_terms_weigh_more_and_none_weighs_nothing() {
        let statistics = Statistics {
            documents: 1000,
            ..Statistics::default()
        };
        let idf = |n| statistics.idf(n);
        assert!(idf(1) > idf(10) && idf(10) > idf(999) && idf(1000) > 0.0);
        assert!(Statistics::default().idf(5).is_finite());
    }

    #[test]
    fn a_small_library_does_not_make_its_subject_common() {
        let library = |documents| Statistics {
            documents,
            ..Statistics::default()
        };
        // Every document of three has the word, against three of a hundred thousand: ln 286.9 and ln 28858.
        let (three, many) = (library(3).idf(3), library(100_000).idf(3));
        assert!((three - 287.0_f64.ln()).abs() < 0.01, "{three}");
        assert!(three / library(3).idf(1) > 0.85);
        assert!(many / library(100_000).idf(1) > 0.9);
    }
}
