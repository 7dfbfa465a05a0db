//! Which tokens are believed, with the keys of `tests/keys` in a provider's place.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use super::claims::{Disbelief, Wanted, claims};
use super::keys::Keys;

const NOW: i64 = 1_800_000_000;

fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn rsa() -> RsaKeyPair {
    let pem = include_str!("../../../tests/keys/rsa-2048.pem");
    match PrivateKeyDer::from_pem_slice(pem.as_bytes()).unwrap() {
        PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).unwrap(),
        PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()).unwrap(),
        _ => panic!("a key of RSA"),
    }
}

fn p256() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).unwrap()
}

fn rsa_jwk(key: &RsaKeyPair) -> Value {
    let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(key.public());
    json!({"kty": "RSA", "kid": "r", "use": "sig", "n": base64(public.n), "e": base64(public.e)})
}

fn p256_jwk(key: &EcdsaKeyPair) -> Value {
    let point = key.public_key().as_ref();
    json!({"kty": "EC", "crv": "P-256", "kid": "e", "x": base64(&point[1..33]), "y": base64(&point[33..])})
}

fn by_rsa(key: &RsaKeyPair) -> impl Fn(&[u8]) -> Vec<u8> {
    |message| {
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    }
}

fn token(header: &Value, said: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let signed = format!("{}.{}", base64(header.to_string()), base64(said.to_string()));
    let signature = base64(sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn good() -> Value {
    json!({
        "iss": "https://id.example", "aud": "heraut", "sub": "1", "exp": NOW + 300, "iat": NOW - 5, "nonce": "n",
        "preferred_username": "s.ouali@x.example",
    })
}

fn judged(token: &str, keys: &Value) -> Result<(), String> {
    let now: DateTime<Utc> = DateTime::from_timestamp(NOW, 0).unwrap();
    let wanted = Wanted { issuer: "https://id.example", client: "heraut", nonce: "n", now };
    claims(token, &Keys::of(keys), &wanted).map(drop).map_err(|why| match why {
        Disbelief::UnknownKey => "unknown key".to_owned(),
        Disbelief::Because(why) => why.to_owned(),
    })
}

#[test]
fn a_token_of_the_provider_for_us_is_believed() {
    let (rsa, p256) = (rsa(), p256());
    let keys = json!({"keys": [{"kty": "oct", "k": "AAAA"}, rsa_jwk(&rsa), p256_jwk(&p256)]});
    let by_p256 = |message: &[u8]| p256.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec();
    assert_eq!(judged(&token(&json!({"alg": "RS256", "kid": "r"}), &good(), by_rsa(&rsa)), &keys), Ok(()));
    assert_eq!(judged(&token(&json!({"alg": "RS256"}), &good(), by_rsa(&rsa)), &keys), Ok(()), "none is named");
    assert_eq!(judged(&token(&json!({"alg": "ES256", "kid": "e"}), &good(), by_p256), &keys), Ok(()));
    let mut several = good();
    (several["aud"], several["azp"]) = (json!(["heraut", "other"]), json!("heraut"));
    assert_eq!(judged(&token(&json!({"alg": "RS256"}), &several, by_rsa(&rsa)), &keys), Ok(()));
}

#[test]
fn one_that_says_anything_else_is_not() {
    let rsa = rsa();
    let keys = json!({"keys": [rsa_jwk(&rsa)]});
    for (claim, value, said) in [
        ("iss", json!("https://id.example/"), "another issuer"),
        ("iss", Value::Null, "another issuer"),
        ("aud", json!("other"), "another program"),
        ("aud", json!([]), "another program"),
        ("aud", json!(["heraut", "other"]), "does not say which"),
        ("azp", json!("other"), "another program asked"),
        ("azp", json!(7), "another program asked"),
        ("exp", json!(NOW - 61), "expired"),
        ("exp", json!("9999999999"), "until when"),
        ("exp", Value::Null, "until when"),
        ("iat", json!(NOW + 120), "future"),
        ("iat", Value::Null, "when it was issued"),
        ("nbf", json!(NOW + 120), "not good yet"),
        ("nbf", json!("now"), "not good yet"),
        ("nonce", json!("m"), "another question"),
        ("nonce", Value::Null, "another question"),
    ] {
        let mut wrong = good();
        wrong[claim] = value.clone();
        let why = judged(&token(&json!({"alg": "RS256", "kid": "r"}), &wrong, by_rsa(&rsa)), &keys).unwrap_err();
        assert!(why.contains(said), "{claim} {value}: {why}");
    }
}

#[test]
fn one_that_somebody_else_signed_is_not() {
    let (rsa, p256) = (rsa(), p256());
    let keys = json!({"keys": [rsa_jwk(&rsa)]});
    let by_p256 = |message: &[u8]| p256.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec();
    // The public key as a secret that both would know: what a library does that believes the header.
    let n = base64(ring::rsa::PublicKeyComponents::<Vec<u8>>::from(rsa.public()).n);
    let by_hmac = |message: &[u8]| {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, n.as_bytes());
        ring::hmac::sign(&key, message).as_ref().to_vec()
    };
    let of = |header: Value| token(&header, &good(), by_rsa(&rsa));
    let sound = of(json!({"alg": "RS256", "kid": "r"}));
    let mut forged = good();
    forged["preferred_username"] = json!("boss");
    let forged = base64(forged.to_string());
    let [header, _, signature] = sound.split('.').collect::<Vec<_>>()[..] else { panic!("{sound}") };
    for (token, said) in [
        (token(&json!({"alg": "none"}), &good(), |_| Vec::new()), "RS256 or ES256"),
        (token(&json!({"alg": "None", "kid": "r"}), &good(), |_| Vec::new()), "RS256 or ES256"),
        (token(&json!({"alg": "HS256", "kid": "r"}), &good(), by_hmac), "RS256 or ES256"),
        (token(&json!({"alg": ["RS256"]}), &good(), by_rsa(&rsa)), "RS256 or ES256"),
        (token(&json!({"kid": "r"}), &good(), by_rsa(&rsa)), "RS256 or ES256"),
        (token(&json!({"alg": "ES256", "kid": "r"}), &good(), by_p256), "unknown key"),
        (token(&json!({"alg": "RS256", "kid": "r"}), &good(), by_p256), "not signed by the provider"),
        (token(&json!({"alg": "RS256"}), &good(), |_| Vec::new()), "not signed by the provider"),
        (of(json!({"alg": "RS256", "kid": "x"})), "unknown key"),
        (of(json!({"alg": "RS256", "kid": "r", "crit": ["b64"], "b64": false})), "not known here"),
        (format!("{header}.{forged}.{signature}"), "not signed by the provider"),
        (format!("{sound}.x"), "no signed token"),
        (format!("{}.", &sound[..sound.rfind('.').unwrap()]), "not signed by the provider"),
        ("a.b.c".to_owned(), "no token"),
        (String::new(), "no token"),
        ("x".repeat(70_000), "too long"),
    ] {
        let why = judged(&token, &keys).unwrap_err();
        assert!(why.contains(said), "{said}: {why}");
    }
    assert_eq!(judged(&sound, &json!({})), Err("unknown key".to_owned()));
    let other = json!({"keys": [{"kty": "RSA", "use": "enc", "kid": "r", "n": n, "e": "AQAB"}]});
    assert_eq!(judged(&sound, &other), Err("unknown key".to_owned()), "not for signing");
}
