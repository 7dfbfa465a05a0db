//! What a service manager is told: ready, at work, stopping, and that it is alive (sd_notify(3)). Without one nothing is
//! said.

use std::ffi::OsString;
#[cfg(unix)]
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use tokio::sync::watch;

use super::environment::variable;
use crate::app::{Observer, Remark, Work};

/// The service manager that started the program, if one did and wants to hear of it.
pub struct Service {
    #[cfg(unix)]
    socket: Option<UnixDatagram>,
    /// How often it wants to hear that the program is alive.
    alive: Option<Duration>,
    /// What the program does, and what it does when it is told to stop.
    does: [&'static str; 2],
}

impl Service {
    /// The one that the environment names (`NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`). `does` says what the program does
    /// while it works, and while it ends.
    pub fn from_environment(does: [&'static str; 2]) -> Self {
        let number = |name: &str| variable(name).and_then(|text| text.to_str()?.parse::<u64>().ok());
        // The watchdog of somebody else is not fed.
        let is_ours = number("WATCHDOG_PID").is_none_or(|of| of == u64::from(std::process::id()));
        let every = number("WATCHDOG_USEC").filter(|every| is_ours && *every > 0);
        Service {
            #[cfg(unix)]
            socket: variable("NOTIFY_SOCKET").and_then(|name| connect(&name)),
            // Twice as often, as sd_watchdog_enabled(3) advises.
            alive: every.map(|micros| Duration::from_micros(micros) / 2),
            does,
        }
    }

    /// Says that the program works, again and again that it is alive, and when it is told to stop; never returns.
    pub async fn attend(&self, stop: &mut watch::Receiver<bool>) {
        let [works, ends] = self.does;
        self.tell(&format!("READY=1\nSTATUS={works}"));
        let mut stops = false;
        loop {
            if self.alive.is_some() {
                self.tell("WATCHDOG=1");
            }
            tokio::select! {
                told = stop.wait_for(|stop| *stop), if !stops => {
                    stops = true;
                    if told.is_ok() {
                        self.tell(&format!("STOPPING=1\nSTATUS={ends}"));
                    }
                }
                () = sleep(self.alive) => {}
            }
        }
    }

    /// Passes on what is said while the program works, and says what it does in a line.
    pub fn beside<'a>(&'a self, observer: &'a dyn Observer) -> impl Observer + 'a {
        Beside { service: self, observer }
    }

    fn status(&self, text: &str) {
        self.tell(&format!("STATUS={}", text.replace(char::is_control, " ")));
    }

    #[cfg(unix)]
    fn tell(&self, state: &str) {
        if let Some(socket) = &self.socket {
            // A manager that does not listen does not keep the program from its work.
            let _ = socket.send(state.as_bytes());
        }
    }

    #[cfg(not(unix))]
    fn tell(&self, _: &str) {}
}

async fn sleep(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}

/// An observer, and the service manager beside it.
struct Beside<'a> {
    service: &'a Service,
    observer: &'a dyn Observer,
}

impl Observer for Beside<'_> {
    fn begin(&self, work: Work, steps: u64) {
        self.observer.begin(work, steps);
    }

    fn advance(&self, steps: u64) {
        self.observer.advance(steps);
    }

    fn end(&self) {
        self.observer.end();
    }

    fn remark(&self, remark: Remark<'_>) {
        match &remark {
            Remark::GivingWay => self.service.status("Giving way to an approval."),
            Remark::GoesOn { plan, .. } => self.service.status(&format!("Delivering plan {}.", &plan[..12])),
            Remark::Waiting { until, .. } => {
                self.service.status(&format!("The relay is left alone until {}.", until.format("%F %H:%M UTC")));
            }
            _ => {}
        }
        self.observer.remark(remark);
    }
}

/// A name that begins with `@` is one of Linux' abstract ones. Any other that is no path (`vsock:`) is not understood, and
/// nothing is said.
#[cfg(unix)]
fn connect(name: &OsString) -> Option<UnixDatagram> {
    use std::os::unix::ffi::OsStrExt;

    let socket = UnixDatagram::unbound().ok()?;
    // A manager that does not read must not stop the program.
    socket.set_nonblocking(true).ok()?;
    match name.as_bytes() {
        #[cfg(target_os = "linux")]
        [b'@', rest @ ..] => {
            use std::os::linux::net::SocketAddrExt;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(rest).ok()?;
            socket.connect_addr(&address).ok()?;
        }
        [b'/', ..] => socket.connect(name).ok()?,
        _ => return None,
    }
    Some(socket)
}
