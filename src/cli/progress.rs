//! Progress of long work: a bar when stderr is a terminal, nothing otherwise but what the command itself prints.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The progress of one step.
#[derive(Clone, Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Work through so many bytes.
    pub fn bytes(step: &'static str, size: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr_with_hz(10));
        let template = "{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} {msg} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_prefix(step);
        Self { bar }
    }

    /// So many bytes and objects are done.
    pub fn set(&self, bytes: u64, objects: u64) {
        self.bar.set_position(bytes);
        self.bar.set_message(format!("{objects} objects"));
    }

    /// So many bytes there are, when it was not known before.
    pub fn set_size(&self, size: u64) {
        self.bar.set_length(size);
    }

    /// The step is over; the bar goes.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
