//! Learning from feedback, with the truth known: what a year of matches teaches and leaves open.
//!
//! ```text
//! cargo run --release --example learn
//! ```
//!
//! A bureau's people have their own idea of a good match. Here it is hidden in `TRUTH`, weights far from
//! the presets; enterprises accept profiles that score high by them, with some chance. The trainer sees profiles that were
//! accepted or refused, never `TRUTH`.

use std::collections::BTreeMap;

use qianxian::learn::{
    Ended, Example, LearningVerdict, NeedExamples, Reliability, SuccessCurve, Trainer, TrainingSet,
    silent,
};
use qianxian::model::{NeedId, NeedKind, ProfileId};
use qianxian::score::{Feature, FeatureVector, Weights};

/// The true weights of the enterprises: nearness of trade and place as much as words.
const TRUTH: [(Feature, f64); 3] = [
    (Feature::Text, 0.35),
    (Feature::Industry, 0.40),
    (Feature::Region, 0.25),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let truth = Weights::try_from(BTreeMap::from(TRUTH))?;
    let year = feedback(&truth, 200, 14.0)?;

    // 1. Weights that rank better than the presets on needs they have not seen are recommended.
    let training = Trainer::new(1).train(&year, &silent)?;
    println!("A year of 200 needs\n{training}\n");
    assert_eq!(training.verdict, LearningVerdict::Better);
    let learned = training
        .recommended()
        .ok_or("none")?
        .get(NeedKind::Research);
    println!("feature    truth  learned  preset");
    for (feature, wanted) in TRUTH {
        let preset = Weights::preset(NeedKind::Research).get(feature);
        let found = share(&learned, feature);
        println!("{feature:<9} {wanted:6.2} {found:8.3} {preset:7.2}");
        assert!((found - wanted).abs() < 0.06, "{feature} is found");
    }

    // 2. From the same outcomes: how likely is a match of some score to succeed?
    let ended = ended(&year, &learned);
    let curve = SuccessCurve::fit(&ended)?;
    let measured = Reliability::measure(&ended, 5, 1)?;
    println!("\n{curve}\n{measured}\n");
    assert!(measured.low > 0.0 && measured.calibration_error < 0.03);
    assert!(curve.probability(0.3) < 0.2 && curve.probability(0.7) > 0.8);

    // 3. Answers that have nothing to do with the pairs teach nothing, and the trainer says so.
    let noise = Trainer::new(1).train(&feedback(&truth, 200, 0.0)?, &silent)?;
    println!("200 needs answered by the toss of a coin\n{noise}\n");
    assert!(noise.recommended().is_none());

    // 4. So does a month of the real thing, for want of needs.
    let month = Trainer::new(1).train(&feedback(&truth, 17, 14.0)?, &silent)?;
    println!("A month of 17 needs\n{month}");
    assert_eq!(month.verdict, LearningVerdict::TooLittleData);
    Ok(())
}

/// `count` needs with ten profiles each. A pair is accepted with odds that rise with its true score; at
/// `sharpness` 0 the score does not matter.
fn feedback(truth: &Weights, count: usize, sharpness: f64) -> qianxian::Result<TrainingSet> {
    let mut chance = Chance(1);
    let mut needs = Vec::with_capacity(count);
    for need in 0..count {
        let mut examples = Vec::new();
        for profile in 0..10 {
            let mut features = FeatureVector::unknown();
            for (feature, _) in TRUTH {
                features = features.with(feature, chance.next())?;
            }
            let odds = 1.0 / (1.0 + (-sharpness * (features.score(truth) - 0.5)).exp());
            examples.push(Example {
                profile: ProfileId::new(format!("p{profile}"))?,
                features,
                grade: u32::from(chance.next() < odds),
                propensity: None,
            });
        }
        needs.push(NeedExamples {
            need: NeedId::new(format!("n{need:03}"))?,
            kind: NeedKind::Research,
            examples,
        });
    }
    TrainingSet::new(needs)
}

/// The weight of `feature` in [`TRUTH`], from 0 to 1.
fn share(weights: &Weights, feature: Feature) -> f64 {
    let sum: f64 = TRUTH.iter().map(|&(f, _)| weights.get(f)).sum();
    weights.get(feature) / sum
}

/// Every match of the year, with its score under `weights`.
fn ended(year: &TrainingSet, weights: &Weights) -> Vec<Ended> {
    let matches = year
        .needs()
        .iter()
        .flat_map(|need| need.examples.iter().map(move |e| (need, e)));
    let end = |(need, example): (&NeedExamples, &Example)| Ended {
        need: need.need.clone(),
        score: example.features.score(weights),
        success: example.grade > 0,
    };
    matches.map(end).collect()
}

/// Numbers from 0 to 1, always the same (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
