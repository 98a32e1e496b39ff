//! What a score knows of the whole collection.

use crate::index::FIELD_COUNT;

/// Live evidence documents of a collection and the lengths of their fields.
///
/// Mergeable by addition: the statistics of shards sum to those of one machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Statistics {
    /// Live evidence documents: statements and works.
    pub documents: u64,
    /// Of those, how many have the field: title, keywords, body.
    pub field_documents: [u64; FIELD_COUNT],
    /// Tokens of the field in all of them.
    pub field_tokens: [u64; FIELD_COUNT],
}

impl Statistics {
    /// Counts one document with fields of those lengths.
    pub(crate) fn count(&mut self, lengths: [u32; FIELD_COUNT]) {
        self.documents += 1;
        for (field, &length) in lengths.iter().enumerate() {
            self.field_documents[field] += u64::from(length > 0);
            self.field_tokens[field] += u64::from(length);
        }
    }

    /// Adds another part of the collection.
    pub fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        for field in 0..FIELD_COUNT {
            self.field_documents[field] += other.field_documents[field];
            self.field_tokens[field] += other.field_tokens[field];
        }
    }

    /// The calibration that these statistics ask for.
    pub fn calibration(&self) -> Calibration {
        let mut lengths = [Calibration::DEFAULT_LENGTH; FIELD_COUNT];
        for (field, length) in lengths.iter_mut().enumerate() {
            if self.field_documents[field] > 0 {
                *length = coarse(self.field_tokens[field], self.field_documents[field]);
            }
        }
        Calibration { lengths }
    }

    /// Inverse document frequency: ln(1 + (N − n + ½)/(n + ½)), always positive (Robertson &
    /// Zaragoza 2009, §3.1, with the 1 that keeps terms of more than half of the documents above
    /// zero).
    pub fn idf(&self, frequency: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^53")]
        let (n, total) = (frequency as f64, self.documents.max(frequency) as f64);
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
            if f64::from(candidate) / HALF_STEP > average {
                return best;
            }
            best = candidate;
        }
    }
    best
}

/// What is baked into compiled segments: the average field lengths, in coarse steps.
///
/// A function of live content alone, so that two libraries of equal content score alike whatever their
/// history. A step is a quarter of an octave; segments are compiled again only when an average
/// crosses one.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Calibration {
    /// Average length of title, keywords and body, in tokens.
    pub lengths: [f32; FIELD_COUNT],
}

impl Calibration {
    /// Where no document has the field.
    const DEFAULT_LENGTH: f32 = 16.0;
}

#[cfg(test)]
mod tests {
    use super::{Statistics, coarse};

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
            part.count(lengths);
            both.count(lengths);
        }
        a.merge(&b);
        assert_eq!(a, both);
        assert_eq!(both.field_documents, [2, 1, 1]);
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
}
