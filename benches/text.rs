//! Text: analysis of profiles and of needs, beside the usual segmentation.
//!
//! Corpus and caveats: `corpus/mod.rs`. Time is processor time on one thread. The peer for Chinese
//! is jieba's own cut for search, for English tantivy's tokenizer with lower-casing; both give
//! fewer tokens (no characters, pairs or codes).

mod corpus;
mod measure;

use std::hint::black_box;

use corpus::Corpus;
use criterion::{Criterion, Throughput};
use measure::{CpuTime, cpu};
use qianxian::text::{Analyzer, QueryAnalyzer, merge};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer};

const TEXTS: usize = 2_000;

/// Abstracts in Chinese and in English.
fn texts(corpus: &Corpus) -> [Vec<String>; 2] {
    let summaries = (0..TEXTS).flat_map(|item| corpus.profile(item).works);
    let (english, chinese) = summaries
        .map(|work| work.summary)
        .partition(|text| text.is_ascii());
    [chinese, english]
}

fn documents(
    c: &mut Criterion<CpuTime>,
    name: &str,
    texts: &[String],
    peer: impl Fn(&str) -> usize,
) {
    let analyzer = Analyzer::new();
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut group = c.benchmark_group(format!("text/{name}/{}", texts.len()));
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("qianxian", |b| {
        b.iter(|| {
            let mut tokens = 0;
            for text in texts {
                analyzer.for_each_token(text, |_, _, _, _| tokens += 1);
            }
            black_box(tokens)
        });
    });
    group.bench_function("peer", |b| {
        b.iter(|| texts.iter().map(|t| peer(t)).sum::<usize>())
    });
    group.finish();
}

fn needs(c: &mut Criterion<CpuTime>, corpus: &Corpus) {
    let analyzer = QueryAnalyzer::from(Analyzer::new());
    let needs = corpus.needs(100);
    let distinct = needs
        .iter()
        .map(|need| merge(analyzer.terms(&need.description)).len());
    eprintln!(
        "text/needs: {} distinct terms a description",
        distinct.sum::<usize>() / needs.len()
    );
    let mut group = c.benchmark_group("text/needs/100");
    group.throughput(Throughput::Elements(needs.len() as u64));
    group.bench_function("qianxian", |b| {
        b.iter(|| {
            for need in &needs {
                black_box(merge(analyzer.terms(&need.description)));
            }
        });
    });
    group.finish();
}

fn main() {
    let mut criterion = cpu();
    let corpus = Corpus::new(TEXTS);
    let [chinese, english] = texts(&corpus);
    let jieba = jieba_rs::Jieba::new();
    documents(&mut criterion, "chinese", &chinese, |text| {
        jieba.cut_for_search(text, true).len()
    });
    documents(&mut criterion, "english", &english, |text| {
        let lower = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser);
        let mut analyzer = lower.build();
        let mut tokens = 0;
        analyzer.token_stream(text).process(&mut |_| tokens += 1);
        tokens
    });
    needs(&mut criterion, &corpus);
    criterion.final_summary();
}
