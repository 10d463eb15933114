//! Shingles, and the signature by which like sets of them are found.
//!
//! A shingle is five items in a row. The signature is one-permutation hashing: each shingle falls by its hash into one
//! of 128 bins, each bin keeps its least hash, and a bin left empty copies one that is not, chosen by hashes of its
//! own number ("optimal densification", Shrivastava, *Optimal Densification for Fast and Accurate Minwise Hashing*,
//! ICML 2017). Two bins agree with the probability of the sets' Jaccard similarity, at one hash for each shingle
//! instead of 128. The road not taken: 128 permutations, the textbook's MinHash, which the benchmark beside this
//! crate measures.

use super::words::mix;

/// Items in a shingle.
pub const LENGTH: usize = 5;
/// Values in a signature.
pub const BINS: usize = 128;

/// The hashes of the shingles of a stream of items, in order and with repeats. A stream shorter than a shingle is one
/// shingle; an empty one has none.
#[must_use]
pub fn shingles(items: &[u64]) -> Vec<u64> {
    if items.len() < LENGTH {
        let whole = items.iter().fold(0, |sum, &item| roll(sum, item));
        return if items.is_empty() { Vec::new() } else { vec![mix(whole)] };
    }
    let mut sum = items.iter().take(LENGTH - 1).fold(0, |sum, &item| roll(sum, item));
    let leaving = std::iter::once(0).chain(items.iter().copied());
    let entering = items.iter().skip(LENGTH - 1);
    entering
        .zip(leaving)
        .map(|(&item, gone)| {
            sum = roll(sum.wrapping_sub(gone.wrapping_mul(TOP)), item);
            mix(sum)
        })
        .collect()
}

/// Any odd number with well-spread bits does; this is that of the golden ratio.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
/// `BASE` to the power of `LENGTH - 1`, the weight of the item that leaves.
const TOP: u64 = BASE.wrapping_pow(4);

fn roll(sum: u64, item: u64) -> u64 {
    sum.wrapping_mul(BASE).wrapping_add(item)
}

/// 128 values whose agreement estimates the Jaccard similarity of two sets of shingles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signature(pub(super) [u32; BINS]);

/// A value that no shingle gives: the bin is empty.
const EMPTY: u32 = u32::MAX;

impl Signature {
    /// The signature of a set of shingles, repeats allowed. `None` of an empty one, which is like nothing.
    #[must_use]
    pub fn of(shingles: &[u64]) -> Option<Self> {
        let mut bins = [EMPTY; BINS];
        for &shingle in shingles {
            let bin = (shingle >> 57) as usize;
            // The lower half is independent of the bin; its last value is taken for "empty".
            let value = (shingle as u32).min(EMPTY - 1);
            if let Some(least) = bins.get_mut(bin) {
                *least = value.min(*least);
            }
        }
        (!shingles.is_empty()).then(|| Self(densified(&bins)))
    }

    /// The estimate of the Jaccard similarity, from 0 to 1; its standard error is below 0.045.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        let agree = self.0.iter().zip(&other.0).filter(|(one, two)| one == two).count();
        agree as f64 / BINS as f64
    }
}

/// Fills each empty bin from one that was not empty.
fn densified(bins: &[u32; BINS]) -> [u32; BINS] {
    let mut full = *bins;
    for (bin, value) in full.iter_mut().enumerate() {
        if *value == EMPTY {
            *value = donor(bins, bin as u64);
        }
    }
    full
}

/// The first bin, in an order that depends on the empty bin's number alone, that is not empty.
fn donor(bins: &[u32; BINS], bin: u64) -> u32 {
    // With one full bin of 128 the odds of missing it 4,096 times are below 1e-13; the plain search ends it then.
    let tried = (0..4096_u64).map(|attempt| (mix(bin << 32 | attempt) >> 57) as usize);
    let found = tried.filter_map(|slot| bins.get(slot)).find(|&&value| value != EMPTY);
    found.or_else(|| bins.iter().find(|&&value| value != EMPTY)).copied().unwrap_or(EMPTY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(from: u64, to: u64) -> Vec<u64> {
        (from..to).map(|n| mix(n.wrapping_add(77))).collect()
    }

    #[test]
    fn five_items_in_a_row_make_a_shingle_wherever_they_stand() {
        let long = shingles(&[9, 1, 2, 3, 4, 5, 6]);
        let short = shingles(&[1, 2, 3, 4, 5]);
        assert_eq!(long.len(), 3);
        assert_eq!(long.get(1), short.first());
        assert_ne!(shingles(&[5, 4, 3, 2, 1]), short);
        assert_eq!(shingles(&[1, 2]).len(), 1);
        assert!(shingles(&[]).is_empty());
    }

    #[test]
    fn estimates_are_unbiased_also_where_bins_are_empty() {
        // Sets of n and n of which s are shared: Jaccard s / (2n - s), averaged over 300 draws.
        for (n, s) in [(600, 400), (600, 100), (60, 40), (20, 10), (8, 4)] {
            let truth = s as f64 / (2 * n - s) as f64;
            let draws = 300_u64;
            let mut mean = 0.0;
            for draw in 0..draws {
                let base = draw * 100_000;
                let one = Signature::of(&set(base, base + n)).unwrap();
                let two = Signature::of(&set(base + n - s, base + 2 * n - s)).unwrap();
                mean += one.similarity(&two) / draws as f64;
            }
            assert!((mean - truth).abs() < 0.02, "{n} {s}: {mean} for {truth}");
        }
    }

    #[test]
    fn an_empty_set_has_no_signature_and_one_shingle_fills_all_bins() {
        assert_eq!(Signature::of(&[]), None);
        let one = Signature::of(&[42]).unwrap();
        assert!(one.0.iter().all(|&value| value == 42));
    }

    proptest! {
        #[test]
        fn a_signature_depends_on_the_set_alone(mut values in prop::collection::vec(any::<u64>(), 1..200)) {
            let before = Signature::of(&values);
            values.extend_from_within(..);
            values.reverse();
            prop_assert_eq!(before, Signature::of(&values));
        }
    }
}
