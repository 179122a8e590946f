//! Geometries as JVF DTM delivers them, in integer centimetres of S-JTSK (EPSG:5514) and Bpv heights.
//!
//! Coordinates in a delivery have at most two decimals of a metre (check 1.6), so centimetres in an
//! `i32` hold them exactly and equality needs no tolerance.

/// A position in centimetres: `x` grows to the east, `y` to the north (both negative in Czechia), `z` is the
/// height in Bpv. In a two-dimensional geometry `z` is 0 and means nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinate {
    /// Easting-like EPSG:5514 coordinate, centimetres.
    pub x: i32,
    /// Northing-like EPSG:5514 coordinate, centimetres.
    pub y: i32,
    /// Height in Bpv, centimetres.
    pub z: i32,
}

impl Coordinate {
    /// A coordinate in centimetres.
    pub const fn new(x: i32, y: i32, z: i32) -> Self {
        Self { x, y, z }
    }

    /// The values in metres. Each is the double nearest to the decimal number, so writing it with two decimals
    /// gives the delivered text back.
    pub fn metres(self) -> [f64; 3] {
        [
            f64::from(self.x) / 100.0,
            f64::from(self.y) / 100.0,
            f64::from(self.z) / 100.0,
        ]
    }
}

/// Whether the heights of a geometry mean anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// X and Y only: definition points and derived areas.
    Two,
    /// X, Y and height.
    Three,
}

/// What kind of geometry it is, with its coordinates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One position.
    Point(Coordinate),
    /// A line of at least two positions; closed lines repeat the first position at the end.
    Line(Vec<Coordinate>),
    /// Rings, each closed; the first is the exterior, the others are holes.
    Polygon(Vec<Vec<Coordinate>>),
    /// Several lines: the 3D outline of a derived area.
    MultiLine(Vec<Vec<Coordinate>>),
}

/// A geometry with its dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Two or three coordinates.
    pub dimension: Dimension,
    /// The coordinates.
    pub shape: Shape,
}

impl Geometry {
    /// A geometry of the given dimension.
    pub fn new(dimension: Dimension, shape: Shape) -> Self {
        Self { dimension, shape }
    }

    /// Every position of every part, in order.
    pub fn coordinates(&self) -> impl Iterator<Item = Coordinate> + '_ {
        let (point, parts): (Option<Coordinate>, &[Vec<Coordinate>]) = match &self.shape {
            Shape::Point(c) => (Some(*c), &[]),
            Shape::Line(line) => (None, std::slice::from_ref(line)),
            Shape::Polygon(parts) | Shape::MultiLine(parts) => (None, parts),
        };
        point.into_iter().chain(parts.iter().flatten().copied())
    }

    /// The smallest box around the geometry; `None` when it has no coordinates.
    pub fn bounds(&self) -> Option<BoundingBox> {
        BoundingBox::around(self.coordinates())
    }
}

/// An axis-parallel box in centimetres of EPSG:5514, edges included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoundingBox {
    /// Western edge.
    pub min_x: i32,
    /// Southern edge.
    pub min_y: i32,
    /// Eastern edge.
    pub max_x: i32,
    /// Northern edge.
    pub max_y: i32,
}

impl BoundingBox {
    /// The smallest box around the positions; `None` when there are none.
    pub fn around(coordinates: impl IntoIterator<Item = Coordinate>) -> Option<Self> {
        coordinates.into_iter().fold(None, |bounds: Option<Self>, c| {
            Some(match bounds {
                None => Self {
                    min_x: c.x,
                    min_y: c.y,
                    max_x: c.x,
                    max_y: c.y,
                },
                Some(b) => Self {
                    min_x: b.min_x.min(c.x),
                    min_y: b.min_y.min(c.y),
                    max_x: b.max_x.max(c.x),
                    max_y: b.max_y.max(c.y),
                },
            })
        })
    }

    /// The smallest box around both.
    pub fn union(self, other: Self) -> Self {
        Self {
            min_x: self.min_x.min(other.min_x),
            min_y: self.min_y.min(other.min_y),
            max_x: self.max_x.max(other.max_x),
            max_y: self.max_y.max(other.max_y),
        }
    }

    /// Whether the two have a point in common; contact is enough.
    pub fn meets(self, other: Self) -> bool {
        self.min_x <= other.max_x
            && other.min_x <= self.max_x
            && self.min_y <= other.max_y
            && other.min_y <= self.max_y
    }

    /// West, south, east, north in metres of EPSG:5514.
    pub fn metres(self) -> [f64; 4] {
        [self.min_x, self.min_y, self.max_x, self.max_y].map(|v| f64::from(v) / 100.0)
    }
}
