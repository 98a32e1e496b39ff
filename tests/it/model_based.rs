//! Random scripts of operations against a plain map.

use std::collections::BTreeMap;

use qianxian::engine::silent;
use qianxian::index::SearchOptions;
use qianxian::model::{Enterprise, EnterpriseId, Need, NeedId, Profile, ProfileId};
use qianxian::rank::Ranking;
use qianxian::{Library, LibraryOptions, Snapshot, Writer};
use rayon::prelude::*;

use crate::oracle::{Call, Oracle};
use crate::support::generate::{enterprise, need, profile};
use crate::support::random::Random;
use crate::support::{all, line, writer};

/// What a library should hold.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    needs: BTreeMap<NeedId, Need>,
    profiles: BTreeMap<ProfileId, Profile>,
    enterprises: BTreeMap<EnterpriseId, Enterprise>,
}

impl Model {
    /// The need with what the record of its enterprise states besides.
    fn completed(&self, need: &Need) -> Need {
        let mut firms = self.enterprises.values();
        let named = firms.find(|firm| Some(&firm.name) == need.enterprise.as_ref());
        named.map_or_else(|| need.clone(), |firm| firm.complete(need))
    }
}

/// A library, its writer if one is open, and what both should hold.
struct Script {
    place: tempfile::TempDir,
    library: Library,
    writer: Option<Writer>,
    committed: Model,
    pending: Model,
    /// Snapshots taken, with what they should show for ever.
    frozen: Vec<(Snapshot, Model)>,
}

impl Script {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let library = Library::create(place.path(), LibraryOptions::new()).unwrap();
        Self {
            place,
            library,
            writer: None,
            committed: Model::default(),
            pending: Model::default(),
            frozen: Vec::new(),
        }
    }

    fn writer(&mut self) -> &mut Writer {
        let library = &self.library;
        self.writer.get_or_insert_with(|| writer(library))
    }

    fn step(&mut self, random: &mut Random) {
        match random.below(100) {
            0..5 => {
                let firm = enterprise(random);
                self.writer().put_enterprise(&firm).unwrap();
                self.pending.enterprises.insert(firm.id.clone(), firm);
            }
            5..7 => {
                let id = EnterpriseId::new(format!("e{}", random.below(4))).unwrap();
                self.writer().delete_enterprise(&id).unwrap();
                self.pending.enterprises.remove(&id);
            }
            7..30 => {
                let profile = profile(random, format!("p{:03}", random.clone().below(30)));
                self.writer().put_profile(&profile).unwrap();
                self.pending.profiles.insert(profile.id.clone(), profile);
            }
            30..50 => {
                let need = need(random, format!("n{:03}", random.clone().below(15)));
                self.writer().put_need(&need).unwrap();
                self.pending.needs.insert(need.id.clone(), need);
            }
            50..60 => {
                let id = ProfileId::new(format!("p{:03}", random.below(30))).unwrap();
                self.writer().delete_profile(&id).unwrap();
                self.pending.profiles.remove(&id);
            }
            60..65 => {
                let id = NeedId::new(format!("n{:03}", random.below(15))).unwrap();
                self.writer().delete_need(&id).unwrap();
                self.pending.needs.remove(&id);
            }
            65..77 => {
                self.writer().commit().unwrap();
                self.committed = self.pending.clone();
            }
            77..82 => {
                self.writer().rollback().unwrap();
                self.pending = self.committed.clone();
            }
            82..87 => self.writer().merge().unwrap(),
            87..90 => {
                self.writer = None;
                self.pending = self.committed.clone();
            }
            90..93 => self.reopen(),
            _ => self.freeze(random),
        }
    }

    fn reopen(&mut self) {
        if let Some(writer) = self.writer.take() {
            writer.close().unwrap();
        }
        self.pending = self.committed.clone();
        self.library = Library::open(self.place.path(), LibraryOptions::new()).unwrap();
    }

    fn freeze(&mut self, random: &mut Random) {
        let snapshot = self.library.snapshot().unwrap();
        check(&snapshot, &self.committed, random);
        self.frozen.push((snapshot, self.committed.clone()));
    }
}

/// Asserts that `snapshot` shows `model`: ids, records, a search, a ranking.
fn check(snapshot: &Snapshot, model: &Model, random: &mut Random) {
    let needs: Vec<Need> = model.needs.values().cloned().collect();
    assert_eq!(snapshot.needs().unwrap(), needs);
    assert!(snapshot.need_ids().unwrap().iter().eq(model.needs.keys()));
    let ids = snapshot.profile_ids().unwrap();
    assert_eq!(ids, model.profiles.keys().cloned().collect::<Vec<_>>());
    for (id, profile) in &model.profiles {
        assert_eq!(snapshot.profile(id).unwrap(), *profile);
    }
    let hits = snapshot
        .search("*", &SearchOptions::profiles().limit(1000))
        .unwrap();
    let mut found: Vec<String> = hits.into_iter().map(|hit| hit.id).collect();
    found.sort();
    assert!(
        found
            .iter()
            .eq(model.profiles.keys().map(ProfileId::as_str))
    );
    let firms: Vec<Enterprise> = model.enterprises.values().cloned().collect();
    assert_eq!(snapshot.enterprises().unwrap(), firms);
    let oracle = Oracle::new(model.profiles.values());
    let is_ranked = |need: &Need, ranking: &Ranking| {
        let wanted = oracle.rank(&model.completed(need), &Call::default());
        let lines = ranking
            .matches
            .iter()
            .map(|m| line(&m.profile, m.score, m.confidence));
        assert!(
            lines.eq(wanted.iter().map(|(id, s, c)| line(id, *s, *c))),
            "{need:?}"
        );
    };
    let asked = need(random, "asked");
    is_ranked(&asked, &snapshot.rank(&asked, &all()).unwrap());
    // Stored needs are kept analysed from snapshot to snapshot, with the enterprises that they had.
    let stored = snapshot.rank_all(&all(), &silent).unwrap();
    for (need, ranking) in needs.iter().zip(&stored) {
        if ranking.closed.is_none() {
            is_ranked(need, ranking);
        }
    }
}

/// Runs the script of that seed; how many snapshots it took.
fn run(seed: u64) -> usize {
    let random = &mut Random::new(1000 + seed);
    let mut script = Script::new();
    for _ in 0..120 {
        script.step(random);
    }
    script.reopen();
    script.freeze(random);
    for (snapshot, model) in &script.frozen {
        check(snapshot, model, random);
    }
    script.frozen.len()
}

#[test]
fn random_scripts_leave_what_a_plain_map_holds() {
    let snapshots: usize = (0..8).into_par_iter().map(run).sum();
    assert!(snapshots > 50, "{snapshots} snapshots");
}
