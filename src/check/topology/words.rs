//! What the checks of topology say, in both languages. Sentences hold no numbers, so that a report says each once.

use super::fact::Rule;
use crate::check::Texts;
use crate::derive::roles::Role;

/// What is wrong and what to do. `cause`: nothing of the objects changes, but the change takes away such an object, on which
/// they relied.
pub(super) fn text(rule: Rule, cause: Option<Role>) -> Texts {
    let followed = cause.is_some();
    let (czech, english) = match (rule, followed) {
        (Rule::NoDetailPoint, true) if cause != Some(Role::Detail) => (
            "nezměněný objekt sdílel podrobný bod s objektem jiné úrovně, který dodávka ruší nebo mění; převeďte podrobný bod do úrovně tohoto objektu",
            "the object stays as it is; it shared its detail point with an object of another level, which the delivery deletes or changes; bring the detail point to the level of this object",
        ),
        (Rule::NoDetailPoint, false) => (
            "lomový bod linie nebo bodový objekt nemá ve své úrovni podrobný bod se stejnými X, Y, Z; doplňte podrobný bod, nebo opravte souřadnice či úroveň",
            "a vertex of the line, or the point object, has no detail point of equal X, Y, Z in its level; add the detail point, or correct the coordinates or the level",
        ),
        (Rule::NoDetailPoint, true) => (
            "nezměněný objekt přijde o podrobný bod, protože jej dodávka ruší nebo mění; ponechte podrobný bod, nebo změňte i tento objekt",
            "the object stays as it is but loses its detail point, which the delivery deletes or changes; keep the detail point, or change this object, too",
        ),
        (Rule::Overlap, _) => (
            "linie se v půdorysu zčásti překrývají; ponechte společný úsek jen v jedné z nich, u dvojích hran rozdělte obě linie ve stejných bodech",
            "the lines overlap in part in the plane; keep the common part in one of them only, break both lines of a double edge at the same points",
        ),
        (Rule::Crossing, _) => (
            "linie se v půdorysu kříží nebo dotýkají jinde než v koncových bodech; rozdělte obě linie v místě styku",
            "the lines cross or touch in the plane elsewhere than at their ends; break both lines where they meet",
        ),
        (Rule::CrossesItself, _) => (
            "linie v půdorysu kříží sama sebe nebo se sebe dotýká; rozdělte ji v místě styku, svislou hranu veďte jako samostatnou linii",
            "the line crosses or touches itself in the plane; break it where it meets itself, draw a vertical edge as a line of its own",
        ),
        (Rule::OverlapsItself, _) => (
            "linie v půdorysu překrývá sama sebe; vypusťte opakovaný úsek",
            "the line overlaps itself in the plane; leave out the part that repeats",
        ),
        (Rule::ZeroLength, _) => (
            "úsečka má nulovou délku: dva body za sebou jsou shodné; jeden z nich vypusťte",
            "a segment has no length: two consecutive positions are equal; leave one of them out",
        ),
        (Rule::SameCourse, _) => (
            "dvě linie mají stejný průběh i výšky; jednu z nich vypusťte",
            "two lines have the same course and heights; leave one of them out",
        ),
        (Rule::NearlySameCourse, _) => (
            "dvě linie mají stejný průběh a výšky se liší méně, než se u dvojí hrany čeká; ověřte, že nejde o tutéž linii",
            "two lines have the same course, and their heights differ less than those of a double edge would; see whether they are the same line",
        ),
        (Rule::FreeEnd, false) => (
            "linie, ze které se odvozují plochy, v oblasti kompletní ZPS nikam nenavazuje; dotáhněte její konec k jiné linii (X, Y, Z)",
            "a line from which areas are derived ends freely in the area of complete ZPS; join its end to another line (X, Y, Z)",
        ),
        (Rule::FreeEndUnderground, false) => (
            "hranice podzemního objektu nikam nenavazuje; dotáhněte její konec k jiné linii (X, Y, Z)",
            "a boundary of an underground object ends freely; join its end to another line (X, Y, Z)",
        ),
        (Rule::FreeEnd | Rule::FreeEndUnderground, true) => (
            "nezměněné linii zůstane volný konec, protože dodávka ruší nebo mění linii, která na ni navazovala; navažte ji na jinou, nebo změňte i ji",
            "the line stays as it is but gets a free end, since the delivery deletes or changes the line that it joined; join it to another, or change it, too",
        ),
        (Rule::SameDetailPoint, _) => (
            "podrobné body mají stejné X, Y, Z; ponechte jen jeden, při více úrovních v té nejblíže k 0",
            "detail points have the same X, Y, Z; keep one only, of several levels in the one nearest to 0",
        ),
        (Rule::SamePoint, _) => (
            "bodové objekty mají stejné X, Y, Z; ponechte jen jeden, nebo opravte souřadnice",
            "point objects have the same X, Y, Z; keep one only, or correct the coordinates",
        ),
        (Rule::SameDefinitionPoint, _) => (
            "definiční body jedné úrovně mají stejné X, Y; ponechte jen jeden",
            "definition points of a level have the same X, Y; keep one only",
        ),
        (Rule::Close, _) => (
            "dva body téže úrovně jsou si blíže než mez; ověřte, že nejde o týž bod",
            "two points of a level are closer than the limit; see whether they are the same point",
        ),
        (Rule::Short, _) => (
            "úsečka je kratší než mez; ověřte, že její body nejsou týž bod",
            "a segment is shorter than the limit; see whether its ends are the same point",
        ),
        (Rule::Solitary, false) => (
            "podrobný bod nepoužívá žádná linie ani bodový objekt jeho úrovně; vypusťte jej, nebo doplňte objekt",
            "no line or point object of its level uses the detail point; leave it out, or add the object",
        ),
        (Rule::Solitary, true) => (
            "nezměněný podrobný bod přestane být použit, protože dodávka ruší nebo mění objekt, který jej používal; zrušte i podrobný bod",
            "the detail point stays as it is but is used no more, since the delivery deletes or changes the object that used it; delete the detail point, too",
        ),
        (Rule::Outline, true) => (
            "obvod oblasti kompletní ZPS v mapě zde přijde o konstrukční linii, protože ji dodávka ruší nebo mění; linii ponechte, nebo oblast změňte (NEW, DEL)",
            "the outline of an area of complete ZPS of the map loses its construction line here, since the delivery deletes or changes it; keep the line, or change the area, too (NEW, DEL)",
        ),
        (Rule::Outline, false) => (
            "obvod oblasti kompletní ZPS zde nevede po konstrukční linii bod po bodu; veďte jej po liniích, nebo chybějící linii doplňte",
            "the outline of the area of complete ZPS does not follow a construction line vertex by vertex here; let it follow the lines, or add the missing one",
        ),
        (Rule::NearLine, _) => (
            "podrobný bod leží blíže než mez u linie, která v něm nemá lomový bod; vložte jej do linie, nebo ověřte polohu",
            "a detail point is closer than the limit to a line that has no vertex there; put it into the line, or see whether its place is right",
        ),
        (Rule::Shrinks, _) => (
            "definiční bod leží v rušené oblasti kompletní ZPS: oblast se zmenší; ověřte, že to tak má být",
            "a definition point lies in a deleted area of complete ZPS: the complete area will shrink; see whether this is meant",
        ),
    };
    Texts::new(czech, english)
}

