//! Heights of the terrain: a smooth function of the place, so that whoever asks for a vertex gets the same height.

use super::random::{fraction, mix};

/// Wave lengths in metres with the height they add, in metres.
const WAVES: [(f64, f64); 3] = [(2_600.0, 60.0), (430.0, 7.0), (90.0, 0.8)];

/// The terrain of a seed.
#[derive(Clone, Debug)]
pub struct Terrain {
    seed: i64,
    base: f64,
}

impl Terrain {
    /// The terrain of a seed, between 180 and 600 metres.
    pub fn new(seed: i64) -> Self {
        Self {
            seed,
            base: 180.0 + 350.0 * fraction(mix(&[seed, -1])),
        }
    }

    /// Height in centimetres at a place in centimetres of EPSG:5514.
    #[allow(clippy::cast_possible_truncation, reason = "some hundreds of metres")]
    pub fn height(&self, x: i32, y: i32) -> i32 {
        let (x, y) = (f64::from(x) / 100.0, f64::from(y) / 100.0);
        let waves = WAVES.iter().zip(0..);
        let height = waves.fold(self.base, |height, ((length, amplitude), number)| {
            height + amplitude * noise(&[self.seed, number], x / length, y / length)
        });
        (height * 100.0).round() as i32
    }
}

/// Random values at whole numbers, smoothly joined: 0 to 1.
#[allow(clippy::cast_possible_truncation, reason = "places in the country")]
pub fn noise(kind: &[i64; 2], x: f64, y: f64) -> f64 {
    let (left, low) = (x.floor(), y.floor());
    let value = |dx: i64, dy: i64| fraction(mix(&[kind[0], kind[1], left as i64 + dx, low as i64 + dy]));
    let smooth = |t: f64| t * t * (3.0 - 2.0 * t);
    let (u, v) = (smooth(x - left), smooth(y - low));
    let below = value(0, 0) + (value(1, 0) - value(0, 0)) * u;
    let above = value(0, 1) + (value(1, 1) - value(0, 1)) * u;
    below + (above - below) * v
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_those_of_a_hilly_country_and_never_jump() {
        let terrain = Terrain::new(7);
        for step in 0..20_000 {
            let (x, y) = (-70_000_000 + step * 100, -100_000_000 - step * 37);
            let (here, there) = (terrain.height(x, y), terrain.height(x + 100, y));
            assert!((10_000..70_000).contains(&here), "{here}");
            assert!((here - there).abs() < 25, "{here} {there} within a metre");
        }
    }
}
