//! What is told of things raised, in Czech and English.

use super::{Combinations, Raised, RaisedByChange, Rule};
use crate::check::Texts;
use crate::model::{Catalogue, Language};

impl Raised {
    /// What is wrong and what to do. The catalogue and the combinations are those that the rules were made of.
    pub fn texts(&self, catalogue: &Catalogue, combinations: &Combinations) -> Texts {
        if let Some(number) = self.combination {
            return combinations.texts(number);
        }
        let attribute = self.attribute.and_then(|id| catalogue.attribute(id));
        let name = attribute.map_or("", |attribute| attribute.name.as_str());
        let code =
            attribute.and_then(|attribute| attribute.codes.iter().find(|code| code.value == *self.value));
        let title = code.map_or("", |code| code.title.as_str());
        Texts::new(
            self.sentence(Language::Czech, name, title),
            self.sentence(Language::English, name, title),
        )
    }

    fn sentence(&self, language: Language, name: &str, title: &str) -> String {
        let value = &*self.value;
        let czech = language == Language::Czech;
        match self.rule {
            Rule::IdentifierMissing if czech => {
                "měněný nebo rušený objekt nemá ID; doplňte ID, pod kterým ho vede IS DTM".to_owned()
            }
            Rule::IdentifierMissing => {
                "an object to be updated or deleted has no ID; add the ID under which IS DTM keeps it"
                    .to_owned()
            }
            Rule::IdentifierForm if czech => {
                format!("ID „{value}“ není identifikátor objektu; uveďte 1 až 17 číslic")
            }
            Rule::IdentifierForm => {
                format!("ID \"{value}\" is not an object identifier; give 1 to 17 digits")
            }
            Rule::SubjectForm if czech => format!(
                "{name} „{value}“ nemá tvar SUBJ-00000000; uveďte identifikátor z registru subjektů IS DMVS"
            ),
            Rule::SubjectForm => format!(
                "{name} \"{value}\" does not have the form SUBJ-00000000; give the identifier of the register of subjects of IS DMVS"
            ),
            Rule::BuildingsForm if czech => {
                format!("ICS „{value}“ není seznam čísel staveb; oddělte je středníkem a prázdná vynechte")
            }
            Rule::BuildingsForm => format!(
                "ICS \"{value}\" is not a list of building numbers; put a semicolon between them and leave out empty ones"
            ),
            Rule::Hidden if czech => format!(
                "{name} má hodnotu {value} (neveřejný údaj), která patří jen do výdeje veřejných dat; uveďte skutečnou hodnotu"
            ),
            Rule::Hidden => format!(
                "{name} has the value {value} (not public), which belongs to issued public data only; give the real value"
            ),
            Rule::UnknownInNew if czech => {
                format!(
                    "nový prvek má v {name} hodnotu {value} ({title}); zjistěte a uveďte skutečnou hodnotu"
                )
            }
            Rule::UnknownInNew => format!(
                "a new element has the value {value} ({title}: not found out) in {name}; find out and give the real value"
            ),
            Rule::ClassOfNew if value.is_empty() && czech => {
                format!("nový podrobný bod nemá hodnotu {name}; uveďte třídu přesnosti 1, 2 nebo 3")
            }
            Rule::ClassOfNew if value.is_empty() => {
                format!("a new detail point has no value of {name}; give accuracy class 1, 2 or 3")
            }
            Rule::ClassOfNew if czech => format!(
                "nový podrobný bod má v {name} třídu {value}; nové body musí mít třídu 1, 2 nebo 3, zaměřte ho přesněji"
            ),
            Rule::ClassOfNew => format!(
                "a new detail point is of class {value} in {name}; new points must be of class 1, 2 or 3, measure it more precisely"
            ),
            Rule::ValueMissing if czech => format!("chybí povinný atribut {name}; doplňte jej"),
            Rule::ValueMissing => format!("mandatory attribute {name} is missing; add it"),
            Rule::CodeList if czech => {
                format!("{name} má hodnotu „{value}“, kterou číselník nemá; vyberte hodnotu z číselníku")
            }
            Rule::CodeList => {
                format!(
                    "{name} has the value \"{value}\", which its code list does not have; choose one of the list"
                )
            }
            Rule::ValueForm if czech => {
                format!(
                    "{name} má hodnotu „{value}“, která není jeho typu; opravte ji podle schématu JVF DTM"
                )
            }
            Rule::ValueForm => format!(
                "{name} has the value \"{value}\", which is not of its type; correct it as the JVF DTM schema says"
            ),
            Rule::DeletedBuilding if czech => {
                format!("rušený objekt má IČS {value}; ověřte, že se stavba opravdu ruší")
            }
            Rule::DeletedBuilding => {
                format!(
                    "a deleted object carries building number (IČS) {value}; make sure that the building is really gone"
                )
            }
            // These are raised by change records and by combinations, which have texts of their own.
            Rule::Combination | Rule::Surveyor | Rule::SurveyorUntold | Rule::Verification => String::new(),
        }
    }
}

impl RaisedByChange {
    /// What is wrong and what to do.
    pub fn texts(&self) -> Texts {
        let element = self.element;
        match self.rule {
            Rule::SurveyorUntold => Texts::new(
                "záznam změny nemá AZI; jde-li o geodetickou dokumentaci (GAD), doplňte číslo oprávnění, krajská (KAD) ho mít nemusí",
                "a change record has no AZI; add the surveyor's number if this is a surveyor's documentation (GAD), a region's own (KAD) need not have it",
            ),
            _ => Texts::new(
                format!("záznam změny v GAD nemá hodnotu {element}; doplňte ji"),
                format!("a change record of a GAD has no value of {element}; add it"),
            ),
        }
    }
}
