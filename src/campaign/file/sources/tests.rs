//! What sources come to, and what is said of broken ones.

use std::collections::BTreeMap;

use crate::campaign::file::{CampaignFile, Interpreted, interpret};
use crate::campaign::{Asked, Guard, Inputs, System, yaml};
use crate::error::Result;

const BASE: &str = include_str!("../../../../tests/campaigns/base/campaign.yaml");

fn judge(text: &str) -> Result<Interpreted> {
    let (file, origin) = yaml::read::<CampaignFile>("campaign.yaml", text).unwrap();
    interpret(file, &origin, &mut Inputs::from_files(BTreeMap::new()))
}

#[test]
fn data_is_fetched_from_a_directory_or_a_tenant() {
    let from = "people: [{file: people.csv}]";
    let with = |sources: &str| format!("{from}\nsources: [{sources}]");
    let read = |sources: &str| judge(&BASE.replacen(from, &with(sources), 1)).unwrap().campaign.fetched;
    let files = "files: [{file: people.csv, base: 'dc=x', filter: (mail=*), columns: {room: roomNumber}}]";
    let guards = [
        ("url: 'ldaps://dc1.x.example'", (Guard::Tls, 636)),
        ("url: 'ldap://dc1.x.example'", (Guard::StartTls, 389)),
        ("url: 'ldap://dc1.x.example:3389/', tls: starttls", (Guard::StartTls, 3389)),
        ("url: 'ldap://dc1.x.example', tls: none", (Guard::Nothing, 389)),
    ];
    for (keys, (guard, port)) in guards {
        let fetched = read(&format!("{{ldap: {{{keys}, {files}}}}}"));
        let System::Directory(directory) = &*fetched[0].system else { panic!("{fetched:?}") };
        assert_eq!((&*directory.host, directory.port, directory.guard), ("dc1.x.example", port, guard), "{keys}");
        assert_eq!(fetched[0].columns, [("room".to_owned(), "roomNumber".to_owned())]);
        assert_eq!(fetched[0].asked, Asked::Entries { base: "dc=x".to_owned(), filter: "(mail=*)".to_owned() });
    }
    let graph =
        "graph: {oauth2: {tenant: x.example, client: c, secret: {env: S}}, files: [{file: people.csv, of: users}]}";
    let fetched = read(&format!("{{{graph}}}"));
    assert_eq!(fetched[0].asked, Asked::Users { filter: "userType eq 'Member'".to_owned() });
    let ldap = |keys: &str| format!("{{ldap: {{url: 'ldaps://x.example', {keys}}}}}");
    let of = |of: &str| format!("{{graph: {{token: {{command: x}}, files: [{{file: people.csv, {of}}}]}}}}");
    for (sources, said) in [
        ("{}".to_owned(), "this source names no system"),
        (format!("{{{graph}, ldap: {{url: 'ldaps://x.example', {files}}}}}"), "a source is one system"),
        (ldap("files: []"), "nothing is fetched from this source"),
        (ldap(&format!("user: me, {files}")), "a user without a password signs in as nobody"),
        (ldap(&format!("password: {{env: P}}, {files}")), "a password without a user signs nobody in"),
        (ldap(&format!("tls: starttls, {files}")), "ldaps:// is TLS from the first byte"),
        (ldap("files: [{file: people.csv, base: 'dc=x', filter: (mail=*}]"), "`(mail=*` is not a filter of LDAP"),
        (ldap("files: [{file: other.csv, base: 'dc=x', filter: (mail=*)}]"), "nothing reads `other.csv`"),
        (ldap("files: [{file: people.txt, base: 'dc=x', filter: (mail=*)}]"), "is not the name of a CSV file"),
        (ldap("files: [{file: ../people.csv, base: 'dc=x', filter: (mail=*)}]"), "leads out of it"),
        (format!("{0}, {0}", ldap(files)), "`people.csv` is fetched twice"),
        (format!("{{ldap: {{url: 'ldap://me:pw@x.example', {files}}}}}"), "holds a name or password"),
        (format!("{{ldap: {{url: 'http://x.example', {files}}}}}"), "`http://x.example` is not a directory"),
        (format!("{{ldap: {{url: 'ldap://x.example/dc=x', {files}}}}}"), "is not a directory"),
        (format!("{{ldap: {{url: 'ldap://x.example', tls: off, {files}}}}}"), "there is no `tls: off`"),
        (of("of: user"), "a tenant is not asked for `user`"),
        (of("of: registrations, filter: x eq 1"), "registrations are fetched of everybody"),
        ("{graph: {files: [{file: people.csv, of: users}]}}".to_owned(), "nothing says who asks the tenant"),
    ] {
        let wrong = judge(&BASE.replacen(from, &with(&sources), 1)).err();
        let wrong = wrong.unwrap_or_else(|| panic!("{sources} is fine")).to_string();
        assert!(wrong.contains(said), "{sources}: {wrong}");
    }
}
