//! Hard rules, as documented; a fact that is not known breaks none.

use qianxian::model::{
    Condition, ConditionOperator, ConditionTest, Level, Mode, Need, NeedKind, NeedStatus, Profile,
    ProfileKind, ProfileStatus, Reach, RegionPath, Subject, Taxonomies,
};
use qianxian::rule::Rule;
use serde_json::Value;

use super::Call;
use super::places::{fold, folded, inside, kilometres, names, shared_levels, towards, under};
use crate::support::today;

/// What rules the pair out: one rule each of the need, the names, and every group of facts.
pub(super) fn broken(need: &Need, profile: &Profile, call: &Call, trees: &Taxonomies) -> Vec<Rule> {
    let groups = [
        (!matches!(need.status, NeedStatus::Open | NeedStatus::InContact))
            .then_some(Rule::NeedStatus),
        identity(need, profile, call),
        class(need, profile, call),
        organization(need, profile),
        place(need, profile, call, trees),
        industries(need, profile, trees),
        level(need, profile),
        budget(need, profile),
        days(need, profile),
        limits(need, profile, call, trees),
    ];
    groups.into_iter().flatten().collect()
}

fn identity(need: &Need, profile: &Profile, call: &Call) -> Option<Rule> {
    let (id, name) = (fold(profile.id.as_str()), fold(&profile.name));
    let either = |list: &[String]| names(list, &id) || names(list, &name);
    if call.excluded.contains(&profile.id) {
        return Some(Rule::Excluded);
    }
    let is_own =
        names(&need.people, &id) || (names(&need.people, &name) && !elsewhere(need, profile));
    if either(&need.conflicts) || is_own {
        return Some(Rule::DeclaredConflict);
    }
    if folded(need.enterprise.as_ref()).as_ref() == Some(&name) {
        return Some(Rule::SameOrganization);
    }
    names(&need.vetoes.organizations, &name).then_some(Rule::NeedVeto)
}

/// Whether the profile's organisations are known, and none is the enterprise or may be of its group.
fn elsewhere(need: &Need, profile: &Profile) -> bool {
    let Some(own) = folded(need.enterprise.as_ref()) else {
        return false;
    };
    let root = |name: &str| {
        let ends = [
            "股份", "有限", "集团", "公司", "技术", "中心", "研究", "院", "所", "分", "室", "ltd",
        ];
        let mut rest = name.to_owned();
        while let Some(shorter) = ends.iter().find_map(|end| rest.strip_suffix(end)) {
            rest = shorter.to_owned();
        }
        rest
    };
    let near = |name: &String| {
        let (a, b) = (root(&fold(name)), root(&own));
        let within = |long: &str, short: &str| short.chars().count() >= 4 && long.contains(short);
        fold(name) == own || names(&need.parents, &fold(name)) || within(&a, &b) || within(&b, &a)
    };
    let mut all = profile.organization.iter().chain(&profile.affiliations);
    let known = all.clone().any(|name| !fold(name).is_empty());
    known && !all.any(near)
}

fn class(need: &Need, profile: &Profile, call: &Call) -> Option<Rule> {
    if profile.status != ProfileStatus::Active {
        return Some(Rule::ProfileStatus);
    }
    if need.vetoes.kinds.contains(&profile.kind) {
        return Some(Rule::NeedVeto);
    }
    let served = need.kind.served_by();
    let admitted = call.kinds.as_deref().unwrap_or(served);
    (!admitted.contains(&profile.kind)).then_some(Rule::Kind)
}

fn organization(need: &Need, profile: &Profile) -> Option<Rule> {
    let all = profile.organization.iter().chain(&profile.affiliations);
    let all: Vec<String> = all.filter_map(|name| folded(Some(name))).collect();
    let enterprise = folded(need.enterprise.as_ref());
    if enterprise.is_some_and(|own| all.contains(&own)) {
        return Some(Rule::SameOrganization);
    }
    if all.iter().any(|name| names(&need.conflicts, name)) {
        return Some(Rule::DeclaredConflict);
    }
    let refused = |name: &String| names(&need.vetoes.organizations, name);
    all.iter().any(refused).then_some(Rule::NeedVeto)
}

