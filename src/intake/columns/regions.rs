//! Headings of columns that say for the firms of which regions a policy or a finance product is: 适用地区, 业务区域.

use super::fold::fold;

/// Words of headings whose cells name the regions of the firms that a policy or a finance product is for.
const HEADINGS: [&str; 16] = [
    "适用地区",
    "适用区域",
    "适用地域",
    "支持地区",
    "支持区域",
    "实施范围",
    "实施区域",
    "实施地区",
    "业务区域",
    "业务地区",
    "展业区域",
    "办理区域",
    "投放区域",
    "投资区域",
    "applicableregion",
    "applicableregions",
];

/// Whether cells under the heading name regions of firms.
pub(crate) fn names_regions(heading: &str) -> bool {
    let key = fold(heading);
    HEADINGS.iter().any(|word| key.contains(word))
}
