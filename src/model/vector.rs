//! Dense vectors that users attach.

use std::sync::Arc;

use serde_json::Value;

use crate::error::{Error, Result, Wording, say};

/// Most components of a vector.
pub const MAX_COMPONENTS: usize = 4096;

/// Greatest component, in the steps that a vector is kept in.
const GREATEST: f64 = 127.0;

/// A direction that users attach to a text: 1 to 4,096 components, one byte each.
///
/// Only the direction counts, so it is kept in 127 steps of its greatest component: 384 components take 384 bytes.
/// Rounding changes a cosine by about .0001 ([`_documentation::quality`](crate::_documentation::quality)). A vector that
/// is read back and put in again is the same.
///
/// JSON: an array of numbers; it is written as the steps. The crate ships no model: whatever made the vectors of needs
/// must have made the vectors of profiles. Vectors with different numbers of components do not compare.
///
/// # Example
/// ```
/// use qianxian::model::Vector;
///
/// let vector = Vector::new([0.5, -0.25, 0.0])?;
/// assert_eq!(vector.steps(), [127, -64, 0]);
/// assert_eq!(vector, Vector::new([127.0, -64.0, 0.0])?);
/// # Ok::<(), qianxian::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector(Arc<[i8]>);

impl Vector {
    /// Creates a vector of 1 to 4,096 finite components, not all of them zero.
    ///
    /// # Errors
    /// Invalid input if there are none or more than 4,096, if one is not finite, or if all are zero.
    pub fn new(components: impl AsRef<[f32]>) -> Result<Self> {
        let components = components.as_ref();
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
        let greatest = components
            .iter()
            .fold(0.0_f64, |most, &c| most.max(f64::from(c.abs())));
        #[expect(clippy::cast_possible_truncation, reason = "from -127 to 127")]
        let step = |&c: &f32| (f64::from(c) / greatest * GREATEST).round() as i8;
        Ok(Self(components.iter().map(step).collect()))
    }

    /// The components in steps from −127 to 127; the greatest in size is 127 or −127.
    #[must_use]
    pub fn steps(&self) -> &[i8] {
        &self.0
    }

    /// The vector of these steps; `None` if no step is 127 or −127, as of no vector, or if there are too many.
    pub(crate) fn of_steps(steps: &[i8]) -> Option<Self> {
        let is_whole =
            steps.iter().any(|step| step.unsigned_abs() == 127) && !steps.contains(&i8::MIN);
        (is_whole && steps.len() <= MAX_COMPONENTS).then(|| Self(steps.into()))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Vector;

    #[test]
    fn steps_depend_on_direction_alone() {
        let steps = |components: &[f32]| Vector::new(components).unwrap().steps().to_vec();
        assert_eq!(steps(&[1e30, -1e30]), [127, -127]);
        assert_eq!(steps(&[1e-30, -1e-30]), [127, -127]);
        assert_eq!(steps(&[0.1, 1e-9, -0.03]), [127, 0, -38]);
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        for components in [vec![0.3_f32, -0.7, 0.1], vec![0.1; 4096], vec![-2.0]] {
            let vector = Vector::new(&components).unwrap();
            let text = serde_json::to_string(&vector).unwrap();
            assert_eq!(serde_json::from_str::<Vector>(&text).unwrap(), vector);
            assert_eq!(Vector::of_steps(vector.steps()), Some(vector));
        }
        assert_eq!(Vector::of_steps(&[1, 2]), None);
        assert_eq!(Vector::of_steps(&[127, i8::MIN]), None);
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