/// Earlier ids and other names count as the id and the name do.
fn aliases(need: &Need, profile: &Profile, call: &Call) -> Option<Rule> {
    let ids = profile.aliases.ids.iter().map(|id| fold(id.as_str()));
    let called: Vec<String> = ids
        .chain(profile.aliases.names.iter().map(|n| fold(n)))
        .collect();
    let any = |list: &[String]| called.iter().any(|name| names(list, name));
    if call
        .excluded
        .iter()
        .any(|id| called.contains(&fold(id.as_str())))
    {
        return Some(Rule::Excluded);
    }
    if any(&need.conflicts) || any(&need.people) {
        return Some(Rule::DeclaredConflict);
    }
    if folded(need.enterprise.as_ref()).is_some_and(|own| called.contains(&own)) {
        return Some(Rule::SameOrganization);
    }
    any(&need.vetoes.organizations).then_some(Rule::NeedVeto)
}

fn place(need: &Need, profile: &Profile, call: &Call, trees: &Taxonomies) -> Option<Rule> {
    let outside = |r: &RegionPath| {
        call.within
            .as_ref()
            .is_some_and(|w| !inside(r, std::slice::from_ref(w)))
    };
    let mut regions = profile.region.iter().chain(&profile.bases).peekable();
    if regions.peek().is_some() && regions.all(outside) {
        return Some(Rule::Within);
    }
    let profile = &towards(need, profile);
    let region = profile.region.as_ref();
    if beyond_reach(need, profile) {
        return Some(Rule::Reach);
    }
    if region.is_some_and(|r| inside(r, &need.vetoes.regions)) {
        return Some(Rule::NeedVeto);
    }
    let limit = need.vetoes.max_distance_km?;
    (kilometres(need, profile, trees)? > limit).then_some(Rule::NeedVeto)
}

/// Whether both name the level that the profile stays in, and name different ones.
fn beyond_reach(need: &Need, profile: &Profile) -> bool {
    let level = match profile.reach {
        Some(Reach::Province) => 1,
        Some(Reach::City) => 2,
        Some(Reach::District) => 3,
        _ => return false,
    };
    let (Some(a), Some(b)) = (&profile.region, &need.region) else {
        return false;
    };
    let stated = a.depth().min(b.depth()).min(level);
    shared_levels(a, b) < stated
}

fn industries(need: &Need, profile: &Profile, trees: &Taxonomies) -> Option<Rule> {
    let refused = |code| under(&trees.industries, code, &need.vetoes.industries);
    let all = !profile.industries.is_empty() && profile.industries.iter().all(refused);
    all.then_some(Rule::NeedVeto)
}

fn budget(need: &Need, profile: &Profile) -> Option<Rule> {
    let offer = profile.budget?;
    let least = need.vetoes.min_budget;
    if least
        .zip(offer.max())
        .is_some_and(|(least, most)| most < least)
    {
        return Some(Rule::NeedVeto);
    }
    let asked = need
        .budget
        .filter(|_| need.kind == NeedKind::Finance)?
        .max()?;
    let is_range = offer.max() != offer.min();
    (is_range && asked < offer.min()?).then_some(Rule::Amount)
}

fn level(need: &Need, profile: &Profile) -> Option<Rule> {
    let is_asked = need.kind == NeedKind::Talent;
    let of_students = profile.level == Some(Level::Student);
    if need.level.is_none() && of_students && post_of_standing(need) {
        return Some(Rule::Level);
    }
    (is_asked && profile.level? < need.level?).then_some(Rule::Level)
}

/// Whether a talent need is in part time or names a post of standing, and speaks of no students.
fn post_of_standing(need: &Need) -> bool {
    let heads = format!("{} {}", need.title, need.keywords.join(" "));
    let names = |words: &[&str]| words.iter().any(|word| heads.contains(word));
    let students = need.modes.contains(&Mode::Training)
        || names(&["实习", "见习", "大学生", "工作团", "intern", "student"]);
    let standing = need.modes.contains(&Mode::PartTime) || names(&["科技副总", "产业教授", "挂职"]);
    need.kind == NeedKind::Talent && standing && !students
}

