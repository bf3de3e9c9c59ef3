//! A `delivery.json`: where a deployment wants its files. Every fault is listed, with its place and what would mend it. The page
//! reads the same document by the same rules (`www/package/src/device/delivery-reader.ts`).

use sealform_submission::PublicJwk;
use sealform_types::{Finding, Findings, Json, Place, closest_match, pointer};

/// What a target's `blobs` may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blobs {
    /// The target takes attachments where it takes files.
    Beside,
    /// It takes none of its own: another address does, or grants do.
    Elsewhere,
    /// They go in the same request, where that is wanted.
    Within,
}

/// What a type of target may have.
struct Rule {
    name: &'static str,
    /// Nothing of it where the target has no address: the page, a file, the person.
    server: Option<Server>,
}

#[derive(Clone, Copy)]
struct Server {
    blobs: Blobs,
    /// Whether what is known of a reply can be chosen.
    has_reply: bool,
    /// Whether an address alone is not enough.
    needs_grant: bool,
}

const fn server(name: &'static str, blobs: Blobs) -> Rule {
    Rule { name, server: Some(Server { blobs, has_reply: false, needs_grant: false }) }
}

const fn local(name: &'static str) -> Rule {
    Rule { name, server: None }
}

const RULES: [Rule; 12] = [
    local("page"),
    local("file"),
    local("share"),
    Rule { name: "webhook", server: Some(Server { blobs: Blobs::Elsewhere, has_reply: true, needs_grant: false }) },
    server("s3-put", Blobs::Beside),
    Rule { name: "s3-post", server: Some(Server { blobs: Blobs::Beside, has_reply: false, needs_grant: true }) },
    server("azure", Blobs::Beside),
    server("webdav", Blobs::Beside),
    server("postgrest", Blobs::Elsewhere),
    server("openrosa", Blobs::Beside),
    server("json", Blobs::Beside),
    Rule { name: "form", server: Some(Server { blobs: Blobs::Within, has_reply: true, needs_grant: false }) },
];

const OF_DOCUMENT: [&str; 5] = ["$schema", "encrypt", "keep_days", "sealform_delivery", "targets"];
const OF_LOCAL: [&str; 2] = ["id", "type"];
const OF_PAGE: [&str; 3] = ["id", "type", "url"];
const OF_SERVER: [&str; 7] = ["blobs", "credentials", "grant", "headers", "id", "type", "url"];
const OF_REPLY: [&str; 9] = ["blobs", "credentials", "expect", "grant", "headers", "id", "reply", "type", "url"];
/// These come by grant: what stands in the document is read by everybody.
const SECRET: [&str; 5] = ["apikey", "authorization", "cookie", "proxy-authorization", "x-api-key"];
const MOST_DAYS: i64 = 3650;

/// What is wrong with a delivery, and how many targets it names.
pub fn check(json: &Json) -> (usize, Vec<Finding>) {
    let mut reader = Reader::default();
    let targets = reader.document(json);
    (targets, reader.0.into_vec())
}

#[derive(Default)]
struct Reader(Findings);

/// A target as far as it is compared with others.
struct Target<'a> {
    name: &'a str,
    id: &'a str,
    url: Option<&'a str>,
    grant: Option<&'a str>,
}

impl Reader {
    fn say(&mut self, code: &'static str, at: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.0.push(Finding::error(code, message, Place::at(at)).hint(hint));
    }

