//! The metrics against hand-worked tables, `trec_eval`'s conventions and brute force.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::{Evaluation, Metric, Qrels, Run, evaluate};

const ALL: [&str; 13] = [
    "ndcg",
    "ndcg@3",
    "ndcg@10",
    "ndcg_exp",
    "ndcg_exp@2",
    "mrr",
    "mrr@2",
    "map",
    "map@3",
    "p@2",
    "recall@2",
    "recall@10",
    "success@1",
];

fn metric(text: &str) -> Metric {
    text.parse().unwrap()
}

fn all_metrics() -> Vec<Metric> {
    ALL.map(metric).to_vec()
}

fn evaluated(qrels: &str, run: &str) -> Evaluation {
    let qrels = Qrels::read(qrels.as_bytes()).unwrap();
    let run = Run::read(run.as_bytes()).unwrap();
    evaluate(&qrels, &run, &all_metrics()).unwrap()
}

#[track_caller]
fn assert_value(evaluation: &Evaluation, name: &str, need: &str, expected: f64) {
    let value = evaluation.value(metric(name), need).unwrap();
    assert!(
        (value - expected).abs() < 1e-12,
        "{name} of {need}: {value}, expected {expected}"
    );
}

/// Grades by rank: 3, 0, unjudged, 1, −1; one profile of grade 2 is not found.
fn worked() -> Evaluation {
    evaluated(
        "n a 3\nn b 0\nn d 1\nn e -1\nn lost 2\n",
        "n a 0.9\nn b 0.8\nn c 0.7\nn d 0.6\nn e 0.5\n",
    )
}

#[test]
fn ndcg_is_grade_over_log2_of_rank_plus_one() {
    let ideal = 3.0 / 2_f64.log2() + 2.0 / 3_f64.log2() + 1.0 / 4_f64.log2();
    assert_value(&worked(), "ndcg", "n", (3.0 + 1.0 / 5_f64.log2()) / ideal);
    assert_value(
        &worked(),
        "ndcg@10",
        "n",
        (3.0 + 1.0 / 5_f64.log2()) / ideal,
    );
    assert_value(&worked(), "ndcg@3", "n", 3.0 / ideal);
}

#[test]
fn exponential_gain_is_two_to_the_grade_less_one() {
    let ideal = 7.0 + 3.0 / 3_f64.log2() + 1.0 / 4_f64.log2();
    assert_value(
        &worked(),
        "ndcg_exp",
        "n",
        (7.0 + 1.0 / 5_f64.log2()) / ideal,
    );
    assert_value(
        &worked(),
        "ndcg_exp@2",
        "n",
        7.0 / (7.0 + 3.0 / 3_f64.log2()),
    );
}

#[test]
fn the_highest_grades_do_not_overflow() {
    let evaluation = evaluated("n a 2147483647\nn b 2147483647\nn c 1\n", "n c 2\nn a 1\n");
    let ideal = 1.0 + 1.0 / 3_f64.log2();
    assert_value(&evaluation, "ndcg_exp", "n", 1.0 / 3_f64.log2() / ideal);
}

#[test]
fn binary_metrics_follow_their_definitions() {
    // Relevant at ranks 1 and 4; three are relevant in all.
    assert_value(&worked(), "mrr", "n", 1.0);
    assert_value(&worked(), "map", "n", (1.0 / 1.0 + 2.0 / 4.0) / 3.0);
    assert_value(&worked(), "map@3", "n", 1.0 / 3.0);
    assert_value(&worked(), "p@2", "n", 1.0 / 2.0);
    assert_value(&worked(), "recall@2", "n", 1.0 / 3.0);
    assert_value(&worked(), "recall@10", "n", 2.0 / 3.0);
    assert_value(&worked(), "success@1", "n", 1.0);
}

#[test]
fn reciprocal_rank_is_that_of_the_first_relevant_profile() {
    let evaluation = evaluated("n c 1\nn d 1\n", "n a 4\nn b 3\nn c 2\nn d 1\n");
    assert_value(&evaluation, "mrr", "n", 1.0 / 3.0);
    assert_value(&evaluation, "mrr@2", "n", 0.0);
    assert_value(&evaluation, "success@1", "n", 0.0);
    assert_value(&evaluation, "map", "n", (1.0 / 3.0 + 2.0 / 4.0) / 2.0);
}

