//! The token that is kept, and when it is time for another.
//!
//! | the kept token | what is given |
//! |---|---|
//! | good for longer than [`MARGIN`], or than half its life where that is short | it |
//! | near its end, or past it | another |
//! | without an end that anybody said, and older than [`UNTOLD`] | another |
//! | refused by the relay | another, once; whoever was refused with the one before gets what is kept now |

use std::fmt;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, oneshot};

use super::issuer::{Issued, Issuer, NoToken, Token};

/// So long before its end a token is renewed: signing in takes a minute at most, and clocks differ.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// So long a token is used of which nobody said how long it is good. A connection that is open meanwhile stays.
const UNTOLD: Duration = Duration::from_secs(5 * 60);

/// So long a connection is used at least, whatever its token's life: one that ended before its first message would be
/// opened again and again.
const SHORTEST: Duration = Duration::from_secs(60);

/// Nobody means a longer life than this.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// A token for signing in now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The token.
    pub token: Token,
    /// Until when a connection is used that was signed in with it, if anybody said how long it is good.
    pub ends: Option<Instant>,
}

/// Gives the token of the moment to all connections of a relay: one is asked for at a time, by whoever needs it first.
pub struct Tokens {
    issuer: Arc<dyn Issuer>,
    state: Mutex<State>,
    /// When the kept one ends, for who looks on while another is asked for.
    ends: std::sync::Mutex<Option<Instant>>,
}

#[derive(Default)]
struct State {
    kept: Option<Kept>,
    /// Why there was none when it was asked for last, and when that was over.
    failed: Option<(Instant, NoToken)>,
}

struct Kept {
    bearer: Bearer,
    renew: Instant,
}

impl Tokens {
    /// Tokens of an issuer, of whom nothing is asked yet.
    pub fn new(issuer: Arc<dyn Issuer>) -> Self {
        Tokens { issuer, state: Mutex::default(), ends: std::sync::Mutex::default() }
    }

    /// What to call their source in messages.
    pub fn source(&self) -> String {
        self.issuer.name()
    }

    /// How long the kept token is still good, if there is one and anybody said so: nothing left when it has ended.
    pub fn left(&self, now: Instant) -> Option<Duration> {
        let ends = *self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.map(|ends| ends.saturating_duration_since(now))
    }

    /// A token that is good for signing in now.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn current(&self) -> Result<Bearer, NoToken> {
        self.at(Instant::now(), None).await
    }

    /// Another token than the one that the relay refused.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn instead_of(&self, refused: &Token) -> Result<Bearer, NoToken> {
        self.at(Instant::now(), Some(refused)).await
    }

    async fn at(&self, now: Instant, refused: Option<&Token>) -> Result<Bearer, NoToken> {
        let asked = Instant::now();
        let mut state = self.state.lock().await;
        let good = |kept: &&Kept| now < kept.renew && Some(&kept.bearer.token) != refused;
        if let Some(kept) = state.kept.as_ref().filter(good) {
            return Ok(kept.bearer.clone());
        }
        // Who waited while somebody else asked in vain need not ask as well.
        if let Some((_, why)) = state.failed.as_ref().filter(|(at, _)| *at >= asked) {
            return Err(why.clone());
        }
        match self.ask().await {
            Ok(issued) => {
                let kept = Kept::from(issued, now);
                let bearer = kept.bearer.clone();
                *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = bearer.ends;
                *state = State { kept: Some(kept), failed: None };
                Ok(bearer)
            }
            Err(why) => {
                state.failed = Some((Instant::now(), why.clone()));
                Err(why)
            }
        }
    }

    /// On a thread that a run which ends does not wait for.
    async fn ask(&self) -> Result<Issued, NoToken> {
        let (tell, told) = oneshot::channel();
        let issuer = Arc::clone(&self.issuer);
        let asking = std::thread::Builder::new().name("token".to_owned()).spawn(move || {
            // Nobody listens any more when the run was stopped.
            let _ = tell.send(issuer.issue());
        });
        asking.map_err(|e| NoToken::Later(format!("no thread to ask for a token on: {e}")))?;
        told.await.unwrap_or_else(|_| Err(NoToken::Later("whoever asked for a token broke down".to_owned())))
    }
}

