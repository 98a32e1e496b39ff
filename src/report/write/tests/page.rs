//! The page: well-formed, closed to names, small, and every link leads somewhere.

use std::collections::BTreeSet;

use super::html;
use super::sample::{HOSTILE, report};
use crate::model::Language;
use crate::report::PAGE_BYTES;

/// Elements and their attributes, checked to nest and to be spelled as XML.
pub(super) fn check(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").unwrap();
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at]);
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closes another element");
            continue;
        }
        let is_void = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        found.push((name.to_owned(), attributes_of(attributes)));
        if !is_void {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    found
}

fn check_text(text: &str) {
    let bad = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(bad), "{text:?}");
    for (at, _) in text.match_indices('&') {
        let entity = text[at..].split_once(';').unwrap().0;
        let known = ["&amp", "&lt", "&gt", "&quot", "&#39"];
        assert!(known.contains(&entity), "{entity}");
    }
}

fn attributes_of(mut text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    while let Some((name, rest)) = text.trim_start().split_once('=') {
        let quote = rest.chars().next().unwrap();
        assert!(quote == '"' || quote == '\'', "{text}");
        let (value, rest) = rest[1..].split_once(quote).unwrap();
        check_text(value);
        assert!(
            !found.iter().any(|(known, _)| known == name),
            "{name} stands twice"
        );
        found.push((name.to_owned(), value.to_owned()));
        text = rest;
    }
    assert!(text.trim().is_empty(), "{text}");
    found
}

fn value<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

#[test]
fn a_page_is_well_formed_and_its_links_lead_somewhere() {
    for language in [Language::Chinese, Language::English] {
        let report = report(language, 60);
        let page = html(&report);
        let elements = check(&page);
        let mut ids = BTreeSet::new();
        for (name, attributes) in &elements {
            if let Some(id) = value(attributes, "id") {
                assert!(ids.insert(id.to_owned()), "{id} stands twice");
            }
            let scope = value(attributes, "scope");
            assert_eq!(name == "th", scope.is_some(), "{attributes:?}");
        }
        let mut figures = 0;
        for (name, attributes) in &elements {
            let Some(href) = value(attributes, "href") else {
                continue;
            };
            assert_eq!(name, "a");
            assert!(
                ids.contains(href.strip_prefix('#').unwrap()),
                "{href} leads nowhere"
            );
            if let Some(steps) = value(attributes, "data-r") {
                assert!(ids.contains(href.strip_prefix('#').unwrap()));
                let rows = report.sources[0].rows.len();
                match steps.strip_prefix('.') {
                    Some(sixes) => assert!(sixes.len() <= rows.div_ceil(6), "{attributes:?}"),
                    None => {
                        let steps = steps.split(' ').filter(|step| *step != "*");
                        let last: usize = steps.map(|step| step.parse::<usize>().unwrap()).sum();
                        assert!(last < rows, "{attributes:?}");
                    }
                }
                assert!(!value(attributes, "title").unwrap().is_empty());
                figures += 1;
            }
        }
        assert!(figures > 100, "{figures}");
        let count = |wanted: &str| elements.iter().filter(|(name, _)| name == wanted).count();
        assert_eq!(count("table"), count("caption"));
        assert_eq!(
            (count("main"), count("nav"), count("h1"), count("script")),
            (1, 1, 1, 1)
        );
        let language = if language == Language::Chinese {
            "zh-CN"
        } else {
            "en"
        };
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
    }
}

#[test]
fn names_are_text_and_turn_nothing() {
    let page = html(&report(Language::Chinese, 20));
    let body = page.split("</style>").nth(1).unwrap();
    for hostile in [HOSTILE[0], HOSTILE[4], "\u{7}", "\u{2069}"] {
        assert!(!page.contains(hostile), "{hostile}");
    }
    assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    for (at, _) in page.match_indices('\u{202e}') {
        let before = &page[..at];
        assert!(
            before.rfind("<bdi>") > before.rfind("</bdi>"),
            "not isolated"
        );
        assert!(before.rfind('<') <= before.rfind('>'), "within a tag");
    }
}

#[test]
fn a_page_loads_nothing() {
    let page = html(&report(Language::English, 20));
    for word in [
        "http:", "https:", "//cdn", "url(", "@import", "src=\"", "<link", "<img", "<iframe",
    ] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_county_fits_into_a_page_and_what_is_cut_is_said() {
    let mut county = report(Language::Chinese, 200);
    for (id, rows) in [("profiles", 300), ("matches", 300), ("deliveries", 300)] {
        let mut more = report(Language::Chinese, rows).sources.remove(0);
        more.id = id.to_owned();
        county.sources.push(more);
    }
    let page = html(&county);
    assert!(page.len() <= PAGE_BYTES, "{} bytes", page.len());
    assert!(
        page.len() > PAGE_BYTES - 5_000,
        "{} bytes: room is left",
        page.len()
    );
    check(&page);
    assert!(page.contains("行只列名称"));
    let small = html(&report(Language::Chinese, 30));
    assert!(!small.contains("只列名称") && small.contains("需求清单 · 30 行"));
}

#[test]
fn figures_are_written_as_each_language_does() {
    let chinese = html(&report(Language::Chinese, 90));
    let english = html(&report(Language::English, 90));
    assert!(chinese.contains("未知") && english.contains("unknown"));
    assert!(chinese.contains("万元") && english.contains("CNY\u{a0}"));
    assert!(chinese.contains("−3.5%") && english.contains("−3.5\u{a0}%"));
    assert!(
        chinese.contains("（3/10；") || chinese.contains("/10；"),
        "shares have counts"
    );
    assert!(english.contains(" of 10; "), "shares have counts");
}
