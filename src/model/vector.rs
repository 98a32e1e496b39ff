//! Dense vectors that users attach.

use std::sync::Arc;

use serde_json::Value;

use crate::error::{Error, Result, Wording, say};
use crate::num::Fraction;

/// Most components of a vector.
pub const MAX_COMPONENTS: usize = 4096;

/// One, in steps of a [`UnitVector`]'s components.
const ONE: f64 = 16_384.0;

/// A dense vector of the user's own making, 1 to 4,096 finite components, not all zero.
///
/// JSON: an array of numbers. The crate ships no model: whatever made the vectors of needs must have made
/// the vectors of profiles. Vectors with different numbers of components do not compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Vector(Arc<[f32]>);

impl Vector {
    /// Creates a vector of 1 to 4,096 finite components, not all of them zero.
    ///
    /// # Errors
    /// Invalid input if there are none or more than 4,096, if one is not finite, or if all are zero.
    pub fn new(components: impl Into<Arc<[f32]>>) -> Result<Self> {
        let components = components.into();
        let refuse = |value: String, repair: Wording| Err(Error::invalid("vector", value, repair));
        if components.is_empty() || components.len() > MAX_COMPONENTS {
            return refuse(
                components.len().to_string(),
                say!("give 1 to 4096 components", "请给出1至4096个分量"),
            );
        }
        if let Some(bad) = components.iter().find(|c| !c.is_finite()) {
            return refuse(bad.to_string(), say!("give finite numbers", "请填有限的数"));
        }
        if components.iter().all(|&c| c == 0.0) {
            return refuse(
                "0".to_owned(),
                say!(
                    "leave out a vector of zeros; it has no direction",
                    "请去掉全零向量，它没有方向"
                ),
            );
        }
        Ok(Self(components))
    }

    /// The components.
    #[must_use]
    pub fn components(&self) -> &[f32] {
        &self.0
    }

    pub(crate) fn from_json(value: Value) -> Result<Self> {
        let shown = value.to_string();
        let components: Vec<f32> = serde_json::from_value(value).map_err(|_| {
            Error::invalid(
                "vector",
                shown,
                say!("give an array of numbers", "请给出数的数组"),
            )
        })?;
        Self::new(components)
    }

    /// Its direction.
    pub(crate) fn unit(&self) -> UnitVector {
        let largest = self
            .0
            .iter()
            .fold(0.0_f64, |m, &c| m.max(f64::from(c.abs())));
        // Scaled first, so that squares neither overflow nor vanish.
        let scaled = self.0.iter().map(|&c| f64::from(c) / largest);
        let norm = scaled.clone().map(|c| c * c).sum::<f64>().sqrt();
        #[expect(clippy::cast_possible_truncation, reason = "from -16384 to 16384")]
        let steps = scaled.map(|c| (c / norm * ONE).round() as i16);
        UnitVector(steps.collect())
    }
}

impl serde::Serialize for Vector {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Vector {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A direction, its components in steps of 2⁻¹⁴: products of two are summed as integers, so that a
/// cosine is the same bits in any order and on any machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitVector(Arc<[i16]>);

impl UnitVector {
    pub(crate) fn new(steps: impl Into<Arc<[i16]>>) -> Self {
        Self(steps.into())
    }

    /// Components, in steps of 2⁻¹⁴.
    #[must_use]
    pub fn steps(&self) -> &[i16] {
        &self.0
    }

    /// Cosine of the angle between the two, 0 to 1, 0 if it is negative; `None` if they have
    /// different numbers of components.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> Option<Fraction> {
        (self.0.len() == other.0.len()).then(|| cosine(self.0.iter(), other.0.iter()))
    }
}

/// Cosine of two directions of equal length, 0 if it is negative. |Σ a·b| ≤ ‖a‖·‖b‖, about 2²⁸.
pub(crate) fn cosine<'a>(
    a: impl Iterator<Item = &'a i16>,
    b: impl Iterator<Item = &'a i16>,
) -> Fraction {
    // A sum of integers is the same in any order and on any machine.
    let product: i64 = a
        .zip(b)
        .map(|(&a, &b)| i64::from(i32::from(a) * i32::from(b)))
        .sum();
    // Components are in steps of 2⁻¹⁴, so the product is in steps of 2⁻²⁸. A negative cosine counts as 0.
    let shift = crate::num::FRACTION_BITS - 28;
    Fraction::from_steps(u64::try_from(product).unwrap_or(0) << shift)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Vector;

    fn cosine(a: &[f32], b: &[f32]) -> Option<f64> {
        let unit = |v: &[f32]| Vector::new(v).unwrap().unit();
        unit(a).cosine(&unit(b)).map(crate::num::Fraction::to_f64)
    }

    #[test]
    fn cosines_depend_on_direction_alone() {
        assert!((cosine(&[1.0, 0.0], &[5.0, 0.0]).unwrap() - 1.0).abs() < 1e-3);
        assert!((cosine(&[1.0, 0.0], &[1.0, 1.0]).unwrap() - 0.5_f64.sqrt()).abs() < 1e-3);
        assert_eq!(cosine(&[1.0, 0.0], &[-1.0, 0.0]), Some(0.0));
        assert_eq!(cosine(&[1.0, 0.0], &[0.0, 1e-30]), Some(0.0));
        assert!((cosine(&[1e30, 1e30], &[1e-30, 1e-30]).unwrap() - 1.0).abs() < 1e-3);
        assert_eq!(cosine(&[1.0], &[1.0, 1.0]), None);
    }

    #[test]
    fn bad_vectors_are_refused() {
        for bad in [&[][..], &[0.0, 0.0], &[f32::NAN], &[f32::INFINITY]] {
            assert!(Vector::new(bad).unwrap_err().is_invalid_input());
        }
        assert!(serde_json::from_str::<Vector>(r#"["a"]"#).is_err());
        assert!(Vector::new(vec![1.0; 4097]).is_err());
    }
}
