//! Help and faults of the command line in the language of the run.
//!
//! The English text is the doc comment of each option. In Chinese each command and option has its text in one of two
//! tables, and the words that clap itself writes are replaced in the finished page.

mod commands;
mod ledger;
mod options;
mod push;
mod report;

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory as _};
use qianxian::model::Language;

use crate::cli::Cli;
use crate::language::chosen;

/// The command line, with its help in the language of the run.
pub(crate) fn command() -> Command {
    let command = Cli::command();
    match chosen() {
        Language::Chinese => chinese(command),
        _ => command,
    }
}

fn chinese(command: Command) -> Command {
    let command = command
        .about("牵线：为企业的需求匹配专家、机构、成果和政策等供方")
        .after_help(EXAMPLES)
        .mut_args(|arg| worded(arg, "*"));
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        let sub = chinese_command(sub, &name);
        // A command of commands, such as ledger: each has its text under both names.
        sub.mut_subcommands(|inner| {
            let inner_name = format!("{name} {}", inner.get_name());
            chinese_command(inner, &inner_name)
        })
    })
}

fn chinese_command(command: Command, name: &str) -> Command {
    let mut known = commands::COMMANDS.iter().chain(push::COMMANDS);
    let known = known.find(|(known, ..)| *known == name);
    let command = command.mut_args(|arg| worded(arg, name));
    let Some((_, about, more)) = known else {
        return command;
    };
    let json = command.get_long_about().map(ToString::to_string);
    let json = json.as_deref().map(json_of).unwrap_or_default();
    let page = [*about, *more, &json].join("\n\n");
    command.about(*about).long_about(page.trim_end().to_owned())
}

/// The paragraphs of an English page that name the fields of the JSON.
fn json_of(page: &str) -> String {
    let paragraphs = page.split("\n\n").filter(|part| part.starts_with("JSON"));
    let fields = paragraphs.map(|part| match (part.find('{'), part.find('[')) {
        (Some(brace), Some(bracket)) => format!("JSON：{}", &part[brace.min(bracket)..]),
        (Some(at), None) | (None, Some(at)) => format!("JSON：{}", &part[at..]),
        (None, None) => String::new(),
    });
    let fields: Vec<String> = fields.collect();
    let fields = fields.join("\n\n");
    // What English says behind the fields.
    REMARKS.iter().fold(fields, |page, (english, chinese)| {
        page.replace(english, chinese)
    })
}

const REMARKS: &[(&str, &str)] = &[
    (
        ", where id, name and organization are those of the needs.",
        "，其中 id、name 和 organization 为需求的。",
    ),
    (
        "; contributions of features sum to the score, those of terms to that of text.",
        "；各特征的贡献之和为得分，各词的贡献之和为文本的贡献。",
    ),
    ("; differences sum to the gap.", "；各差值之和为 gap。"),
    ("; infeasible: {", "；无可行方案时：{"),
    ("; --congestion: [", "；--congestion：["),
    (
        "\"team\":{…} or \"infeasible\"",
        "\"team\":{…} 或 \"infeasible\"",
    ),
    (
        ", values in the order of the metrics.",
        "，各值按指标的次序。",
    ),
    (", best first.", "，最好的在前。"),
    (", as of overdue", "，同 overdue"),
    (
        "; with --profile also \"load\"",
        "；加 --profile 时另有 \"load\"",
    ),
    (
        ", with the fields that the entries state.",
        "，及记录所写的其他字段。",
    ),
];

fn worded(arg: Arg, command: &str) -> Arg {
    let id = arg.get_id().as_str().to_owned();
    let texts = options::OPTIONS
        .iter()
        .chain(ledger::LEDGER)
        .chain(push::PUSH)
        .chain(report::REPORT);
    let of = |wanted: &str| {
        let mut texts = texts.clone();
        texts.find(|(command, name, _)| *command == wanted && *name == id)
    };
    match of(command).or_else(|| of("*")) {
        Some((_, _, text)) => arg.help(*text).long_help(*text),
        None => arg,
    }
}

const EXAMPLES: &str = "\
例：
  qianxian demo
  qianxian import --library lib --needs 企业需求.xlsx --profiles 专家库.csv
  qianxian rank --library lib --need N-001 -k 10 --explain
  qianxian rank --library lib --text '油系针状焦的制备' --region 山东省/淄博市
  qianxian assign --library lib --demand 1..2 --output pairs.csv
  qianxian run --library lib --output run.tsv && qianxian evaluate --qrels qrels.tsv --run run.tsv

