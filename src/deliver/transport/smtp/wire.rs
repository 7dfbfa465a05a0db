//! The stream under the conversation: plain, or under TLS.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

/// A connected stream.
#[derive(Debug)]
pub(super) enum Wire {
    /// Nothing between us and the socket.
    Plain(TcpStream),
    /// TLS from the first byte, or since STARTTLS.
    Tls(Box<TlsStream<TcpStream>>),
    /// While a handshake has the socket, and after one that failed.
    Gone,
}

macro_rules! each {
    ($wire:expr, $stream:ident => $does:expr, gone: $gone:expr) => {
        match $wire.get_mut() {
            Wire::Plain($stream) => $does,
            Wire::Tls($stream) => $does,
            Wire::Gone => Poll::Ready($gone),
        }
    };
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        each!(self, stream => Pin::new(stream).poll_read(cx, buf), gone: Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        each!(self, stream => Pin::new(stream).poll_write(cx, bytes), gone: Err(io::ErrorKind::NotConnected.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, stream => Pin::new(stream).poll_flush(cx), gone: Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, stream => Pin::new(stream).poll_shutdown(cx), gone: Ok(()))
    }
}
