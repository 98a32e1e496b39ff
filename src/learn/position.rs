//! Places of a list: the probability that each is looked at, and the earnings of another order.

use serde::{Deserialize, Serialize};

use super::Estimate;
use super::feedback::check_propensity;
use super::offline::check_most;
use crate::error::{Error, Result, say};

/// Fewest likes at a place that its propensity may rest on.
const LEAST_LIKES: u64 = 10;

/// How likely each place of a list is to be looked at, from the first on.
///
/// The position-based model (Richardson, Dominowska and Ragno, WWW 2007): a profile is liked if its
/// place is looked at, which depends on the place alone, and the profile is likeable, which does not. Only
/// ratios can be known, so the first place counts 1; estimates of orders are up to that factor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>", into = "Vec<f64>")]
pub struct PositionModel(Vec<f64>);

/// How often something was shown at a place, and how often it was liked there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceCount {
    /// Number of times shown.
    pub shown: u64,
    /// Number of times liked (viewed, or more), at most `shown`.
    pub liked: u64,
}

impl PositionModel {
    /// From known propensities, one for each place.
    ///
    /// # Errors
    /// Invalid input if there are none, or one is not above 0 and at most 1.
    pub fn new(propensities: Vec<f64>) -> Result<Self> {
        if propensities.is_empty() {
            return Err(Error::invalid(
                "propensities",
                "",
                say!(
                    "give at least that of the first place",
                    "请不低于第一名的概率"
                ),
            ));
        }
        propensities
            .iter()
            .copied()
            .try_for_each(check_propensity)?;
        Ok(Self(propensities))
    }

    /// From randomised swaps (Joachims, Swaminathan and Schnabel, WSDM 2017, section 5.3).
    ///
    /// For the k-th of `swaps`, profiles of the first place and of place k + 1 were exchanged by the toss
    /// of a coin: `(at the first, at k + 1)` counts both arms. The same profiles stood at both places
    /// equally often, so the ratio of their rates of likes is that of the propensities. Lists in random
    /// order are such a log for every place at once. Rates above that of the first count as it.
    /// Intervention harvesting, from several rankers that were not randomised, is beyond this.
    ///
    /// # Errors
    /// Invalid input if a place has fewer than 10 likes, or more likes than showings.
    pub fn from_swaps(swaps: &[(PlaceCount, PlaceCount)]) -> Result<Self> {
        let mut propensities = vec![1.0];
        for (number, (first, other)) in swaps.iter().enumerate() {
            let place = say!("place {}", "第{}名", number + 2);
            let ratio = rate(first).and_then(|of_first| Ok(rate(other)? / of_first));
            // A lower place that is liked more is noise of few likes; a propensity above that of the first place
            // has no meaning.
            propensities.push(ratio.map_err(|error| error.in_record(place))?.min(1.0));
        }
        Self::new(propensities)
    }

    /// The propensity of `rank`, from 1; beyond the last place, the last's; rank 0 counts as 1.
    ///
    /// # Example
    /// ```
    /// use qianxian::learn::PositionModel;
    ///
    /// let places = PositionModel::new(vec![1.0, 0.5, 0.25])?;
    /// assert_eq!(places.propensity(2), 0.5);
    /// assert_eq!(places.propensity(10), 0.25); // the last place's
    /// # Ok::<(), qianxian::Error>(())
    /// ```
    #[must_use]
    pub fn propensity(&self, rank: u32) -> f64 {
        let at = (rank.max(1) as usize - 1).min(self.0.len() - 1);
        self.0[at]
    }
}

fn rate(count: &PlaceCount) -> Result<f64> {
    if count.liked < LEAST_LIKES || count.liked > count.shown {
        let shown = format!("{} of {}", count.liked, count.shown);
        let repair = say!(
            "count at least 10 likes at each place, and no more than showings",
            "每个名次至少要有10次认可，且不超过展示次数"
        );
        return Err(Error::invalid("liked", shown, repair));
    }
    Ok(count.liked as f64 / count.shown as f64)
}

impl TryFrom<Vec<f64>> for PositionModel {
    type Error = Error;
    fn try_from(propensities: Vec<f64>) -> Result<Self> {
        Self::new(propensities)
    }
}

impl From<PositionModel> for Vec<f64> {
    fn from(model: PositionModel) -> Self {
        model.0
    }
}

/// One profile of a list that was shown, with its place in a new ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reranked {
    /// How likely its place in the list was to be looked at, above 0 and at most 1.
    pub propensity: f64,
    /// Its place in the new order, from 1; `None` if the new one does not show it.
    pub new_rank: Option<u32>,
    /// Reward of the profile, finite; 0 for nothing.
    pub reward: f64,
}

