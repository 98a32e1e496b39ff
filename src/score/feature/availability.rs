//! Availability: days free before the deadline, and places left.

use super::declaration::{FeatureDeclaration, StructuredFeature};
use super::{Fact, NeedView, Target};
use crate::compiled::query::Query;
use crate::model::Date;
use crate::model::facts::{Availability as Free, NeedFacts, ProfileFacts};
use crate::num::Fraction;
use crate::score::certainty::Known;
use crate::words::{Worded, chinese, english};

/// Days late at which availability counts half.
const HALF_LATE_DAYS: u64 = 90;

/// The availability feature.
pub(crate) struct AvailabilityFeature;

impl FeatureDeclaration for AvailabilityFeature {
    const ENGLISH: &'static str = "availability";
    const WEIGHT: f64 = 0.02;
    const PRIOR: Fraction = Fraction::HALF;

    fn is_asked(_: &NeedFacts, _: &Query) -> bool {
        // A need without a deadline wants somebody today.
        true
    }
}

impl StructuredFeature for AvailabilityFeature {
    type Offer<'v> = &'v Free;

    fn value(view: NeedView<'_>, offer: &Free) -> Option<Known> {
        worst(offer, view.need.deadline, view.context.today).map(Known::stated)
    }

    fn fact(view: NeedView<'_>, offer: &Free) -> Option<Fact> {
        Some(Fact::Availability(AvailabilityFact {
            deadline: view.need.deadline,
            from: offer.from,
            until: offer.until,
            capacity: offer.capacity,
            load: offer.load,
        }))
    }

    fn target(_: NeedView<'_>, _: &ProfileFacts, _: f64) -> Option<Target> {
        // Days and places decide together.
        None
    }
}

/// The least of the known ones: how late it is free, whether it is over, and how many places are left.
fn worst(offer: &Free, deadline: Option<Date>, today: Date) -> Option<Fraction> {
    // After its deadline a need still wants somebody today.
    let by = deadline.unwrap_or(today).max(today);
    let late = offer.from.map(|from| {
        // Free earlier than asked is on time, and no better than that.
        let days = u64::try_from(from.days_since(by)).unwrap_or(0);
        Fraction::ratio(HALF_LATE_DAYS, HALF_LATE_DAYS + days)
    });
    let over = offer.until.map(|until| {
        if until < today {
            Fraction::ZERO
        } else {
            Fraction::ONE
        }
    });
    let places = offer.capacity.zip(offer.load).map(|(capacity, load)| {
        let free = u64::from(capacity.saturating_sub(load));
        // Half for having a place at all, half for how many are left.
        Fraction::ratio(u64::from(capacity) + free, 2 * u64::from(capacity.max(1)))
    });
    // The least, not the mean: free days are of no use without a place, nor a place without days.
    [late, over, places].into_iter().flatten().min()
}

/// Days and places free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct AvailabilityFact {
    /// The need's last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    /// First day of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Firms it may serve at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Firms it serves now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load: Option<u32>,
}

impl Worded for AvailabilityFact {
    fn chinese(&self) -> String {
        let date = |day: Option<Date>| day.map(chinese::date);
        chinese::clauses([
            date(self.deadline).map(|day| format!("需求截止{day}")),
            date(self.from).map(|day| format!("供方{day}起有空")),
            date(self.until).map(|day| format!("供方到{day}为止有空")),
            self.load.map(|load| format!("正在服务{load}家企业")),
            self.capacity
                .map(|capacity| format!("最多服务{capacity}家企业")),
        ])
    }

    fn english(&self) -> String {
        let date = |day: Option<Date>| day.map(english::date);
        let firms = |number| english::count(number, "firm", "firms");
        english::clauses([
            date(self.deadline).map(|day| format!("the need's deadline is {day}")),
            date(self.from).map(|day| format!("the profile is free from {day}")),
            date(self.until).map(|day| format!("the profile is free until {day}")),
            self.load
                .map(|load| format!("it serves {} now", firms(load))),
            self.capacity
                .map(|capacity| format!("it may serve {}", firms(capacity))),
        ])
    }
}
