//! `open`: what was encrypted for an agency, with what was attached to it, and everything that is refused.

mod support;

use sealform_submission::{Claims, PublicJwk, SoftKey};
use sealform_tests::encrypt::{encrypt, encrypt_with, jwe_header};
use sealform_tests::forge::{attachment, base64url, json, key, minimal_claims, seal};
use sealform_types::{Json, digest};
use support::{Desk, at};

/// A desk with the private key of an agency, and its public half.
fn desk() -> (Desk, PublicJwk) {
    let desk = Desk::new();
    let ran = desk.run(&["keygen", "--encryption", "-o", "agency.jwk"]).ends(0);
    let (_, public) = ran.out.split_once('\n').expect("two lines");
    let public = json(public.trim());
    assert_eq!(at(&public, "/use").as_str(), Some("enc"));
    assert_eq!(public.get("d"), None);
    let key = PublicJwk::from_json(&public).expect("a key");
    assert_eq!(at(&public, "/kid").as_str(), Some(key.thumbprint().as_str()));
    let again = desk.run(&["keygen", "--public", "agency.jwk"]).ends(0);
    assert_eq!(json(again.out.trim()), public);
    (desk, key)
}

#[test]
fn a_file_is_opened_and_verified_with_what_was_attached_to_it() {
    let (desk, recipient) = desk();
    let photos = [("shelf.jpg", b"a photo".as_slice()), ("till.jpg", b"another photo"), ("lost.jpg", b"a third one")];
    let claims = Claims {
        answers: json(r#"{"photo":{"v":["shelf.jpg","till.jpg","lost.jpg"]}}"#),
        attachments: photos.map(|(name, bytes)| attachment(name, "photo", bytes)).to_vec(),
        ..minimal_claims()
    };
    let file = seal(&claims, &key("device"));
    desk.file("report.jwe", encrypt(file.bytes(), &recipient));
    desk.run(&["open", "report.jwe", "-k", "agency.jwk", "-o", "report.jws.json"])
        .ends(0)
        .says("report.jws.json: opened");
    assert_eq!(desk.read("report.jws.json"), file.bytes());
    let printed = desk.pipe(&["open", "-", "-k", "agency.jwk", "-o", "-"], &desk.read("report.jwe")).ends(0);
    assert_eq!(printed.out.as_bytes(), file.bytes());
    desk.run(&["open", "report.jwe", "-k", "agency.jwk", "-o", "v.jws.json", "--verify"])
        .ends(0)
        .says("3 files not at hand");

    std::fs::create_dir(desk.path("sent")).expect("a folder");
    for (_, bytes) in &photos[..2] {
        let header = jwe_header(&recipient).replace(r#","cty":"jose+json""#, "");
        let blob = encrypt_with(&header, bytes, &recipient);
        desk.file(&format!("sent/{}", digest(blob.as_bytes())), blob);
    }
    desk.file("sent/report.jwe", desk.read("report.jwe"));
    desk.file("sent/stranger.jwe", encrypt(b"something else", &recipient));
    let open = ["open", "sent/report.jwe", "-k", "agency.jwk", "--files", "sent", "-o", "opened"];
    let ran = desk.run(&[&open[..], &["--verify"]].concat()).ends(0);
    let ran = ran.says("shelf.jpg: opened").says("lost.jpg: not at hand").says("warning[open/unclaimed]");
    ran.says("intact").says("1 file not at hand");
    assert_eq!(desk.read("opened/shelf.jpg"), b"a photo");
    assert_eq!(desk.read("opened/till.jpg"), b"another photo");
    assert_eq!(desk.read(&format!("opened/{}.jws.json", claims.jti)), file.bytes());

    // A blob that was changed on the way is named, and the others are opened.
    desk.file("sent/broken.jwe", "a.b.c.d.e");
    desk.run(&open).ends(1).says("error[jwe/").says("shelf.jpg: opened");
    // What was encrypted is no sealed file: anybody can encrypt for a public key.
    desk.file("odd.jwe", encrypt(b"{}", &recipient));
    desk.run(&["open", "odd.jwe", "-k", "agency.jwk", "-o", "odd.json"]).ends(0);
    desk.run(&["open", "odd.jwe", "-k", "agency.jwk", "-o", "odd.json", "--verify"]).ends(1).says("refused");
    desk.run(&["open", "odd.jwe", "-k", "agency.jwk", "-o", "odd", "--files", "sent"])
        .ends(1)
        .complains("seal/file-member");
}

#[test]
fn everything_else_is_refused_by_name() {
    let (desk, recipient) = desk();
    let good = encrypt(b"a file", &recipient);
    let header = jwe_header(&recipient);
    let parts: Vec<&str> = good.split('.').collect();
    let with = |index: usize, part: &str| {
        let mut parts = parts.clone();
        parts[index] = part;
        parts.join(".")
    };
    let head = |from: &str, to: &str| {
        let changed = header.replace(from, to);
        assert_ne!(changed, header);
        encrypt_with(&changed, b"a file", &recipient)
    };
    let off_curve = format!(r#""x":"{}""#, base64url(&[1; 32]));
    let x = format!(r#""x":"{}""#, base64url(&key("ephemeral").public().x));
    let flipped = |part: &str| format!("{}{}", if part.starts_with('A') { "B" } else { "A" }, &part[1..]);
    let cases = [
        ("alg", head("ECDH-ES", "ECDH-ES+A256KW"), "jwe/alg"),
        ("dir", head("ECDH-ES", "dir"), "jwe/alg"),
        ("rsa", head("ECDH-ES", "RSA-OAEP"), "jwe/alg"),
        ("no alg", head(r#""alg":"ECDH-ES","#, ""), "jwe/alg"),
        ("enc", head("A256GCM", "A128GCM"), "jwe/enc"),
        ("cbc", head("A256GCM", "A256CBC-HS512"), "jwe/enc"),
        ("zip", head(r#""enc""#, r#""zip":"DEF","enc""#), "jwe/zip"),
        ("crit", head(r#""enc""#, r#""crit":["exp"],"enc""#), "jwe/crit"),
        ("jku", head(r#""enc""#, r#""jku":"https://evil.example","enc""#), "jwe/header-member"),
        ("twice", head(r#""enc""#, r#""alg":"ECDH-ES","enc""#), "jwe/header-json"),
        ("no epk", head(r#","epk":"#, r#","cty2":"#), "jwe/header-member"),
        ("epk of another curve", head("P-256", "P-384"), "jwe/epk"),
        ("epk with its private half", head(r#""crv""#, r#""d":"AA","crv""#), "jwe/epk"),
        ("off the curve", head(&x, &off_curve), "jwe/point"),
        ("apu", head(r#""enc""#, r#""apu":"a=","enc""#), "jwe/party"),
        ("apu that was not used", head(r#""enc""#, r#""apu":"QWxpY2U","enc""#), "jwe/tag"),
        ("an encrypted key", with(1, "AAAA"), "jwe/encrypted-key"),
        ("a short nonce", with(2, "AAAA"), "jwe/iv"),
        ("another nonce", with(2, &flipped(parts[2])), "jwe/tag"),
        ("changed", with(3, &flipped(parts[3])), "jwe/tag"),
        ("no content", with(3, ""), "jwe/tag"),
        ("a short tag", with(4, "AAAA"), "jwe/tag-length"),
        ("no tag", with(4, ""), "jwe/tag-length"),
        ("another tag", with(4, &flipped(parts[4])), "jwe/tag"),
        ("padding", format!("{good}="), "jwe/base64url"),
        ("four parts", parts[..4].join("."), "jwe/compact"),
        ("six parts", format!("{good}."), "jwe/compact"),
        ("a sealed file", "{\"payload\":\"\"}".to_owned(), "jwe/compact"),
        ("nothing", String::new(), "jwe/compact"),
        ("for another key", encrypt(b"a file", &key("somebody").public()), "jwe/tag"),
    ];
    desk.file("good.jwe", format!("\n{good}\n"));
    desk.run(&["open", "good.jwe", "-k", "agency.jwk", "-o", "good"]).ends(0);
    assert_eq!(desk.read("good"), b"a file");
    for (what, jwe, code) in cases {
        desk.file("bad.jwe", jwe);
        let ran = desk.run(&["open", "bad.jwe", "-k", "agency.jwk", "-o", "bad"]).ends(1);
        assert!(ran.err.contains(&format!("error[{code}]")) && ran.err.contains("hint: "), "{what}: {}", ran.err);
        assert!(!desk.path("bad").exists(), "{what}");
    }
    let somebody = encrypt(b"a file", &key("somebody").public());
    desk.file("somebody.jwe", somebody);
    let ran = desk.run(&["open", "somebody.jwe", "-k", "agency.jwk", "-o", "bad"]).ends(1);
    ran.complains(&format!("it names the key `{}`", key("somebody").public().thumbprint()));
}

#[test]
fn only_a_private_key_for_encrypting_opens() {
    let (desk, recipient) = desk();
    desk.file("good.jwe", encrypt(b"a file", &recipient));
    let private = json(&String::from_utf8(desk.read("agency.jwk")).expect("text"));
    let without = |name: &str| match private.clone() {
        Json::Object(members) => {
            Json::Object(members.into_iter().filter(|(known, _)| known != name).collect()).to_text()
        }
        other => other.to_text(),
    };
    let other: SoftKey = key("other");
    for (name, text, code) in [
        ("public", without("d"), "jwk/public"),
        (
            "halves",
            without("x").replacen('{', &format!("{{\"x\":\"{}\",", base64url(&other.public().x)), 1),
            "jwk/private",
        ),
        ("curve", without("crv"), "jwk/kind"),
        ("signs", without("use").replacen('{', "{\"use\":\"sig\",", 1), "jwk/use"),
        ("zero", without("d").replacen('{', &format!("{{\"d\":\"{}\",", base64url(&[0; 32])), 1), "jwk/private"),
    ] {
        desk.file("bad.jwk", text);
        let ran = desk.run(&["open", "good.jwe", "-k", "bad.jwk", "-o", "opened"]).ends(1);
        assert!(ran.err.contains(&format!("error[{code}]")), "{name}: {}", ran.err);
    }
    desk.run(&["open", "good.jwe", "-k", "agency.jwk", "-o", "good.jwe"])
        .ends(2)
        .complains("would replace the encrypted one");
    desk.run(&["open", "missing.jwe", "-k", "agency.jwk", "-o", "opened"]).ends(3).complains("file/missing");
    desk.run(&["open", "good.jwe", "-k", "agency.jwk", "-o", "-", "--verify"]).ends(2);
    desk.run(&["keygen", "--encryption", "--issuer", "agency", "-o", "two.jwk"]).ends(2);
}
