//! The whole page.

use std::fmt::Write as _;

use super::PAGE_BYTES;
use super::appendix::{Anchors, ShownRows, SourceRows};
use super::markup::{flat, text};
use super::table::{PageParts, PreparedPage};
use super::words::{
    COMPARED, CONTENTS, EVERYWHERE, MADE_BY, PERIOD, REGION, SHARES_SAID, SKIP, SOURCES, TODAY,
    UNTIL,
};
use crate::model::Language;
use crate::report::document::{Report, ReportPeriod};
use crate::words::Phrase;

const STYLE: &str = include_str!("page.css");
/// Without `<` and `&`, so that the page is XML too.
const SCRIPT: &str = include_str!("page.js");
/// What a page may load: nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
/// Bytes of rows that are not worth another try.
const STEP: usize = 1_000;

/// The page of `report`, with as many rows in its appendix as there is room for.
pub(super) fn page(report: &Report) -> String {
    let (rows, prepared) = (
        SourceRows::new(report, PAGE_BYTES),
        PreparedPage::new(report),
    );
    let with = |room: usize| assembled(report, &rows, &prepared, &rows.fitting(room));
    // The more rows there are, the longer are the links to them too, so that the room is found by halving.
    let (mut fits, mut too_much) = (0, PAGE_BYTES);
    let mut best = with(0);
    while too_much - fits > STEP {
        let room = fits + (too_much - fits) / 2;
        let page = with(room);
        if page.len() <= PAGE_BYTES {
            (fits, best) = (room, page);
        } else {
            too_much = room;
        }
    }
    best
}

/// The page with as many rows of each source table as `counts` says.
fn assembled(
    report: &Report,
    rows: &SourceRows,
    prepared: &PreparedPage<'_>,
    counts: &[ShownRows],
) -> String {
    let mut out = String::new();
    head(&mut out, report);
    top(&mut out, report);
    let parts = PageParts {
        report,
        anchors: Anchors::new(report, counts),
        prepared,
        counts,
    };
    chapters(&mut out, &parts);
    rows.write(&mut out, report, counts);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "</main>\n<footer><p>{}</p></footer>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        text(MADE_BY.text(report.scope.language))
    );
    out
}

fn head(out: &mut String, report: &Report) {
    let language = match report.scope.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\"/>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\
         <meta name=\"color-scheme\" content=\"light dark\"/>\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"/>\n\
         <title>{}</title>\n<style>{STYLE}</style></head>",
        flat(&report.title)
    );
}

/// What stands before the first chapter.
fn top(out: &mut String, report: &Report) {
    let language = report.scope.language;
    let say = |phrase: Phrase| text(phrase.text(language));
    let scope = &report.scope;
    let region = match &scope.region {
        Some(region) => text(region),
        None => say(EVERYWHERE),
    };
    let period = |period: &ReportPeriod| format!("{} {} {}", period.from, say(UNTIL), period.until);
    let mut facts = vec![(REGION, region), (PERIOD, period(&scope.period))];
    facts.extend(
        scope
            .compared
            .as_ref()
            .map(|compared| (COMPARED, period(compared))),
    );
    facts.push((TODAY, scope.today.to_string()));
    let _ = write!(
        out,
        "<body>\n<a class=\"skip\" href=\"#main\">{}</a>\n<header><h1>{}</h1><dl>",
        say(SKIP),
        text(&report.title)
    );
    for (name, fact) in facts {
        let _ = write!(out, "<div><dt>{}</dt><dd>{fact}</dd></div>", say(name));
    }
    let _ = write!(
        out,
        "</dl></header>\n<nav aria-labelledby=\"contents\"><h2 id=\"contents\">{}</h2><ol>",
        say(CONTENTS)
    );
    for chapter in &report.chapters {
        let _ = write!(
            out,
            "<li><a href=\"#c-{}\">{}</a></li>",
            flat(&chapter.id),
            text(&chapter.title)
        );
    }
    let _ = writeln!(
        out,
        "<li><a href=\"#sources\">{}</a></li></ol></nav>\n<main id=\"main\">\n<p class=\"note\">{}</p>",
        say(SOURCES),
        say(SHARES_SAID)
    );
}

fn chapters<'r>(out: &mut String, parts: &PageParts<'r>) {
    for chapter in &parts.report.chapters {
        let id = flat(&chapter.id);
        let _ = writeln!(
            out,
            "<section id=\"c-{id}\" aria-labelledby=\"c-{id}-h\"><h2 id=\"c-{id}-h\">{}</h2>",
            text(&chapter.title)
        );
        for sentence in &chapter.sentences {
            let _ = writeln!(out, "<p>{}</p>", text(sentence));
        }
        for table in &chapter.tables {
            parts.table(out, table);
        }
        out.push_str("</section>\n");
    }
}
