//! Failures that end a command with exit status 1.

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
            Self::Library(error) => error.to_string(),
            Self::Request(text) => text.clone(),
            Self::Output(error) => {
                format!("cannot write the result: {error}; check where standard output leads")
            }
            Self::Json(error) => {
                format!("cannot write the result as JSON: {error}; leave --json out")
            }
            Self::Threads(error) => {
                format!("cannot start the threads: {error}; give --threads a smaller number")
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
