//! Work that threads share.

use std::iter::once;
use std::panic::resume_unwind;
use std::thread;

/// What becomes of things, in their order: each has a thread of its own, the first this one. When one of them panics, so does this.
pub(super) fn each<T: Send, R: Send>(
    things: impl IntoIterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let mut things = things.into_iter();
    let Some(own) = things.next() else {
        return Vec::new();
    };
    let work = &work;
    thread::scope(|scope| {
        let others: Vec<_> = things.map(|thing| scope.spawn(move || work(thing))).collect();
        let own = work(own);
        let others = others.into_iter().map(|other| other.join());
        once(own)
            .chain(others.map(|other| other.unwrap_or_else(|panic| resume_unwind(panic))))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    #[test]
    fn what_threads_do_comes_in_order_and_none_of_it_is_missing() {
        assert_eq!(each(0..5, |number| 2 * number), [0, 2, 4, 6, 8]);
        assert!(each(0..0, |number| number).is_empty());
        assert!(catch_unwind(|| each(0..3, |number| assert_ne!(number, 2))).is_err());
    }
}
