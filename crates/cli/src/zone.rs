//! Time zones by their names: the database that the engine does not ship.

use chrono::{DateTime, FixedOffset, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use sealform_engine::zone_fact;
use sealform_types::{Json, closest_match};

/// Reads an IANA name.
///
/// # Errors
/// A sentence with a name that is similar.
pub fn read(name: &str) -> Result<Tz, String> {
    name.parse().map_err(|_| match closest_match(name, TZ_VARIANTS.iter().map(|zone| zone.name())) {
        Some(near) => format!("no time zone has this name: did you mean `{near}`?"),
        None => "write the IANA name of a time zone, such as Europe/Oslo".to_owned(),
    })
}

/// The fact `zone` around a moment, as a browser in that zone gives it.
pub fn fact(zone: Tz, at: DateTime<FixedOffset>) -> Json {
    let mut offset_at = |utc: i64| {
        let moment = DateTime::from_timestamp(utc, 0).unwrap_or_default().naive_utc();
        i64::from(zone.offset_from_utc_datetime(&moment).fix().local_minus_utc() / 60)
    };
    zone_fact(zone.name(), at.timestamp(), &mut offset_at)
}
