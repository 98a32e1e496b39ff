//! Codes inferred of needs and profiles.

use std::sync::LazyLock;

use super::classifier::{Classifier, Inference, TextPart};
use super::cues::Cues;
use super::firm::clauses_of_the_firm;
use crate::model::facts::{FacetValue, Inferred, NeedFacts, ProfileFacts};
use crate::model::fold::lower_text;
use crate::model::{Code, Need, NeedKind, Profile, ProfileKind, Taxonomy};
use crate::text::{Lexicon, without_refused};

/// The codes inferred of one record; none if the record states its own, or its text has too little evidence.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Inferences {
    /// Industries, the surest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<Inference>,
    /// Disciplines, the surest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disciplines: Vec<Inference>,
}

static INDUSTRIES: LazyLock<Classifier> =
    LazyLock::new(|| built_in(&Taxonomy::industries(), include_str!("data/industry.txt")));
static DISCIPLINES: LazyLock<Classifier> = LazyLock::new(|| {
    built_in(
        &Taxonomy::disciplines(),
        include_str!("data/discipline.txt"),
    )
});

fn built_in(tree: &Taxonomy, cues: &str) -> Classifier {
    static SYNONYMS: LazyLock<Lexicon> =
        LazyLock::new(|| Lexicon::built_in().expect("a test reads the built-in synonyms"));
    let made = Cues::read(cues).and_then(|cues| Classifier::with_cues(tree, &cues, &SYNONYMS));
    made.expect("a test reads the built-in cues")
}

impl Classifier {
    /// For the industries of GB/T 4754, with hand-written cues.
    #[must_use]
    pub fn industries() -> &'static Self {
        &INDUSTRIES
    }

    /// For the disciplines of GB/T 13745, with hand-written cues.
    #[must_use]
    pub fn disciplines() -> &'static Self {
        &DISCIPLINES
    }
}

/// The texts of a record, folded once for both trees, and the ones that are evidence for industries alone.
#[derive(Default)]
struct RecordTexts {
    texts: Vec<(TextPart, String)>,
    of_industries: Vec<(TextPart, String)>,
}

/// Section of industries that lend, insure and invest.
const FINANCE: &str = "J";
/// Section of industries that test, advise and incubate.
const TECHNICAL_SERVICES: &str = "M";

/// The codes that the built-in classifiers infer of a need that states none: of its text, and its
/// industries of the enterprise's name too (by law the name of a Chinese firm says its line of business) and of the clauses
/// in which the firm speaks of itself, which count as much as the title.
///
/// O(length of the text). A need for finance or for services speaks of them; that the enterprise is a bank
/// or a laboratory is not inferred from it.
///
/// # Example
/// ```
/// use qianxian::{infer, model::Need};
///
/// let mut need = Need::new("n1", "刨花板用无醛胶黏剂")?;
/// let inferred = infer::need(&need);
/// assert_eq!(inferred.industries[0].code.as_str(), "C20");
/// assert!(inferred.industries[0].confidence < 1.0);
/// need.industries.push("C26".parse()?);
/// assert!(infer::need(&need).industries.is_empty(), "it states its own");
/// # Ok::<(), qianxian::Error>(())
/// ```
#[must_use]
pub fn need(need: &Need) -> Inferences {
    if !need.industries.is_empty() && !need.disciplines.is_empty() {
        return Inferences::default();
    }
    let mut texts = RecordTexts::default();
    texts.add(TextPart::Subject, &need.title);
    texts.add(TextPart::Body, &need.description);
    texts.add_all(&need.keywords);
    let name = need.enterprise.as_deref();
    let own = clauses_of_the_firm(&need.description);
    let own = name.into_iter().chain([own.as_str()]);
    texts.of_industries = own
        .map(|text| (TextPart::Subject, lower_text(text)))
        .collect();
    let excluded = match need.kind {
        NeedKind::Finance => Some(FINANCE),
        NeedKind::Service => Some(TECHNICAL_SERVICES),
        NeedKind::Research | NeedKind::Talent | NeedKind::Achievement | NeedKind::Facility => None,
    };
    texts.infer(&need.industries, excluded, &need.disciplines)
}

