//! Vectors of the corpus: a direction of its own for each text, in a narrow cone as those of sentence models.

use qianxian::model::Vector;

use super::words::Random;

/// Components, as small sentence models have.
pub(crate) const COMPONENTS: usize = 384;
/// Part that all vectors have in common, beside their own components of 0 to 1.
const COMMON: f64 = 1.0;

/// The vector of text `item` of a stream.
pub(crate) fn vector(stream: u64, item: u64) -> Vector {
    let mut random = Random::new(stream, item);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "1 to 2; rounding is harmless"
    )]
    let mut component = || (random.unit() + COMMON) as f32;
    let components: Vec<f32> = (0..COMPONENTS).map(|_| component()).collect();
    Vector::new(components).expect("no zeros")
}
