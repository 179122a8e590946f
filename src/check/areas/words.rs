//! What check 4.5 says, in both languages. Sentences hold no numbers, so that a report says each once.

use crate::check::Texts;

/// What is wrong and what to do.
pub(super) fn collision() -> Texts {
    Texts::new(
        "plocha se překrývá s jinou plochou téže úrovně; odvoďte plochy znovu z linií a definičních bodů, nebo opravte úroveň jedné z nich",
        "the area overlaps another area of its level; derive the areas again from lines and definition points, or correct the level of one of them",
    )
}

/// The other area is that of a definition point of the map.
pub(super) fn with_map() -> Texts {
    Texts::new(
        "plocha se překrývá s plochou jiného definičního bodu, jak bude v mapě po změně; pošlete ji tak, jak plyne z linií a definičních bodů po změně, nebo opravte její typ či úroveň",
        "the area overlaps that of another definition point as the map will be after the change; send it as it follows from lines and definition points after the change, or correct its type or level",
    )
}

/// What is left open among changes without the map.
pub(super) fn among_changes() -> Texts {
    Texts::new(
        "plochy ve změnových větách byly porovnány jen mezi sebou, ne s plochami v mapě; zkontrolujte soubor proti mapě kraje (dtm check --state, na webu volbou kraje)",
        "areas in change records were compared with each other only, not with those of the map; check the file over the map of the region (dtm check --state, on the web by choosing the region)",
    )
}

/// What is left open of changes that do not tell the level.
pub(super) fn unlevelled() -> Texts {
    Texts::new(
        "změna plochy neuvádí úroveň, proto plocha nebyla porovnána s ostatními; uveďte ji",
        "the update of an area does not tell its level, so the area was not compared with others; tell it",
    )
}

/// What is left open where very many areas lie over each other.
pub(super) fn crowded() -> Texts {
    Texts::new(
        "na některých místech je ploch nebo jejich hran příliš mnoho přes sebe; nebyly porovnány všechny",
        "in some places too many areas or edges of areas lie over each other; not all of them were compared",
    )
}

/// What is left open when areas found no more room.
pub(super) fn too_many() -> Texts {
    Texts::new(
        "soubor má více ploch, než lze posoudit najednou; rozdělte jej",
        "the file has more areas than can be judged at once; split it",
    )
}
