//! Progress on standard error, if that is a terminal.

use crate::language::{pick, say};
use std::ops::ControlFlow;

use indicatif::{ProgressBar, ProgressStyle};

/// How far work of known length has come.
pub(crate) struct RankBar(ProgressBar);

impl RankBar {
    pub(crate) fn new((english, chinese): (&'static str, &'static str)) -> Self {
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
        let bar = ProgressBar::new(0).with_message(pick(english, chinese));
        Self(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// For work of known length, such as [`qianxian::Snapshot::rank_all`]; never cancels.
    pub(crate) fn hear(&self, progress: qianxian::engine::Progress) -> ControlFlow<()> {
        self.0.set_length(progress.total as u64);
        self.0.set_position(progress.done as u64);
        ControlFlow::Continue(())
    }
}

impl Drop for RankBar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// How far reading a file has come.
pub(crate) struct FileBar(ProgressBar);

impl FileBar {
    pub(crate) fn new(file: String) -> Self {
        let style =
            ProgressStyle::with_template("{prefix} {wide_bar} {bytes}/{total_bytes} {msg} {eta}");
        let bar = ProgressBar::new(0).with_prefix(file);
        Self(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }

    /// For [`qianxian::intake::Intake::progress`]; never cancels.
    pub(crate) fn hear(&self, progress: qianxian::intake::ImportProgress) -> ControlFlow<()> {
        self.0.set_length(progress.total_bytes);
        self.0.set_position(progress.bytes);
        self.0.set_message(say!("{} rows", "{}行", progress.rows));
        ControlFlow::Continue(())
    }
}

impl Drop for FileBar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
