//! GeoJSON (RFC 7946): each feature is a row of its `geometry` in ODK's words, its `id` and its properties.

use sealform_types::{Json, say};

use super::{DataTable, MAX_ROWS, Unreadable};

pub(super) fn read(bytes: &[u8]) -> Result<DataTable, Unreadable> {
    let json = Json::parse(bytes).map_err(|error| error.to_string())?;
    let features = json.get("features").and_then(Json::as_array);
    let features = features.ok_or_else(|| say!("it is not a collection of features"))?;
    if features.len() > MAX_ROWS {
        return Err(say!("it has more than {MAX_ROWS} rows"));
    }
    let rows: Vec<Vec<(String, String)>> = features.iter().map(row).collect();
    DataTable::of_named(&rows)
}

fn row(feature: &Json) -> Vec<(String, String)> {
    let geometry = feature.get("geometry").and_then(|geometry| geometry.get("coordinates"));
    let mut row = vec![("geometry".to_owned(), geometry.map(places).unwrap_or_default())];
    let properties = feature.get("properties").and_then(Json::as_object).unwrap_or_default();
    let id = feature.get("id").or_else(|| properties.iter().find(|(name, _)| name == "id").map(|(_, id)| id));
    row.push(("id".to_owned(), id.map(plain).unwrap_or_default()));
    let others = properties.iter().filter(|(name, _)| name != "id" && name != "geometry");
    row.extend(others.map(|(name, value)| (name.clone(), plain(value))));
    row
}

fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Boolean(_) | Json::Integer(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => value.to_text(),
    }
}

/// In depth as far as JSON is read. A point as `lat lon 0 0`, several with semicolons between; of a polygon the outer line.
fn places(coordinates: &Json) -> String {
    let Some(items) = coordinates.as_array() else { return String::new() };
    match items.first() {
        Some(Json::Array(inner)) if inner.first().is_some_and(|first| first.as_array().is_some()) => {
            items.first().map(places).unwrap_or_default()
        }
        Some(Json::Array(_)) => items.iter().map(places).collect::<Vec<_>>().join("; "),
        _ => match items {
            [lon, lat, ..] => [plain(lat).as_str(), " ", plain(lon).as_str(), " 0 0"].concat(),
            _ => String::new(),
        },
    }
}
