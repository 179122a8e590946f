//! A file of nothing but pairs of identifiers (`ServisJVFDTM`): which `ID` the map gave to the objects of a delivery.
//!
//! The element is the same in both generations and carries no version. A file without a pair is an empty `JVFDTM`: the schema
//! knows no empty list.

use std::io::Write;

use chrono::NaiveDate;

use super::WriteError;
use super::text::{escaped, leaf, tag};

/// Bytes after which the buffer goes out.
const BUFFER: usize = 64 * 1024;

/// Which identifiers are paired with those of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// `RelaceIDObjektu`: `IDExterni` of an operator.
    Objects,
    /// `RelaceIDObjektuZPS`: `IDDocasne` of cross-border editing.
    CrossBorder,
}

/// What stands before the pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Which identifiers are paired.
    pub kind: RelationKind,
    /// `DatumRelace` or `DatumRelaceZPS`.
    pub date: NaiveDate,
    /// `IDRelace`, or `IDPozadavku` of cross-border editing.
    pub number: Option<String>,
}

/// Names of elements: the relation, its version, date, number, list, pair, foreign identifier.
type Names = [&'static str; 7];

impl RelationKind {
    fn names(self) -> Names {
        match self {
            Self::Objects => [
                "RelaceIDObjektu",
                "VerzeRelace",
                "DatumRelace",
                "IDRelace",
                "SeznamIDObjektu",
                "IDObjektu",
                "IDExterni",
            ],
            Self::CrossBorder => [
                "RelaceIDObjektuZPS",
                "VerzeRelaceZPS",
                "DatumRelaceZPS",
                "IDPozadavku",
                "SeznamIDObjektuZPS",
                "IDObjektuZPS",
                "IDDocasne",
            ],
        }
    }
}

/// Writes such a file, pair by pair, in constant memory.
#[derive(Debug)]
pub struct RelationWriter<W: Write> {
    out: W,
    buffer: Vec<u8>,
    relation: Relation,
    pairs: u64,
}

impl<W: Write> RelationWriter<W> {
    /// Starts a file.
    pub fn new(out: W, relation: Relation) -> Self {
        let head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<o:JVFDTM xmlns:o=\"objtyp\">\n";
        Self {
            out,
            buffer: head.as_bytes().to_vec(),
            relation,
            pairs: 0,
        }
    }

    /// Writes a pair: the identifier of the sender and that of the map.
    ///
    /// # Errors
    /// [`WriteError::Character`] (nothing of the pair has been written then), [`WriteError::Io`].
    pub fn pair(&mut self, foreign: &str, id: &str) -> Result<(), WriteError> {
        let before = self.buffer.len();
        if let Err(error) = self.append(foreign, id) {
            self.buffer.truncate(before);
            return Err(error);
        }
        self.pairs += 1;
        if self.buffer.len() >= BUFFER {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn append(&mut self, foreign: &str, id: &str) -> Result<(), WriteError> {
        let [relation, version, date, number, list, pair, foreign_name] = self.relation.kind.names();
        let out = &mut self.buffer;
        if self.pairs == 0 {
            out.extend_from_slice(b"<ServisJVFDTM xmlns=\"servis\">\n");
            tag(out, "<", relation, ">\n");
            leaf(out, version, "1.0")?;
            leaf(out, date, &self.relation.date.to_string())?;
            if let Some(given) = &self.relation.number {
                leaf(out, number, given)?;
            }
            tag(out, "<", list, ">\n");
        }
        tag(out, "<", pair, "><");
        tag(out, "", foreign_name, ">");
        escaped(foreign, out)?;
        tag(out, "</", foreign_name, "><ID>");
        escaped(id, out)?;
        tag(out, "</ID></", pair, ">\n");
        Ok(())
    }

    /// How many pairs have been written.
    pub fn pairs(&self) -> u64 {
        self.pairs
    }

    /// Ends the file and gives back what it was written to, flushed.
    ///
    /// # Errors
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<W, WriteError> {
        if self.pairs > 0 {
            let [relation, .., list, _, _] = self.relation.kind.names();
            tag(&mut self.buffer, "</", list, ">\n");
            tag(&mut self.buffer, "</", relation, ">\n</ServisJVFDTM>\n");
        }
        self.buffer.extend_from_slice(b"</o:JVFDTM>\n");
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Writes a file of all pairs (the identifier of the sender, that of the map); gives back what it was written to.
///
/// # Errors
/// As [`RelationWriter::pair`].
pub fn write_relations<W, F, I>(
    out: W,
    relation: Relation,
    pairs: impl IntoIterator<Item = (F, I)>,
) -> Result<W, WriteError>
where
    W: Write,
    F: AsRef<str>,
    I: AsRef<str>,
{
    let mut writer = RelationWriter::new(out, relation);
    for (foreign, id) in pairs {
        writer.pair(foreign.as_ref(), id.as_ref())?;
    }
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(kind: RelationKind) -> Relation {
        Relation {
            kind,
            date: NaiveDate::from_ymd_opt(2026, 1, 31).unwrap(),
            number: Some("R 1".to_owned()),
        }
    }

    fn text(kind: RelationKind, pairs: &[(&str, &str)]) -> String {
        let bytes = write_relations(Vec::new(), relation(kind), pairs.iter().copied()).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn pairs_stand_in_a_list_of_their_kind() {
        let objects = text(RelationKind::Objects, &[("a&b", "42"), ("c", "43")]);
        assert!(objects.contains(
            "<VerzeRelace>1.0</VerzeRelace>\n<DatumRelace>2026-01-31</DatumRelace>\n<IDRelace>R 1</IDRelace>"
        ));
        assert!(objects.contains("<IDObjektu><IDExterni>a&amp;b</IDExterni><ID>42</ID></IDObjektu>\n"));
        let border = text(RelationKind::CrossBorder, &[("t", "42")]);
        assert!(border.contains("<IDObjektuZPS><IDDocasne>t</IDDocasne><ID>42</ID></IDObjektuZPS>"));
        assert!(
            border.ends_with("</SeznamIDObjektuZPS>\n</RelaceIDObjektuZPS>\n</ServisJVFDTM>\n</o:JVFDTM>\n")
        );
    }

    #[test]
    fn without_pairs_the_file_is_empty_and_a_bad_pair_leaves_it_whole() {
        assert!(!text(RelationKind::Objects, &[]).contains("Servis"));
        let mut writer = RelationWriter::new(Vec::new(), relation(RelationKind::Objects));
        assert!(writer.pair("\u{1}", "1").is_err());
        writer.pair("a", "1").unwrap();
        assert_eq!(writer.pairs(), 1);
        let written = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(written.matches("<ServisJVFDTM").count(), 1);
    }
}
