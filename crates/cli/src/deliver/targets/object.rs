//! What keeps objects under names that say what is in them, each written by a PUT: S3, Azure and WebDAV.

use super::{Shipment, Unmade, call, object_address, under};
use crate::deliver::call::{Answer, Call};
use crate::deliver::grants::Grant;
use crate::deliver::outcome::Meaning;
use crate::deliver::parcel::Item;
use crate::deliver::plan::Kind;

/// Writes an object.
pub fn put(shipment: &Shipment<'_>, item: &Item, grant: &Grant) -> Result<Call, Unmade> {
    let url = object_address(shipment, grant, &item.name)?;
    let call = call(shipment, grant, "PUT", url, (&item.sha256, item.bytes.clone()));
    let media_type = ("Content-Type", item.media_type.as_str());
    Ok(match shipment.to.kind {
        Kind::Azure => {
            let headers = [media_type, ("If-None-Match", "*"), ("x-ms-blob-type", "BlockBlob")];
            Call { meaning: Some(azure), ..under(call, &headers) }
        }
        // Not every server heeds `If-None-Match`, and one that does would keep a file that was cut off: the same bytes are
        // written over the same name (RFC 4918, section 9.7).
        Kind::Webdav => Call { meaning: Some(webdav), ..under(call, &[media_type]) },
        Kind::S3Put | Kind::S3Post | Kind::Webhook | Kind::Postgrest | Kind::Openrosa | Kind::Json | Kind::Form => {
            // 412 says that it is there (docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
            Call { meaning: Some(s3), ..under(call, &[media_type, ("If-None-Match", "*")]) }
        }
    })
}

/// Of two writes at once one is told 409, whatever becomes of the other; credentials that are over are 400.
pub fn s3(answer: &Answer) -> Option<Meaning> {
    let is_over = |code| answer.body.contains(&format!("<Code>{code}</Code>"));
    match answer.status {
        409 => Some(Meaning::Again),
        400 if ["ExpiredToken", "TokenRefreshRequired", "InvalidToken"].into_iter().any(is_over) => {
            Some(Meaning::Refused)
        }
        _ => None,
    }
}

/// 409 has many codes, and only one of them says that the blob is there (learn.microsoft.com/rest/api/storageservices/put-blob).
/// Without a code the name decides.
fn azure(answer: &Answer) -> Option<Meaning> {
    let in_body = || Some(answer.body.split_once("<Code>")?.1.split_once("</Code>")?.0);
    let code = answer.error_code.as_deref().or_else(in_body)?;
    (answer.status == 409 && code != "BlobAlreadyExists").then_some(Meaning::Again)
}

/// 409 says that the folder is not there, 423 that somebody has locked it.
fn webdav(answer: &Answer) -> Option<Meaning> {
    match answer.status {
        409 => Some(Meaning::Missing),
        423 => Some(Meaning::Again),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_contract_says_what_its_errors_mean() {
        let answer = |status, body: &str| Answer { status, error_code: None, body: body.to_owned() };
        assert_eq!(s3(&answer(409, "")), Some(Meaning::Again));
        assert_eq!(s3(&answer(400, "<Error><Code>ExpiredToken</Code></Error>")), Some(Meaning::Refused));
        assert_eq!(s3(&answer(400, "<Code>EntityTooLarge</Code>")), None);
        assert_eq!(s3(&answer(412, "")), None);
        assert_eq!(azure(&answer(409, "<Code>BlobAlreadyExists</Code>")), None);
        assert_eq!(azure(&answer(409, "<Code>LeaseIdMissing</Code>")), Some(Meaning::Again));
        assert_eq!(azure(&answer(409, "")), None);
        let code = Answer { error_code: Some("ContainerBeingDeleted".to_owned()), ..answer(409, "") };
        assert_eq!(azure(&code), Some(Meaning::Again));
        assert_eq!(webdav(&answer(409, "")), Some(Meaning::Missing));
        assert_eq!(webdav(&answer(423, "")), Some(Meaning::Again));
        assert_eq!(webdav(&answer(507, "")), None);
    }
}
