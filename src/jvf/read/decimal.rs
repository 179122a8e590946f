//! Coordinates as text: decimal metres with at most two decimals into whole centimetres, without a float in between.

/// Why a text is no coordinate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecimalError {
    /// Not a decimal number, or one that no centimetres in 32 bits can hold.
    NotANumber,
    /// More than two decimals that are not zero.
    TooPrecise,
}

/// Reads decimal metres as centimetres. Zeros after the second decimal change nothing and pass.
pub(crate) fn centimetres(text: &[u8]) -> Result<i32, DecimalError> {
    let (negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let mut value: i64 = 0;
    let mut decimals: Option<u32> = None;
    let mut seen = false;
    for byte in digits {
        match (byte, decimals) {
            (b'0'..=b'9', None | Some(0 | 1)) => {
                seen = true;
                value = value * 10 + i64::from(byte - b'0');
                if value > i64::from(i32::MAX) {
                    return Err(DecimalError::NotANumber);
                }
                decimals = decimals.map(|count| count + 1);
            }
            (b'0', Some(_)) => {}
            (b'1'..=b'9', Some(_)) => return Err(DecimalError::TooPrecise),
            (b'.', None) => decimals = Some(0),
            _ => return Err(DecimalError::NotANumber),
        }
    }
    if !seen {
        return Err(DecimalError::NotANumber);
    }
    let scale = match decimals {
        None | Some(0) => 100,
        Some(1) => 10,
        Some(_) => 1,
    };
    let value = if negative { -value * scale } else { value * scale };
    i32::try_from(value).map_err(|_| DecimalError::NotANumber)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn none_one_and_two_decimals_are_read_exactly() {
        for (text, expected) in [
            ("-719901.07", -71_990_107),
            ("-719901.7", -71_990_170),
            ("-719901", -71_990_100),
            ("-719901.", -71_990_100),
            ("+.05", 5),
            ("0", 0),
            ("12.340", 1234),
        ] {
            assert_eq!(centimetres(text.as_bytes()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "-",
            ".",
            "1e3",
            "NaN",
            "1,5",
            "1.2.3",
            "21474837",
            "--1",
            "9999999999999999999999",
        ] {
            assert_eq!(
                centimetres(text.as_bytes()),
                Err(DecimalError::NotANumber),
                "{text}"
            );
        }
        assert_eq!(centimetres(b"1.234"), Err(DecimalError::TooPrecise));
    }

    proptest! {
        #[test]
        fn a_written_coordinate_is_read_back(value in -2_000_000_000_i32..2_000_000_000) {
            let text = format!("{}{}.{:02}", if value < 0 { "-" } else { "" }, value.abs() / 100, value.abs() % 100);
            prop_assert_eq!(centimetres(text.as_bytes()), Ok(value));
        }

        #[test]
        fn any_text_is_answered(text in ".{0,30}") {
            let _ = centimetres(text.as_bytes());
        }
    }
}
