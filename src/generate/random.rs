//! Chance that is the same everywhere: a mixing function and a sequence made of it.
//!
//! The mixing is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014). It is our own few lines and not a crate, so that
//! the bytes of a seed never change with a dependency. Floats come from whole numbers by division only.

/// A number that depends on all the parts and looks like chance.
pub fn mix(parts: &[i64]) -> u64 {
    parts.iter().fold(0x5514_5514_5514_5514, |state, part| {
        scramble(state ^ scramble(part.cast_unsigned()))
    })
}

fn scramble(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A fraction in `[0, 1)` from the number's upper bits.
#[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
pub fn fraction(number: u64) -> f64 {
    (number >> 11) as f64 / (1_u64 << 53) as f64
}

/// A sequence of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The sequence that belongs to the parts.
    pub fn new(parts: &[i64]) -> Self {
        Self { state: mix(parts) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.state)
    }

    /// Between the bounds, the upper one excluded.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * fraction(self.next())
    }

    /// True so many times of a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.next() % 100 < chance
    }

    /// One of the choices; the first when there is but one.
    pub fn pick<T: Copy>(&mut self, choices: &[T; 4]) -> T {
        choices[(self.next() % 4) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_for_ever() {
        // Written down once: a change here changes every generated file.
        assert_eq!(mix(&[1, 2, 3]), mix(&[1, 2, 3]));
        assert_ne!(mix(&[1, 2, 3]), mix(&[1, 3, 2]));
        let mut random = Random::new(&[42]);
        let drawn: Vec<_> = (0..3).map(|_| (random.between(0.0, 1000.0)) as i32).collect();
        assert_eq!(drawn, [729, 444, 531]);
    }

    #[test]
    fn fractions_fill_their_range_evenly() {
        let mut random = Random::new(&[7]);
        let drawn: Vec<_> = (0..10_000).map(|_| random.between(2.0, 4.0)).collect();
        assert!(drawn.iter().all(|v| (2.0..4.0).contains(v)));
        let mean = drawn.iter().sum::<f64>() / 10_000.0;
        assert!((mean - 3.0).abs() < 0.03, "{mean}");
    }
}
