//! Facet values by code: what many profiles share is kept and compared once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Result;
use crate::model::Facet;
use crate::model::facts::FacetValue;

/// The distinct values of every facet, by code; code 0 is unknown.
#[derive(Clone, Debug, Default)]
pub(crate) struct FacetValues([Vec<Arc<FacetValue>>; Facet::ALL.len()]);

impl FacetValues {
    /// The value of a code; `None` is unknown.
    pub(crate) fn get(&self, facet: Facet, code: u32) -> Option<&FacetValue> {
        let at = (code as usize).checked_sub(1)?;
        self.0[facet as usize].get(at).map(Arc::as_ref)
    }

    /// Number of codes, the unknown one included.
    pub(crate) fn len(&self, facet: Facet) -> usize {
        self.0[facet as usize].len() + 1
    }
}

/// Gives codes to facet values, the same for all segments of an open library. Codes are never taken
/// back while the library is open; no result depends on which value has which.
#[derive(Debug, Default)]
pub(crate) struct FacetInterner(Mutex<Interned>);

#[derive(Debug, Default)]
struct Interned {
    codes: [HashMap<String, u32>; Facet::ALL.len()],
    values: FacetValues,
}

impl FacetInterner {
    /// The codes of `texts`, canonical JSON of `facet`.
    ///
    /// # Errors
    /// Invalid input where a text is not of that facet.
    pub(crate) fn codes(&self, facet: Facet, texts: &[String]) -> Result<Vec<u32>> {
        let mut interned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts
            .iter()
            .map(|text| interned.code(facet, text))
            .collect()
    }

    /// The values so far. Cheap next to compiling: copies one pointer a value.
    pub(crate) fn values(&self) -> FacetValues {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .values
            .clone()
    }
}

impl Interned {
    fn code(&mut self, facet: Facet, text: &str) -> Result<u32> {
        if let Some(&code) = self.codes[facet as usize].get(text) {
            return Ok(code);
        }
        let value = FacetValue::from_json(facet, text)?;
        let values = &mut self.values.0[facet as usize];
        values.push(Arc::new(value));
        let code = u32::try_from(values.len()).unwrap_or(u32::MAX);
        self.codes[facet as usize].insert(text.to_owned(), code);
        Ok(code)
    }
}
