//! AUTH (RFC 4954).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::capabilities::Capabilities;
use super::link::Link;
use super::open::Opening;
use super::secrecy::Secrets;
use super::settings::SignIn;
use crate::deliver::reply::Phase;
use crate::deliver::transport::Fault;

/// Signs in, by each way the relay offers until one is not refused as such: 504 speaks of the way, and not of the
/// password.
pub(super) async fn sign_in(
    opening: &Opening<'_>,
    link: &mut Link,
    offers: Capabilities,
    sign_in: &SignIn,
) -> Result<(), Fault> {
    let SignIn { user, password } = sign_in;
    link.secrets = Secrets::of_sign_in(user, password);
    let both = STANDARD.encode(format!("\0{user}\0{password}"));
    let plain = ["AUTH PLAIN ".to_owned() + &both, both];
    let login = ["AUTH LOGIN".to_owned(), STANDARD.encode(user), STANDARD.encode(password)];
    let ways = [(offers.auth_plain, &plain[..]), (offers.auth_login, &login[..])];
    let mut refused = None;
    for (_, lines) in ways.iter().filter(|(offered, _)| *offered) {
        let code = exchange(opening, link, lines).await?;
        match code {
            200..300 => return Ok(()),
            _ => refused = Some(opening.no(link, Phase::Auth, code)),
        }
        if code != 504 {
            break;
        }
    }
    Err(refused.unwrap_or_else(|| {
        Fault::Unfit("the relay offers neither AUTH PLAIN nor AUTH LOGIN, and a user is set".to_owned())
    }))
}

/// Says line after line while the relay asks for more (334).
async fn exchange(opening: &Opening<'_>, link: &mut Link, lines: &[String]) -> Result<u16, Fault> {
    let mut code = 334;
    for line in lines {
        if code != 334 {
            break;
        }
        code = opening.say(link, &format!("{line}\r\n"), Phase::Auth).await?;
    }
    Ok(code)
}
