//! A pulse while a stopwatch runs.

use gloo::timers::callback::Interval;
use yew::prelude::*;

/// Draws the calling part again four times a second as long as `running` holds.
///
/// It counts nothing: whoever draws computes from the moment at which the watch was started, so a
/// locked screen, which stops every timer, loses no time.
#[hook]
pub(crate) fn use_seconds(running: bool) {
    let draw = use_force_update();
    use_effect_with(running, move |running| {
        let pulse = running.then(|| Interval::new(250, move || draw.force_update()));
        move || drop(pulse)
    });
}
