//! A network that goes and comes back: connections to a server pass through it, and end all at once when it is cut.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use sealform_serve::{Port, Server};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A wire to a server, until it is dropped.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    is_whole: watch::Sender<bool>,
    carrying: JoinHandle<()>,
    serving: Option<JoinHandle<io::Result<()>>>,
}

impl Wire {
    /// A wire to pages of a folder; `targets` stand in their policy.
    ///
    /// # Errors
    /// If no port is free, or the folder is not there.
    pub async fn to_pages(folder: &Path, targets: &[String]) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let server = Server::bind_as(folder, Port::Free, targets, &[listener.local_addr()?.to_string()]).await?;
        let far = authority(&server.url());
        Self::between(listener, far, Some(tokio::spawn(server.run())))
    }

    /// A wire to a server that runs already.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn to(origin: &str) -> io::Result<Self> {
        Self::between(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?, authority(origin), None)
    }

    fn between(near: TcpListener, far: String, serving: Option<JoinHandle<io::Result<()>>>) -> io::Result<Self> {
        let (is_whole, seen) = watch::channel(true);
        let address = near.local_addr()?;
        Ok(Self { address, is_whole, carrying: tokio::spawn(carry(near, far, seen)), serving })
    }

    /// The near end.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Ends every connection, and lets no new one through.
    pub fn cut(&self) {
        self.is_whole.send_replace(false);
    }

    /// Lets new connections through again.
    pub fn mend(&self) {
        self.is_whole.send_replace(true);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.carrying.abort();
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

fn authority(url: &str) -> String {
    url.trim_start_matches("http://").trim_end_matches('/').to_owned()
}

async fn carry(near: TcpListener, far: String, is_whole: watch::Receiver<bool>) {
    while let Ok((near, _)) = near.accept().await {
        let (far, mut seen) = (far.clone(), is_whole.clone());
        tokio::spawn(async move {
            tokio::select! {
                _ = seen.wait_for(|is_whole| !is_whole) => {}
                _ = through(near, far) => {}
            }
        });
    }
}

async fn through(mut near: TcpStream, far: String) -> io::Result<()> {
    let mut far = TcpStream::connect(far).await?;
    copy_bidirectional(&mut near, &mut far).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn get(origin: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect(authority(origin)).await?;
        let request = format!("GET /wire.rs HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", authority(origin));
        stream.write_all(request.as_bytes()).await?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await?;
        Ok(reply)
    }

    #[tokio::test]
    async fn nothing_passes_while_it_is_cut() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let wire = Wire::to_pages(&folder, &[]).await.expect("a free port");
        let passes = async || get(&wire.origin()).await.is_ok_and(|reply| reply.starts_with("HTTP/1.1 200"));
        assert!(passes().await);
        wire.cut();
        assert!(!passes().await);
        wire.mend();
        assert!(passes().await);
    }
}
