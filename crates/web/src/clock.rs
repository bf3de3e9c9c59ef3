//! The device's clock, zone and randomness, for every session; what only a page asks of the device is in
//! `runtime/device.rs`. Nothing else reads them.

use chrono::{DateTime, FixedOffset};
use js_sys::{Date, Intl};
use sealform_engine::zone_fact;
use sealform_submission::Jti;
use sealform_types::Json;
use wasm_bindgen::prelude::*;

use crate::js;

#[wasm_bindgen]
extern "C" {
    /// Fails where the platform has no `Temporal`.
    #[wasm_bindgen(catch, js_namespace = ["Temporal", "Now"], js_name = timeZoneId)]
    fn time_zone_id() -> Result<String, JsValue>;
}

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

/// The moment of a `Date`, in the device's zone.
pub fn moment(date: &Date) -> DateTime<FixedOffset> {
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

/// The IANA name of the device's zone. `Temporal` says it at once; the first `Intl` of a page takes tens of milliseconds.
pub fn zone_name() -> String {
    time_zone_id().unwrap_or_else(|_| intl_zone_name())
}

fn intl_zone_name() -> String {
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

/// A new UUID.
///
/// # Errors
/// Where the browser has no random source; then nothing can be begun.
pub fn new_jti() -> Result<Jti, JsValue> {
    let mut bytes = [0; 16];
    js::fill_with_random(&mut bytes)?;
    Ok(Jti::from_random(bytes))
}
