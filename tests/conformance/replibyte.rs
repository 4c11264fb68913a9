//! Replibyte's files: it reads over what it does not know, so its configuration is written down here, strictly, and the
//! check after a restore is run by PostgreSQL itself. Replibyte is to be had from no registry.

use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use serde_yaml::Value;

use crate::findings::{assert_none, assert_silent};
use crate::services::{files, paths};
use crate::support::Sandbox;
use crate::tools::{missing, own_tool};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    encryption_key: String,
    source: Source,
    datastore: Datastore,
    destination: Destination,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    connection_uri: String,
    transformers: Vec<Table>,
    database_subset: Option<Subset>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    database: String,
    table: String,
    columns: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    name: String,
    transformer_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subset {
    database: String,
    table: String,
    strategy_name: String,
    strategy_options: Percent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Percent {
    percent: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Datastore {
    aws: Aws,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Aws {
    bucket: String,
    region: String,
    credentials: Credentials,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    access_key_id: String,
    secret_access_key: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Destination {
    connection_uri: String,
    wipe_database: bool,
}

/// What a ConfigMap of the table holds under that name.
fn data(name: &str) -> String {
    let file = files().find(|file| file.path == "deploy/replibyte/config.yaml").expect("no service has Replibyte");
    let map: Value = serde_yaml::from_str(&file.text).unwrap();
    map["data"][name].as_str().unwrap().to_owned()
}

#[test]
fn replibyte_knows_every_key() {
    let Config { encryption_key, source, datastore, destination } =
        serde_yaml::from_str(&data("replibyte.yaml")).unwrap();
    let Aws { bucket, region, credentials } = datastore.aws;
    for secret in [
        &encryption_key,
        &source.connection_uri,
        &destination.connection_uri,
        &credentials.access_key_id,
        &credentials.secret_access_key,
    ] {
        assert!(secret.starts_with('$'), "{secret} is written out");
    }
    assert!(destination.wipe_database && !bucket.is_empty() && !region.is_empty());
    let columns: Vec<String> = source
        .transformers
        .iter()
        .flat_map(|Table { database, table, columns }| {
            columns
                .iter()
                .map(move |Column { name, transformer_name }| format!("{database}.{table}.{name}={transformer_name}"))
        })
        .collect();
    assert_eq!(columns, ["public.users.email=email", "public.users.name=first-name", "shop.orders.note=redacted"]);
    let Subset { database, table, strategy_name, strategy_options } = source.database_subset.unwrap();
    assert_eq!((database.as_str(), table.as_str(), strategy_name.as_str()), ("shop", "orders", "random"));
    assert_eq!(strategy_options.percent, 10);
}

#[test]
fn the_objects_around_replibyte_are_right() {
    let Some(types) = own_tool("kubernetes-types", "tsc") else { return };
    assert_silent(
        &types.run(paths(|file| file.path.starts_with("deploy/replibyte/") && file.ends_with(&[".yaml"]))).outcome(),
    );
}

/// Where Debian keeps the programs of PostgreSQL's server.
fn server() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    versions.map(|version| version.path().join("bin")).find(|bin| bin.join("initdb").exists())
}

#[test]
fn personal_data_after_a_restore_is_noticed() {
    let Some(bin) = server() else { return missing("postgresql") };
    let sandbox = Sandbox::new();
    sandbox.write("check.sql", data("check.sql"));
    sandbox.write("run.sh", SCENES);
    let run =
        sandbox.command("bash").args(["run.sh", bin.to_str().unwrap(), sandbox.path("check.sql").to_str().unwrap()]);
    let outcome = run.succeeds();
    let told: Vec<&str> = outcome.stdout.lines().collect();
    let expected = [
        ("empty", "the tables are empty"),
        ("replaced", "nothing personal was found"),
        ("address", "public.users.email: 1 values are no work of the transformer email"),
        ("redacted", "shop.orders.note: 1 values are no work of the transformer redacted"),
        ("marker", "public.logs.line: the marker came through"),
        ("elsewhere", "public.logs.data: 1 addresses of e-mail"),
        ("renamed", "public.users.email: there is no such column"),
    ];
    let mut findings = Vec::new();
    for (scene, reason) in expected {
        let passes = scene == "replaced";
        let found = told.iter().find(|line| line.starts_with(&format!("{scene}: ")));
        let is_right = found.is_some_and(|line| line.contains(reason) && line.contains("exit 0") == passes);
        if !is_right {
            findings.push(format!("{scene}: {found:?}"));
        }
    }
    assert_none("check.sql", &findings);
}

/// A server of its own in a folder that its user may enter, reached by a socket alone; each scene on one line.
const SCENES: &str = r#"
set -eu
bin=$1
data=$(mktemp -d /tmp/blip-postgres.XXXXXX)
# the server refuses to be root's
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
if [ "$(id -u)" = 0 ]; then chown postgres "$data"; fi
end() { as "$bin/pg_ctl" -D "$data/db" -m immediate stop > /dev/null 2>&1 || true; rm -rf "$data"; }
trap end EXIT
cp "$2" "$data/check.sql" && chmod 755 "$data" && chmod 644 "$data/check.sql"
cd "$data"
as "$bin/initdb" -D "$data/db" -A trust -U tester > /dev/null
as "$bin/pg_ctl" -D "$data/db" -o "-c listen_addresses='' -k $data -c fsync=off" -l /dev/null -w start > /dev/null
sql() { "$bin/psql" -h "$data" -U tester -d postgres --no-psqlrc -v ON_ERROR_STOP=1 -q "$@"; }
scene() {
  code=0
  text=$(sql -f check.sql 2>&1) || code=$?
  printf '%s: exit %s %s\n' "$1" "$code" "$(printf '%s' "$text" | tr '\n' ' ')"
}
sql -c "create schema shop; create table users(id int, email text, name text); create table shop.orders(id int, note text);
  create table logs(line text, data jsonb)"
scene empty
sql -c "insert into users values (1, 'a@example.com', 'Jane'), (2, null, 'Bob'); insert into shop.orders values (1, '***')"
scene replaced
sql -c "insert into users values (3, 'ada@acme.example', 'Jane')"
scene address
sql -c "delete from users where id = 3; insert into shop.orders values (2, 'ring twice')"
scene redacted
sql -c "delete from shop.orders where id = 2; insert into logs values ('Nobody came', '{}')"
scene marker
sql -c "update logs set line = '', data = '{\"to\": [\"bob@acme.example\"]}'"
scene elsewhere
sql -c "delete from logs; alter table users rename email to mail"
scene renamed
"#;
