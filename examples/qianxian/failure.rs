//! Failures that end a command with exit status 1.

use crate::language::{chosen, say};
use std::fmt;

/// `Result` with a [`Failure`].
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// An error of the library or of the surroundings; prints as one line.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The library's own error.
    Library(qianxian::Error),
    /// The request cannot be met; the text says why and how to mend it.
    Request(String),
    /// Standard output does not accept the result.
    Output(std::io::Error),
    /// A value cannot be written as JSON.
    Json(serde_json::Error),
    /// The threads asked for cannot be started.
    Threads(rayon::ThreadPoolBuildError),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Library(error) => error.in_language(chosen()),
            Self::Request(text) => text.clone(),
            Self::Output(error) => {
                say!(
                    "cannot write the result: {error}; check where standard output leads",
                    "无法写出结果：{error}；请检查标准输出的去向"
                )
            }
            Self::Json(error) => {
                say!(
                    "cannot write the result as JSON: {error}; leave --json out",
                    "无法把结果写成 JSON：{error}；请去掉 --json"
                )
            }
            Self::Threads(error) => {
                say!(
                    "cannot start the threads: {error}; give --threads a smaller number",
                    "无法启动线程：{error}；请减小 --threads"
                )
            }
        };
        // Messages of parsers may hold line breaks.
        let words: Vec<&str> = text.split_whitespace().collect();
        f.write_str(&words.join(" "))
    }
}

impl From<qianxian::Error> for Failure {
    fn from(error: qianxian::Error) -> Self {
        Self::Library(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<rayon::ThreadPoolBuildError> for Failure {
    fn from(error: rayon::ThreadPoolBuildError) -> Self {
        Self::Threads(error)
    }
}
