//! The whole engine in fifteen lines: open, put, commit, rank, explain.
//!
//! ```text
//! cargo run --release --example quickstart
//! ```

use qianxian::model::{Date, Need, Profile, ProfileKind, Work};
use qianxian::{Library, LibraryOptions, RankOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = format!("qianxian-quickstart-{}", std::process::id());
    let directory = std::env::temp_dir().join(name);
    let library = Library::open_or_create(&directory, LibraryOptions::new())?;

    let mut expert = Profile::new("expert-1", ProfileKind::Expert, "示例·王研究员")?;
    expert.works.push(Work::new("油系针状焦的制备与煅烧"));
    let mut writer = library.writer()?;
    writer.put_profile(&expert)?;
    writer.commit()?; // durable, and seen by snapshots from now on

    let need = Need::new("need-1", "优质针状焦产业化关键技术")?;
    let options = RankOptions::new(Date::new(2024, 7, 1)?).k(10);
    let snapshot = library.snapshot()?;
    for found in snapshot.rank(&need, &options)?.matches {
        let why = snapshot.explain(&need, &snapshot.profile(&found.profile)?, &options)?;
        let phrases = why.evidence.iter().flat_map(|document| &document.phrases);
        let phrases: Vec<&str> = phrases.map(|phrase| phrase.text.as_str()).collect();
        println!(
            "{:.4}  {}  {}",
            found.score,
            found.profile,
            phrases.join(" ")
        );
    }

    drop((writer, snapshot, library)); // a real library stays
    std::fs::remove_dir_all(directory)?;
    Ok(())
}
