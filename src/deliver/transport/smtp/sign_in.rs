//! AUTH (RFC 4954).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::capabilities::Capabilities;
use super::link::Link;
use super::open::Opening;
use super::xoauth2;
use crate::deliver::reply::Phase;
use crate::deliver::secrecy::Secrets;
use crate::deliver::token::Token;
use crate::deliver::transport::Fault;

/// Who signs in, and by what, at this moment.
#[derive(Clone, Copy)]
pub(super) enum Pass<'a> {
    Password { user: &'a str, password: &'a str },
    Token { user: &'a str, token: &'a Token },
}

/// Signs in, and says by which mechanism.
pub(super) async fn sign_in(
    opening: &Opening<'_>,
    link: &mut Link,
    offers: Capabilities,
    pass: Pass<'_>,
) -> Result<&'static str, Fault> {
    match pass {
        Pass::Password { user, password } => by_password(opening, link, offers, user, password).await,
        Pass::Token { user, token } => {
            if !offers.auth_xoauth2 {
                let why = "the relay does not offer AUTH XOAUTH2, and a token is to be used";
                return Err(Fault::Unfit(why.to_owned()));
            }
            xoauth2::sign_in(opening, link, user, token).await?;
            Ok("XOAUTH2")
        }
    }
}

/// By each way the relay offers until one is not refused as such: 504 speaks of the way, and not of the password.
async fn by_password(
    opening: &Opening<'_>,
    link: &mut Link,
    offers: Capabilities,
    user: &str,
    password: &str,
) -> Result<&'static str, Fault> {
    link.secrets = Secrets::of_sign_in(user, password);
    let both = STANDARD.encode(format!("\0{user}\0{password}"));
    let plain = ["AUTH PLAIN ".to_owned() + &both, both];
    let login = ["AUTH LOGIN".to_owned(), STANDARD.encode(user), STANDARD.encode(password)];
    let ways = [("PLAIN", offers.auth_plain, &plain[..]), ("LOGIN", offers.auth_login, &login[..])];
    let mut refused = None;
    for (name, _, lines) in ways.iter().filter(|(_, offered, _)| *offered) {
        let code = exchange(opening, link, lines).await?;
        match code {
            200..300 => return Ok(name),
            _ => refused = Some(opening.no(link, Phase::Auth, code)),
        }
        if code != 504 {
            break;
        }
    }
    Err(refused.unwrap_or_else(|| {
        let token = if offers.auth_xoauth2 { "; it does offer XOAUTH2: `relay: {oauth2: …}`" } else { "" };
        Fault::Unfit(format!("the relay offers neither AUTH PLAIN nor AUTH LOGIN, and a user is set{token}"))
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
