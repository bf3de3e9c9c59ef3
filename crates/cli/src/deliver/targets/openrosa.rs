//! ODK Central, KoboToolbox and other servers of OpenRosa (docs.getodk.org/openrosa-form-submission): the answers as XML, one
//! attachment with each request, and the sealed file with the last. The same XML again is accepted, other XML of the same
//! `instanceID` is refused with 409.

use super::openrosa_xml::instance_xml;
use super::{Shipment, Unmade, address, call, under};
use crate::deliver::call::Call;
use crate::deliver::grants::Grant;
use crate::deliver::multipart::Multipart;
use crate::deliver::parcel::Item;

/// Whether other requests follow for the same instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    More,
    Last,
}

pub fn submit(shipment: &Shipment<'_>, item: &Item, grant: &Grant, which: Which) -> Result<Call, Unmade> {
    let claims = shipment.claims.ok_or(Unmade::InTheClear)?;
    let xml = instance_xml(&shipment.file.jti, &shipment.file.name, claims);
    let mut form = Multipart::new(shipment.nonce.to_owned());
    form.file("xml_submission_file", "submission.xml", "text/xml", xml.as_bytes());
    form.file(&item.name, &item.name, &item.media_type, &item.bytes);
    if which == Which::More {
        form.text("*isIncomplete*", "yes");
    }
    let (media_type, body) = form.finish();
    let call = call(shipment, grant, "POST", address(shipment, grant)?, (&item.sha256, body));
    Ok(under(call, &[("Content-Type", &media_type), ("X-OpenRosa-Version", "1.0")]))
}
