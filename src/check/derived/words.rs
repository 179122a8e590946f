//! What checks 4.1 to 4.10 say, in both languages. Sentences hold no numbers, so that a report says each once.

use super::fact::Why;
use crate::check::Texts;
use crate::model::Coordinate;

/// What is wrong and what to do.
pub(super) fn text(why: Why) -> Texts {
    let (czech, english) = match why {
        Why::Small => (
            "plocha mezi liniemi je menší než mez; ověřte, že linie nejsou o kousek vedle, a plošku odstraňte",
            "the area between the lines is smaller than the limit; see whether the lines are a little beside their places, and remove the sliver",
        ),
        Why::Ambiguous => (
            "v ploše leží více definičních bodů; ponechte jeden, nebo plochu rozdělte linií",
            "several definition points lie in the area; keep one, or part the area by a line",
        ),
        Why::AmbiguousWithFreeEnd => (
            "v ploše leží více definičních bodů a linie v ní končí volně; dotáhněte linii k jiné (X, Y), plochu nejspíš dělí",
            "several definition points lie in the area, and a line in it ends freely; join the line to another (X, Y), it may be meant to part the area",
        ),
        Why::Unnamed => (
            "plocha mezi liniemi nemá definiční bod; doplňte jej, nebo nadbytečnou linii odstraňte",
            "the area between the lines has no definition point; add it, or remove the line that is too much",
        ),
        Why::WrongLine => (
            "plochu ohraničuje linie typu, který ji podle hierarchie ohraničovat nemůže; změňte typ linie, nebo nad ni doplňte linii, která k ploše patří",
            "the area is bounded by a line of a type that the hierarchy does not permit for it; change the type of the line, or add one above or below it that belongs to the area",
        ),
        Why::Crossed => (
            "část oblasti kompletní ZPS nemá plochu, protože se linie v ní kříží nebo dotýkají mimo koncové body; rozdělte je v místě styku",
            "a part of the area of complete ZPS has no area, since lines in it cross or touch elsewhere than at their ends; break them where they meet",
        ),
        Why::Open => (
            "část oblasti kompletní ZPS nemá plochu, protože po obvodu oblasti nevede linie; doplňte ji, nebo veďte obvod oblasti po liniích",
            "a part of the area of complete ZPS has no area, since no line runs along the outline of the area; add it, or let the outline follow the lines",
        ),
        Why::OnLine => (
            "definiční bod leží na linii; posuňte jej dovnitř plochy",
            "the definition point lies on a line; move it into the area",
        ),
        Why::OnOutline => (
            "definiční bod leží na obvodu oblasti kompletní ZPS; posuňte jej dovnitř plochy",
            "the definition point lies on the outline of the area of complete ZPS; move it into the area",
        ),
        Why::Unclosed => (
            "kolem definičního bodu se linie jeho úrovně a skupiny neuzavírají; doplňte linii, nebo opravte úroveň či polohu bodu",
            "no lines of its level and group close around the definition point; add the line, or correct the level or the place of the point",
        ),
        Why::InCrossed => (
            "definiční bod nemá plochu, protože se linie kolem něj kříží nebo dotýkají mimo koncové body; rozdělte je v místě styku",
            "the definition point has no area, since lines around it cross or touch elsewhere than at their ends; break them where they meet",
        ),
        Why::InOpen => (
            "definiční bod nemá plochu, protože po obvodu oblasti kompletní ZPS u něj nevede linie; doplňte ji",
            "the definition point has no area, since no line runs along the outline of the area of complete ZPS beside it; add it",
        ),
        Why::NoVerticalEdge => (
            "obvod plochy se v prostoru neuzavírá: mezi dolní a horní hranou chybí svislá hrana; doplňte ji jako linii o dvou bodech",
            "the outline of the area does not close in space: a vertical edge between the lower and the upper edge is missing; add it as a line of two positions",
        ),
        Why::SameVerticalEdge => (
            "svislé hrany v jednom místě se kryjí nebo překrývají; ponechte společnou část jen v jedné z nich",
            "vertical edges at one place lie over each other; keep the common part in one of them only",
        ),
        Why::MovedOut => (
            "definiční bod se posunul mimo plochu, ke které patřil; vraťte jej do ní, nebo jej zrušte a založte nový",
            "the definition point moved out of the area that it belonged to; move it back, or delete it and add a new one",
        ),
        Why::MovedInto => (
            "definiční bod se posunul do plochy jiného definičního bodu; vraťte jej, nebo jej zrušte a založte nový",
            "the definition point moved into the area of another one; move it back, or delete it and add a new one",
        ),
    };
    Texts::new(czech, english)
}

/// Nothing of the map around the change is known.
pub(super) fn no_state(cases: u64) -> Texts {
    Texts::new(
        format!(
            "bez stavu mapy nelze plochy odvodit (změn: {cases}); zkontrolujte soubor proti mapě kraje (dtm check --state, na webu volbou kraje)"
        ),
        format!(
            "areas cannot be derived without state (changes: {cases}); check the file over the map of the region (dtm check --state, on the web by choosing the region)"
        ),
    )
}

pub(super) fn no_lines() -> Texts {
    Texts::new(
        "soubor nemá linie, ze kterých se plochy odvozují (datová sada 3)",
        "the file has no lines from which areas are derived (data set 3)",
    )
}

pub(super) fn no_points() -> Texts {
    Texts::new(
        "soubor nemá definiční body (datová sada 3)",
        "the file has no definition points (data set 3)",
    )
}

pub(super) fn not_derived() -> Texts {
    Texts::new(
        "plochy zde nelze odvodit z okolí: buď kraj ještě odvozen nebyl (správce spustí dtm derive --region), nebo se zde kříží obvody oblastí kompletní ZPS (kde, říká /regions/{kraj}/derivation), které je třeba opravit",
        "areas cannot be derived from what is around here: either the region has not been derived yet (an operator runs dtm derive --region), or outlines of areas of complete ZPS cross here (/regions/{region}/derivation tells where) and have to be corrected",
    )
}

/// Outlines of complete ZPS cross at a place.
pub(super) fn torn(at: Coordinate) -> Texts {
    let [x, y, _] = at.metres();
    Texts::new(
        format!(
            "obvody oblastí kompletní ZPS se kříží mimo své vrcholy (první místo: {x:.2} {y:.2}); plochy kolem nebyly posouzeny, veďte obvody přes společné vrcholy"
        ),
        format!(
            "outlines of areas of complete ZPS cross elsewhere than at their vertices (first place: {x:.2} {y:.2}); areas around were not judged, let the outlines meet at common vertices"
        ),
    )
}

pub(super) fn tangled() -> Texts {
    Texts::new(
        "na některých místech je linií nebo oblastí kompletní ZPS příliš mnoho přes sebe; plochy v nich nebyly odvozeny",
        "in some places too many lines or areas of complete ZPS lie over each other; areas were not derived there",
    )
}

pub(super) fn too_many() -> Texts {
    Texts::new(
        "okolí změny má více objektů, než lze posoudit najednou; soubor rozdělte",
        "there are more objects around the change than can be judged at once; split the file",
    )
}
