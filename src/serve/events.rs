//! `/events`: tells an open page that something changed, and nothing else (server-sent events, HTML Living Standard
//! section 9.2). The page asks for itself again.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use tokio::sync::mpsc;

use super::site::Site;

/// A page that is gone is noticed by what cannot be sent to it.
const ALIVE: Duration = Duration::from_secs(15);

/// What is sent, as it comes.
struct Events(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Events {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Tells whoever listens of changes until they go.
pub(super) fn events(site: &Arc<Site>) -> Response {
    let Ok(place) = Arc::clone(&site.listeners).try_acquire_owned() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many pages are open.\n").into_response();
    };
    let (say, said) = mpsc::channel(1);
    let mut news = site.news.subscribe();
    tokio::spawn(async move {
        let mut text = "retry: 2000\n\n";
        while say.send(Bytes::from_static(text.as_bytes())).await.is_ok() {
            text = tokio::select! {
                changed = news.changed() => match changed {
                    Ok(()) => "event: changed\ndata:\n\n",
                    Err(_) => break,
                },
                () = tokio::time::sleep(ALIVE) => ":\n\n",
                () = say.closed() => break,
            };
        }
        drop(place);
    });
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::new(Events(said))).into_response()
}
