//! Every pair of choices, in few rows.

use std::collections::BTreeSet;

/// Rows of choices, one choice below `sizes[i]` for each i, so that every two choices stand together in some row.
///
/// Greedy, and the same at each call: each row takes, of every choice, the one that brings most pairs that are new.
pub(crate) fn pairwise(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut open: BTreeSet<(usize, usize, usize, usize)> = BTreeSet::new();
    for (i, size) in sizes.iter().enumerate() {
        for (j, other) in sizes.iter().enumerate().skip(i + 1) {
            open.extend((0..*size).flat_map(|a| (0..*other).map(move |b| (i, a, j, b))));
        }
    }
    let mut rows = Vec::new();
    while let Some(&(i, a, j, b)) = open.first() {
        let mut row: Vec<Option<usize>> = vec![None; sizes.len()];
        (row[i], row[j]) = (Some(a), Some(b));
        for (k, size) in sizes.iter().enumerate() {
            if row[k].is_none() {
                let gain = |choice: &usize| {
                    let with = |(l, other): (usize, &Option<usize>)| other.map(|other| pair(k, *choice, l, other));
                    row.iter().enumerate().filter_map(with).filter(|pair| open.contains(pair)).count()
                };
                row[k] = (0..*size).rev().max_by_key(gain);
            }
        }
        let row: Vec<usize> = row.into_iter().flatten().collect();
        open.retain(|&(i, a, j, b)| row[i] != a || row[j] != b);
        rows.push(row);
    }
    rows
}

fn pair(i: usize, a: usize, j: usize, b: usize) -> (usize, usize, usize, usize) {
    if i < j { (i, a, j, b) } else { (j, b, i, a) }
}

#[test]
fn every_pair_is_there() {
    let sizes = [3, 3, 2, 2, 2, 2];
    let rows = pairwise(&sizes);
    for (i, size) in sizes.iter().enumerate() {
        for (j, other) in sizes.iter().enumerate().skip(i + 1) {
            for (a, b) in (0..*size).flat_map(|a| (0..*other).map(move |b| (a, b))) {
                assert!(rows.iter().any(|row| row[i] == a && row[j] == b), "{i}={a} {j}={b}");
            }
        }
    }
    assert!(rows.len() <= 12, "{rows:?}");
}