/// The codes that the built-in classifiers infer of a profile that states none: of its statement, its
/// works and its organisation's name. (The name of a person or a team says nothing.)
///
/// O(length of the text). Of a finance product or a service the industries that it serves are inferred, not
/// its own line of business.
#[must_use]
pub fn profile(profile: &Profile) -> Inferences {
    if !profile.industries.is_empty() && !profile.disciplines.is_empty() {
        return Inferences::default();
    }
    let mut texts = RecordTexts::default();
    if !matches!(profile.kind, ProfileKind::Expert | ProfileKind::Team) {
        texts.add(TextPart::Subject, &profile.name);
    }
    texts.add(
        TextPart::Body,
        profile.organization.as_deref().unwrap_or_default(),
    );
    texts.add(TextPart::Body, &without_refused(&profile.description));
    for subject in &profile.expertise {
        texts.add(TextPart::Subject, &without_refused(subject));
    }
    for work in &profile.works {
        texts.add(TextPart::Subject, &work.title);
        texts.add(TextPart::Body, &work.summary);
        texts.add_all(&work.keywords);
    }
    let excluded = match profile.kind {
        ProfileKind::Finance => Some(FINANCE),
        ProfileKind::Service => Some(TECHNICAL_SERVICES),
        ProfileKind::Expert
        | ProfileKind::Team
        | ProfileKind::Institution
        | ProfileKind::Achievement
        | ProfileKind::Facility
        | ProfileKind::Policy => None,
    };
    texts.infer(&profile.industries, excluded, &profile.disciplines)
}

impl RecordTexts {
    fn add(&mut self, place: TextPart, text: &str) {
        self.texts.push((place, lower_text(text)));
    }

    fn add_all(&mut self, subjects: &[String]) {
        subjects
            .iter()
            .for_each(|text| self.add(TextPart::Subject, text));
    }

    /// Infers the codes of the trees for which none is stated.
    fn infer(
        &self,
        industries: &[Code],
        excluded: Option<&str>,
        disciplines: &[Code],
    ) -> Inferences {
        let shared = || {
            self.texts
                .iter()
                .map(|(place, text)| (*place, text.as_str()))
        };
        let more = self
            .of_industries
            .iter()
            .map(|(place, text)| (*place, text.as_str()));
        let mut made = Inferences::default();
        if industries.is_empty() {
            made.industries = INDUSTRIES.infer_folded(shared().chain(more), excluded);
        }
        if disciplines.is_empty() {
            made.disciplines = DISCIPLINES.infer_folded(shared(), None);
        }
        made
    }
}

/// The facts of `need`, with inferred codes if it states none.
pub(crate) fn need_facts(need: &Need) -> NeedFacts {
    let Inferences {
        industries,
        disciplines,
    } = self::need(need);
    let mut facts = NeedFacts::of(need);
    facts.inferred_industries = as_fact(&industries);
    facts.inferred_disciplines = as_fact(&disciplines);
    facts
}

/// The facts of `profile`, with inferred codes if it states none.
pub(crate) fn profile_facts(profile: &Profile) -> ProfileFacts {
    let Inferences {
        industries,
        disciplines,
    } = self::profile(profile);
    let industries = as_fact(&industries).map(FacetValue::InferredIndustries);
    let disciplines = as_fact(&disciplines).map(FacetValue::InferredDisciplines);
    ProfileFacts::of(profile).with(industries.into_iter().chain(disciplines))
}

/// The codes as one fact, as sure as the surest.
fn as_fact(inferences: &[Inference]) -> Option<Inferred> {
    let percent = (inferences.first()?.confidence * 100.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "45 to 95"
    )]
    let percent = percent as u8;
    Some(Inferred::new(
        inferences.iter().map(|i| i.code.clone()),
        percent,
    ))
}
