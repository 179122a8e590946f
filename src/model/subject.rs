//! Subjects of IS DMVS.

/// An owner, administrator or operator (VSP) or, of planned works, a builder (BS).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// `IDVSP` or `IDBS`: the identifier in IS DMVS, such as `SUBJ-00000001`.
    pub id: String,
    /// `NazevVSP` or `NazevBS`.
    pub name: String,
    /// `IdentifikacniCisloVSP` or `…BS`: number of the company (IČO).
    pub company_number: Option<String>,
}
