//! The standard sort, called in one place: each call is compiled anew for its type, and each is kilobytes of Wasm.

use std::cmp::Ordering;

/// The indices of `count` things in their order; equal ones stay as they stood.
///
/// # Example
/// ```
/// use sealform_types::sort_permutation;
/// let names = ["c", "a", "b"];
/// assert_eq!(sort_permutation(names.len(), &|one, other| names[one].cmp(names[other])), [1, 2, 0]);
/// ```
pub fn sort_permutation(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

/// The things in their order; equal ones stay as they stood.
///
/// # Example
/// ```
/// use sealform_types::in_order;
/// assert_eq!(in_order(vec!["c1", "a", "c0"], &|one, other| one[..1].cmp(&other[..1])), ["a", "c1", "c0"]);
/// ```
pub fn in_order<T>(mut things: Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    if things.is_sorted_by(|one, other| compare(one, other) != Ordering::Greater) {
        return things;
    }
    let mut places = sort_permutation(things.len(), &|one, other| match (things.get(one), things.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    // Each takes the place of the one that comes from there, round by round; a place that is settled leads to itself.
    for start in 0..things.len() {
        let mut place = start;
        while let Some(next) = places.get_mut(place).map(|from| std::mem::replace(from, place))
            && next != start
        {
            things.swap(place, next);
            place = next;
        }
    }
    things
}

/// For each text the place of the last equal one before it.
///
/// # Example
/// ```
/// use sealform_types::previous_duplicates;
/// assert_eq!(previous_duplicates(&["a", "b", "a", "a"]), [None, None, Some(0), Some(2)]);
/// ```
pub fn previous_duplicates<T: AsRef<str>>(texts: &[T]) -> Vec<Option<usize>> {
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    let text = |place: usize| texts.get(place);
    let places = sort_permutation(texts.len(), &|one, other| text(one).cmp(&text(other)));
    let mut twins = vec![None; texts.len()];
    for pair in places.windows(2) {
        if let [earlier, later] = *pair
            && text(earlier) == text(later)
            && let Some(twin) = twins.get_mut(later)
        {
            *twin = Some(earlier);
        }
    }
    twins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_like_the_standard_library() {
        let mut state = 1_u32;
        for count in 0..70 {
            let things: Vec<(u32, usize)> = (0..count)
                .map(|index| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 28, index)
                })
                .collect();
            let mut expected = things.clone();
            expected.sort_by_key(|thing| thing.0);
            assert_eq!(in_order(things, &|one, other| one.0.cmp(&other.0)), expected);
        }
    }
}