    fn document(&mut self, json: &Json) -> usize {
        if json.as_object().is_none() {
            self.say("delivery/type", "", "a delivery is an object", "write {\"targets\": []}");
            return 0;
        }
        self.only(json, "", &OF_DOCUMENT);
        if json.get("sealform_delivery").is_some_and(|version| version.as_integer() != Some(1)) {
            let message = "the delivery is not of version 1";
            self.say("delivery/version", "/sealform_delivery", message, "this Sealform knows version 1");
        }
        let is_days = |days: &Json| days.as_integer().is_some_and(|days| (0..=MOST_DAYS).contains(&days));
        if json.get("keep_days").is_some_and(|days| !is_days(days)) {
            let message = format!("`keep_days` is no whole number from 0 to {MOST_DAYS}");
            self.say("delivery/type", "/keep_days", message, "leave it out where nothing is to go");
        }
        if let Some(key) = json.get("encrypt") {
            self.encrypt(key);
        }
        let Some(targets) = json.get("targets").and_then(Json::as_array) else {
            let hint = "write {\"targets\": []}";
            self.say("delivery/missing", "/targets", "the delivery has no list `targets`", hint);
            return 0;
        };
        let read: Vec<Option<Target<'_>>> = targets
            .iter()
            .enumerate()
            .map(|(index, target)| self.target(target, &format!("/targets/{index}")))
            .collect();
        self.refuse_twins(&read);
        if json.get("encrypt").is_some() {
            self.refuse_clear(&read);
        }
        targets.len()
    }

