//! A server of one's own: POST of the file, with the submission's UUID as its idempotency key; attachments are PUT where the
//! delivery says.

use super::{Shipment, Unmade, address, call, in_folder, under};
use crate::deliver::call::Call;
use crate::deliver::grants::Grant;
use crate::deliver::parcel::Item;
use crate::deliver::plan::{Blobs, Read};

pub fn file(shipment: &Shipment<'_>, grant: &Grant) -> Result<Call, Unmade> {
    let Shipment { to, file, .. } = shipment;
    let call = call(shipment, grant, "POST", address(shipment, grant)?, (&file.sha256, file.text.clone().into_bytes()));
    Ok(match to.read {
        // A browser asks nobody before it sends plain text, and so such a receiver expects it.
        Read::Opaque => Call { is_opaque: true, ..under(call, &[("Content-Type", "text/plain;charset=UTF-8")]) },
        Read::Status | Read::Digest => {
            let key = format!("\"{}\"", file.jti);
            let headers = [("Content-Type", file.media_type()), ("Idempotency-Key", key.as_str())];
            Call { expects_digest: to.read == Read::Digest, ..under(call, &headers) }
        }
    })
}

/// An attachment, PUT under its digest where the delivery, or a grant, says.
pub fn blob(shipment: &Shipment<'_>, item: &Item, grant: &Grant) -> Result<Call, Unmade> {
    let url = match (&grant.url, &shipment.to.blobs) {
        (Some(url), _) => url.clone(),
        (None, Blobs::At(folder)) => in_folder(folder, &item.sha256),
        (None, Blobs::Yes | Blobs::No) => return Err(Unmade::NoAddress),
    };
    let call = call(shipment, grant, "PUT", url, (&item.sha256, item.bytes.clone()));
    Ok(under(call, &[("Content-Type", &item.media_type)]))
}
