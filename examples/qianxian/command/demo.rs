//! demo
use clap::Args;
use crate::failure::Result;
use crate::output::Output;
/// demo
#[derive(Args, Debug)]
pub(crate) struct Demo {}
impl Demo {
    pub(crate) fn run(&self, _out: &mut Output) -> Result<()> { Ok(()) }
}
