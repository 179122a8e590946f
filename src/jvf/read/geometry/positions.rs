//! Positions as text, and the names of the system that they are in.

use super::Positions;
use crate::jvf::read::decimal::{DecimalError, centimetres};
use crate::jvf::read::error::Fault;
use crate::jvf::xml::shorten;
use crate::model::{Coordinate, Dimension};

/// X from 920 km to 400 km west, Y from 1 250 km to 900 km south of the origin, in centimetres: Czechia and some way
/// around it. What lies outside was written in another reference system or with its axes swapped.
const X_RANGE: std::ops::RangeInclusive<i32> = -92_000_000..=-40_000_000;
const Y_RANGE: std::ops::RangeInclusive<i32> = -125_000_000..=-90_000_000;

/// Appends the positions of a text of numbers.
pub(super) fn numbers(
    text: &str,
    declared: Option<usize>,
    usual: usize,
    single: bool,
    exact: bool,
    positions: &mut Positions,
) -> Result<Dimension, Fault> {
    let mut values = text
        .as_bytes()
        .split(u8::is_ascii_whitespace)
        .filter(|number| !number.is_empty());
    let dimension = match declared {
        Some(dimension) => dimension,
        None => {
            let count = values.clone().count();
            match (single, count % 2, count % 3) {
                (true, ..) if count == 2 || count == 3 => count,
                (true, ..) if count == 0 => return Err(Fault::TooShort("pos")),
                (true, ..) => return Err(Fault::Dimension(count)),
                (false, 0, 0) => usual,
                (false, 0, _) => 2,
                (false, _, 0) => 3,
                _ => return Err(Fault::Dimension(count)),
            }
        }
    };
    let mut count = 0;
    while let Some(x) = values.next() {
        let (Some(y), z) = (
            values.next(),
            if dimension == 3 {
                values.next()
            } else {
                Some(&b"0"[..])
            },
        ) else {
            return Err(Fault::Dimension(count * dimension + 1));
        };
        let Some(z) = z else {
            return Err(Fault::Dimension(count * dimension + 2));
        };
        let position = Coordinate::new(number(x, exact)?, number(y, exact)?, number(z, exact)?);
        if !X_RANGE.contains(&position.x) || !Y_RANGE.contains(&position.y) {
            let [x, y, _] = position.metres();
            return Err(Fault::OutOfRange(format!("{x:.2} {y:.2}")));
        }
        positions.push(position);
        count += 1;
    }
    match (dimension, count) {
        (2, 1..) => Ok(Dimension::Two),
        (3, 1..) => Ok(Dimension::Three),
        (_, 0) => Err(Fault::TooShort("posList")),
        _ => Err(Fault::Dimension(dimension)),
    }
}

fn number(text: &[u8], exact: bool) -> Result<i32, Fault> {
    let read = centimetres(text).and_then(|value| {
        let decimals = text
            .iter()
            .rev()
            .position(|byte| *byte == b'.')
            .unwrap_or_default();
        if exact && decimals > 2 {
            return Err(DecimalError::TooPrecise);
        }
        Ok(value)
    });
    read.map_err(|error| {
        let text = shorten(&String::from_utf8_lossy(text));
        match error {
            DecimalError::NotANumber => Fault::Number(text),
            DecimalError::TooPrecise => Fault::TooPrecise(text),
        }
    })
}

/// The names that mean EPSG:5514.
pub(super) fn is_sjtsk(name: &str) -> bool {
    let code = name
        .strip_prefix("EPSG:")
        .or_else(|| {
            name.strip_prefix("urn:ogc:def:crs:EPSG:")
                .and_then(|rest| rest.split_once(':'))
                .map(|(_, code)| code)
        })
        .or_else(|| {
            let rest = name
                .strip_prefix("http://www.opengis.net/")
                .or_else(|| name.strip_prefix("https://www.opengis.net/"))?;
            rest.strip_prefix("def/crs/EPSG/0/")
                .or_else(|| rest.strip_prefix("gml/srs/epsg.xml#"))
        });
    code == Some("5514")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_of_the_reference_system_are_known() {
        for name in [
            "EPSG:5514",
            "urn:ogc:def:crs:EPSG::5514",
            "urn:ogc:def:crs:EPSG:9.8:5514",
            "http://www.opengis.net/def/crs/EPSG/0/5514",
            "http://www.opengis.net/gml/srs/epsg.xml#5514",
        ] {
            assert!(is_sjtsk(name), "{name}");
        }
        for name in [
            "EPSG:5513",
            "EPSG:4326",
            "5514",
            "urn:ogc:def:crs:EPSG::55140",
            "",
        ] {
            assert!(!is_sjtsk(name), "{name}");
        }
    }

    #[test]
    fn a_missing_dimension_is_taken_from_the_count_or_the_type() {
        let read = |text, usual| numbers(text, None, usual, false, false, &mut Vec::new());
        let four = "-700000 -1000000 -700001 -1000001";
        let six = "-700000 -1000000 1 -700001 -1000001 2";
        assert_eq!(read(four, 3), Ok(Dimension::Two));
        assert_eq!(read(six, 3), Ok(Dimension::Three));
        assert_eq!(
            read("-700000 -1000000 1 -700001 -1000001 2 -700001 -1000001 2", 2),
            Ok(Dimension::Three)
        );
        assert_eq!(
            read("-700000 -1000000 -700001 -1000001 -700002 -1000002", 2),
            Ok(Dimension::Two)
        );
        assert_eq!(
            read("-700000 -1000000 1 -700001 -1000001", 3),
            Err(Fault::Dimension(5))
        );
    }

    #[test]
    fn swapped_axes_and_positive_values_are_told() {
        for text in ["-1000000 -700000", "700000 1000000", "14.5 50.1"] {
            assert!(
                matches!(
                    numbers(text, Some(2), 2, true, false, &mut Vec::new()),
                    Err(Fault::OutOfRange(_))
                ),
                "{text}"
            );
        }
    }
}