#[test]
fn a_list_shorter_than_k_still_divides_by_k() {
    let evaluation = evaluated("n a 1\n", "n a 1\n");
    assert_value(&evaluation, "p@2", "n", 0.5);
    assert_value(&evaluation, "ndcg@10", "n", 1.0);
    assert_value(&evaluation, "recall@10", "n", 1.0);
}

#[test]
fn the_ideal_order_is_worth_one() {
    let evaluation = evaluated("n a 3\nn b 2\nn c 1\n", "n a 3\nn b 2\nn c 1\n");
    for name in ["ndcg", "ndcg@3", "ndcg_exp", "ndcg_exp@2", "mrr", "map"] {
        assert_eq!(evaluation.value(metric(name), "n"), Some(1.0), "{name}");
    }
}

#[test]
fn unanswered_needs_count_zero_and_others_are_reported() {
    let evaluation = evaluated("n1 a 1\nn2 a 1\nn3 a 0\n", "n1 a 1\nn3 a 1\nn4 a 1\n");
    assert_eq!(evaluation.needs().collect::<Vec<_>>(), ["n1", "n2"]);
    assert_eq!(evaluation.mean(metric("mrr")), Some((1.0 + 0.0) / 2.0));
    assert_eq!(evaluation.missing_from_run(), ["n2"]);
    assert_eq!(evaluation.without_relevant(), ["n3"]);
    assert_eq!(evaluation.without_qrels(), ["n4"]);
    assert_eq!(evaluation.mean(metric("p@5")), None);
    assert_eq!(evaluation.value(metric("mrr"), "n3"), None);
}

#[test]
fn an_empty_run_is_worth_nothing() {
    let evaluation = evaluated("n1 a 1\n", "");
    for name in ALL {
        assert_eq!(evaluation.mean(metric(name)), Some(0.0), "{name}");
    }
}

#[test]
fn equal_scores_count_in_their_worst_order() {
    // All tie: not relevant, grade 1, grade 2.
    let evaluation = evaluated("n a 2\nn b 1\n", "n a 1\nn b 1\nn c 1\n");
    let ideal = 2.0 + 1.0 / 3_f64.log2();
    let worst = 0.0 + 1.0 / 3_f64.log2() + 2.0 / 4_f64.log2();
    assert_value(&evaluation, "ndcg", "n", worst / ideal);
    assert_value(&evaluation, "mrr", "n", 1.0 / 2.0);
    assert_value(&evaluation, "p@2", "n", 1.0 / 2.0);
}

#[test]
fn minus_zero_ties_with_zero() {
    let evaluation = evaluated("n a 1\n", "n a 0\nn b -0.0\n");
    assert_value(&evaluation, "mrr", "n", 0.5);
}

#[test]
fn nothing_to_average_is_an_error() {
    let qrels = Qrels::read("n a 0\n".as_bytes()).unwrap();
    let field = |qrels: &Qrels, metrics: &[Metric]| {
        let error = evaluate(qrels, &Run::new(), metrics).unwrap_err();
        error.field().unwrap().to_owned()
    };
    assert_eq!(field(&qrels, &[metric("mrr")]), "qrels");
    assert_eq!(field(&Qrels::new(), &[metric("mrr")]), "qrels");
    assert_eq!(field(&qrels, &[]), "metrics");
    assert_eq!(
        field(&qrels, &[metric("mrr"), metric("map"), metric("mrr")]),
        "metrics"
    );
}

#[test]
fn the_table_shows_values_means_and_what_was_left_out() {
    let qrels = Qrels::read("n1 a 1\nn2 a 1\nn3 a 0\n".as_bytes()).unwrap();
    let run = Run::read("n1 b 2\nn1 a 1\nn4 a 1\n".as_bytes()).unwrap();
    let evaluation = evaluate(&qrels, &run, &[metric("mrr"), metric("recall@10")]).unwrap();
    assert_eq!(
        evaluation.to_string(),
        "   mrr  recall@10  need\n\
         0.5000     1.0000  n1\n\
         0.0000     0.0000  n2\n\
         0.2500     0.5000  mean of 2\n\
         needs not answered by the run, counted as 0: 1\n\
         needs without a relevant profile, left out: 1\n\
         needs of the run without qrels, left out: 1\n"
    );
}