/// Days before the profile ends or after it begins, and its places.
fn days(need: &Need, profile: &Profile) -> Option<Rule> {
    let has_ended = profile.available_until.is_some_and(|until| until < today());
    let is_late = profile.available_from.zip(need.deadline);
    if has_ended || is_late.is_some_and(|(from, deadline)| from > deadline) {
        return Some(Rule::Validity);
    }
    quota(profile)
}

fn quota(profile: &Profile) -> Option<Rule> {
    let capacity = profile.capacity?;
    (profile.load.unwrap_or(0) >= capacity).then_some(Rule::QuotaUsedUp)
}

fn limits(need: &Need, profile: &Profile, call: &Call, trees: &Taxonomies) -> Option<Rule> {
    if let Some(rule) = aliases(need, profile, call) {
        return Some(rule);
    }
    let enterprise = folded(need.enterprise.as_ref());
    let named = |name: &String| names(&profile.conflicts, name);
    if named(&fold(need.id.as_str())) || enterprise.as_ref().is_some_and(named) {
        return Some(Rule::DeclaredConflict);
    }
    if coauthors(need, profile, call) {
        return Some(Rule::Coauthors);
    }
    let failed = |c: &Condition| met(need, c, trees) == Some(false);
    if profile.eligibility.iter().any(failed) || is_of_elsewhere(need, profile, trees) {
        return Some(Rule::Eligibility);
    }
    let asked = (need.kind == NeedKind::Finance)
        .then(|| lends(&need.modes, &need.title, &need.keywords, &need.description))
        .flatten();
    let offered = (profile.kind == ProfileKind::Finance)
        .then(|| {
            lends(
                &profile.modes,
                &profile.name,
                &profile.expertise,
                &profile.description,
            )
        })
        .flatten();
    if asked
        .zip(offered)
        .is_some_and(|(asked, offered)| asked != offered)
    {
        return Some(Rule::Instrument);
    }
    let v = &profile.vetoes;
    let tree = &trees.industries;
    let poor = |least: f64| need.budget.and_then(|b| b.max()).is_some_and(|m| m < least);
    let far = |limit: f64| kilometres(need, profile, trees).is_some_and(|km| km > limit);
    let refused = v.kinds.contains(&need.kind)
        || need
            .industries
            .iter()
            .any(|c| under(tree, c, &v.industries))
        || need.region.as_ref().is_some_and(|r| inside(r, &v.regions))
        || enterprise.is_some_and(|e| names(&v.organizations, &e))
        || v.min_budget.is_some_and(poor)
        || v.max_distance_km.is_some_and(far);
    refused.then_some(Rule::ProfileVeto)
}

/// Whether the policy, which states no condition on the region, is for the firms of other regions than the need's.
fn is_of_elsewhere(need: &Need, profile: &Profile, trees: &Taxonomies) -> bool {
    let mut tests = profile.eligibility.iter().flat_map(Condition::tests);
    if profile.kind != ProfileKind::Policy || tests.any(|test| test.subject == Subject::Region) {
        return false;
    }
    let levels = match profile.reach {
        Some(Reach::Nationwide | Reach::Remote) => return false,
        Some(Reach::Province) => 1,
        Some(Reach::City) => 2,
        _ => 9,
    };
    let Some(seat) = &need.region else {
        return false;
    };
    let own: Vec<&str> = seat.levels().collect();
    let regions: Vec<_> = profile.region.iter().chain(&profile.bases).collect();
    let apart = |region: &&RegionPath| {
        let asked: Vec<&str> = region.levels().take(levels).collect();
        let written: RegionPath = asked.join("/").parse().unwrap();
        // One name that no gazetteer knows may be anywhere, and a wider seat may lie in the region.
        let is_known = asked.len() > 1 || trees.gazetteer.contains(&written);
        is_known && !own.starts_with(&asked) && !asked.starts_with(&own)
    };
    let is_apart = regions.iter().all(apart);
    !regions.is_empty() && is_apart
}

