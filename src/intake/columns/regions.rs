//! Headings of columns that say for the firms of which regions a policy is: 适用地区, 实施范围.

use super::fold::fold;

/// Words of headings whose cells name the regions of the firms that a policy is for.
const HEADINGS: [&str; 10] = [
    "适用地区",
    "适用区域",
    "适用地域",
    "支持地区",
    "支持区域",
    "实施范围",
    "实施区域",
    "实施地区",
    "applicableregion",
    "applicableregions",
];

/// Whether cells under the heading name regions of firms.
pub(crate) fn names_regions(heading: &str) -> bool {
    let key = fold(heading);
    HEADINGS.iter().any(|word| key.contains(word))
}
