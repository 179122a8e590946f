//! The wire form of a tile: Mapbox Vector Tile 2.1, which is protocol buffers.
//!
//! Written by hand, because a tile is three messages of four fields and all of it is known in advance.

/// Kind of a feature's geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Points.
    Point = 1,
    /// Lines.
    Line = 2,
    /// Polygons.
    Polygon = 3,
}

const LAYER: u32 = 3;
const LAYER_NAME: u32 = 1;
const LAYER_FEATURE: u32 = 2;
const LAYER_KEY: u32 = 3;
const LAYER_VALUE: u32 = 4;
const LAYER_EXTENT: u32 = 5;
const LAYER_VERSION: u32 = 15;
const FEATURE_TAGS: u32 = 2;
const FEATURE_KIND: u32 = 3;
const FEATURE_GEOMETRY: u32 = 4;
const VALUE_STRING: u32 = 1;
const VALUE_SINT: u32 = 6;

const VARINT: u32 = 0;
const BYTES: u32 = 2;

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

/// Appends a number in groups of seven bits.
pub fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

fn tag(field: u32, wire: u32, out: &mut Vec<u8>) {
    varint(u64::from(field << 3 | wire), out);
}

fn number(field: u32, value: u64, out: &mut Vec<u8>) {
    tag(field, VARINT, out);
    varint(value, out);
}

fn bytes(field: u32, content: &[u8], out: &mut Vec<u8>) {
    tag(field, BYTES, out);
    varint(content.len() as u64, out);
    out.extend_from_slice(content);
}

/// Small numbers of either sign become small numbers.
fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

/// Writes the commands of one geometry; the pen stays where the last path ended.
pub struct Pen<'a> {
    at: [i32; 2],
    out: &'a mut Vec<u8>,
}

impl<'a> Pen<'a> {
    /// A pen at the tile's corner.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { at: [0, 0], out }
    }

    fn command(&mut self, command: u32, count: usize) {
        varint(u64::from(command) | (count as u64) << 3, self.out);
    }

    fn go(&mut self, to: [i32; 2]) {
        for (to, at) in to.into_iter().zip(self.at) {
            varint(u64::from(zigzag(to - at)), self.out);
        }
        self.at = to;
    }

    /// One point.
    pub fn point(&mut self, position: [i32; 2]) {
        self.command(MOVE_TO, 1);
        self.go(position);
    }

    /// A line of at least two positions.
    pub fn line(&mut self, path: &[[i32; 2]]) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        self.point(*first);
        self.command(LINE_TO, rest.len());
        for position in rest {
            self.go(*position);
        }
    }

    /// A ring without its closing position.
    pub fn ring(&mut self, path: &[[i32; 2]]) {
        self.line(path);
        self.command(CLOSE_PATH, 1);
    }
}

/// One layer in the making.
pub struct Layer {
    body: Vec<u8>,
    values: Vec<u8>,
    count: u32,
    tags: Vec<u8>,
    feature: Vec<u8>,
}

impl Layer {
    /// An empty layer.
    pub fn new(name: &str, keys: &[&str], extent: u32) -> Self {
        let mut body = Vec::new();
        number(LAYER_VERSION, 2, &mut body);
        bytes(LAYER_NAME, name.as_bytes(), &mut body);
        number(LAYER_EXTENT, u64::from(extent), &mut body);
        for key in keys {
            bytes(LAYER_KEY, key.as_bytes(), &mut body);
        }
        Self {
            body,
            values: Vec::new(),
            count: 0,
            tags: Vec::new(),
            feature: Vec::new(),
        }
    }

    /// Adds a text to the layer's values and tells its number.
    pub fn text(&mut self, text: &str) -> u32 {
        self.feature.clear();
        bytes(VALUE_STRING, text.as_bytes(), &mut self.feature);
        self.value()
    }

    /// Adds a whole number to the layer's values and tells its number.
    pub fn integer(&mut self, value: i32) -> u32 {
        self.feature.clear();
        number(VALUE_SINT, u64::from(zigzag(value)), &mut self.feature);
        self.value()
    }

    fn value(&mut self) -> u32 {
        bytes(LAYER_VALUE, &self.feature, &mut self.values);
        self.count += 1;
        self.count - 1
    }

    /// Adds a feature: numbers of its keys and values, its geometry as a [`Pen`] wrote it.
    pub fn feature(&mut self, tags: &[(u32, u32)], kind: Kind, geometry: &[u8]) {
        self.tags.clear();
        for (key, value) in tags {
            varint(u64::from(*key), &mut self.tags);
            varint(u64::from(*value), &mut self.tags);
        }
        self.feature.clear();
        bytes(FEATURE_TAGS, &self.tags, &mut self.feature);
        number(FEATURE_KIND, kind as u64, &mut self.feature);
        bytes(FEATURE_GEOMETRY, geometry, &mut self.feature);
        bytes(LAYER_FEATURE, &self.feature, &mut self.body);
    }

    /// Appends the finished layer to a tile.
    pub fn finish(mut self, tile: &mut Vec<u8>) {
        self.body.append(&mut self.values);
        bytes(LAYER, &self.body, tile);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_specification_shows() {
        let written = |value| {
            let mut out = Vec::new();
            varint(value, &mut out);
            out
        };
        assert_eq!(written(0), [0]);
        assert_eq!(written(127), [127]);
        assert_eq!(written(300), [0xac, 0x02]);
        assert_eq!(
            [0, -1, 1, -2, i32::MAX, i32::MIN].map(zigzag),
            [0, 1, 2, 3, u32::MAX - 1, u32::MAX]
        );
    }

    /// The examples of section 4.3.5 of the specification.
    #[test]
    fn geometries_are_written_as_the_specification_shows() {
        let written = |draw: &dyn Fn(&mut Pen<'_>)| {
            let mut out = Vec::new();
            draw(&mut Pen::new(&mut out));
            out
        };
        assert_eq!(written(&|pen| pen.point([25, 17])), [9, 50, 34]);
        assert_eq!(
            written(&|pen| pen.line(&[[2, 2], [2, 10], [10, 10]])),
            [9, 4, 4, 18, 0, 16, 16, 0]
        );
        assert_eq!(
            written(&|pen| {
                pen.line(&[[2, 2], [2, 10], [10, 10]]);
                pen.line(&[[1, 1], [3, 5]]);
            }),
            [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8]
        );
        assert_eq!(
            written(&|pen| pen.ring(&[[3, 6], [8, 12], [20, 34]])),
            [9, 6, 12, 18, 10, 12, 24, 44, 15]
        );
    }
}
