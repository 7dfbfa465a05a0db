//! Entries as directories give them. Against a real OpenLDAP they are asked for by `tests/e2e/test_fetch.py`.

use chrono_tz::Europe::Amsterdam;
use ldap3::LdapResult;

use super::entry::Entry;
use super::fault::Named;
use super::people::Columns;
use super::value::{comparable, text};
use crate::deliver::secrecy::Secrets;
use crate::fetch::Fault;

fn entry(dn: &str, attributes: &[(&str, &str)]) -> Entry {
    let mut entry = Entry::default().under(dn);
    for (name, value) in attributes {
        entry.add(name, vec![value.as_bytes().to_vec()]);
    }
    entry
}

fn csv(own: &[(&str, &str)], entries: &[Entry], others: &[Entry]) -> Result<String, String> {
    let own: Vec<(String, String)> = own.iter().map(|(h, a)| ((*h).to_owned(), (*a).to_owned())).collect();
    let table = Columns::of(&own, Amsterdam).table(entries, others)?;
    Ok(String::from_utf8(table.to_csv()).unwrap())
}

#[test]
fn people_of_active_directory_have_our_columns() {
    let mut anna = entry(
        "CN=Bakker\\, Anna,OU=IT,DC=voorbeeldstad,DC=example",
        &[
            ("userPrincipalName", "a.bakker@voorbeeldstad.example"),
            ("sAMAccountName", "abakker"),
            ("displayName", "Anna Bakker"),
            ("cn", "Bakker, Anna"),
            ("preferredLanguage", "nl-NL"),
            ("manager", "cn=Visser\\, Bram,ou=IT, dc=voorbeeldstad, dc=example"),
            ("userAccountControl", "512"),
            // The evening of 31 March, and in Amsterdam the first of April.
            ("msDS-UserPasswordExpiryTimeComputed", "134510058000000000"),
            ("employeeNumber", "0042"),
        ],
    );
    anna.add("objectGUID", vec![(0_u8..16).collect()]);
    let bram = entry(
        "CN=Visser\\, Bram,OU=IT,DC=voorbeeldstad,DC=example",
        &[
            ("userPrincipalName", "b.visser@voorbeeldstad.example"),
            ("userAccountControl", "514"),
            ("manager", "CN=Elders,DC=voorbeeldstad,DC=example"),
            ("msDS-UserPasswordExpiryTimeComputed", "9223372036854775807"),
        ],
    );
    let elders = entry("CN=Elders,DC=voorbeeldstad,DC=example", &[("mail", "e@voorbeeldstad.example")]);
    let entries = [bram, anna];
    let columns = Columns::of(&[], Amsterdam);
    assert_eq!(columns.strangers(&entries).into_iter().collect::<Vec<_>>(), ["CN=Elders,DC=voorbeeldstad,DC=example"]);
    assert_eq!(
        csv(&[("personnel", "employeeNumber"), ("name", "cn")], &entries, &[elders]).unwrap(),
        "upn,account,id,name,preferred_language,manager,enabled,password_expires,personnel\n\
         a.bakker@voorbeeldstad.example,abakker,03020100-0504-0706-0809-0a0b0c0d0e0f,\"Bakker, Anna\",nl-NL,\
         b.visser@voorbeeldstad.example,true,2027-04-01,0042\n\
         b.visser@voorbeeldstad.example,,,,,e@voorbeeldstad.example,false,,\n"
    );
}

#[test]
fn people_of_other_directories_have_the_same_columns() {
    let mut anna = entry("uid=abakker,ou=people,dc=x", &[("uid", "abakker"), ("cn", "Anna"), ("sn", "Bakker")]);
    anna.add("mail", vec![b"a@x.example".to_vec(), b"anna@x.example".to_vec()]);
    anna.add("telephoneNumber", vec![b"2".to_vec(), b"1".to_vec()]);
    anna.add("entryUUID", vec![b"c0ffee00-0000-1040-8000-000000000000".to_vec()]);
    anna.add("manager", vec![b"uid=gone,dc=x".to_vec()]);
    assert_eq!(
        csv(&[("phones", "telephoneNumber"), ("room", "roomNumber")], &[anna.clone()], &[]).unwrap(),
        "account,email,id,name,surname,manager,phones,room\n\
         abakker,a@x.example,c0ffee00-0000-1040-8000-000000000000,Anna,Bakker,\"uid=gone,dc=x\",1;2,\n"
    );
    anna.add("jpegPhoto", vec![vec![0xff, 0xd8]]);
    let why = csv(&[("photo", "jpegPhoto")], &[anna], &[]).unwrap_err();
    assert_eq!(why, "`jpegPhoto` of uid=abakker,ou=people,dc=x is no text: leave it out of `columns:`");
}

#[test]
fn values_are_in_words() {
    let of = |attribute: &str, value: &[u8]| text(attribute, value, Amsterdam);
    let sid = [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0xe9, 3, 0, 0];
    assert_eq!(of("objectSid", &sid).as_deref(), Some("S-1-5-21-1-2-3-1001"));
    assert_eq!(of("objectSid", &sid[..20]), None, "cut short");
    assert_eq!(of("objectGUID", &[1, 2, 3]), None);
    // https://learn.microsoft.com/windows/win32/sysinfo/file-times: nothing is the first of January 1601.
    assert_eq!(of("accountExpires", b"0").as_deref(), Some(""));
    assert_eq!(of("accountExpires", b"9223372036854775807").as_deref(), Some(""));
    assert_eq!(of("pwdLastSet", b"133485408000000000").as_deref(), Some("2024-01-01"));
    assert_eq!(of("pwdLastSet", b"soon"), None);
    for (written, day) in
        [("20270331223000.0Z", "2027-04-01"), ("20270331213000Z", "2027-03-31"), ("20270401003000+0300", "2027-03-31")]
    {
        assert_eq!(of("whenCreated", written.as_bytes()).as_deref(), Some(day), "{written}");
    }
    for same in ["20270331223000", "20271331223000Z", "IT", "", "31 Kade"] {
        assert_eq!(of("department", same.as_bytes()).as_deref(), Some(same));
    }
    assert_eq!(comparable("CN=Ren\\C3\\A9e , OU=IT"), comparable("cn=renée,ou=it"));
    assert_eq!(comparable("CN=Visser\\, Bram"), comparable("cn=visser\\2c bram"));
    assert_ne!(comparable("CN=a,OU=b"), comparable("CN=a,OU=c"));
}

#[test]
fn what_a_directory_refuses_says_what_to_do() {
    let secrets = Secrets::of(["geheim!"]);
    let named = Named { host: "dc1.example", secrets: &secrets };
    let of = |rc: u32, text: &str| {
        let result = LdapResult { rc, matched: String::new(), text: text.to_owned(), refs: vec![], ctrls: vec![] };
        let (Fault::Refused(why) | Fault::Away(why)) = named.refused(&result);
        why
    };
    let locked = "80090308: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, data 775, v4f7c\0";
    assert!(
        of(49, locked).starts_with("dc1.example does not let the user in: the account is locked (code 49: 80090308")
    );
    assert_eq!(of(49, ""), "dc1.example does not let the user in: user or password is wrong (code 49)");
    assert!(of(8, "").contains("use ldaps://"));
    assert!(of(4, "").contains("have its limit raised"));
    assert!(of(32, "").contains("has no such `base:`"));
    assert!(!of(80, "you said geheim!").contains("geheim"));
}
