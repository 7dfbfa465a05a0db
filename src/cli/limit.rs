//! A limit on the size of files (`ulimit -f`) must fail a write, as a full disk does, and not end the process in the middle of
//! one.

/// From here on a write beyond the limit is an error.
#[cfg(unix)]
pub fn fail_instead_of_ending() {
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    // Once somebody has asked for a signal it never ends the process again. Without it everything else still works.
    let _ = runtime.map(|runtime| {
        let _inside = runtime.enter();
        signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw())).map(drop)
    });
}

/// There is no such limit here.
#[cfg(not(unix))]
pub fn fail_instead_of_ending() {}
