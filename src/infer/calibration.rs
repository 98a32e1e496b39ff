//! From a share of the evidence to a confidence.

/// Confidence comes in steps of this: few distinct ones, so that a library keeps few distinct facts.
const STEPS: f64 = 20.0;
/// Measured difference between the frequency of right answers and the share.
const SHORT_OF: f64 = 0.25;
/// No more than this: the largest shares were not right more often.
const MOST: f64 = 0.95;

/// How often an answer with that share of the evidence is right.
pub(super) fn confidence(share: f64) -> f64 {
    ((share + SHORT_OF).min(MOST) * STEPS).round() / STEPS
}

/// Most confidence in a node that has others below it: manufacturing is nearly always right, and says little.
const MOST_GENERIC: f64 = 0.5;

/// The confidence of an answer that leaves open which of the nodes below it is meant.
pub(super) fn generic(share: f64) -> f64 {
    confidence(share).min(MOST_GENERIC)
}

#[cfg(test)]
mod tests {
    use super::{confidence, generic};

    #[test]
    fn confidence_grows_with_the_share_and_is_never_certain() {
        let shares = [0.3, 0.31, 0.45, 0.74, 0.76, 1.0];
        assert_eq!(shares.map(confidence), [0.55, 0.55, 0.7, 0.95, 0.95, 0.95]);
    }

    #[test]
    fn an_answer_that_says_little_is_never_sure() {
        assert_eq!([0.3, 0.9].map(generic), [0.5, 0.5]);
    }
}
