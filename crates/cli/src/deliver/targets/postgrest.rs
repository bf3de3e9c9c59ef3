//! A table behind PostgREST (Supabase has one): a row for each file, and one for each attachment where a table for them is
//! named. Rows that are there already are passed over by their unique columns
//! (docs.postgrest.org/en/stable/references/api/tables_views.html#upsert).

use sealform_types::Json;
use url::Url;

use super::{Shipment, Unmade, address, call, under};
use crate::deliver::call::Call;
use crate::deliver::grants::Grant;
use crate::deliver::parcel::Item;
use crate::deliver::plan::Blobs;

pub fn blob(shipment: &Shipment<'_>, item: &Item, grant: &Grant) -> Result<Call, Unmade> {
    let table = match (&grant.url, &shipment.to.blobs) {
        (Some(url), _) | (None, Blobs::At(url)) => url.clone(),
        (None, Blobs::Yes | Blobs::No) => return Err(Unmade::NoAddress),
    };
    // `bytea` in its text form (postgresql.org/docs/current/datatype-binary.html).
    let hex = item.bytes.iter().fold(String::with_capacity(item.bytes.len() * 2 + 2), |mut hex, byte| {
        for digit in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(digit.into(), 16));
        }
        hex
    });
    let row = [
        ("sha256", Json::from(item.sha256.as_str())),
        ("name", Json::from(item.name.as_str())),
        ("type", Json::from(item.media_type.as_str())),
        ("size", Json::Integer(i64::try_from(item.bytes.len()).unwrap_or(i64::MAX))),
        ("bytes", Json::String(format!("\\x{hex}"))),
    ];
    Ok(insert(shipment, grant, table, "sha256", (&item.sha256, &row)))
}

pub fn file(shipment: &Shipment<'_>, grant: &Grant) -> Result<Call, Unmade> {
    let file = shipment.file;
    let row = [
        ("jti", Json::from(file.jti.as_str())),
        ("sha256", Json::from(file.sha256.as_str())),
        ("questionnaire", Json::from(file.questionnaire.as_str())),
        (file.member(), Json::from(file.text.as_str())),
    ];
    Ok(insert(shipment, grant, address(shipment, grant)?, "jti,sha256", (&file.sha256, &row)))
}

fn insert(
    shipment: &Shipment<'_>,
    grant: &Grant,
    mut table: Url,
    unique: &str,
    (sha256, row): (&str, &[(&str, Json)]),
) -> Call {
    if !table.query_pairs().any(|(name, _)| name == "on_conflict") {
        // A comma stands in it as it is.
        let query = table.query().filter(|query| !query.is_empty()).map_or(String::new(), |query| format!("{query}&"));
        table.set_query(Some(&format!("{query}on_conflict={unique}")));
    }
    let row = Json::Object(row.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect());
    let call = call(shipment, grant, "POST", table, (sha256, row.to_text().into_bytes()));
    let prefer = "resolution=ignore-duplicates,return=minimal";
    under(call, &[("Content-Type", "application/json"), ("Prefer", prefer)])
}
