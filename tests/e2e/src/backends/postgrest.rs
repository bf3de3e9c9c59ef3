//! What PostgREST does with an insert, over a real PostgreSQL: PostgREST itself is in no registry that tests install from.
//!
//! One request is spoken as `docs.postgrest.org` has it: a POST of one JSON object to a table, `on_conflict`, and `Prefer` with
//! `resolution` and `return=minimal`. The statement is the one that PostgREST makes of it, in the role of the token; which rows
//! may come, and what is seen of others, is for the database to say.

use std::collections::BTreeMap;
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::postgres::{Postgres, SqlError};

/// The token, and the key of Supabase's gateway, for the role `anon`.
const ANON: &str = "anon";
/// A photo in hexadecimal.
const MOST_BYTES: usize = 32 << 20;

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct PostgRest {
    /// Where its tables are, without a slash at the end.
    pub url: String,
    serving: JoinHandle<io::Result<()>>,
}

impl PostgRest {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// If none is free.
    pub async fn start(database: Arc<Postgres>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router = Router::new()
            .route("/{table}", post(insert).options(preflight))
            .layer(DefaultBodyLimit::max(MOST_BYTES))
            .with_state(database);
        Ok(Self { url, serving: tokio::spawn(async { axum::serve(listener, router).await }) })
    }
}

impl Drop for PostgRest {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn preflight(headers: HeaderMap) -> Response {
    let wanted = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let mut reply = (StatusCode::OK, [("access-control-allow-origin", "*"), ("access-control-allow-methods", "POST")])
        .into_response();
    if let Some(wanted) = wanted {
        reply.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted);
    }
    reply
}

async fn insert(
    State(database): State<Arc<Postgres>>,
    Path(table): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (status, said) = match answer(&database, &table, &query, &headers, &body).await {
        Ok(()) => (StatusCode::CREATED, String::new()),
        Err(Refusal { status, code, message }) => (status, json!({ "code": code, "message": message }).to_string()),
    };
    (status, [("access-control-allow-origin", "*"), ("content-type", "application/json")], said).into_response()
}

/// An answer that is an error, with its code (docs.postgrest.org/en/stable/references/errors.html).
struct Refusal {
    status: StatusCode,
    code: String,
    message: String,
}

fn refusal(status: StatusCode, code: &str, message: impl Into<String>) -> Refusal {
    Refusal { status, code: code.to_owned(), message: message.into() }
}

async fn answer(
    database: &Postgres,
    table: &str,
    query: &BTreeMap<String, String>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), Refusal> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if header("authorization") != format!("Bearer {ANON}") || header("apikey") != ANON {
        return Err(refusal(StatusCode::UNAUTHORIZED, "PGRST301", "the token is not one of ours"));
    }
    let ignores = match header("prefer") {
        "resolution=ignore-duplicates,return=minimal" => true,
        "return=minimal" => false,
        other => return Err(refusal(StatusCode::BAD_REQUEST, "PGRST122", format!("Prefer: {other}"))),
    };
    let text = std::str::from_utf8(body).unwrap_or_default();
    let row: Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| refusal(StatusCode::BAD_REQUEST, "PGRST102", format!("no object of JSON: {error}")))?;
    let unique = query.get("on_conflict").map_or("", String::as_str);
    let sql = statement(table, &row, text, unique, ignores)
        .ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "PGRST100", "a name has unknown signs"))?;
    let done = database.runs(&sql).await.map_err(|error| {
        refusal(StatusCode::SERVICE_UNAVAILABLE, "PGRST000", format!("no connection to the database: {error}"))
    })?;
    done.map(|_| ()).map_err(refused)
}

/// The status of an error of PostgreSQL, for a role that is nobody in particular.
fn refused(SqlError { state, message }: SqlError) -> Refusal {
    let status = match state.as_str() {
        "23505" | "23503" => StatusCode::CONFLICT,
        "42501" => StatusCode::UNAUTHORIZED,
        "42P01" => StatusCode::NOT_FOUND,
        _ => StatusCode::BAD_REQUEST,
    };
    refusal(status, &state, message)
}

fn statement(table: &str, row: &Map<String, Value>, text: &str, unique: &str, ignores: bool) -> Option<String> {
    let list = |names: Vec<&str>| names.into_iter().map(name).collect::<Option<Vec<_>>>().map(|all| all.join(", "));
    let (table, columns) = (name(table)?, list(row.keys().map(String::as_str).collect())?);
    let conflict = if ignores {
        format!("on conflict ({}) do nothing", list(unique.split(',').collect())?)
    } else {
        String::new()
    };
    // Nobody can write the end of a text into it who would have to know the digest of all that he writes.
    let quote: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!(
        "set local role {ANON};
        insert into public.{table} ({columns})
        select {columns} from json_populate_record(null::public.{table}, $b{quote}${text}$b{quote}$)
        {conflict} returning 1;"
    ))
}

/// A quoted name, if it is one that needs no care.
fn name(name: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (!name.is_empty() && name.chars().all(plain)).then(|| format!("\"{name}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_becomes_one_statement_in_the_role_of_its_token() {
        let text = r#"{"jti":"a","jws":"$b$; drop table submissions; --"}"#;
        let row = serde_json::from_str(text).expect("an object");
        let sql = statement("submissions", &row, text, "jti,sha256", true).expect("plain names");
        assert!(sql.starts_with("set local role anon;"), "{sql}");
        assert!(sql.contains(r#"insert into public."submissions" ("jti", "jws")"#), "{sql}");
        assert!(sql.contains(r#"on conflict ("jti", "sha256") do nothing"#), "{sql}");
        assert_eq!(sql.matches("$b").count(), 3, "the row ends its own quote: {sql}");
        assert_eq!(statement("a; b", &row, text, "jti", true), None);
    }

    #[test]
    fn errors_have_the_status_that_postgrest_gives_them() {
        let status = |state: &str| refused(SqlError { state: state.into(), message: String::new() }).status.as_u16();
        assert_eq!(["23505", "42501", "42P01", "22P02"].map(status), [409, 401, 404, 400]);
    }
}
