//! `deliver` over https: only a server that the machine trusts, under its own name, gets anything.

#[path = "support/receiver.rs"]
mod receiver;
#[path = "support/sent.rs"]
mod sent;
mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use sealform_tests::repo_file;
use sent::{desk, report, rows, text, to};

const CERTIFICATE: &str = "tests/fixtures/tls/localhost.pem";

/// A server for `localhost`, which gives what was posted to it.
fn server() -> (SocketAddr, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let certificate = CertificateDer::from_pem_file(repo_file(CERTIFICATE)).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(repo_file("tests/fixtures/tls/localhost.key.pem")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let config = config.with_no_client_auth().with_single_cert(vec![certificate], key).expect("a pair");
    let (config, (says, heard)) = (Arc::new(config), channel());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (config, says) = (Arc::clone(&config), says.clone());
            // One that does not trust it goes without a request.
            thread::spawn(move || answer(stream.ok()?, config).map(|body| says.send(body)));
        }
    });
    (address, heard)
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>) -> Option<Vec<u8>> {
    let mut stream = BufReader::new(StreamOwned::new(ServerConnection::new(config).ok()?, stream));
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.to_ascii_lowercase().trim_end().split_once(": ") {
            Some(("content-length", number)) => length = number.parse().ok()?,
            Some(_) => {}
            None if line.trim_end().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    stream.get_mut().write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").ok()?;
    Some(body)
}

#[test]
fn only_a_server_that_is_trusted_under_its_name_gets_a_file() {
    let (desk, _) = desk();
    let (address, heard) = server();
    let certificate = repo_file(CERTIFICATE).display().to_string();
    let none = desk.file("none.pem", "");
    let trusted = [("SSL_CERT_FILE", certificate.as_str()), ("SSL_CERT_DIR", "")];
    let port = address.port();
    let arguments = ["deliver", "visit.jws.json", "--to", "delivery.json", "--json", "--for", "0"];
    let target = |host: &str| [format!(r#"{{"type":"webhook","url":"https://{host}:{port}/in"}}"#)];
    // Of no authority that the machine knows; or of another name.
    for (host, environment, reason) in [
        ("localhost", &[][..], "not-secure"),
        ("127.0.0.1", &trusted[..], "not-secure"),
        ("localhost", &trusted[..], ""),
    ] {
        to(&desk, &target(host));
        let ran = desk.pipe_with(&arguments, b"", environment).ends(i32::from(!reason.is_empty()));
        assert_eq!(text(&rows(&ran)[0], "reason"), reason, "{host}");
        assert_eq!(heard.try_recv().ok(), reason.is_empty().then(|| report(1).bytes().to_vec()), "{host}");
    }
    // Where nobody is trusted at all, that is said before anything is tried.
    let ran = desk.pipe_with(&arguments, b"", &[("SSL_CERT_FILE", &none), ("SSL_CERT_DIR", "")]).ends(3);
    ran.says("system/certificates");
}
