//! Deferred terms: the bounds and exact sums of a dense block, against sums of all terms.

use crate::compiled::{
    Accumulators, DeferredTerms, ResolvedTerm, SummedProfile, profile_sum, seek,
};
use crate::engine::{Library, LibraryOptions};
use crate::model::{Date, Need, Profile, ProfileKind, Work};
use crate::rank::RankOptions;

const PROFILES: usize = 400;

/// A profile whose statement and works have most of the words `a0` to `a9`, and some of `b0` to `b899`.
fn profile(number: usize) -> Profile {
    let mut profile = Profile::new(format!("p{number:03}"), ProfileKind::Expert, "示例甲").unwrap();
    let words = |from: usize| {
        let common = (0..10).filter(|word| (number * 7 + word * 3 + from) % 20 < 19);
        let common = common.map(|word| format!("a{word}"));
        let rare = (0..9).map(|at| format!("b{}", (number * 31 + at * 77 + from * 13) % 900));
        common.chain(rare).collect::<Vec<_>>().join(" ")
    };
    profile.description = words(0);
    for work in 0..number % 4 {
        let mut work_of = Work::new(words(work + 1));
        work_of.summary = words(work + 5);
        profile.works.push(work_of);
    }
    profile
}

#[test]
fn bounds_hold_and_exact_sums_are_the_sums_of_all_terms() {
    let library = Library::in_memory_with(LibraryOptions::new()).unwrap();
    let mut writer = library.writer().unwrap();
    for number in 0..PROFILES {
        writer.put_profile(&profile(number)).unwrap();
    }
    writer.commit().unwrap();
    writer.merge().unwrap();
    let snapshot = library.snapshot().unwrap();
    let compiled = &snapshot.compiled().segments[0].compiled;
    let options = RankOptions::new(Date::new(2024, 7, 1).unwrap());
    let mut sums = Accumulators::default();
    for asked in [0, 150, 399] {
        let asked = profile(asked);
        let works: Vec<&str> = asked.works.iter().map(|work| &*work.title).collect();
        let text = format!("{} {}", asked.description, works.join(" "));
        let need = Need::new("n", text).unwrap();
        let query = snapshot.analysed(&need, &options).unwrap().query;
        let mut terms = ResolvedTerm::of(&query, compiled);
        seek(compiled, &mut terms, 0);
        let profiles: Vec<u32> = compiled.block(0).collect();
        assert_eq!(profiles.len(), PROFILES);
        sums.sum_of(compiled, &terms, 0, &profiles);
        let mut wanted = Vec::new();
        sums.found(0, 0, &mut wanted);
        sums.sum(compiled, &mut terms, 0, (0, 1));
        assert!(sums.added() + 5 < terms.len(), "terms are deferred");
        let mut deferred = DeferredTerms::of(&terms[sums.added()..], compiled, 0);
        let most = sums.rest() + wanted.iter().map(|wanted| wanted.sum).max().unwrap();
        for wanted in wanted {
            let profile = wanted.profile;
            let of_profile = |sum| SummedProfile { sum, profile };
            assert_eq!(deferred.exact(&sums, of_profile(most)), wanted.sum);
            // From the sum of what was added: the bound reaches the exact sum, and no least below it loses the profile.
            let documents = compiled.documents(profile);
            let documents = documents.start as usize..documents.end as usize;
            let whole = sums.wholes()[profile as usize];
            let added = profile_sum(&sums.documents()[documents], whole);
            let bound = deferred.bound(profile, added + sums.rest(), 0);
            assert!((wanted.sum..=added + sums.rest()).contains(&bound));
            for (least, is_left) in [(wanted.sum, true), (bound + 1, false)] {
                let mut found = vec![of_profile(added + sums.rest())];
                deferred.narrow(&mut found, least);
                assert_eq!(found.len(), usize::from(is_left));
            }
        }
    }
}
