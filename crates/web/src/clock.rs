//! The device's clock, zone, language and randomness: the only place that reads them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Timelike};
use js_sys::{Date, Intl, Promise};
use sealform_submission::Jti;
use sealform_types::Json;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::js;
use crate::outbox::Chance;
use crate::zone::zone_fact;

/// Milliseconds since 1970.
pub fn now_ms() -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock before 1970 counts as 1970")]
    let ms = Date::now() as u64;
    ms
}

/// The moment, in the device's zone.
pub fn now() -> DateTime<FixedOffset> {
    moment(&Date::new_0())
}

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

fn moment(date: &Date) -> DateTime<FixedOffset> {
    #[expect(clippy::cast_possible_truncation, reason = "a date has whole milliseconds, and far fewer than 2^63")]
    let utc = DateTime::from_timestamp_millis(date.get_time() as i64).unwrap_or_default();
    let offset = i32::try_from(offset_seconds(date)).ok().and_then(FixedOffset::east_opt);
    offset.map_or_else(|| utc.fixed_offset(), |offset| utc.with_timezone(&offset))
}

fn offset_seconds(date: &Date) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "an offset is less than a day")]
    let minutes = -date.get_timezone_offset() as i64;
    minutes * 60
}

/// Milliseconds of the clock that is never set.
pub fn mono_ms() -> u64 {
    let performance = js::window().ok().and_then(|window| window.performance());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it starts at zero")]
    performance.map_or(0, |performance| performance.now() as u64)
}

/// The IANA name of the device's zone.
pub fn zone_name() -> String {
    let format = Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js::member(&format.resolved_options(), "timeZone").as_string().unwrap_or_else(|| "UTC".to_owned())
}

/// The fact `zone`.
pub fn zone() -> Json {
    let date = Date::new_0();
    let mut offset_at = |utc: i64| {
        #[expect(clippy::cast_precision_loss, reason = "seconds of some years around now")]
        date.set_time(utc as f64 * 1000.0);
        offset_seconds(&date) / 60
    };
    zone_fact(&zone_name(), i64::try_from(now_ms() / 1000).unwrap_or(0), &mut offset_at)
}

/// The language of the device.
pub fn locale() -> String {
    let language = js::window().ok().and_then(|window| window.navigator().language());
    language.unwrap_or_else(|| "und".to_owned())
}

/// Lets some milliseconds pass.
pub async fn pause(ms: i32) {
    let passed = Promise::new(&mut |resolve, _| {
        // Without a window there is nothing to wait for.
        let _ =
            js::window().and_then(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms));
    });
    // A timer does not fail.
    let _ = JsFuture::from(passed).await;
}

/// A new UUID.
///
/// # Errors
/// Where the browser has no random source; then nothing can be begun.
pub fn new_jti() -> Result<Jti, JsValue> {
    let mut bytes = [0; 16];
    js::fill_with_chance(&mut bytes)?;
    Ok(Jti::from_random(bytes))
}

/// A random number for pauses, which need no good one.
pub fn chance() -> Chance {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 65,536 by its range")]
    Chance((js_sys::Math::random() * 65_536.0) as u16)
}
