//! `qianxian lexicon`: the user's words and synonyms.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use qianxian::text::Lexicon;

use crate::failure::Result;
use crate::language::{counted, name, tell};
use crate::library::LibraryArgs;
use crate::output::Output;

/// Set or print a library's own words and synonyms, which act on the next ranking
///
/// qianxian lexicon --library lib --words words.txt --synonyms synonyms.txt
///
/// Words: one a line. Synonyms: one group a line, phrases separated by 、 , ; | = or tabs. `#`
/// begins a comment. A file replaces all words, or all synonyms, that were set before; an empty
/// file removes them. `--built-in` adds the groups that the crate ships (锂电池 = 锂离子电池 =
/// lithium-ion battery). Groups name the properties of figures too (灰份、灰分). Without any of these
/// the lexicon is printed.
///
/// JSON: {"words":[…],"synonyms":[[…]]}.
#[derive(Args, Debug)]
pub(crate) struct SetLexicon {
    #[command(flatten)]
    library: LibraryArgs,
    /// Words of a field, which are not to be cut
    #[arg(long, value_name = "FILE")]
    words: Option<PathBuf>,
    /// Groups of phrases that mean the same
    #[arg(long, value_name = "FILE")]
    synonyms: Option<PathBuf>,
    /// Add the synonyms that ship with the crate
    #[arg(long)]
    built_in: bool,
    /// Print the lexicon as JSON
    #[arg(long)]
    json: bool,
}

impl SetLexicon {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        let library = self.library.open()?;
        let mut lexicon = library.lexicon();
        if let Some(file) = &self.words {
            lexicon = joined(&read(file, Lexicon::parse_words)?, &lexicon)?;
        }
        if let Some(file) = &self.synonyms {
            lexicon = joined(&lexicon, &read(file, Lexicon::parse_synonyms)?)?;
        }
        if self.built_in {
            lexicon.merge(Lexicon::built_in()?);
        }
        if self.words.is_some() || self.synonyms.is_some() || self.built_in {
            library.set_lexicon(lexicon.clone())?;
        }
        if self.json {
            return out.json(&lexicon);
        }
        print(out, &lexicon)
    }
}

/// The words of the one with the synonyms of the other.
fn joined(words: &Lexicon, synonyms: &Lexicon) -> Result<Lexicon> {
    let mut lexicon = Lexicon::new();
    for word in words.words() {
        lexicon.add_word(word)?;
    }
    for group in synonyms.groups() {
        lexicon.add_synonyms(group)?;
    }
    Ok(lexicon)
}

/// Reads a text file, in any character set that surveys have.
fn read(file: &Path, parse: fn(&str) -> qianxian::Result<Lexicon>) -> Result<Lexicon> {
    let text = qianxian::intake::Source::file(file).text()?;
    Ok(parse(&text).map_err(|e| e.in_record(name(file.display())))?)
}

fn print(out: &mut Output, lexicon: &Lexicon) -> Result<()> {
    let (words, groups) = (lexicon.words().len(), lexicon.groups().len());
    let of_words = counted(words, "word", "words");
    let of_groups = counted(groups, "group", "groups");
    tell!(
        out,
        "{of_words}, {of_groups} of synonyms",
        "{words}个词，{groups}组同义词"
    )?;
    for word in lexicon.words() {
        writeln!(out, "{word}")?;
    }
    for group in lexicon.groups() {
        let phrases: Vec<&str> = group.iter().map(String::as_str).collect();
        writeln!(out, "{}", phrases.join(" = "))?;
    }
    Ok(())
}
