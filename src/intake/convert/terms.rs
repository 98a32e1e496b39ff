//! Interest rates, times of loans and shares of subsidies as cells write them.

use crate::model::{LoanTerm, Rate, Subsidy};

/// The text of a cell as the model reads it, with the unit of its heading if it is a bare number of months or years; `None`
/// if it is no rate, no time or no share.
pub(super) fn read(name: &str, heading: &str, text: &str) -> Option<String> {
    if name.ends_with(".rate") {
        return text.parse::<Rate>().is_ok().then(|| text.to_owned());
    }
    if name == "subsidy.share" {
        let read = serde_json::json!({ "share": text });
        return Subsidy::from_json(read).is_ok().then(|| text.to_owned());
    }
    let units = [
        ("月", "月"),
        ("年", "年"),
        ("天", "天"),
        ("month", "months"),
        ("year", "years"),
    ];
    let unit = units
        .iter()
        .find(|(word, _)| heading.to_lowercase().contains(word));
    let with_unit = unit.map(|(_, unit)| format!("{text}{unit}"));
    let mut readings = [Some(text.to_owned()), with_unit].into_iter().flatten();
    readings.find(|text| text.parse::<LoanTerm>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_bare_number_has_the_unit_of_its_heading() {
        let term = |heading, text| read("finance.term", heading, text);
        assert_eq!(term("贷款期限（月）", "36").as_deref(), Some("36月"));
        assert_eq!(term("贷款年限", "1-3").as_deref(), Some("1-3年"));
        assert_eq!(term("贷款期限（月）", "3年").as_deref(), Some("3年"));
        assert_eq!(term("期限", "36"), None);
        assert_eq!(term("期限", "随借随还"), None);
        assert_eq!(read("finance.rate", "利率", "面议"), None);
    }
}
