//! Where labels go: beside what they name, not over each other and, as far as possible, not over anything else.

use super::style::{HEIGHT, Paper, Spot, WIDTH, length};

const LINE: f64 = 11.0;

/// Ways from an anchor to a label, the best first: the same on every machine.
const WAYS: [Spot; 12] = [
    [0.71, -0.71],
    [-0.71, -0.71],
    [0.71, 0.71],
    [-0.71, 0.71],
    [0.0, -1.0],
    [1.0, 0.0],
    [0.0, 1.0],
    [-1.0, 0.0],
    [0.92, -0.38],
    [-0.92, -0.38],
    [0.92, 0.38],
    [-0.92, 0.38],
];

/// What a label stands by: a place, how far its sign goes, and what choosing it costs.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    pub(super) at: Spot,
    pub(super) radius: f64,
    pub(super) cost: f64,
}

/// Something to avoid, by how much.
struct Obstacle {
    at: Spot,
    weight: f64,
}

#[derive(Clone, Copy)]
struct Frame {
    low: Spot,
    high: Spot,
}

impl Frame {
    fn around([x, y]: Spot, [width, height]: Spot) -> Self {
        Self {
            low: [x - width / 2.0, y - height / 2.0],
            high: [x + width / 2.0, y + height / 2.0],
        }
    }

    fn holds(&self, at: Spot, more: f64) -> bool {
        (0..2).all(|axis| self.low[axis] - more < at[axis] && at[axis] < self.high[axis] + more)
    }

    fn meets(&self, other: &Self) -> bool {
        // Words beside each other need a wider gap than lines below each other.
        [4.0, 0.0].into_iter().enumerate().all(|(axis, gap)| {
            self.low[axis] < other.high[axis] + gap && other.low[axis] < self.high[axis] + gap
        })
    }

    /// The place in it that is nearest to another.
    fn nearest(&self, at: Spot) -> Spot {
        [0, 1].map(|axis| at[axis].clamp(self.low[axis], self.high[axis]))
    }
}

/// The labels of a picture.
#[derive(Default)]
pub(super) struct Labels {
    obstacles: Vec<Obstacle>,
    taken: Vec<Frame>,
}

impl Labels {
    /// Something that lies along a way.
    pub(super) fn avoid_line(&mut self, line: &[Spot], weight: f64) {
        for pair in line.windows(2) {
            let way = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let steps = (length(way) / 3.0).ceil().max(1.0);
            let mut step = 0.0;
            while step <= steps {
                let at = [0, 1].map(|axis| pair[0][axis] + way[axis] * step / steps);
                self.obstacles.push(Obstacle { at, weight });
                step += 1.0;
            }
        }
    }

    /// A sign, which no label may cover.
    pub(super) fn avoid_sign(&mut self, [x, y]: Spot, radius: f64) {
        let half = radius * 0.7;
        for offset in [
            [0.0, 0.0],
            [radius, 0.0],
            [-radius, 0.0],
            [0.0, radius],
            [0.0, -radius],
            [half, half],
            [-half, half],
            [half, -half],
            [-half, -half],
        ] {
            self.obstacles.push(Obstacle {
                at: [x + offset[0], y + offset[1]],
                weight: 40.0,
            });
        }
    }

    /// Writes a label near the best of some anchors.
    pub(super) fn write(&mut self, paper: &mut Paper, lines: &[String], class: &str, anchors: &[Anchor]) {
        let size = [
            lines.iter().map(|line| width(line, class)).fold(0.0, f64::max),
            LINE * lines.iter().map(|_| 1.0).sum::<f64>(),
        ];
        let mut best: Option<(f64, Frame, Spot, f64)> = None;
        for Anchor { at, radius, cost } in anchors {
            for away in [2.0, 8.0, 15.0, 24.0, 36.0, 50.0] {
                for (rank, [x, y]) in (0_u8..).zip(WAYS) {
                    let reach = radius + away;
                    let middle = [
                        at[0] + x * reach + x.signum() * if x == 0.0 { 0.0 } else { size[0] / 2.0 },
                        at[1] + y * reach + y.signum() * if y == 0.0 { 0.0 } else { size[1] / 2.0 },
                    ];
                    let frame = Frame::around(middle, size);
                    let cost = cost + away * 1.2 + f64::from(rank) * 0.2 + self.cost(&frame);
                    if best.as_ref().is_none_or(|known| cost < known.0) {
                        best = Some((cost, frame, *at, *radius));
                    }
                }
            }
        }
        let Some((_, frame, anchor, radius)) = best else {
            return;
        };
        let end = frame.nearest(anchor);
        let way = [end[0] - anchor[0], end[1] - anchor[1]];
        let distance = length(way);
        if distance > radius + 9.0 {
            let start = [0, 1].map(|axis| anchor[axis] + way[axis] * radius / distance);
            paper.lead(start, end);
            self.avoid_line(&[start, end], 4.0);
        }
        let mut foot = frame.low[1] + LINE - 2.5;
        for line in lines {
            paper.text([frame.low[0], foot], class, false, line);
            foot += LINE;
        }
        self.taken.push(frame);
    }

    fn cost(&self, frame: &Frame) -> f64 {
        let paper = Frame {
            low: [4.0, 36.0],
            high: [WIDTH - 4.0, HEIGHT - 18.0],
        };
        let is_off = [frame.low, frame.high]
            .iter()
            .any(|corner| !paper.holds(*corner, 0.0));
        let over = self.taken.iter().filter(|taken| taken.meets(frame));
        let covered = self
            .obstacles
            .iter()
            .filter(|obstacle| frame.holds(obstacle.at, 1.5));
        f64::from(u8::from(is_off)) * 10_000.0
            + over.map(|_| 1_000.0).sum::<f64>()
            + covered.map(|obstacle| obstacle.weight).sum::<f64>()
    }
}

/// About how wide a text is.
pub(super) fn width(text: &str, class: &str) -> f64 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ' ' | '-' | '(' | ')' => 3.4,
        'm' | 'w' | 'M' | 'W' => 8.6,
        'A'..='Z' => 7.0,
        _ => 5.8,
    };
    let scale = match class {
        "t" => 1.36,
        "f" => 1.22,
        "s" => 0.95,
        _ => 1.06,
    };
    text.chars().map(of).sum::<f64>() * scale + 1.0
}
