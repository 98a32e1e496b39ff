//! Conditions in columns of prose.

use super::{profiles, warnings};
#[test]
fn conditions_among_the_requirements_of_policies_and_finance_are_read() {
    let survey = "编号,类型,名称,申报条件\n\
        a,政策,示例·研发补助,\"1.高新技术企业=是；2.信用良好，合规经营\"\n\
        b,金融产品,示例·科创贷,高新技术企业=是\n\
        c,服务,示例·检测,高新技术企业=是\n";
    let (read, report) = profiles("a.csv", survey);
    let conditions = |at: usize| -> Vec<String> {
        read[at]
            .eligibility
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(conditions(0), ["高新技术企业 = 是"]);
    assert_eq!(conditions(1), ["高新技术企业 = 是"]);
    assert_eq!(conditions(2), [""; 0], "a service is no programme");
    assert!(read[0].description.contains("信用良好"), "the text stays");
    let unread = &read[0].attributes["eligibility_unresolved"];
    assert_eq!(unread, &serde_json::json!(["信用良好，合规经营"]));
    let told = [(Some(2), Some("申报条件"), "信用良好，合规经营")];
    assert_eq!(warnings(&report), told, "{report}");
    let (both, _) = profiles(
        "a.csv",
        "编号,类型,名称,适用规则,贷款条件\na,金融产品,示例·贷,region = 淄博市,专精特新=是\n",
    );
    assert_eq!(both[0].eligibility.len(), 2);
}
