//! Progress of long work: a bar when stderr is a terminal, nothing otherwise but what the command itself prints.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const BYTES: &str = "{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {msg} {eta}";
const PARTS: &str = "{prefix} {bar:30} {percent} %";

/// The progress of one step.
#[derive(Clone, Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Work through so many bytes.
    pub fn bytes(step: &'static str, size: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(10));
        let progress = Self { bar };
        progress.show(step, BYTES);
        progress
    }

    /// So many bytes and objects are done.
    pub fn set(&self, bytes: u64, objects: u64) {
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{objects} objects"));
    }

    /// The step goes through so many bytes, when that was not known before.
    pub fn set_size(&self, step: &'static str, size: u64) {
        self.show(step, BYTES);
        self.bar.set_length(size);
    }

    /// Whether anything was shown.
    pub fn is_shown(&self) -> bool {
        self.bar.position() > 0
    }

    /// The next step of the same work: so many parts of all are done.
    pub fn parts(&self, step: &'static str, done: u64, all: u64) {
        self.bar.set_length(all);
        self.bar.set_position(done);
        self.show(step, PARTS);
    }

    fn show(&self, step: &'static str, template: &str) {
        if self.bar.prefix() != step {
            if let Ok(style) = ProgressStyle::with_template(template) {
                self.bar.set_style(style);
            }
            self.bar.set_prefix(step);
        }
    }

    /// The step is over; the bar goes.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
