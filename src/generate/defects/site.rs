//! A place for a defect, and how objects are drawn there.

use super::Slip;
use super::role::Role;
use crate::generate::draft::Draft;
use crate::generate::ground::Spot;
use crate::generate::kinds::Kind;
use crate::generate::terrain::Terrain;
use crate::model::{AreaRole, Coordinate, Dimension, Geometry, Operation, Shape};

/// Level of lines from which areas are derived and that are drawn where nothing is complete, so that nothing asks for their
/// ends and faces.
const ASIDE: i8 = 3;

/// An area of complete ZPS.
#[derive(Clone, Debug)]
pub struct CompleteArea {
    /// Its level.
    pub level: i8,
    /// Told as complete, added or taken away.
    pub role: AreaRole,
    /// Closed rings, the exterior first; heights are 0.
    pub rings: Vec<Vec<Coordinate>>,
}

/// The finding that a defect makes.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// It is no error.
    pub warning: bool,
    /// Where; the height counts when `dimension` says so.
    pub place: Coordinate,
    /// Of the place.
    pub dimension: Dimension,
}

impl Told {
    /// An error at a place with height.
    pub fn error(place: Coordinate) -> Self {
        Self {
            warning: false,
            place,
            dimension: Dimension::Three,
        }
    }

    /// A warning at a place with height.
    pub fn warning(place: Coordinate) -> Self {
        Self {
            warning: true,
            ..Self::error(place)
        }
    }

    /// The same in the plane.
    pub fn flat(self) -> Self {
        Self {
            dimension: Dimension::Two,
            ..self
        }
    }
}

impl Draft {
    /// Says that the finding names it.
    pub fn named(&mut self) -> &mut Self {
        self.altered(|role| role.named = true)
    }

    /// Says that the finding of the consequence names it.
    pub fn expected(&mut self) -> &mut Self {
        self.altered(|role| role.expected = true)
    }

    /// Gives an attribute another value, or leaves it out.
    pub fn with(&mut self, attribute: &'static str, value: Option<&'static str>) -> &mut Self {
        self.altered(|role| role.attribute = Some((attribute, value)))
    }

    /// Makes it another operation than those of all others; it gets an identifier.
    pub fn operation(&mut self, operation: Operation) -> &mut Self {
        self.altered(|role| role.operation = Some(operation))
    }

    /// Alters its text.
    pub fn slip(&mut self, slip: Slip) -> &mut Self {
        self.altered(|role| role.slip = Some(slip))
    }

    fn altered(&mut self, alter: impl FnOnce(&mut Role)) -> &mut Self {
        alter(self.role.get_or_insert_default());
        self
    }
}

/// A place for a defect: nothing else lies within 75 cm.
#[derive(Debug)]
pub struct Site<'a> {
    terrain: &'a Terrain,
    /// Its centre, and where a free end goes.
    spots: [Spot; 2],
    /// Number of the defect.
    defect: usize,
    /// How many defects of the kind there are already: where there are several ways, they take turns.
    pub turn: u64,
    /// Operation of the file.
    pub operation: Operation,
    /// What was drawn.
    pub drafts: Vec<Draft>,
    /// Level of what is raised.
    pub level: i8,
    /// An area of complete ZPS.
    pub area: Option<CompleteArea>,
    /// Which finding names the area.
    pub area_role: Role,
    /// What else is found, and by which check.
    pub consequence: Option<(&'static str, Told)>,
}

impl<'a> Site<'a> {
    /// An empty site.
    pub fn new(terrain: &'a Terrain, spots: [Spot; 2], operation: Operation, defect: usize) -> Self {
        Self {
            terrain,
            spots,
            defect,
            turn: 0,
            operation,
            drafts: Vec::new(),
            level: ASIDE,
            area: None,
            area_role: Role {
                defect,
                ..Role::default()
            },
            consequence: None,
        }
    }

    /// Which of several ways it is this time.
    pub fn way(&self, ways: u64) -> u64 {
        self.turn % ways
    }

    /// The place so many centimetres to the east and north of the centre, on the terrain; at most 50 each.
    pub fn at(&self, east: i32, north: i32) -> Coordinate {
        let [Spot { x, y }, _] = self.spots;
        self.on_terrain(x + east, y + north)
    }

    /// Where a free end goes.
    pub fn free_end(&self) -> Coordinate {
        let [_, Spot { x, y }] = self.spots;
        self.on_terrain(x, y)
    }

    fn on_terrain(&self, x: i32, y: i32) -> Coordinate {
        Coordinate::new(x, y, self.terrain.height(x, y))
    }

    /// A point alone, in level 0.
    pub fn point(&mut self, kind: Kind, place: Coordinate) -> &mut Draft {
        self.draw(0, kind, "", Shape::Point(place))
    }

    /// Detail points in level 0.
    pub fn details(&mut self, places: &[Coordinate]) {
        for place in places {
            self.point(Kind::DetailPoint, *place);
        }
    }

    /// A line alone, in level 0.
    pub fn line(&mut self, kind: Kind, choice: &'static str, line: &[Coordinate]) -> &mut Draft {
        self.draw(0, kind, choice, Shape::Line(line.to_vec()))
    }

    /// A terrain edge, from which no area is derived, in level 0.
    pub fn edge(&mut self, line: &[Coordinate]) -> &mut Draft {
        self.line(Kind::TerrainEdge, "1", line)
    }

    /// A wall in the level of what is raised.
    pub fn raised(&mut self, line: &[Coordinate]) -> &mut Draft {
        self.draw(self.level, Kind::Wall, "", Shape::Line(line.to_vec()))
    }

    /// The definition point of a building, in the same level.
    pub fn raised_building(&mut self, place: Coordinate) -> &mut Draft {
        self.draw(self.level, Kind::BuildingPoint, "", Shape::Point(place))
    }

    /// Detail points in the same level.
    pub fn raised_details(&mut self, places: &[Coordinate]) {
        for place in places {
            self.draw(self.level, Kind::DetailPoint, "", Shape::Point(*place));
        }
    }

    /// Any object alone.
    pub fn draw(&mut self, level: i8, kind: Kind, choice: &'static str, shape: Shape) -> &mut Draft {
        let draft = Draft {
            kind,
            choice,
            level,
            geometry: Geometry::new(Dimension::Three, shape),
            outline: None,
            role: Some(Role {
                defect: self.defect,
                ..Role::default()
            }),
        };
        let place = self.drafts.len();
        self.drafts.push(draft);
        &mut self.drafts[place]
    }

    /// An area of complete ZPS in the level of what is raised, around a ring that is not closed.
    pub fn complete_area(&mut self, role: AreaRole, ring: &[Coordinate]) {
        let closed = ring.iter().chain(ring.first());
        self.area = Some(CompleteArea {
            level: self.level,
            role,
            rings: vec![closed.map(|c| Coordinate::new(c.x, c.y, 0)).collect()],
        });
    }

    /// The role of an area that is added to what is complete.
    pub fn added(&self) -> AreaRole {
        match self.operation {
            Operation::Insert => AreaRole::New,
            _ => AreaRole::Reference,
        }
    }
}
