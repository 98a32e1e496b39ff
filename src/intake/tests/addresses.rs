//! Addresses, and the regions of records that state no other.

use super::{TAXONOMIES, needs, warnings};
use crate::intake::{Intake, Severity, Source};

#[test]
fn a_record_without_a_region_takes_that_of_its_address() {
    let survey = "编号,企业名称,需求名称,注册地址（必填）,通讯地址\n\
        n1,示例甲公司,针状焦,山东省淄博市张店区示例路1号,济南市\n\
        n2,示例乙公司,针状焦,示例路1号,淄博市张店区\n\
        n3,示例丙公司,针状焦,山东省,\n";
    let (read, report) = needs("a.csv", survey);
    let region = |at: usize| read[at].region.as_ref().map(ToString::to_string);
    assert_eq!(region(0).as_deref(), Some("山东省/淄博市/张店区"));
    // Neither an address of no known region, nor one for letters, nor a province alone.
    assert_eq!([region(1), region(2)], [None, None]);
    assert_eq!(warnings(&report), [], "{report}");
    let said = report.to_string();
    assert!(
        said.contains("records without a region take the one"),
        "{said}"
    );
}

#[test]
fn the_name_of_a_road_is_no_region() {
    let survey = "编号,企业名称,需求名称,注册地址\n\
        n1,示例甲公司,针状焦,南京东路100号\n\
        n2,示例乙公司,针状焦,广州大道中1号\n\
        n3,示例丙公司,针状焦,山东淄博示例路1号\n\
        n4,示例丁公司,针状焦,淄博市示例大厦（3层）\n";
    let (read, report) = needs("a.csv", survey);
    let region = |at: usize| read[at].region.as_ref().map(ToString::to_string);
    assert_eq!([region(0), region(1)], [None, None]);
    assert_eq!(region(2).as_deref(), Some("山东省/淄博市"));
    assert_eq!(region(3).as_deref(), Some("山东省/淄博市"));
    let told = report.of(Severity::Notice).filter(|p| p.field == "region");
    assert_eq!(told.count(), 2, "{report}");
}

#[test]
fn a_stated_region_counts_and_an_address_elsewhere_is_warned_of() {
    let survey = "企业名称,所在地区,办公地址,注册地址\n\
        示例甲公司,淄博市,济南市历下区示例路1号,山东省淄博市张店区示例路1号\n\
        示例乙公司,淄博市,,山东省济南市历下区示例路1号\n";
    let mut read = Vec::new();
    let source = Source::bytes("a.csv", survey);
    let report = Intake::new(&TAXONOMIES).enterprises(&source, &mut |enterprise| {
        read.push(enterprise);
        Ok(())
    });
    let report = report.unwrap();
    let region = |at: usize| read[at].region.as_ref().map(ToString::to_string);
    assert_eq!(region(0).as_deref(), Some("山东省/淄博市"));
    assert_eq!(region(1).as_deref(), Some("山东省/淄博市"));
    let told = [(Some(3), Some("注册地址"), "山东省济南市历下区示例路1号")];
    assert_eq!(warnings(&report), told, "{report}");
}
