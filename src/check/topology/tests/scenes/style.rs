//! How things look in the pictures: paper, strokes, signs.

use std::fmt::Write as _;

use crate::derive::roles::{Family, Role};
use crate::model::Operation;

pub(in crate::check) const WIDTH: f64 = 320.0;
pub(in crate::check) const HEIGHT: f64 = 220.0;

/// A place on the paper.
pub(in crate::check) type Spot = [f64; 2];

/// How long a way is; a square root is the same on every machine.
pub(in crate::check) fn length([x, y]: Spot) -> f64 {
    (x * x + y * y).sqrt()
}

const STYLE: &str = "text{font:10px sans-serif;fill:#333;paint-order:stroke;stroke:#fff;stroke-width:2px}\
.t{font-size:11px;font-weight:600;fill:#111}.s{font-size:9px}.g{fill:#777}.h{fill:#0550ae}.f{fill:#c00;font-weight:600}.a{fill:#3a6b35}.o{fill:#1a7f37}\
path,circle{fill:none}";

/// Marks findings.
const RED: &str = "#d00";

/// A picture that is being made.
pub(in crate::check) struct Paper(String);

impl Paper {
    pub(in crate::check) fn new(height: f64) -> Self {
        Self(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\">\n\
             <style>{STYLE}</style>\n\
             <rect width=\"{WIDTH}\" height=\"{height}\" rx=\"4\" fill=\"#fff\" stroke=\"#ccc\"/>\n"
        ))
    }

    pub(in crate::check) fn done(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }

    fn put(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// A line of text; `class` is a letter of the style, or empty.
    pub(in crate::check) fn text(&mut self, [x, y]: Spot, class: &str, end: bool, text: &str) {
        let class = match class {
            "" => String::new(),
            class => format!(" class=\"{class}\""),
        };
        let anchor = if end { " text-anchor=\"end\"" } else { "" };
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        let (x, y) = (short(x), short(y));
        self.put(&format!("<text x=\"{x}\" y=\"{y}\"{class}{anchor}>{text}</text>"));
    }

    pub(in crate::check) fn path(&mut self, parts: &[Vec<Spot>], attributes: &str) {
        let mut way = String::new();
        for part in parts {
            for (number, [x, y]) in part.iter().enumerate() {
                let step = if number == 0 { "M" } else { "L" };
                let _ = write!(way, "{step}{} {}", short(*x), short(*y));
            }
        }
        self.put(&format!("<path d=\"{way}\" {attributes}/>"));
    }

    fn circle(&mut self, [x, y]: Spot, radius: f64, attributes: &str) {
        let (x, y, radius) = (short(x), short(y), short(radius));
        self.put(&format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {attributes}/>"
        ));
    }

    /// The patterns of areas, as far as they are needed.
    pub(in crate::check) fn patterns(&mut self, colours: &[&str]) {
        for colour in colours {
            let turn = if *colour == DELETED { 135 } else { 45 };
            self.put(&format!(
                "<pattern id=\"p{}\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate({turn})\">\
                 <path d=\"M0 0V7\" stroke=\"{colour}\" stroke-width=\"1.2\"/></pattern>",
                &colour[1..]
            ));
        }
    }

    pub(in crate::check) fn area(&mut self, rings: &[Vec<Spot>], colour: &str) {
        self.path(
            rings,
            &format!(
                "style=\"fill:url(#p{0});fill-rule:evenodd\" stroke=\"{colour}\" stroke-dasharray=\"1 2\"",
                &colour[1..]
            ),
        );
    }

    /// A derived area; `above` others, of another level or family, these shine through.
    pub(in crate::check) fn face(&mut self, rings: &[Vec<Spot>], above: bool) {
        let (fill, opacity) = if above {
            ("#f3d9a4", ".6")
        } else {
            ("#eaf1f8", "1")
        };
        self.path(
            rings,
            &format!("style=\"fill:{fill};fill-opacity:{opacity};fill-rule:evenodd\""),
        );
    }

    /// A place that has no area.
    pub(in crate::check) fn gap(&mut self, rings: &[Vec<Spot>]) {
        self.path(rings, "style=\"fill:#fff;fill-rule:evenodd\"");
        self.area(rings, GAP);
    }

    pub(in crate::check) fn change_area(&mut self, rings: &[Vec<Spot>]) {
        let look = "style=\"fill:#e8f1fb\" stroke=\"#0550ae\" stroke-dasharray=\"8 3\"";
        self.path(rings, look);
    }

    /// A line; `under` others of the same course it is drawn wider.
    pub(in crate::check) fn line(
        &mut self,
        line: &[Spot],
        group: Option<Family>,
        operation: Operation,
        under: usize,
    ) {
        let parts = [line.to_vec()];
        let colour = colour(operation);
        let dashes = match (operation, group) {
            (Operation::Delete, _) => " stroke-dasharray=\"6 4\"",
            (_, Some(Family::Underground)) => " stroke-dasharray=\"2 3\"",
            (_, Some(Family::Tunnel)) => " stroke-dasharray=\"12 2 2 2\"",
            (_, Some(Family::Underpass)) => " stroke-dasharray=\"12 2 2 2 2 2\"",
            _ => "",
        };
        let look =
            |width: f64, colour: &str| format!("stroke=\"{colour}\" stroke-width=\"{}\"", short(width));
        if under > 0 {
            let width = 3.0 + 4.0 * f64::from(u32::try_from(under).unwrap());
            self.path(&parts, &look(width, "#c9c9c9"));
        }
        match group {
            Some(Family::Bridge) => {
                self.path(&parts, &format!("{}{dashes}", look(5.0, colour)));
                self.path(&parts, &look(2.2, "#fff"));
            }
            Some(_) => self.path(&parts, &format!("{}{dashes}", look(2.2, colour))),
            None => self.path(&parts, &format!("{}{dashes}", look(0.9, colour))),
        }
        for at in line {
            self.circle(*at, 2.0, &format!("style=\"fill:{colour}\""));
        }
    }

    /// A line that stands upright; `above` others at the same place it is drawn larger.
    pub(in crate::check) fn upright(&mut self, [x, y]: Spot, operation: Operation, above: usize) {
        let size = 7.0 + 4.0 * f64::from(u32::try_from(above).unwrap());
        let corners = [
            [x - size, y],
            [x, y - size],
            [x + size, y],
            [x, y + size],
            [x - size, y],
        ];
        let look = format!("stroke=\"{}\" stroke-width=\"1.8\"", colour(operation));
        self.path(&[corners.to_vec()], &look);
    }

    /// A point; `above` others at the same place it is drawn larger, or turned.
    pub(in crate::check) fn point(&mut self, [x, y]: Spot, role: Role, operation: Operation, above: usize) {
        let grown = f64::from(u32::try_from(above).unwrap()) * 2.8;
        let dashes = match operation {
            Operation::Delete => " stroke-dasharray=\"2 1.5\"",
            _ => "",
        };
        let look = format!("stroke=\"{}\" stroke-width=\"1.5\"{dashes}", colour(operation));
        match role {
            Role::Definition if above % 2 == 1 => {
                let size = 6.0;
                self.path(
                    &[
                        vec![[x - size, y], [x + size, y]],
                        vec![[x, y - size], [x, y + size]],
                    ],
                    &look,
                );
            }
            Role::Definition => {
                let size = 5.0;
                let slants = [size, -size].map(|rise| vec![[x - size, y - rise], [x + size, y + rise]]);
                self.path(&slants, &look);
            }
            Role::Point => {
                let size = 6.5 + grown;
                let (left, right, top, foot) = (x - size, x + size, y - size, y + size);
                let corners = [
                    [left, top],
                    [right, top],
                    [right, foot],
                    [left, foot],
                    [left, top],
                ];
                self.path(&[corners.to_vec()], &look);
            }
            _ if above == 0 => self.circle([x, y], 3.2, &format!("style=\"fill:#fff\" {look}")),
            _ => self.circle([x, y], 3.2 + grown, &look),
        }
    }

    pub(in crate::check) fn red_ring(&mut self, at: Spot, radius: f64) {
        self.circle(at, radius, &format!("stroke=\"{RED}\" stroke-width=\"1.8\""));
    }

    pub(in crate::check) fn red_part(&mut self, parts: &[Vec<Spot>]) {
        self.path(
            parts,
            &format!("stroke=\"{RED}\" stroke-width=\"10\" stroke-opacity=\".4\""),
        );
    }

    /// Leads from a label to what it says something of.
    pub(in crate::check) fn lead(&mut self, from: Spot, to: Spot) {
        self.path(&[vec![from, to]], "stroke=\"#999\" stroke-width=\".7\"");
    }

    /// A bar of a length that is round on the ground.
    pub(in crate::check) fn scale(&mut self, at: Spot, pixels_per_centimetre: f64) {
        let lengths = [1, 2, 5, 10, 20, 50, 100, 200, 500];
        let fits = |length: &&i32| f64::from(**length) * pixels_per_centimetre <= 75.0;
        let length = lengths.iter().rev().find(fits).copied().unwrap_or(1);
        let [left, y] = at;
        let right = left + f64::from(length) * pixels_per_centimetre;
        let bar = vec![[left, y - 3.0], [left, y], [right, y], [right, y - 3.0]];
        self.path(&[bar], "stroke=\"#333\"");
        let text = match length {
            100.. => format!("{} m", length / 100),
            _ => format!("{length} cm"),
        };
        self.text([right + 4.0, y + 1.0], "s", false, &text);
    }
}

/// Of areas that are complete, or become so.
pub(in crate::check) const COMPLETE: &str = "#9fcf98";
/// Of areas that are taken away.
pub(in crate::check) const DELETED: &str = "#e0a9a0";

/// Of places that have no area.
pub(in crate::check) const GAP: &str = "#e88";

fn colour(operation: Operation) -> &'static str {
    match operation {
        Operation::Reference | Operation::Delete => "#999",
        Operation::Insert | Operation::Update => "#222",
    }
}

/// A number with a decimal at most.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}