impl Kept {
    fn from(Issued { token, lifetime }: Issued, now: Instant) -> Self {
        let lifetime = lifetime.map(|lifetime| lifetime.min(LONGEST));
        let used = lifetime.map_or(UNTOLD, |lifetime| lifetime - MARGIN.min(lifetime / 2));
        Kept {
            bearer: Bearer { token, ends: lifetime.map(|lifetime| now + lifetime.max(SHORTEST)) },
            renew: now + used,
        }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("source", &self.source()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as StdMutex;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::mpsc;

    use super::*;

    /// Gives one after another, each for so many seconds, or fails.
    struct Numbered {
        given: AtomicU32,
        lifetime: StdMutex<Result<Option<u64>, NoToken>>,
        /// Each waits for it, if there is one.
        gate: StdMutex<Option<mpsc::Receiver<()>>>,
    }

    impl Issuer for Numbered {
        fn name(&self) -> String {
            "numbered".to_owned()
        }

        fn issue(&self) -> Result<Issued, NoToken> {
            let n = self.given.fetch_add(1, Ordering::SeqCst);
            if let Some(gate) = &*self.gate.lock().unwrap_or_else(|e| e.into_inner()) {
                let _ = gate.recv();
            }
            let lifetime = self.lifetime.lock().unwrap_or_else(|e| e.into_inner()).clone()?;
            Ok(Issued { token: Token::new(&format!("token-{n}"))?, lifetime: lifetime.map(Duration::from_secs) })
        }
    }

    fn tokens(lifetime: Result<Option<u64>, NoToken>) -> (Arc<Numbered>, Tokens) {
        let issuer = Arc::new(Numbered {
            given: AtomicU32::new(0),
            lifetime: StdMutex::new(lifetime),
            gate: StdMutex::default(),
        });
        (Arc::clone(&issuer), Tokens::new(issuer))
    }

    async fn after(tokens: &Tokens, from: Instant, seconds: u64) -> String {
        let bearer = tokens.at(from + Duration::from_secs(seconds), None).await;
        bearer.map(|bearer| bearer.token.secret().to_owned()).unwrap_or_else(|why| format!("{why:?}"))
    }

    #[tokio::test]
    async fn a_token_is_renewed_before_it_ends() {
        // How long it is good, until when it is used, and when not any more.
        for (lifetime, used, renewed) in [
            (Some(3600), 3299, 3300),
            (Some(60), 29, 30),
            (Some(400), 199, 200),
            (None, 299, 300),
            (Some(9_000_000_000), 86_099, 86_100),
            (Some(0), 0, 0),
        ] {
            let (_, tokens) = tokens(Ok(lifetime));
            let from = Instant::now();
            assert_eq!(after(&tokens, from, 0).await, "token-0");
            if used > 0 {
                assert_eq!(after(&tokens, from, used).await, "token-0", "{lifetime:?}");
            }
            let left = lifetime.map(|seconds| Duration::from_secs(seconds).clamp(SHORTEST, LONGEST));
            assert_eq!(tokens.left(from), left, "{lifetime:?}");
            assert_eq!(tokens.left(from + LONGEST + MARGIN), left.map(|_| Duration::ZERO));
            assert_eq!(after(&tokens, from, renewed).await, "token-1", "{lifetime:?}");
        }
    }

    #[tokio::test]
    async fn days_are_many_tokens() {
        let (issuer, tokens) = tokens(Ok(Some(3600)));
        let from = Instant::now();
        for minutes in 0..3 * 24 * 60 {
            let bearer = tokens.at(from + Duration::from_secs(minutes * 60), None).await.unwrap();
            assert!(bearer.ends.unwrap() >= from + Duration::from_secs(minutes * 60) + MARGIN);
        }
        assert_eq!(issuer.given.load(Ordering::SeqCst), 79, "one for each 55 minutes of three days");
    }

    #[tokio::test]
    async fn one_renewal_serves_all_who_were_refused() {
        let (issuer, tokens) = tokens(Ok(Some(3600)));
        let first = tokens.current().await.unwrap().token;
        let second = tokens.instead_of(&first).await.unwrap().token;
        assert_ne!(first, second);
        assert_eq!(tokens.instead_of(&first).await.unwrap().token, second);
        assert_eq!(tokens.current().await.unwrap().token, second);
        assert_eq!(issuer.given.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn who_waits_for_somebody_elses_question_hears_its_answer() {
        let (issuer, tokens) = tokens(Err(NoToken::Later("busy".to_owned())));
        let (open, gate) = mpsc::channel();
        *issuer.gate.lock().unwrap() = Some(gate);
        // All three have asked before the first is answered.
        let all = tokio::join!(tokens.current(), tokens.current(), tokens.current(), async move { drop(open) });
        assert_eq!([all.0, all.1, all.2], [(); 3].map(|()| Err(NoToken::Later("busy".to_owned()))));
        assert_eq!(issuer.given.load(Ordering::SeqCst), 1);
        *issuer.lifetime.lock().unwrap() = Ok(None);
        assert!(tokens.current().await.is_ok(), "later it is asked again");
    }

    #[test]
    fn a_token_is_not_shown() {
        let token = Token::new("eyJhbGciOi.secret").unwrap();
        let issued = Issued { token: token.clone(), lifetime: None };
        let shown = format!("{token:?} {issued:?} {:?}", Kept::from(issued.clone(), Instant::now()).bearer);
        assert!(!shown.contains("eyJ") && !shown.contains("secret"), "{shown}");
        for text in ["", "two words", "a\u{1}b", "a\r\nMAIL FROM:<>", "é"] {
            assert!(Token::new(text).is_err(), "{text:?}");
        }
    }
}
