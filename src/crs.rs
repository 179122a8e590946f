//! The coordinate reference systems we serve and the pinned operations between them.
//!
//! Everything is stored in EPSG:5514. The operation to WGS 84 is pinned to EPSG:5239 (accuracy 1 m, transformation
//! parameters for Czechia): what PROJ would choose by itself jumps to Slovak parameters in the south-east of Moravia,
//! up to 1.25 m aside. Heights are passed through untouched (metres, Bpv).

use std::cell::RefCell;

use proj::Proj;
use thiserror::Error;

/// Accuracy of every operation out of EPSG:5514 here, in metres (EPSG:5239).
pub const OPERATION_ACCURACY_METRES: f64 = 1.0;

/// A coordinate reference system that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crs {
    /// EPSG:5514, S-JTSK / Krovak East North: x to the east, y to the north, metres, both negative.
    Sjtsk,
    /// OGC CRS84(h): longitude, latitude in degrees; heights as stored.
    Crs84,
    /// EPSG:3857, Web Mercator, metres.
    WebMercator,
}

/// A failed transformation.
#[derive(Debug, Error)]
pub enum CrsError {
    /// PROJ cannot build the pinned operation.
    #[error("PROJ cannot build the operation between EPSG:5514 and {0:?}; check that libproj is whole")]
    Operation(Crs, #[source] proj::ProjCreateError),
    /// A position lies outside of what the operation can compute.
    #[error("a position cannot be transformed between EPSG:5514 and {0:?}")]
    Position(Crs, #[source] proj::ProjError),
}

const KROVAK: &str = "+proj=krovak +lat_0=49.5 +lon_0=24.8333333333333 +alpha=30.2881397527778 +k=0.9999 +x_0=0 +y_0=0 +ellps=bessel";
const HELMERT: &str = "+proj=helmert +x=572.213 +y=85.334 +z=461.94 +rx=-4.9732 +ry=-1.529 +rz=-5.2484 +s=3.5378 +convention=coordinate_frame";
const DEGREES: &str = "+proj=unitconvert +xy_in=rad +xy_out=deg";
const WEB_MERCATOR: &str = "+proj=webmerc +lat_0=0 +lon_0=0 +x_0=0 +y_0=0 +ellps=WGS84";

impl Crs {
    /// All systems.
    pub const ALL: [Self; 3] = [Self::Crs84, Self::Sjtsk, Self::WebMercator];

    fn pipeline(self, inverse: bool) -> String {
        let last = if self == Self::WebMercator {
            WEB_MERCATOR
        } else {
            DEGREES
        };
        let step = |operation: &str, inv: bool| {
            let inv = if inv { "+inv " } else { "" };
            format!(" +step {inv}{operation}")
        };
        let steps = [
            (KROVAK, true),
            ("+proj=push +v_3", false),
            ("+proj=cart +ellps=bessel", false),
            (HELMERT, false),
            ("+proj=cart +ellps=WGS84", true),
            ("+proj=pop +v_3", false),
            (last, false),
        ];
        let body: String = if inverse {
            steps
                .iter()
                .rev()
                .map(|(operation, inv)| step(operation, !inv))
                .collect()
        } else {
            steps
                .iter()
                .map(|(operation, inv)| step(operation, *inv))
                .collect()
        };
        format!("+proj=pipeline{body}")
    }

    /// Transforms positions in place from EPSG:5514 metres into this system.
    ///
    /// # Errors
    /// [`CrsError`] when a position is outside of the operation's domain.
    pub fn from_sjtsk(self, positions: &mut [[f64; 2]]) -> Result<(), CrsError> {
        self.transform(positions, false)
    }

    /// Transforms positions in place from this system into EPSG:5514 metres. Heights play no part in either direction, so
    /// there and back again agree to about a millimetre, not to the last bit.
    ///
    /// # Errors
    /// [`CrsError`] when a position is outside of the operation's domain.
    pub fn to_sjtsk(self, positions: &mut [[f64; 2]]) -> Result<(), CrsError> {
        self.transform(positions, true)
    }

    fn transform(self, positions: &mut [[f64; 2]], inverse: bool) -> Result<(), CrsError> {
        if self == Self::Sjtsk {
            return Ok(());
        }
        OPERATIONS.with_borrow_mut(|operations| {
            let known = operations
                .iter()
                .position(|(crs, inv, _)| *crs == self && *inv == inverse);
            let index = match known {
                Some(index) => index,
                None => {
                    let operation = Proj::new(&self.pipeline(inverse))
                        .map_err(|source| CrsError::Operation(self, source))?;
                    operations.push((self, inverse, operation));
                    operations.len() - 1
                }
            };
            let (_, _, operation) = &operations[index];
            for position in positions {
                let moved: (f64, f64) = operation
                    .convert((position[0], position[1]))
                    .map_err(|source| CrsError::Position(self, source))?;
                *position = [moved.0, moved.1];
            }
            Ok(())
        })
    }
}

thread_local! {
    /// Building an operation costs milliseconds and one cannot be shared between threads: each thread keeps its own.
    static OPERATIONS: RefCell<Vec<(Crs, bool, Proj)>> = const { RefCell::new(Vec::new()) };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// EPSG:5514, longitude and latitude, Web Mercator; computed with EPSG:5239.
    const POINTS: [([f64; 2], [f64; 2], [f64; 2]); 4] = [
        (
            [-742_974.18, -1_043_025.51],
            [14.418_999_950, 50.087_151_048],
            [1_605_115.732_2, 6_461_382.569_6],
        ),
        (
            [-598_000.0, -1_160_600.0],
            [16.609_979_987, 49.196_633_965],
            [1_849_014.514_2, 6_308_292.164_7],
        ),
        (
            [-470_000.0, -1_101_000.0],
            [18.290_261_941, 49.841_056_107],
            [2_036_062.645_7, 6_418_794.924_9],
        ),
        (
            [-821_000.0, -1_069_000.0],
            [13.395_337_763, 49.755_586_266],
            [1_491_162.178_8, 6_404_054.791_1],
        ),
    ];

    fn close(a: [f64; 2], b: [f64; 2], tolerance: f64) -> bool {
        (a[0] - b[0]).abs() <= tolerance && (a[1] - b[1]).abs() <= tolerance
    }

    #[test]
    fn reference_points_agree_with_the_pinned_operation() {
        for (sjtsk, degrees, mercator) in POINTS {
            let mut moved = [sjtsk];
            Crs::Crs84.from_sjtsk(&mut moved).unwrap();
            assert!(close(moved[0], degrees, 2e-9), "{moved:?} is not {degrees:?}");
            let mut moved = [sjtsk];
            Crs::WebMercator.from_sjtsk(&mut moved).unwrap();
            assert!(close(moved[0], mercator, 2e-4), "{moved:?} is not {mercator:?}");
        }
    }

    #[test]
    fn there_and_back_ends_within_two_millimetres() {
        for (sjtsk, ..) in POINTS {
            for crs in Crs::ALL {
                let mut moved = [sjtsk];
                crs.from_sjtsk(&mut moved).unwrap();
                crs.to_sjtsk(&mut moved).unwrap();
                assert!(
                    close(moved[0], sjtsk, 2e-3),
                    "{crs:?}: {moved:?} is not {sjtsk:?}"
                );
            }
        }
    }

    #[test]
    fn a_position_outside_the_world_is_an_error() {
        assert!(Crs::Crs84.from_sjtsk(&mut [[f64::NAN, 1e30]]).is_err());
    }
}
