//! What check 4.5 says, in both languages. Sentences hold no numbers, so that a report says each once.

use crate::check::Texts;

/// What is wrong and what to do.
pub(super) fn collision() -> Texts {
    Texts::new(
        "plocha se překrývá s jinou plochou téže úrovně; odvoďte plochy znovu z linií a definičních bodů, nebo opravte úroveň jedné z nich",
        "the area overlaps another area of its level; derive the areas again from lines and definition points, or correct the level of one of them",
    )
}

/// What is left open among changes.
pub(super) fn among_changes() -> Texts {
    Texts::new(
        "plochy ve změnových větách byly porovnány jen mezi sebou, ne s plochami v mapě; úplně se kontrolují v kompletním zápisu",
        "areas in change records were compared with each other only, not with those of the map; in a full state all of them are",
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
