//! Amazon S3, by a form with a policy that was given out: the fields first, `file` last, for what comes behind it is not read
//! (docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html). The same object written again is the same object.

use super::{Shipment, Unmade, address, call, object, under};
use crate::deliver::call::Call;
use crate::deliver::grants::Grant;
use crate::deliver::multipart::Multipart;
use crate::deliver::parcel::Item;

/// Posts an object.
pub fn post(shipment: &Shipment<'_>, item: &Item, grant: &Grant) -> Result<Call, Unmade> {
    let mut form = Multipart::new(shipment.nonce.to_owned());
    if !grant.fields.iter().any(|(name, _)| name == "key") {
        form.text("key", &item.name);
    }
    for (name, value) in &grant.fields {
        form.text(name, value);
    }
    form.file("file", &item.name, &item.media_type, &item.bytes);
    let (media_type, body) = form.finish();
    let call = call(shipment, grant, "POST", address(shipment, grant)?, (&item.sha256, body));
    Ok(Call { meaning: Some(object::s3), ..under(call, &[("Content-Type", &media_type)]) })
}
