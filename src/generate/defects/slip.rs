//! Faults of the text of a record that no [`Record`](crate::model::Record) can hold.

/// How the text of a record is altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Its line is an arc (check 1.4).
    Arc,
    /// A coordinate has three decimals (check 1.6).
    Decimals,
}

impl Slip {
    /// Alters the text of a record.
    pub fn alter(self, text: &str) -> String {
        match self {
            Self::Arc => text
                .replace("<g:LineString ", "<g:Curve ")
                .replace("<g:posList>", "<g:segments><g:Arc><g:posList>")
                .replace("</g:posList>", "</g:posList></g:Arc></g:segments>")
                .replace("</g:LineString>", "</g:Curve>"),
            Self::Decimals => match text.split_once("<g:pos>") {
                Some((before, numbers)) => format!("{before}<g:pos>{}", numbers.replacen(' ', "4 ", 1)),
                None => text.to_owned(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_an_arc_and_a_coordinate_too_precise() {
        let line = r#"<g:LineString g:id="a"><g:posList>1.00 2.00</g:posList></g:LineString>"#;
        assert_eq!(
            Slip::Arc.alter(line),
            r#"<g:Curve g:id="a"><g:segments><g:Arc><g:posList>1.00 2.00</g:posList></g:Arc></g:segments></g:Curve>"#
        );
        let point = "<a b=\"c\"><g:pos>-1.00 -2.00 3.00</g:pos>";
        assert_eq!(
            Slip::Decimals.alter(point),
            "<a b=\"c\"><g:pos>-1.004 -2.00 3.00</g:pos>"
        );
    }
}
