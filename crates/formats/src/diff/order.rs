//! What has moved: everything that is not in the longest run that kept its order.

/// The places, in order, of those that must have moved.
pub fn out_of_order(places: &[usize]) -> Vec<usize> {
    // Patience: `ends[n]` is where the best run of length n + 1 ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for (index, place) in places.iter().enumerate() {
        let length = ends.partition_point(|end| places.get(*end).is_some_and(|other| other < place));
        before.push(length.checked_sub(1).and_then(|length| ends.get(length)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut moved = vec![true; places.len()];
    let mut at = ends.last().copied();
    while let Some(index) = at {
        if let Some(moved) = moved.get_mut(index) {
            *moved = false;
        }
        at = before.get(index).copied().flatten();
    }
    moved.iter().enumerate().filter(|(_, moved)| **moved).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_moved_is_reported() {
        assert!(out_of_order(&[]).is_empty());
        assert!(out_of_order(&[0, 1, 5, 9]).is_empty());
        assert_eq!(out_of_order(&[3, 0, 1, 2]), [0]);
        assert_eq!(out_of_order(&[1, 0]).len(), 1);
    }
}