/// What is left open for want of the state.
pub(super) fn not_judged(cases: u64) -> Texts {
    Texts::new(
        format!(
            "bez stavu mapy nelze posoudit (případů: {cases}); zkontrolujte soubor proti mapě kraje (dtm check --state, na webu volbou kraje)"
        ),
        format!(
            "not judged without state (cases: {cases}); check the file over the map of the region (dtm check --state, on the web by choosing the region)"
        ),
    )
}

pub(super) fn no_detail_points() -> Texts {
    Texts::new(
        "soubor nemá podrobné body (datová sada 1)",
        "the file has no detail points (data set 1)",
    )
}

pub(super) fn no_users() -> Texts {
    Texts::new(
        "soubor nemá linie ani bodové objekty ZPS (datová sada 3)",
        "the file has neither lines nor point objects of ZPS (data set 3)",
    )
}

pub(in crate::check) fn no_complete_area() -> Texts {
    Texts::new(
        "soubor nemá oblast kompletní ZPS",
        "the file has no area of complete ZPS",
    )
}

pub(super) fn crowded() -> Texts {
    Texts::new(
        "na některých místech je linií nebo bodů příliš mnoho přes sebe; nebyly porovnány všechny",
        "in some places too many lines or points lie over each other; not all of them were compared",
    )
}

pub(super) fn tangled() -> Texts {
    Texts::new(
        "oblasti kompletní ZPS mají příliš mnoho hran, které se kříží nebo kryjí; ne vše s nimi bylo porovnáno",
        "areas of complete ZPS have too many edges that cross or lie over each other; not everything was compared with them",
    )
}

pub(super) fn too_many() -> Texts {
    Texts::new(
        "soubor s okolím své změny má více objektů, než lze posoudit najednou; rozdělte jej",
        "the file has, with what is around its change, more objects than can be judged at once; split it",
    )
}