/// Lists that were shown, under a new order: the item-position-based estimators.
///
/// A reward counts by the worth of its new place over the propensity of its old one (Joachims, Swaminathan
/// and Schnabel, WSDM 2017, section 3): right in the mean under the position-based model for every profile
/// of which the place had a chance to be looked at, though the old order was not random. Profiles that
/// were not shown earn nothing, so that a new order is undervalued if it brings in others. The worth of
/// a place is `1/log₂(rank + 1)` for DCG, or a [`PositionModel`]'s propensity for likes.
#[derive(Clone, Debug, PartialEq)]
pub struct OfflineLists {
    lists: Vec<Vec<Reranked>>,
}

impl OfflineLists {
    /// Checks the lists.
    ///
    /// # Errors
    /// Invalid input if there are none, or a profile of one is out of range.
    pub fn new(lists: Vec<Vec<Reranked>>) -> Result<Self> {
        if lists.is_empty() {
            return Err(Error::invalid(
                "lists",
                "",
                say!("give at least one", "请至少给一个"),
            ));
        }
        for (number, list) in lists.iter().enumerate() {
            let checked = list.iter().try_for_each(check);
            checked.map_err(|error| error.in_record(say!("list {}", "第{}份名单", number + 1)))?;
        }
        Ok(Self { lists })
    }

    /// Mean worth of a list; not biased. `worth` is asked for ranks from 1.
    pub fn ips(&self, worth: impl Fn(u32) -> f64) -> Estimate {
        self.estimate(worth, f64::INFINITY)
    }

    /// [`OfflineLists::ips`] with no reward counted more than `most` times; biased low for rewards that are not negative.
    ///
    /// # Errors
    /// Invalid input if `most` is not a positive number.
    pub fn clipped_ips(&self, worth: impl Fn(u32) -> f64, most: f64) -> Result<Estimate> {
        check_most(most)?;
        Ok(self.estimate(worth, most))
    }

    /// Mean worth of the places of earning profiles, instead of the mean over lists: the sums of [`OfflineLists::ips`]
    /// divided by the sum of rewards over propensities. Less variance, and independent of how much is liked at
    /// all; a bias that vanishes with the lists.
    pub fn self_normalised(&self, worth: impl Fn(u32) -> f64) -> Estimate {
        let above = self.values(worth);
        let below = self.sums(|item| item.reward / item.propensity);
        Estimate::ratio(&above, &below, &self.earning_weights(f64::INFINITY))
    }

    /// The worth of each list.
    pub(super) fn values(&self, worth: impl Fn(u32) -> f64) -> Vec<f64> {
        self.sums(|item| item.reward / item.propensity * at(item, &worth))
    }

    fn estimate(&self, worth: impl Fn(u32) -> f64, most: f64) -> Estimate {
        let weight = |item: &Reranked| (1.0 / item.propensity).min(most);
        let values = self.sums(|item| item.reward * weight(item) * at(item, &worth));
        let mut items = self.lists.iter().flatten();
        let is_cut = items.any(|item| item.reward != 0.0 && 1.0 / item.propensity > most);
        Estimate::mean(&values, &self.earning_weights(most)).clipped(is_cut)
    }

    /// The weights of the lists that earned, on which an estimate rests.
    pub(super) fn earning_weights(&self, most: f64) -> Vec<f64> {
        let mut weights = self.sums(|item| {
            let earns = f64::from(u8::from(item.reward != 0.0));
            earns * (1.0 / item.propensity).min(most)
        });
        weights.retain(|&weight| weight > 0.0);
        weights
    }

    fn sums(&self, of: impl Fn(&Reranked) -> f64) -> Vec<f64> {
        let lists = self.lists.iter();
        lists.map(|list| list.iter().map(&of).sum()).collect()
    }
}

/// The worth of an item's new place.
fn at(item: &Reranked, worth: impl Fn(u32) -> f64) -> f64 {
    item.new_rank.map_or(0.0, worth)
}

fn check(item: &Reranked) -> Result<()> {
    check_propensity(item.propensity)?;
    if item.new_rank == Some(0) {
        return Err(Error::invalid(
            "new_rank",
            0,
            say!("count ranks from 1", "名次从1开始"),
        ));
    }
    if !item.reward.is_finite() {
        return Err(Error::invalid(
            "reward",
            item.reward,
            say!("give a finite number", "请给出有限的数"),
        ));
    }
    Ok(())
}