#[test]
fn json_reads_back_and_is_checked() {
    let evaluation = worked();
    let json = serde_json::to_string(&evaluation).unwrap();
    assert!(json.contains("\"ndcg@3\""), "{json}");
    assert_eq!(
        serde_json::from_str::<Evaluation>(&json).unwrap(),
        evaluation
    );
    let row = r#"{"metrics":["mrr"],"needs":{"n":[0.5,0.5]},"missing_from_run":[],"without_relevant":[],"without_qrels":[]}"#;
    assert!(serde_json::from_str::<Evaluation>(row).is_err());
    assert!(serde_json::from_str::<Evaluation>(&row.replace("0.5,0.5", "1.5")).is_err());
    let read: Evaluation = serde_json::from_str(&row.replace("0.5,0.5", "0.5")).unwrap();
    assert_eq!(read.mean(metric("mrr")), Some(0.5));
}

/// One need's answer: per profile a grade (`None` unjudged) and a score, `None` if not answered.
fn answers(at_most: usize) -> impl Strategy<Value = Vec<(Option<i32>, Option<u8>)>> {
    let grade = prop::option::of(-1_i32..=3);
    prop::collection::vec((grade, prop::option::of(0_u8..3)), 0..=at_most)
}

fn table(answers: &[(Option<i32>, Option<f64>)]) -> (Qrels, Run) {
    let (mut qrels, mut run) = (Qrels::new(), Run::new());
    // One profile that is relevant and never found keeps every case defined.
    qrels.insert("n", "lost", 1).unwrap();
    for (i, &(grade, score)) in answers.iter().enumerate() {
        let id = format!("p{i}");
        if let Some(grade) = grade {
            qrels.insert("n", &id, grade).unwrap();
        }
        if let Some(score) = score {
            run.insert("n", &id, score).unwrap();
        }
    }
    (qrels, run)
}

fn values(answers: &[(Option<i32>, Option<f64>)]) -> Vec<f64> {
    let (qrels, run) = table(answers);
    let evaluation = evaluate(&qrels, &run, &all_metrics()).unwrap();
    all_metrics()
        .iter()
        .map(|&metric| evaluation.mean(metric).unwrap())
        .collect()
}

/// Every order of `0..len`.
fn orders(len: usize) -> Vec<Vec<usize>> {
    if len == 0 {
        return vec![Vec::new()];
    }
    let longer = |order: Vec<usize>| {
        (0..len).map(move |at| {
            let mut order = order.clone();
            order.insert(at, len - 1);
            order
        })
    };
    orders(len - 1).into_iter().flat_map(longer).collect()
}

proptest! {
    #[test]
    fn values_lie_between_zero_and_one(answers in answers(40)) {
        let answers: Vec<_> = answers.into_iter().map(|(g, s)| (g, s.map(f64::from))).collect();
        for value in values(&answers) {
            prop_assert!((0.0..=1.0).contains(&value));
        }
    }

    #[test]
    fn ties_are_worth_the_least_of_all_their_orders(answers in answers(6)) {
        let tied: Vec<_> = answers.iter().map(|&(g, s)| (g, s.map(f64::from))).collect();
        let mut least = vec![f64::INFINITY; ALL.len()];
        for order in orders(tied.len()) {
            // The order breaks ties and nothing else: steps of 0.1 within scores 1 apart.
            let broken: Vec<_> = tied
                .iter()
                .zip(&order)
                .map(|(&(grade, score), &at)| (grade, score.map(|s| s + at as f64 / 10.0)))
                .collect();
            for (least, value) in least.iter_mut().zip(values(&broken)) {
                *least = least.min(value);
            }
        }
        for (value, least) in values(&tied).into_iter().zip(least) {
            prop_assert!((value - least).abs() < 1e-12, "{value} {least}");
        }
    }

    #[test]
    fn the_order_of_lines_does_not_matter(answers in answers(12), turn in 0_usize..12) {
        let answers: Vec<_> = answers.into_iter().map(|(g, s)| (g, s.map(f64::from))).collect();
        let (qrels, run) = table(&answers);
        let turned = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            let mut lines: Vec<&str> = text.lines().collect();
            lines.reverse();
            let len = lines.len();
            lines.rotate_left(turn.min(len));
            lines.join("\n")
        };
        let (mut qrels_bytes, mut run_bytes) = (Vec::new(), Vec::new());
        qrels.write(&mut qrels_bytes).unwrap();
        run.write(&mut run_bytes).unwrap();
        let again = evaluated(&turned(qrels_bytes), &turned(run_bytes));
        prop_assert_eq!(again, evaluate(&qrels, &run, &all_metrics()).unwrap());
    }
}
