//! Repairs of conditions that cannot be read.

use crate::error::{Wording, say};

pub(super) const TAKE_OUT: Wording = Wording::fixed(
    "take this bracket out: it closes none",
    "请去掉这个括号：它没有对应的左括号",
);
pub(super) const CONDITION_BEHIND: Wording = Wording::fixed(
    "write a condition behind this word, or leave it out",
    "请在该词后写条件，或去掉该词",
);
pub(super) const CONDITION_BEFORE: Wording = Wording::fixed(
    "write a condition before this word, or leave it out",
    "请在该词前写条件，或去掉该词",
);
pub(super) const BRACKET_OR: Wording = Wording::fixed(
    "put brackets around the conditions of which one is enough, as in a = 1; (b = 2 或 c = 3)",
    "请把“符合其一即可”的条件用括号括起来，如 a = 1；（b = 2 或 c = 3）",
);
pub(super) const ONE_JOINT: Wording = Wording::fixed(
    "join two conditions by one word alone",
    "两个条件之间只用一个连接词",
);
pub(super) const CLOSE: Wording = Wording::fixed("close this bracket", "请补上右括号");
pub(super) const CONDITION_BETWEEN: Wording = Wording::fixed(
    "write a condition between these brackets",
    "请在括号内写条件",
);
pub(super) const FEWER_BRACKETS: Wording = Wording::fixed(
    "keep at most 16 brackets around one comparison",
    "一个比较外最多16层括号",
);
pub(super) const FEWER_TESTS: Wording =
    Wording::fixed("keep at most 20000 comparisons", "最多20000个比较");
pub(super) const NAME_FIELD: Wording =
    Wording::fixed("name the field that is compared", "请写出所比较的字段");
pub(super) const CLOSE_BOTH: Wording =
    Wording::fixed("close this bracket or quote", "请补上右括号或引号");
pub(super) const COMPARE_ONCE: Wording = Wording::fixed(
    "compare once in each condition, and join two by 且 or 或; put a value with such a sign in double quotes",
    "每个条件只比较一次，两个条件用“且”或“或”连接；含比较符的值请加双引号",
);
pub(super) const CONDITION_HERE: Wording =
    Wording::fixed("write a condition in its place", "请在此处写条件");
pub(super) const VALUE_BEHIND: Wording =
    Wording::fixed("write a value behind the comparison", "请在比较符后写值");
pub(super) const ONE_NUMBER: Wording = Wording::fixed(
    "write one number with its unit, one day or one level here",
    "此处请写一个带单位的数、一个日期或一个层次",
);

pub(super) fn example() -> Wording {
    say!(
        "write it as in `region in 山东省/淄博市`, `budget <= 500`, `高新技术企业 = 是` or `研发投入占比 >= 3% 且 从业人员 <= 500人`",
        "写法如 `region in 山东省/淄博市`、`budget <= 500`、`高新技术企业 = 是` 或 `研发投入占比 >= 3% 且 从业人员 <= 500人`"
    )
}
