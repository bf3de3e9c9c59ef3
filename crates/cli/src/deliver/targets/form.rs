//! Form backends, as static sites use them: the fields `jti`, `sha256`, `questionnaire`, `jws` and `score`, urlencoded, or with
//! attachments as multipart.

use sealform_types::Json;
use url::form_urlencoded;

use super::{Shipment, Unmade, address, call, under};
use crate::deliver::call::Call;
use crate::deliver::grants::Grant;
use crate::deliver::multipart::Multipart;
use crate::deliver::parcel::Item;
use crate::deliver::plan::{Blobs, Read};

pub fn file(shipment: &Shipment<'_>, beside: &[Item], grant: &Grant) -> Result<Call, Unmade> {
    let Shipment { to, file, claims, nonce } = shipment;
    let mut fields: Vec<(&str, String)> = vec![
        ("jti", file.jti.clone()),
        ("sha256", file.sha256.clone()),
        ("questionnaire", file.questionnaire.clone()),
        (file.member(), file.text.clone()),
    ];
    fields.extend(claims.and_then(|claims| claims.score.as_ref()).map(|score| ("score", Json::to_text(score))));
    let given = grant.fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
    let given: Vec<(&str, String)> = given.filter(|(name, _)| !fields.iter().any(|(own, _)| own == name)).collect();
    let fields = given.into_iter().chain(fields);
    let (media_type, body) = match to.blobs {
        Blobs::No => {
            let mut written = form_urlencoded::Serializer::new(String::new());
            written.extend_pairs(fields);
            ("application/x-www-form-urlencoded;charset=UTF-8".to_owned(), written.finish().into_bytes())
        }
        Blobs::Yes | Blobs::At(_) => {
            let mut form = Multipart::new((*nonce).to_owned());
            fields.for_each(|(name, value)| form.text(name, &value));
            beside.iter().for_each(|item| form.file("files", &item.name, &item.media_type, &item.bytes));
            form.finish()
        }
    };
    let call = call(shipment, grant, "POST", address(shipment, grant)?, (&file.sha256, body));
    // Most of them answer with a page, or send on to one, unless they are asked for data.
    let call = under(call, &[("Accept", "application/json"), ("Content-Type", &media_type)]);
    Ok(Call { is_opaque: to.read == Read::Opaque, expects_digest: to.read == Read::Digest, ..call })
}