退出码：0 完成；1 请求失败，或没有一行可用；2 用法有误。";

/// Words that clap writes, and the headings of groups of options.
const WORDS: &[(&str, &str)] = &[
    ("Usage: ", "用法："),
    ("\nHistory:\n", "\n历史：\n"),
    ("\nOptions:\n", "\n选项：\n"),
    ("\nCommands:\n", "\n命令：\n"),
    ("\nArguments:\n", "\n参数：\n"),
    ("\nTaxonomies:\n", "\n分类与地区：\n"),
    ("\nRanking:\n", "\n排序：\n"),
    ("\nEvent:\n", "\n对接会：\n"),
    ("\nConstraints:\n", "\n限制：\n"),
    ("\nRepair:\n", "\n修复：\n"),
    ("\nChief:\n", "\n首席：\n"),
    ("\nWhat is to be covered:\n", "\n须覆盖的内容：\n"),
    ("\nWho comes together:\n", "\n成员构成：\n"),
    ("[OPTIONS]", "[选项]"),
    ("<COMMAND>", "<命令>"),
    ("[default: ", "[默认："),
    ("[possible values: ", "[可选值："),
    (
        "Print help (see a summary with '-h')",
        "显示帮助（-h 显示摘要）",
    ),
    (
        "Print help (see more with '--help')",
        "显示帮助（--help 显示全文）",
    ),
    ("Print help", "显示帮助"),
    ("Print version", "显示版本"),
    (
        "Print this message or the help of the given subcommand(s)",
        "显示本页或所给命令的帮助",
    ),
];

/// A page of help, whole.
pub(crate) fn page(error: &clap::Error) -> String {
    let page = error.to_string();
    match chosen() {
        Language::Chinese => WORDS.iter().fold(page, |page, (english, chinese)| {
            page.replace(english, chinese)
        }),
        _ => page,
    }
}

/// The fault of a command line in Chinese.
pub(crate) fn fault(error: &clap::Error) -> String {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            texts.join("、")
        }
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let (argument, value) = (
        context(ContextKind::InvalidArg),
        context(ContextKind::InvalidValue),
    );
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let suggested = suggested
        .into_iter()
        .map(context)
        .find(|text| !text.is_empty());
    let suggested = suggested
        .map(|text| format!("；是否指 {text}？"))
        .unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("选项 {argument} 缺少值"),
        ErrorKind::InvalidValue => {
            let valid = context(ContextKind::ValidValue);
            format!("选项 {argument} 不接受“{value}”；可用 {valid}{suggested}")
        }
        ErrorKind::ValueValidation => {
            format!("选项 {argument} 不接受“{value}”：{}", reason(error))
        }
        ErrorKind::UnknownArgument => format!("没有选项“{argument}”{suggested}"),
        ErrorKind::InvalidSubcommand => {
            let command = context(ContextKind::InvalidSubcommand);
            format!("没有命令“{command}”{suggested}")
        }
        ErrorKind::MissingRequiredArgument => format!("缺少必需的 {argument}"),
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            prior if prior.is_empty() => format!("{argument} 不能重复或与其他选项合用"),
            prior => format!("{argument} 不能与 {prior} 合用"),
        },
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8".to_owned(),
        ErrorKind::NoEquals => format!("{argument} 须用等号给出值"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{argument} 的值的个数不对")
        }
        _ => format!("命令行有误 {argument}{value}"),
    }
}

/// Why a value is not accepted.
fn reason(error: &clap::Error) -> String {
    let Some(source) = error.source() else {
        return "请改用其他值".to_owned();
    };
    if let Some(error) = source.downcast_ref::<qianxian::Error>() {
        return error.in_language(Language::Chinese);
    }
    if source.is::<std::num::ParseIntError>() {
        return "请填整数，且不要过大".to_owned();
    }
    if source.is::<std::num::ParseFloatError>() {
        return "请填数字".to_owned();
    }
    // Texts of this program's own readers are in the language of the run; clap's say a range.
    let text = source.to_string();
    match text.split_once(" is not in ") {
        Some((value, range)) => format!("{value} 不在 {range} 之内"),
        None => text,
    }
}
