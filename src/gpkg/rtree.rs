//! The spatial index of a table, packed: boxes are laid along Hilbert's curve, 51 to a node, and the nodes are written into
//! the tables behind SQLite's R*Tree as its documentation describes them (node, rowid, parent). Inserting boxes one by one costs
//! ten times as much and gives a worse tree.
//!
//! Memory is bounded: at 250 000 boxes the waiting ones become leaves, and of a leaf only its own box is kept.

use rusqlite::{Connection, params};

use crate::geom::hilbert;
use crate::model::BoundingBox;

/// Most cells of a node: SQLite's own limit, reached with pages of 4096 bytes.
const CELLS: usize = 51;
const CELL_BYTES: usize = 24;
const NODE_BYTES: usize = 4 + CELLS * CELL_BYTES;
const ROOT: i64 = 1;
/// Boxes that wait at most, in whole nodes; a box takes 24 bytes.
const WAITING: usize = 5_000 * CELLS;

/// What a cell of a node says: the number of a row or of a node below, and its box.
#[derive(Clone, Copy, Debug)]
struct Cell {
    number: i64,
    bounds: BoundingBox,
}

/// Collects the boxes of a table's geometries and writes its index.
#[derive(Debug)]
pub struct SpatialIndex {
    table: String,
    waiting: Vec<Cell>,
    /// Leaves that are written.
    leaves: Vec<Cell>,
    last_node: i64,
    extent: Option<BoundingBox>,
}

impl SpatialIndex {
    /// Creates the empty index of a table.
    ///
    /// # Errors
    /// SQLite's.
    pub fn create(package: &Connection, table: &str) -> rusqlite::Result<Self> {
        package.execute_batch(&format!(
            r#"create virtual table "rtree_{table}_geom" using rtree(id, minx, maxx, miny, maxy)"#
        ))?;
        Ok(Self {
            table: table.to_owned(),
            waiting: Vec::new(),
            leaves: Vec::new(),
            last_node: ROOT,
            extent: None,
        })
    }

    /// Adds the box of a row.
    ///
    /// # Errors
    /// SQLite's, when boxes are written.
    pub fn add(&mut self, package: &Connection, fid: i64, bounds: BoundingBox) -> rusqlite::Result<()> {
        self.extent = Some(self.extent.map_or(bounds, |extent| extent.union(bounds)));
        self.waiting.push(Cell { number: fid, bounds });
        if self.waiting.len() >= WAITING {
            self.write_leaves(package)?;
        }
        Ok(())
    }

    /// Boxes that wait in memory.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Writes the waiting boxes as leaves.
    ///
    /// # Errors
    /// SQLite's.
    pub fn write_leaves(&mut self, package: &Connection) -> rusqlite::Result<()> {
        // A root that is a leaf is written at the end.
        if self.waiting.len() <= CELLS && self.leaves.is_empty() {
            return Ok(());
        }
        let mut cells = std::mem::take(&mut self.waiting);
        let from = self.leaves.len();
        let mut leaves = std::mem::take(&mut self.leaves);
        self.write_level(package, &mut cells, &mut leaves)?;
        // Row numbers in their own order, which is how their table lies.
        let mut rows: Vec<(i64, i64)> = cells
            .chunks(CELLS)
            .zip(&leaves[from..])
            .flat_map(|(rows, leaf)| rows.iter().map(|row| (row.number, leaf.number)))
            .collect();
        rows.sort_unstable();
        let mut insert = package.prepare_cached(&format!(
            r#"insert into "rtree_{}_geom_rowid" values (?1, ?2)"#,
            self.table
        ))?;
        for (fid, node) in rows {
            insert.execute(params![fid, node])?;
        }
        self.leaves = leaves;
        Ok(())
    }

    /// Packs cells into nodes and appends a cell for each node.
    fn write_level(
        &mut self,
        package: &Connection,
        cells: &mut [Cell],
        above: &mut Vec<Cell>,
    ) -> rusqlite::Result<()> {
        if let Some(extent) = self.extent {
            cells.sort_by_cached_key(|cell| hilbert::place(cell.bounds, extent));
        }
        let mut insert = package.prepare_cached(&format!(
            r#"insert into "rtree_{}_geom_node" values (?1, ?2)"#,
            self.table
        ))?;
        for cells in cells.chunks(CELLS) {
            self.last_node += 1;
            insert.execute(params![self.last_node, node(0, cells)])?;
            let bounds = cells.iter().map(|cell| cell.bounds);
            above.extend(bounds.reduce(BoundingBox::union).map(|bounds| Cell {
                number: self.last_node,
                bounds,
            }));
        }
        Ok(())
    }

