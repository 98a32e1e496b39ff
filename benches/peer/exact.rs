//! The exact answer: BM25F in 64-bit floats over the postings of the *works* peer, without bytes,
//! blocks or rounding.

use std::collections::HashMap;

use qianxian::score::Statistics;
use qianxian::text::recipe::{B, IDF_POWER, K1};
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::{Peer, Terms};

/// Scores every profile of a *works* peer.
pub(crate) struct Exact<'p> {
    peer: &'p Peer,
    /// Mean length of each field where there is any.
    averages: [f64; 3],
    /// Length of all that each profile says, and their mean.
    lengths: Vec<f64>,
    average: f64,
}

/// A term in one document: normalised frequency, and plain.
type Counts = HashMap<u32, (f64, f64)>;

impl<'p> Exact<'p> {
    pub(crate) fn new(peer: &'p Peer) -> Self {
        let reader = peer.searcher.segment_reader(0);
        let averages = peer.fields.ranked.map(|field| {
            let norms = reader.get_fieldnorms_reader(field).expect("norms");
            let lengths = (0..reader.max_doc()).map(|doc| norms.fieldnorm(doc));
            let known: Vec<f64> = lengths.filter(|&l| l > 0).map(f64::from).collect();
            known.iter().sum::<f64>() / known.len().max(1) as f64
        });
        let profiles = peer
            .profiles
            .iter()
            .max()
            .map_or(0, |&last| last as usize + 1);
        let mut lengths = vec![0.0; profiles];
        for field in peer.fields.ranked {
            let norms = reader.get_fieldnorms_reader(field).expect("norms");
            for (doc, &profile) in (0..).zip(&peer.profiles) {
                lengths[profile as usize] += f64::from(norms.fieldnorm(doc));
            }
        }
        Self {
            peer,
            averages,
            average: lengths.iter().sum::<f64>() / profiles.max(1) as f64,
            lengths,
        }
    }

    /// Numbers of the `k` best profiles, best first.
    pub(crate) fn best(&self, terms: &Terms, k: usize) -> Vec<u32> {
        let mut sums = vec![0.0; self.peer.profiles.len()];
        let mut wholes = vec![0.0; self.lengths.len()];
        let b = f64::from(B);
        for (text, weight) in terms {
            let postings = self.frequencies(text);
            let mut joined: HashMap<u32, f64> = HashMap::new();
            for (&doc, &(_, plain)) in &postings {
                *joined
                    .entry(self.peer.profiles[doc as usize])
                    .or_insert(0.0) += plain;
            }
            let documents = (postings.len() + joined.len()) as f64;
            let all = (sums.len() + wholes.len()) as u64 + Statistics::BACKGROUND_DOCUMENTS;
            let total = all as f64;
            let idf = ((total - documents + 0.5) / (documents + 0.5)).ln_1p();
            let weight = f64::from(*weight) * idf.powf(f64::from(IDF_POWER));
            for (doc, (frequency, _)) in postings {
                sums[doc as usize] += weight * frequency / (f64::from(K1) + frequency);
            }
            for (profile, plain) in joined {
                let length = self.lengths[profile as usize] / self.average;
                let frequency = plain / (1.0 - b + b * length);
                wholes[profile as usize] += weight * frequency / (f64::from(K1) + frequency);
            }
        }
        self.gather(&sums, &wholes, k)
    }

    /// Frequency of a term, summed over the fields, by document.
    fn frequencies(&self, text: &str) -> Counts {
        let reader = self.peer.searcher.segment_reader(0);
        let mut frequencies = Counts::new();
        for (field, average) in self.peer.fields.ranked.into_iter().zip(self.averages) {
            let norms = reader.get_fieldnorms_reader(field).expect("norms");
            let index = reader.inverted_index(field).expect("an index");
            let term = Term::from_field_text(field, text);
            let postings = index.read_postings(&term, IndexRecordOption::WithFreqs);
            let Some(mut postings) = postings.expect("postings") else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let length = f64::from(norms.fieldnorm(postings.doc()));
                let (b, plain) = (f64::from(B), f64::from(postings.term_freq()));
                let counts = frequencies.entry(postings.doc()).or_default();
                counts.0 += plain / (1.0 - b + b * length / average);
                counts.1 += plain;
                postings.advance();
            }
        }
        frequencies
    }

    /// Sums of profiles: best document whole, each next half as much, eight at most, and the whole.
    fn gather(&self, sums: &[f64], wholes: &[f64], k: usize) -> Vec<u32> {
        let mut by_profile: HashMap<u32, Vec<f64>> = HashMap::new();
        for (&profile, &sum) in self
            .peer
            .profiles
            .iter()
            .zip(sums)
            .filter(|(_, sum)| **sum > 0.0)
        {
            by_profile.entry(profile).or_default().push(sum);
        }
        let decayed = |(profile, mut sums): (u32, Vec<f64>)| {
            sums.sort_by(|a, b| b.total_cmp(a));
            let parts = sums
                .iter()
                .take(8)
                .zip(0..)
                .map(|(s, i)| s * 0.5_f64.powi(i));
            (profile, parts.sum::<f64>() + wholes[profile as usize])
        };
        let mut ranked: Vec<(u32, f64)> = by_profile.into_iter().map(decayed).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.truncate(k);
        ranked.into_iter().map(|(profile, _)| profile).collect()
    }
}
