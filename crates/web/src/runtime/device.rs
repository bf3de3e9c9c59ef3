//! What only a page asks of the device.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Timelike};
use js_sys::{Date, Promise};
use wasm_bindgen_futures::JsFuture;

use super::web_api;
use crate::clock::moment;

/// The moment at which the device's clock shows this local time. `Date` is defined to take the earlier of two such
/// moments, and the one after the gap where there is none.
pub fn moment_of(local: NaiveDateTime) -> DateTime<FixedOffset> {
    let parts = [local.month0(), local.day(), local.hour(), local.minute(), local.second()];
    let [month, day, hour, minute, second] = parts.map(|part| i32::try_from(part).unwrap_or(0));
    let year = u32::try_from(local.year()).unwrap_or(0);
    let date = Date::new_with_year_month_day_hr_min_sec(year, month, day, hour, minute, second);
    // A year below 100 would be taken for one of the twentieth century.
    date.set_full_year(year);
    moment(&date)
}

/// The language of the device.
pub fn locale() -> String {
    let language = web_api::window().ok().and_then(|window| window.navigator().language());
    language.unwrap_or_else(|| "und".to_owned())
}

/// What pauses are multiplied by so that not all devices come back at once: from 0 up to, but not including, 65,536.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jitter(pub u16);

/// A random jitter; pauses need no good one.
pub fn jitter() -> Jitter {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 65,536 by its range")]
    Jitter((js_sys::Math::random() * 65_536.0) as u16)
}

/// Milliseconds of the clock that is never set.
pub fn mono_ms() -> u64 {
    let performance = web_api::window().ok().and_then(|window| window.performance());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it starts at zero")]
    performance.map_or(0, |performance| performance.now() as u64)
}

/// Lets some milliseconds pass.
pub async fn pause(ms: i32) {
    let passed = Promise::new(&mut |resolve, _| {
        // Without a window there is nothing to wait for.
        let _ = web_api::window()
            .and_then(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms));
    });
    // A timer does not fail.
    let _ = JsFuture::from(passed).await;
}
