//! `qianxian push`: what is sent to subscribers, and what became of it.

mod deliveries;
mod plan;

use clap::{Args, Subcommand};

pub(super) use plan::label;

use crate::failure::Result;
use crate::output::Output;

/// Deliveries to subscribers: planned under all quotas, handed over once, acknowledged or returned
///
/// qianxian push plan --library lib --held
///
/// qianxian push send --library lib --output out --format eml
///
/// qianxian push ack --library lib 12 13
///
/// A plan alone changes nothing. What is sent is chosen by value, within the quotas of the subscriptions and the limits
/// given; no recipient is sent a record twice unless it changed by more than wording: another title, kind, region, level,
/// readiness, mode, budget, terms of finance, number wanted, deadline or figure in the text of a need; another name,
/// organisation, kind, place, reach, level, readiness, mode, price, terms, conditions, free days or figure of a profile; a
/// quarter of the text new or gone; or a better fit, or a score that moved by .05. What changed by less is held as changed_little.
#[derive(Args, Debug)]
pub(crate) struct Push {
    #[command(subcommand)]
    command: PushCommands,
}

#[derive(Debug, Subcommand)]
enum PushCommands {
    Plan(Box<plan::Plan>),
    Send(Box<plan::Send>),
    Add(deliveries::AddChanges),
    List(deliveries::List),
    Ack(deliveries::Ack),
    Return(deliveries::Return),
    Recover(deliveries::Recover),
}

impl Push {
    pub(crate) fn run(&self, out: &mut Output) -> Result<()> {
        match &self.command {
            PushCommands::Plan(plan) => plan.run(out),
            PushCommands::Send(send) => send.run(out),
            PushCommands::Add(add) => add.run(out),
            PushCommands::List(list) => list.run(out),
            PushCommands::Ack(ack) => ack.run(out),
            PushCommands::Return(returned) => returned.run(out),
            PushCommands::Recover(recover) => recover.run(out),
        }
    }
}
