//! What verifying a sealed file costs: run under a counter of instructions by `cargo xtask bench verify`.
//!
//! `verify_cost PART TIMES FOLDER FORM` does one part so many times: `none`, `curve` (one P-256 signature), `seal` (the file by
//! itself), `whole` (replay and score, too). The difference between two numbers of times is the cost of one more. `files` prints
//! so many files, a line each: the same one with other identities, sealed by one key.

use std::io::{BufWriter, Write};
use std::sync::Arc;

use sealform_engine::{Program, open_json};
use sealform_receiver::{Claim, Judge};
use sealform_submission::jws::verify_es256;
use sealform_submission::{Claims, Jti, SoftKey, Trust, Unsigned, UnverifiedSubmission, VerifiedSubmission};
use sealform_types::Json;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [part, times, folder, form] = arguments.as_slice() else { panic!("PART TIMES FOLDER FORM") };
    let times: usize = times.parse().expect("a number");
    let read = |ending: &str| std::fs::read(format!("{folder}/{form}{ending}")).expect("a file");
    let json = |ending: &str| Json::parse(&read(ending)).expect("JSON");
    let file = read(".jws.json");
    let (program, _) = open_json(&json(".json"), Some(&json(".key.json")), &|_| None);
    let program = Arc::new(program.expect("a form without errors"));
    let key = SoftKey::from_bytes(&[7; 32]).expect("a key");
    if part == "files" {
        return files(sealed(&file).claims(), &key, times);
    }
    let signature = key.sign(&file);
    for _ in 0..times {
        match part.as_str() {
            "none" => {}
            "curve" => verify_es256(&key.public(), &file, &signature).expect("its signature"),
            "seal" => drop(sealed(&file)),
            "whole" => whole(&program, &file),
            other => panic!("there is no part {other}"),
        }
    }
}

fn sealed(file: &[u8]) -> VerifiedSubmission {
    UnverifiedSubmission::parse(file).and_then(|file| file.verify(&Trust::None)).expect("intact")
}

fn files(claims: &Claims, key: &SoftKey, times: usize) {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for number in 0..times {
        let jti = Jti::parse(&format!("0d4ae8f4-3f9c-4a6c-9d53-{number:012x}")).expect("a UUID");
        let payload = Claims { jti, ..claims.clone() }.to_payload().expect("claims that were sealed before");
        let unsigned = Unsigned::new(payload, key.public());
        let sealed = unsigned.attach(&key.sign(unsigned.signing_input())).expect("64 bytes");
        out.write_all(sealed.bytes()).and_then(|()| out.write_all(b"\n")).expect("somebody reads");
    }
    out.flush().expect("somebody reads");
}

fn whole(program: &Arc<Program>, file: &[u8]) {
    let submission = sealed(file);
    let replayed = Judge::new(Arc::clone(program)).replay(&submission);
    assert!(replayed.findings.is_empty(), "{:?}", replayed.findings);
    assert_eq!(replayed.score.map(|score| score.claim), Some(Claim::Same));
}
