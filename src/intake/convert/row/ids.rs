//! Cells of ids.

use serde_json::Value;

use super::RowReading;
use crate::error::{Error, say};
use crate::intake::Severity;
use crate::intake::columns::{RegisterNumber, TableColumn, is_scientific};
use crate::intake::convert::DraftProblem;
use crate::intake::read::{id_text, is_cut};
use crate::model::says_nothing;

impl RowReading<'_> {
    /// An id of the list's own. One that has lost its digits is a fault: it might be that of another record.
    pub(super) fn id(&mut self, text: &str) {
        self.put("id", id_text(text));
        if is_scientific(text) {
            let repair = say!(
                "a spreadsheet has put a power of ten for the last digits of the id; format the column as text and enter it anew",
                "表格软件已把编号改成科学计数法，末尾数字已丢失；请把该列设为文本格式后重新填写"
            );
            self.find_id(Severity::Error, text, repair);
        }
    }

    /// A number of another register. It is the id if it is one by its looks, and stays among the attributes in any case.
    pub(super) fn register_number(
        &mut self,
        register: RegisterNumber,
        column: &TableColumn,
        (cell, text): (&Value, &str),
    ) {
        self.keep(&column.heading, cell);
        let is_cut = is_cut(cell);
        if register.fits(text) && !is_cut {
            return self.put("id", id_text(text));
        }
        if is_scientific(text) {
            let repair = say!(
                "a spreadsheet has put a power of ten for the last digits, so the id is made from names; format the column as text and enter it anew",
                "表格软件已改成科学计数法，末尾数字已丢失，编号改由名称生成；请把该列设为文本格式后重新填写"
            );
            self.find_id(Severity::Warning, text, repair);
        } else if is_cut || !says_nothing(text) {
            let repair = match register {
                RegisterNumber::Patent => say!(
                    "not the number of one patent, so the id is made from names; the text is kept under attributes",
                    "不是单个专利的号码，编号改由名称生成；原文已保留在其他属性中"
                ),
                RegisterNumber::Listed => say!(
                    "the number may have lost digits, so the id is made from names; the text is kept under attributes",
                    "该号码可能已丢失数字，编号改由名称生成；原文已保留在其他属性中"
                ),
                RegisterNumber::CreditCode => say!(
                    "no code of 18 characters, so the id is made from names; the text is kept under attributes",
                    "不是18位代码，编号改由名称生成；原文已保留在其他属性中"
                ),
            };
            self.find_id(Severity::Warning, text, repair);
        }
    }

    fn find_id(&mut self, severity: Severity, text: &str, repair: crate::error::Wording) {
        let error = Error::invalid("id", text, repair);
        self.draft.find(DraftProblem::new(severity, &error));
    }
}