    /// Where somebody alone reads what is sent, no target may want the answers in the clear.
    fn refuse_clear(&mut self, targets: &[Option<Target<'_>>]) {
        for (index, _) in
            targets.iter().enumerate().filter(|(_, to)| to.as_ref().is_some_and(|to| to.name == "openrosa"))
        {
            let message = "an OpenRosa server gets the answers in the clear, which contradicts `encrypt`";
            let hint = "leave out `encrypt`, or name a target of another type";
            self.say("delivery/contradiction", &format!("/targets/{index}/type"), message, hint);
        }
    }

    fn encrypt(&mut self, key: &Json) {
        if key.get("d").is_some() {
            let hint = "make another key, and name only its public half: whoever opens the page could read every file";
            self.say("delivery/credential", "/encrypt", "this is a private key", hint);
        } else if let Err(error) = PublicJwk::from_json(key) {
            let mut finding = Finding::from(error);
            finding.place.pointer.insert_str(0, "/encrypt");
            self.0.push(finding);
        }
        let is_or_absent = |name: &str, wanted: &str| key.get(name).is_none_or(|value| value.as_str() == Some(wanted));
        if !is_or_absent("use", "enc") || !is_or_absent("alg", "ECDH-ES") {
            let hint =
                "it needs `use` \"enc\" and `alg` \"ECDH-ES\", or neither: `sealform keygen --encryption` makes one";
            self.say("delivery/type", "/encrypt", "the key is not for encrypting", hint);
        }
    }

    fn target<'a>(&mut self, json: &'a Json, at: &str) -> Option<Target<'a>> {
        if json.as_object().is_none() {
            let hint = "write {\"type\": \"webhook\", \"url\": \"https://…\"}";
            self.say("delivery/type", at, "a target is an object", hint);
            return None;
        }
        let name = json.get("type").and_then(Json::as_str);
        let Some(rule) = RULES.iter().find(|rule| Some(rule.name) == name) else {
            self.unknown(json.get("type"), &format!("{at}/type"));
            return None;
        };
        let id = json.get("id").map_or(Some(rule.name), Json::as_str).filter(|id| !id.is_empty());
        if id.is_none() {
            self.say("delivery/type", &format!("{at}/id"), "`id` is no name", "write a text that is not empty");
        }
        match &rule.server {
            None if rule.name == "page" => {
                self.only(json, at, &OF_PAGE);
                if let Some(address) = json.get("url") {
                    self.address(address, "url", &format!("{at}/url"));
                }
            }
            None => self.only(json, at, &OF_LOCAL),
            Some(server) => self.server(json, at, rule.name, *server),
        }
        let address =
            |name: &str| json.get(name).and_then(Json::as_str).map(|url| url.split('#').next().unwrap_or(url));
        Some(Target { name: rule.name, id: id?, url: address("url"), grant: address("grant") })
    }

    fn unknown(&mut self, kind: Option<&Json>, at: &str) {
        let names = || RULES.iter().map(|rule| rule.name);
        let known = format!("known are {}", names().collect::<Vec<_>>().join(", "));
        match kind {
            None => self.say("delivery/missing", at, "the target has no `type`", known),
            Some(kind) => {
                let near = kind.as_str().and_then(|kind| closest_match(kind, names()));
                let hint = near.map_or(known, |near| format!("did you mean `{near}`?"));
                self.say("delivery/unknown-type", at, format!("unknown type of target {}", kind.to_text()), hint);
            }
        }
    }

    fn server(&mut self, json: &Json, at: &str, name: &str, rule: Server) {
        self.only(json, at, if rule.has_reply { &OF_REPLY } else { &OF_SERVER });
        let has = |name: &str| json.get(name).is_some();
        for name in ["url", "grant"] {
            if let Some(address) = json.get(name) {
                self.address(address, name, &format!("{at}/{name}"));
            }
        }
        if rule.needs_grant && !has("grant") {
            let message = format!("a target of the type `{name}` has a `grant`");
            let hint = "name the address that gives out its `fields`";
            self.say("delivery/missing", &format!("{at}/grant"), message, hint);
        } else if !has("url") && !has("grant") {
            let hint = "write \"url\": \"https://…\", or \"grant\" where every file has an address of its own";
            self.say("delivery/missing", &format!("{at}/url"), format!("the {name} target has no `url`"), hint);
        }
        if let Some(headers) = json.get("headers") {
            self.headers(headers, &format!("{at}/headers"));
        }
        self.word(json, at, "credentials", &["omit", "same-origin", "include"], "it says whether cookies go");
        let travels = self.blobs(json, at, rule.blobs);
        if rule.has_reply {
            self.word(json, at, "reply", &["readable", "opaque"], "leave it out where it can be read");
            self.word(json, at, "expect", &["digest"], "leave it out where a status is enough");
            let is_opaque = json.get("reply").and_then(Json::as_str) == Some("opaque");
            if is_opaque && has("expect") {
                let hint = "nothing of an opaque reply can be read";
                self.say("delivery/contradiction", &format!("{at}/expect"), "`expect` contradicts `reply`", hint);
            }
            if is_opaque && (travels || has("grant")) {
                let message = "attachments and grants need replies that can be read";
                let hint = "leave out `blobs` and `grant`, or `\"reply\": \"opaque\"`";
                self.say("delivery/contradiction", &format!("{at}/reply"), message, hint);
            }
        }
    }

    /// Whether attachments travel.
    fn blobs(&mut self, json: &Json, at: &str, rule: Blobs) -> bool {
        let at = format!("{at}/blobs");
        let has_grant = json.get("grant").is_some();
        match (json.get("blobs"), rule) {
            (None, Blobs::Beside) => true,
            (None, Blobs::Elsewhere) => has_grant,
            (None, Blobs::Within) | (Some(Json::Boolean(false)), _) => false,
            (Some(Json::Boolean(true)), Blobs::Elsewhere) if !has_grant => {
                let hint = "write its address, or name a `grant`";
                self.say("delivery/missing", &at, "`blobs` does not say where attachments go", hint);
                true
            }
            (Some(Json::Boolean(true)), _) => true,
            (Some(address @ Json::String(_)), Blobs::Elsewhere) => {
                self.address(address, "blobs", &at);
                true
            }
            (Some(_), _) => {
                let more = if rule == Blobs::Elsewhere { " nor an address" } else { "" };
                let message = format!("`blobs` is neither `true` nor `false`{more}");
                self.say("delivery/type", &at, message, "it says whether attachments travel");
                false
            }
        }
    }

    /// A member that is one of some words, where it is there.
    fn word(&mut self, json: &Json, at: &str, name: &str, words: &[&str], hint: &str) {
        let is_known = |value: &Json| value.as_str().is_some_and(|text| words.contains(&text));
        if json.get(name).is_some_and(|value| !is_known(value)) {
            let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            let message = match quoted.as_slice() {
                [one] => format!("`{name}` is not {one}"),
                several => format!("`{name}` is neither {}", several.join(" nor ")),
            };
            self.say("delivery/type", &format!("{at}/{name}"), message, hint);
        }
    }

    /// An address that browsers send to: of http or https, or relative to the page.
    fn address(&mut self, value: &Json, name: &str, at: &str) {
        let wrong = |what: &str| format!("`{name}` is no address{what}");
        let Some(text) = value.as_str().filter(|text| !text.contains(char::is_whitespace)) else {
            return self.say("delivery/address", at, wrong(""), "write https://host/path");
        };
        let scheme = text.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| is_scheme(scheme));
        let rest = match scheme {
            Some(scheme) if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") => {
                match text.get(scheme.len()..).and_then(|rest| rest.strip_prefix("://")) {
                    Some(rest) => rest,
                    None => return self.say("delivery/address", at, wrong(""), "write https://host/path"),
                }
            }
            Some(scheme) => {
                let message = wrong(&format!(" that browsers send to: {scheme}:"));
                return self.say("delivery/address", at, message, "write https://…");
            }
            None => match text.strip_prefix("//") {
                Some(rest) => rest,
                // Of the page's own host.
                None => return,
            },
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.contains('@') {
            let message = format!("`{name}` holds a name or a password");
            self.say("delivery/credential", at, message, "let a `grant` give it out");
        } else if host.is_empty() || host.starts_with(':') {
            self.say("delivery/address", at, wrong(""), "write https://host/path");
        }
    }

    fn headers(&mut self, headers: &Json, at: &str) {
        let Some(members) = headers.as_object() else {
            return self.say("delivery/type", at, "`headers` is no object", "write {\"X-Name\": \"value\"}");
        };
        for (name, value) in members {
            let at = pointer(at, name);
            let lower = name.to_ascii_lowercase();
            if SECRET.contains(&lower.as_str()) {
                let hint = "everybody can read the delivery: let a `grant` give it out";
                self.say("delivery/credential", &at, format!("`headers` never holds `{lower}`"), hint);
            } else if !is_token(name) {
                let message = format!("`{name}` is no name of a header");
                self.say("delivery/type", &at, message, "write letters, digits and hyphens");
            } else if !value.as_str().is_some_and(|text| text.chars().all(is_of_header)) {
                let message = format!("the header `{name}` is no text of one line");
                self.say("delivery/type", &at, message, "write a text in Latin letters");
            }
        }
    }

    fn only(&mut self, json: &Json, at: &str, known: &[&str]) {
        for (name, _) in json.as_object().unwrap_or_default() {
            if known.contains(&name.as_str()) {
                continue;
            }
            let near = closest_match(name, known.iter().copied());
            let shown: Vec<&str> = known.iter().copied().filter(|name| *name != "$schema").collect();
            let known = || format!("known here are {}", shown.join(", "));
            let hint = near.map_or_else(known, |near| format!("did you mean `{near}`?"));
            self.say("delivery/unknown-member", &pointer(at, name), format!("unknown member `{name}`"), hint);
        }
    }

    /// Two targets of one name would share one entry; two with one address would get every file twice.
    fn refuse_twins(&mut self, targets: &[Option<Target<'_>>]) {
        for (index, target) in targets.iter().enumerate() {
            let Some(target) = target else { continue };
            let at = format!("/targets/{index}");
            let before = || targets.iter().take(index).flatten();
            if before().any(|other| other.id == target.id) {
                let message = format!("two targets are called `{}`", target.id);
                self.say("delivery/twice", &at, message, "give each an `id` of its own");
            }
            let is_server = target.url.is_some() || target.grant.is_some();
            let place = |target: &Target<'_>| {
                (target.name.to_owned(), target.url.map(str::to_owned), target.grant.map(str::to_owned))
            };
            if is_server && before().any(|other| place(other) == place(target)) {
                self.say("delivery/twice", &at, "two targets have one type and one address", "name it once");
            }
        }
    }
}

/// RFC 3986, section 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// RFC 9110, section 5.6.2.
fn is_token(text: &str) -> bool {
    let is_mark = |c| "!#$%&'*+.^_`|~-".contains(c);
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || is_mark(c))
}

fn is_of_header(c: char) -> bool {
    matches!(c, '\t' | '\u{20}'..='\u{7e}' | '\u{80}'..='\u{ff}')
}
