//! Work shared by threads that nobody else gives work to.
//!
//! A snapshot is compiled, and its needs are analysed, under a lock. A thread of rayon's pool that waits for others is given
//! further tasks of the pool meanwhile, and one of these may ask the same library: it would wait for the lock that its own
//! thread holds. And a pool whose threads all wait for the lock could not help the one that holds it. So what runs under a
//! lock, or fills a cell that others wait for, has threads of its own, which end with it.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, scope};

/// What `work` makes of each item, in the order of items, by at most `most` threads and no more than rayon's pool has.
pub(crate) fn on_threads<T: Send, R: Send>(
    items: Vec<T>,
    most: usize,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let others = most.min(items.len()).min(rayon::current_num_threads());
    let others = others.saturating_sub(1);
    if others == 0 {
        return items.into_iter().map(work).collect();
    }
    let left = Mutex::new((0_usize..).zip(items));
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let take = || {
        let mut made = Vec::new();
        while let Some((number, item)) = next() {
            made.push((number, work(item)));
        }
        made
    };
    let mut made = scope(|scope| {
        // Of a thread that the system refuses, this one does the part.
        let spawned = (0..others).filter_map(|_| Builder::new().spawn_scoped(scope, take).ok());
        let spawned: Vec<_> = spawned.collect();
        let mut made = take();
        for thread in spawned {
            made.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        made
    });
    made.sort_unstable_by_key(|&(number, _)| number);
    made.into_iter().map(|(_, made)| made).collect()
}

/// What `work` makes of each item, in the order of items, by as many threads as rayon's pool has if there are many.
pub(crate) fn map_on_threads<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    /// Items that a thread takes together: they take longer than the taking.
    const PART: usize = 64;
    let parts: Vec<&[T]> = items.chunks(PART).collect();
    let most = parts.len();
    let of_part = |part: &[T]| part.iter().map(&work).collect::<Vec<R>>();
    let made = on_threads(parts, most, of_part);
    made.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::{map_on_threads, on_threads};

    #[test]
    fn results_come_in_the_order_of_items() {
        for most in [0, 1, 2, 7, 100] {
            let items: Vec<u32> = (0..50).collect();
            let wanted: Vec<u32> = (0..50).map(|item| item * item).collect();
            assert_eq!(on_threads(items, most, |item| item * item), wanted);
        }
        let items: Vec<u32> = (0..1000).collect();
        assert!(
            map_on_threads(&items, |item| item + 1)
                .into_iter()
                .eq(1..=1000)
        );
        assert!(on_threads(Vec::<u32>::new(), 3, |item| item).is_empty());
    }

    #[test]
    fn a_panic_reaches_the_caller() {
        let work = |item: u32| assert!(item != 7, "seven");
        let panicked = std::panic::catch_unwind(|| on_threads((0..50).collect(), 2, work));
        assert!(panicked.is_err());
    }
}
