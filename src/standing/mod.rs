//! Standing matches: who wants to hear of which records, and what changed in their lists.
//!
//! A [`Subscription`] stands for a need, a profile or a question; the library keeps its list of best answers. A
//! [`ListChange`] says which members a list gained, lost or moved, and why.

mod change;
mod question;
mod quota;
mod subscription;

pub use change::{ChangeCause, ListChange, ListMember, LostMember, MovedMember};
pub use question::{Sought, StandingQuestion};
pub use quota::{DayRange, PushQuota, Weekday};
pub use subscription::{Subscription, SubscriptionSubject};
