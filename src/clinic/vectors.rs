//! Needs as vectors of terms, and which of them are alike.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::Need;
use crate::quantity::names_subject;
use crate::text::{QueryAnalyzer, QueryTerm, merge, parted, without_excluded};

/// A term of a need: its number, its weight from 0 to 1 (of unit norm over the need), and its text as a token.
#[derive(Clone, Debug)]
pub(super) struct Weighted {
    pub(super) term: u32,
    pub(super) weight: f64,
    pub(super) text: String,
}

/// The unit vectors of `needs`, terms ascending; empty if a need has no term.
///
/// Weights are query weights times the rarity ln(1 + n / df); terms that name nothing are left out.
pub(super) fn vectors(needs: &[&Need], analyzer: &QueryAnalyzer) -> Vec<Vec<Weighted>> {
    let terms: Vec<Vec<QueryTerm>> = needs
        .par_iter()
        .map(|need| {
            // What firms say of themselves is alike for firms with nothing in common to ask.
            let text = [
                &need.title,
                &*parted(&need.description).0,
                &need.keywords.join("\n"),
            ]
            .join("\n");
            let mut terms = merge(analyzer.terms(&without_excluded(&text).0));
            // Single characters, boilerplate, function words, properties and units are common to needs that have nothing else
            // in common.
            terms.retain(names_subject);
            terms
        })
        .collect();
    let mut frequency: BTreeMap<&str, u32> = BTreeMap::new();
    for term in terms.iter().flatten() {
        *frequency.entry(&term.text).or_default() += 1;
    }
    // A term of one need alone joins nothing, but it does make that need longer.
    let numbers: BTreeMap<&str, (u32, u32)> = frequency
        .into_iter()
        .zip(0u32..)
        .map(|((text, df), number)| (text, (number, df)))
        .collect();
    terms
        .iter()
        .map(|terms| unit(terms, &numbers, needs.len()))
        .collect()
}

fn unit(terms: &[QueryTerm], numbers: &BTreeMap<&str, (u32, u32)>, needs: usize) -> Vec<Weighted> {
    let rarity = |df: u32| (1.0 + needs as f64 / f64::from(df)).ln();
    let mut vector: Vec<Weighted> = terms
        .iter()
        .filter_map(|term| {
            let &(number, df) = numbers.get(term.text.as_str())?;
            let weight = f64::from(term.weight) * rarity(df);
            let text = term.text.clone();
            Some(Weighted {
                term: number,
                weight,
                text,
            })
        })
        .collect();
    // One order of summation, so that cosines are the same bits on every run.
    vector.sort_by_key(|weighted| weighted.term);
    let norm = vector
        .iter()
        .map(|w| w.weight * w.weight)
        .sum::<f64>()
        .sqrt();
    // An empty vector has norm 0, but no weight to divide by it.
    for weighted in &mut vector {
        weighted.weight /= norm;
    }
    vector
}

/// The pairs (i, j, cosine), i < j, whose cosine is at least `least`, in order. O(Σ df²) time; each thread holds 8 bytes
/// a vector beside what it finds.
pub(super) fn alike(vectors: &[Vec<Weighted>], least: f64) -> Vec<(u32, u32, f64)> {
    let numbers = || (0u32..).zip(vectors);
    let terms = numbers().flat_map(|(_, vector)| vector.iter().map(|w| w.term as usize + 1));
    let mut holders: Vec<Vec<(u32, f64)>> = vec![Vec::new(); terms.max().unwrap_or(0)];
    for (at, vector) in numbers() {
        for weighted in vector {
            holders[weighted.term as usize].push((at, weighted.weight));
        }
    }
    // Sums lie in an array of all vectors, zero between rows: a map would take most of the time.
    let scratch = || (vec![0.0_f64; vectors.len()], Vec::<u32>::new());
    let row = |(sums, touched): &mut (Vec<f64>, Vec<u32>), (at, vector): (u32, &Vec<Weighted>)| {
        for weighted in vector {
            let others = &holders[weighted.term as usize];
            // Holders ascend, so each pair is summed once, from its lower number.
            let later = others.partition_point(|&(other, _)| other <= at);
            for &(other, weight) in &others[later..] {
                let sum = &mut sums[other as usize];
                if *sum == 0.0 {
                    touched.push(other);
                }
                *sum += weighted.weight * weight;
            }
        }
        touched.sort_unstable();
        // A product too small for a number leaves a sum at 0, so a vector may be noted twice.
        touched.dedup();
        let taken = touched.drain(..).map(|other| {
            let sum = std::mem::take(&mut sums[other as usize]);
            (at, other, sum)
        });
        taken
            .filter(|&(_, _, cosine)| cosine >= least)
            .collect::<Vec<_>>()
    };
    let numbered: Vec<(u32, &Vec<Weighted>)> = numbers().collect();
    let rows: Vec<Vec<(u32, u32, f64)>> = numbered.into_par_iter().map_init(scratch, row).collect();
    rows.concat()
}