/// Whether money is lent, rather than paid for a share in the firm; of the words of records made at random only 贷款 says so.
fn lends(modes: &[Mode], title: &str, words: &[String], text: &str) -> Option<bool> {
    let is_lent = modes.contains(&Mode::Loan) || modes.contains(&Mode::Guarantee);
    let is_lent = is_lent || title.contains("贷款");
    let told = || words.iter().any(|word| word.contains("贷款")) || text.contains("贷款");
    (is_lent || told()).then_some(true)
}

/// A work with one of the enterprise's people, of the last years or of no stated year.
fn coauthors(need: &Need, profile: &Profile, call: &Call) -> bool {
    let years = call.coauthor_years.unwrap_or(3);
    let own = fold(&profile.name);
    let recent = |year: Option<i32>| year.is_none_or(|y| today().year() - y <= years);
    let with = |author: &String| {
        let author = fold(author);
        author != own && !names(&profile.aliases.names, &author) && names(&need.people, &author)
    };
    let works = profile.works.iter();
    works
        .filter(|w| recent(w.year))
        .any(|w| w.authors.iter().any(with))
}

/// Whether the need meets a condition; `None` where it does not say.
fn met(need: &Need, condition: &Condition, trees: &Taxonomies) -> Option<bool> {
    // Over all answers that the unknown parts may have: decided if every one gives the same.
    match condition {
        Condition::Test(test) => compared(need, test, trees),
        Condition::Not(part) => met(need, part, trees).map(|met| !met),
        Condition::All(parts) => {
            let met: Vec<Option<bool>> = parts.iter().map(|p| met(need, p, trees)).collect();
            let broken = met.contains(&Some(false));
            if broken {
                Some(false)
            } else if met.contains(&None) {
                None
            } else {
                Some(true)
            }
        }
        Condition::Any(parts) => {
            let met: Vec<Option<bool>> = parts.iter().map(|p| met(need, p, trees)).collect();
            if met.contains(&Some(true)) {
                Some(true)
            } else if met.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        other => panic!("{other:?} is not generated"),
    }
}

fn compared(need: &Need, condition: &ConditionTest, trees: &Taxonomies) -> Option<bool> {
    let values = &condition.values;
    let hit = match &condition.subject {
        Subject::Kind => {
            let kinds: Vec<NeedKind> = values.iter().filter_map(|v| v.parse().ok()).collect();
            kinds.contains(&need.kind)
        }
        Subject::Industry => {
            let tree = &trees.industries;
            let wanted: Vec<_> = values
                .iter()
                .filter_map(|v| tree.find(v).cloned())
                .collect();
            if need.industries.is_empty() {
                return None;
            }
            need.industries.iter().any(|c| under(tree, c, &wanted))
        }
        Subject::Region => {
            let wanted: Vec<RegionPath> = values.iter().filter_map(|v| v.parse().ok()).collect();
            let region = need.region.as_ref()?;
            let may_be = wanted.iter().any(|wanted| wanted.starts_with(region));
            if may_be && !inside(region, &wanted) {
                return None;
            }
            inside(region, &wanted)
        }
        Subject::Budget => {
            let (min, max) = (need.budget?.min(), need.budget?.max());
            let bound: f64 = values[0].parse().unwrap();
            return match condition.comparison {
                ConditionOperator::AtLeast => max.or(min).map(|most| most >= bound),
                _ => min.or(max).map(|least| least <= bound),
            };
        }
        Subject::Attribute(name) => match need.attributes.get(name)? {
            Value::Number(n) => return Some(n.as_f64()? >= values[0].parse().unwrap()),
            text => values.iter().any(|v| text == v.as_str()),
        },
        other => panic!("{other:?} is not generated"),
    };
    Some(hit == (condition.comparison != ConditionOperator::NoneOf))
}