    /// Completes the index, adds what keeps it true when somebody edits the table, and tells the table's extent.
    ///
    /// The triggers come last: until they are there, SQLite does not ask for functions that only editing programs have.
    ///
    /// # Errors
    /// SQLite's.
    pub fn finish(mut self, package: &Connection) -> rusqlite::Result<()> {
        self.write_leaves(package)?;
        let table = self.table.clone();
        let leaf_is_root = self.leaves.is_empty();
        let mut level = if leaf_is_root {
            let mut insert = package.prepare(&format!(
                r#"insert into "rtree_{table}_geom_rowid" values (?1, ?2)"#
            ))?;
            for row in &self.waiting {
                insert.execute(params![row.number, ROOT])?;
            }
            std::mem::take(&mut self.waiting)
        } else {
            std::mem::take(&mut self.leaves)
        };
        let mut depth = u16::from(!leaf_is_root);
        let mut parent = package.prepare(&format!(
            r#"insert into "rtree_{table}_geom_parent" values (?1, ?2)"#
        ))?;
        while level.len() > CELLS {
            let mut above = Vec::with_capacity(level.len().div_ceil(CELLS));
            self.write_level(package, &mut level, &mut above)?;
            for (children, node) in level.chunks(CELLS).zip(&above) {
                for child in children {
                    parent.execute(params![child.number, node.number])?;
                }
            }
            level = above;
            depth += 1;
        }
        if !leaf_is_root {
            for child in &level {
                parent.execute(params![child.number, ROOT])?;
            }
        }
        package.execute(
            &format!(r#"update "rtree_{table}_geom_node" set data = ?2 where nodeno = ?1"#),
            params![ROOT, node(depth, &level)],
        )?;
        package.execute_batch(&include_str!("rtree.sql").replace("{layer}", &table))?;
        if let Some(extent) = self.extent {
            let [west, south, east, north] = extent.metres();
            package.execute(
                "update gpkg_contents set min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5 where table_name = ?1",
                params![table, west, south, east, north],
            )?;
        }
        Ok(())
    }
}

/// The bytes of a node: depth of the tree (of the root only), number of cells, cells; big endian.
fn node(depth: u16, cells: &[Cell]) -> Vec<u8> {
    let mut out = Vec::with_capacity(NODE_BYTES);
    out.extend_from_slice(&depth.to_be_bytes());
    out.extend_from_slice(&u16::try_from(cells.len()).unwrap_or(u16::MAX).to_be_bytes());
    for cell in cells {
        out.extend_from_slice(&cell.number.to_be_bytes());
        let [west, south, east, north] = cell.bounds.metres();
        for value in [below(west), above(east), below(south), above(north)] {
            out.extend_from_slice(&value.to_be_bytes());
        }
    }
    out.resize(NODE_BYTES, 0);
    out
}

/// The single-precision number at or next below.
fn below(value: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "the rounding is put right below")]
    let near = value as f32;
    if f64::from(near) > value {
        near.next_down()
    } else {
        near
    }
}

/// The single-precision number at or next above.
fn above(value: f64) -> f32 {
    -below(-value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gpkg::{GeometryColumn, Heights, prepare, register};

    /// SQLite's own check of the tree, and a window asked of it and of the boxes.
    fn judge(number: i64) {
        let package = Connection::open_in_memory().unwrap();
        prepare(&package).unwrap();
        package
            .execute_batch("create table t (fid integer primary key, geom blob)")
            .unwrap();
        let column = GeometryColumn {
            kind: "POINT",
            heights: Heights::Prohibited,
        };
        register(&package, "t", "", Some(column)).unwrap();
        let mut index = SpatialIndex::create(&package, "t").unwrap();
        let mut boxes = Vec::new();
        for fid in 1..=number {
            let spread = |factor: i64, width: i64| i32::try_from(fid * factor % width).unwrap();
            let (x, y) = (
                -90_000_000 + spread(7_919, 50_000_000),
                -120_000_000 + spread(104_729, 20_000_000),
            );
            let bounds = BoundingBox {
                min_x: x,
                min_y: y,
                max_x: x + spread(31, 5_000),
                max_y: y + spread(17, 5_000),
            };
            boxes.push(bounds);
            index.add(&package, fid, bounds).unwrap();
        }
        index.finish(&package).unwrap();
        let ask = |sql: &str| package.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
        assert_eq!(ask("select rtreecheck('rtree_t_geom')"), "ok", "{number}");
        let window = BoundingBox {
            min_x: -75_000_000,
            min_y: -115_000_000,
            max_x: -70_000_000,
            max_y: -110_000_000,
        };
        let meets = |b: &&BoundingBox| {
            b.max_x >= window.min_x
                && b.min_x <= window.max_x
                && b.max_y >= window.min_y
                && b.min_y <= window.max_y
        };
        let found: usize = package
            .query_row(
                "select count(*) from rtree_t_geom where maxx >= -750000 and minx <= -700000 and maxy >= -1150000 and miny <= -1100000",
                [],
                |row| row.get(0),
            )
            .unwrap();
        let there = boxes.iter().filter(meets).count();
        // Boxes of the index are rounded outwards.
        assert!(
            found >= there && found <= there + number as usize / 1000 + 1,
            "{number}: {found} {there}"
        );
        assert_eq!(ask("select count(*) || '' from rtree_t_geom"), number.to_string());
        // It takes further rows and gives rows up.
        package
            .execute_batch("delete from rtree_t_geom where id % 3 = 1; insert into rtree_t_geom values (999999999, 1, 2, 3, 4)")
            .unwrap();
        assert_eq!(ask("select rtreecheck('rtree_t_geom')"), "ok", "{number}");
    }

    #[test]
    fn trees_of_any_size_are_whole_and_find_what_is_there() {
        for number in [0, 1, 50, 51, 52, 102, 2_601, 2_602, 2_653, 20_000] {
            judge(number);
        }
    }

    #[test]
    fn boxes_beyond_what_waits_make_one_tree_all_the_same() {
        judge(i64::try_from(WAITING).unwrap() + 1_000);
    }

    #[test]
    fn rounding_goes_outwards() {
        for value in [-742_974.18, -1_043_025.51, 0.0, 0.1, -0.1, 16_777_217.0] {
            assert!(
                f64::from(below(value)) <= value && f64::from(above(value)) >= value,
                "{value}"
            );
        }
        assert_eq!(below(-1.5), -1.5);
    }
}
