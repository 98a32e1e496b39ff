//! The message of an error in Chinese.

use super::names::chinese as name;
use super::{Error, ErrorKind, advice};

/// What the operating system says, in Chinese where it is common.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest is quoted")]
fn cause(source: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match source.kind() {
        ErrorKind::NotFound => "文件或目录不存在".to_owned(),
        ErrorKind::PermissionDenied => "没有权限".to_owned(),
        ErrorKind::AlreadyExists => "已经存在".to_owned(),
        ErrorKind::IsADirectory => "这是目录".to_owned(),
        ErrorKind::NotADirectory => "路径中有一段不是目录".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "文件系统只读".to_owned(),
        ErrorKind::StorageFull => "磁盘已满".to_owned(),
        _ => format!("“{source}”"),
    }
}

impl super::Bilingual for Error {
    fn wording(&self) -> super::Wording {
        super::Wording::new(self.to_string(), self.chinese())
    }
}

impl Error {
    /// The message in Chinese: the record, the field, the value and the repair. Texts of the operating system and of
    /// parsers stay as they are.
    pub(crate) fn chinese(&self) -> String {
        match self.0.as_ref() {
            ErrorKind::Field {
                field,
                value,
                repair,
            } => format!("{}：不接受“{value}”；{}", name(field), repair.chinese()),
            ErrorKind::Record { record, source } => {
                format!("{}：{}", record.chinese(), source.chinese())
            }
            ErrorKind::Shared(error) => error.chinese(),
            ErrorKind::NotFound { what, id, repair } => {
                format!("没有{}“{id}”；{}", name(what), repair.chinese())
            }
            ErrorKind::Ambiguous {
                what,
                name: called,
                count,
                choices,
            } => format!(
                "有{count}个{}名为“{called}”：{}；请给出其中一个的编号",
                name(what),
                choices.chinese()
            ),
            ErrorKind::Busy { what, repair } => {
                format!("{}正被占用；{}", name(what.chinese()), repair.chinese())
            }
            ErrorKind::Stale { record, version } => {
                let record = record.chinese();
                format!("{record} 现为版本 {version}；请重新读取后再作决定")
            }
            ErrorKind::Infeasible { what, repair } => {
                format!("{}；{}", what.chinese(), repair.chinese())
            }
            ErrorKind::Corrupt { path, what, repair } => {
                format!(
                    "{}：{}；{}",
                    path.display(),
                    what.chinese(),
                    repair.chinese()
                )
            }
            ErrorKind::Fault { what } => {
                let what = what.chinese();
                format!("{what}；这是 qianxian 的缺陷，不是输入有误：请连同输入一起报告")
            }
            ErrorKind::Cancelled { what } => format!("{}已取消，未作任何改动", name(what)),
            ErrorKind::Io {
                action,
                path,
                source,
            } => format!(
                "无法{} {}：{}；{}",
                name(action),
                path.display(),
                cause(source),
                advice(source).chinese()
            ),
            ErrorKind::Backend {
                action,
                source,
                repair,
            } => format!("{}失败：“{source}”；{}", name(action), repair.chinese()),
        }
    }
}
