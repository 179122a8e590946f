//! What check 4.11 says, in both languages. Sentences hold no numbers, so that a report says each once.

use super::Rule;
use crate::check::Texts;

impl Rule {
    /// What is wrong and what to do.
    pub(in crate::check) fn texts(self) -> Texts {
        let (czech, english) = match self {
            Self::TooShort => (
                "hranice polygonu má méně než čtyři body; doplňte chybějící, první bod se na konci opakuje",
                "a ring of the polygon has fewer than four positions; add those that are missing, the first one repeats at the end",
            ),
            Self::Open => (
                "hranice polygonu nekončí v bodě, ve kterém začíná; zopakujte na konci první bod",
                "a ring of the polygon does not end where it begins; repeat the first position at the end",
            ),
            Self::Repeated => (
                "v hranici polygonu jsou dva body za sebou shodné; jeden z nich vypusťte",
                "two consecutive positions of a ring of the polygon are equal; leave one of them out",
            ),
            Self::Revisited => (
                "hranice polygonu prochází jedním bodem dvakrát; rozdělte ji v něm na vnější hranici a díru, nebo na dvě plochy",
                "a ring of the polygon visits a place twice; part it there into an exterior and a hole, or into two areas",
            ),
            Self::CrossesItself => (
                "hranice polygonu kříží, překrývá nebo se dotýká sama sebe; opravte pořadí nebo souřadnice bodů",
                "a ring of the polygon crosses, overlaps or touches itself; correct the order or the coordinates of its positions",
            ),
            Self::ExteriorClockwise => (
                "vnější hranice polygonu běží po směru hodinových ručiček; zapište její body v opačném pořadí",
                "the exterior of the polygon runs clockwise; write its positions in the opposite order",
            ),
            Self::HoleCounterclockwise => (
                "díra polygonu běží proti směru hodinových ručiček; zapište její body v opačném pořadí",
                "a hole of the polygon runs counter-clockwise; write its positions in the opposite order",
            ),
            Self::HoleOutside => (
                "díra polygonu neleží celá uvnitř vnější hranice; opravte její souřadnice, nebo ji vypusťte",
                "a hole of the polygon does not lie wholly inside of the exterior; correct its coordinates, or leave it out",
            ),
            Self::HolesOverlap => (
                "díry polygonu se překrývají; spojte je v jednu, nebo opravte jejich souřadnice",
                "holes of the polygon overlap; make one of them, or correct their coordinates",
            ),
            Self::TouchesAlong => (
                "díra polygonu má s jinou hranicí společný úsek; spojte díry v jednu, u vnější hranice veďte místo díry po jejím obvodu samu hranici",
                "a hole of the polygon has a common part with another ring; make one hole of two, or lead the exterior around the hole",
            ),
            Self::Parted => (
                "díry se dotýkají tak, že dělí vnitřek polygonu na části; zapište každou část jako samostatnou plochu",
                "holes touch in such a way that they part the inside of the polygon; write each part as an area of its own",
            ),
        };
        Texts::new(czech, english)
    }
}

/// What is left open where too many segments lie over each other.
pub(in crate::check::areas) fn tangled() -> Texts {
    Texts::new(
        "některé polygony mají příliš mnoho úseček přes sebe; nebyly posouzeny celé",
        "some polygons have too many segments that lie over each other; not all of them was judged",
    )
}

/// What is left open of polygons with arcs.
pub(in crate::check::areas) fn arcs() -> Texts {
    Texts::new(
        "polygony s oblouky se neposuzují; nahraďte oblouky lomenou čarou, mají-li být posouzeny",
        "polygons with arcs are not judged; replace arcs by polylines if they are to be",
    )
}
