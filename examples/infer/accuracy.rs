//! Inferred codes against stated ones.

use std::time::Instant;

use qianxian::infer::{self, Inference, Inferences};
use qianxian::model::{Code, Profile, Taxonomy};
use qianxian::num::hash64;
use qianxian::text::Analyzer;

use crate::folder::Folder;

/// One record that states codes: its codes, and the ones inferred without them.
struct Case {
    id: String,
    stated: Vec<Code>,
    inferred: Vec<Inference>,
}

/// Records of one side in one tree.
struct Sample {
    name: &'static str,
    tree: Taxonomy,
    cases: Vec<Case>,
}

/// Prints precision, coverage, calibration and cost; with `list` every case.
pub(crate) fn print(folder: &Folder, list: bool) {
    let samples = samples(folder);
    println!(
        "{:<22} {:>7} {:>9} {:>8} {:>8} {:>8} {:>11}",
        "", "stated", "answered", "division", "right", "section", "confidence"
    );
    samples.iter().for_each(Sample::print);
    println!("\nconfidence   half A         half B         (answers, of which right)");
    reliability(&samples);
    if list {
        samples.iter().for_each(Sample::list);
    }
    cost(&folder.stripped().profiles);
}

fn samples(folder: &Folder) -> Vec<Sample> {
    let bare = folder.stripped();
    let needs: Vec<Inferences> = bare.needs.iter().map(infer::need).collect();
    let profiles: Vec<Inferences> = bare.profiles.iter().map(infer::profile).collect();
    let needs = || folder.needs.iter().zip(&needs);
    let profiles = || folder.profiles.iter().zip(&profiles);
    let sample = |name, tree, cases: Vec<Case>| Sample { name, tree, cases };
    let (industries, disciplines) = (Taxonomy::industries(), Taxonomy::disciplines());
    let need_industries = needs().filter_map(|(n, i)| case(&n.id, &n.industries, &i.industries));
    let need_disciplines = needs().filter_map(|(n, i)| case(&n.id, &n.disciplines, &i.disciplines));
    let industries_of = profiles().filter_map(|(p, i)| case(&p.id, &p.industries, &i.industries));
    let disciplines_of =
        profiles().filter_map(|(p, i)| case(&p.id, &p.disciplines, &i.disciplines));
    vec![
        sample(
            "needs, industry",
            industries.clone(),
            need_industries.collect(),
        ),
        sample(
            "needs, discipline",
            disciplines.clone(),
            need_disciplines.collect(),
        ),
        sample("profiles, industry", industries, industries_of.collect()),
        sample(
            "profiles, discipline",
            disciplines,
            disciplines_of.collect(),
        ),
    ]
}

fn case(id: &impl ToString, stated: &[Code], inferred: &[Inference]) -> Option<Case> {
    (!stated.is_empty()).then(|| Case {
        id: id.to_string(),
        stated: stated.to_vec(),
        inferred: inferred.to_vec(),
    })
}

impl Sample {
    /// Whether the first answer is a stated code, or right above or below one.
    fn is_right(&self, case: &Case, answer: &Code) -> bool {
        let agrees =
            |stated| self.tree.is_under(answer, stated) || self.tree.is_under(stated, answer);
        case.stated.iter().any(agrees)
    }

    fn is_right_section(&self, case: &Case, answer: &Code) -> bool {
        let mut sections = case.stated.iter().map(|code| self.section(code));
        sections.any(|section| section == self.section(answer))
    }

    fn section<'a>(&'a self, code: &'a Code) -> &'a Code {
        self.tree
            .ancestors(code)
            .last()
            .map_or(code, |node| node.code())
    }

    fn print(&self) {
        let first = |case: &Case| case.inferred.first().cloned();
        let answers: Vec<(&Case, Inference)> = self
            .cases
            .iter()
            .filter_map(|case| Some((case, first(case)?)))
            .collect();
        let count = |test: &dyn Fn(&Case, &Code) -> bool| {
            answers
                .iter()
                .filter(|(case, made)| test(case, &made.code))
                .count()
        };
        let is_division = |_: &Case, code: &Code| self.tree.depth(code) > Some(1);
        let divisions = count(&is_division);
        let right = count(&|case, code| is_division(case, code) && self.is_right(case, code));
        let sections = count(&|case, code| self.is_right_section(case, code));
        let confidence: f64 = answers.iter().map(|(_, made)| made.confidence).sum();
        println!(
            "{:<22} {:>7} {:>9} {divisions:>8} {:>8.3} {:>8.3} {:>11.3}",
            self.name,
            self.cases.len(),
            answers.len(),
            part(right, divisions),
            part(sections, answers.len()),
            confidence / answers.len().max(1) as f64,
        );
    }

    fn list(&self) {
        for case in &self.cases {
            let mark = match case.inferred.first() {
                None => "-",
                Some(first) if self.is_right(case, &first.code) => "+",
                Some(_) => "x",
            };
            let stated: Vec<&str> = case.stated.iter().map(Code::as_str).collect();
            let told = case.inferred.iter().map(|made| {
                let (code, confidence) = (&made.code, made.confidence);
                format!("{code} {confidence:.2} ({})", made.evidence.join(" "))
            });
            let told: Vec<String> = told.collect();
            let (name, id) = (self.name, &case.id);
            println!(
                "{mark} {name} {id} [{}] {}",
                stated.join(" "),
                told.join("; ")
            );
        }
    }
}

fn part(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// How often first answers of each confidence are right, in each half of the records.
fn reliability(samples: &[Sample]) {
    for step in 0..=20 {
        let mut halves = [(0, 0); 2];
        for sample in samples {
            for case in &sample.cases {
                let first = case.inferred.first();
                let Some(first) =
                    first.filter(|made| (made.confidence * 20.0).round() == f64::from(step))
                else {
                    continue;
                };
                let half = &mut halves[usize::from(hash64(case.id.as_bytes()) % 2 == 1)];
                half.0 += 1;
                half.1 += usize::from(sample.is_right(case, &first.code));
            }
        }
        if halves != [(0, 0); 2] {
            let told = halves.map(|(all, right)| format!("{all:>5} {:.3}", part(right, all)));
            println!(
                "      {:.2}   {}",
                f64::from(step) / 20.0,
                told.join("    ")
            );
        }
    }
}

/// Time of inference, beside that of the analysis that indexing does anyway.
fn cost(profiles: &[Profile]) {
    let micros = |work: &dyn Fn(&Profile)| {
        let started = Instant::now();
        profiles.iter().for_each(work);
        started.elapsed().as_secs_f64() * 1e6 / profiles.len().max(1) as f64
    };
    let inference = micros(&|profile| drop(infer::profile(profile)));
    let analyzer = Analyzer::new();
    let count = |text: &str| drop(analyzer.tokens(text));
    let analysis = micros(&|profile| {
        count(&profile.name);
        count(&profile.expertise.join("\n"));
        count(&profile.description);
        for work in &profile.works {
            count(&work.title);
            count(&work.keywords.join("\n"));
            count(&work.summary);
        }
    });
    println!("\n{inference:.1} µs a profile to infer both, {analysis:.1} µs to analyse its text");
}
