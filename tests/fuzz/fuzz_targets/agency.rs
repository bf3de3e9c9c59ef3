//! Any bytes, offered as the documents of an agency: as a tree, as the payload of a token, as a token, as a trust document. What is
//! read is written and read again as it was; what is refused is refused with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_submission::agency::{AgencyDocument, AgencyFault, Assignment, Enrolment, TrustFile, UnsignedDocument, UnverifiedDocument};
use sealform_submission::{JwkSet, SoftKey};
use sealform_types::Json;

fn explained(fault: &AgencyFault) {
    assert!(fault.findings().count() > 0 && !fault.code().is_empty(), "a refusal says why");
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Err(fault) = UnverifiedDocument::parse(&text) {
        explained(&fault);
    }
    if let Err(fault) = Enrolment::verify(&text) {
        explained(&fault);
    }
    let Ok(tree) = Json::parse(bytes) else { return };
    match Assignment::from_json(&tree) {
        Err(fault) => explained(&fault),
        Ok(assignment) => {
            let written = assignment.to_json();
            assert_eq!(Assignment::from_json(&written).as_ref(), Ok(&assignment));
            let key = SoftKey::from_bytes(&[7; 32]).expect("a scalar of the curve");
            if let Ok(unsigned) = UnsignedDocument::new(AgencyDocument::Assignment, &written, &key.public()) {
                let token = unsigned.attach(&key.sign(unsigned.signing_input())).expect("64 bytes");
                let read = UnverifiedDocument::parse(&token).and_then(|read| read.verify_with(&JwkSet::of([key.public()])));
                assert_eq!(read.expect("what was signed").body(), &written);
            }
        }
    }
    if let Ok(enrolment) = Enrolment::from_json(&tree) {
        assert_eq!(Enrolment::from_json(&enrolment.to_json()), Ok(enrolment));
    }
    if let Ok(mut trust) = TrustFile::from_json(&tree) {
        trust.revoke("agency", "a-17", 1).expect("two good names");
        assert!(trust.document().revoked_to("agency", "a-17") >= Some(1));
    }
});
