//! The instance of a sealed file, made of its claims alone, letter by letter as the page makes it
//! (`www/package/src/device/targets/openrosa-xml.ts`): a server takes the same XML again, and other XML is a conflict. The root is
//! called `data`.

use std::collections::BTreeMap;

use sealform_submission::Claims;
use sealform_types::Json;

const OPENROSA: &str = "http://openrosa.org/xforms";
const ENKETO: &str = "http://enketo.org/xforms";

/// An element: its text, or what stands in it.
#[derive(Default)]
struct Node {
    name: String,
    text: String,
    attributes: String,
    children: Vec<Node>,
    /// Where children stand, by their steps, which tell instances of a repeat apart.
    steps: BTreeMap<String, usize>,
}

/// The instance as XML. The name of the sealed file stands in the node `sealform`: servers keep what a form asks for.
pub fn instance_xml(jti: &str, name: &str, claims: &Claims) -> String {
    let mut root = Node::default();
    for (path, ids) in claims.repeats.as_object().unwrap_or_default() {
        for id in ids.as_array().unwrap_or_default() {
            root.put(&format!("{path}[{}]", id.to_text()), "", None);
        }
    }
    for (path, answer) in claims.answers.as_object().unwrap_or_default() {
        root.put(path, "", Some(answer.get("v").map_or(String::new(), value_text)));
        if let Some(comment) = answer.get("c").and_then(Json::as_str) {
            let attribute = format!(" enk:for=\"{}\"", escaped(&format!("/data/{}", without_instances(path))));
            root.put(&format!("{path}_comment"), &attribute, Some(comment.to_owned()));
        }
    }
    root.put("sealform", "", Some(name.to_owned()));
    let form = &claims.questionnaire;
    let version = match form.version.as_str() {
        "" => String::new(),
        version => format!(" version=\"{}\"", escaped(version)),
    };
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><data xmlns:enk=\"{ENKETO}\" xmlns:orx=\"{OPENROSA}\" id=\"{}\"{version}>",
        escaped(&form.id)
    );
    root.children.iter().for_each(|child| child.write(&mut xml));
    xml.push_str(&format!("<orx:meta><orx:instanceID>uuid:{}</orx:instanceID>", escaped(jti)));
    if let Some(previous) = &claims.previous {
        xml.push_str(&format!("<orx:deprecatedID>uuid:{}</orx:deprecatedID>", escaped(previous.jti.as_str())));
    }
    xml.push_str("</orx:meta></data>");
    xml
}

impl Node {
    /// Writes a text into the element of a path, which is made where it is not there yet.
    fn put(&mut self, path: &str, attributes: &str, text: Option<String>) {
        let (step, rest) = path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
        let known = self.steps.get(step).copied();
        let index = known.unwrap_or(self.children.len());
        if known.is_none() {
            let (name, attributes) = (without_instances(step), attributes.to_owned());
            self.steps.insert(step.to_owned(), index);
            self.children.push(Self { name, attributes, ..Self::default() });
        }
        let Some(child) = self.children.get_mut(index) else { return };
        match (rest, text) {
            (Some(rest), text) => child.put(rest, attributes, text),
            (None, Some(text)) => child.text = text,
            (None, None) => {}
        }
    }

    fn write(&self, xml: &mut String) {
        let Self { name, text, attributes, children, steps: _ } = self;
        let mut inside = String::new();
        match children.is_empty() {
            true => inside = escaped(text),
            false => children.iter().for_each(|child| child.write(&mut inside)),
        }
        match inside.is_empty() {
            true => xml.push_str(&format!("<{name}{attributes}/>")),
            false => xml.push_str(&format!("<{name}{attributes}>{inside}</{name}>")),
        }
    }
}

/// Without what tells instances of a repeat apart: `[` digits `]`.
fn without_instances(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        match after.split_once(']') {
            Some((id, behind)) if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) => rest = behind,
            Some(_) | None => {
                text.push('[');
                rest = after;
            }
        }
    }
    text + rest
}

/// A value as an instance writes it: choices behind one another, places as `lat lon alt acc`; what it has no form for as JSON.
fn value_text(value: &Json) -> String {
    match value {
        Json::Array(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
            let places: Option<Vec<String>> = items.iter().map(place_text).collect();
            match (texts, places) {
                (Some(texts), _) => texts.join(" "),
                (None, Some(places)) => places.join("; "),
                (None, None) => value.to_text(),
            }
        }
        // A statement that was agreed to.
        Json::Boolean(agreed) => if *agreed { "OK" } else { "" }.to_owned(),
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Integer(_) | Json::Float(_) => value.to_text(),
        Json::Object(_) => place_text(value).unwrap_or_else(|| value.to_text()),
    }
}

fn place_text(value: &Json) -> Option<String> {
    let part = |name: &str| value.get(name).and_then(Json::as_str);
    let (lat, lon) = (part("lat")?, part("lon")?);
    Some(format!("{lat} {lon} {} {}", part("alt").unwrap_or("0"), part("acc").unwrap_or("0")))
}

/// Text or an attribute of XML 1.0; what it cannot hold is left out.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, c| {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => {
                escaped.push(c);
            }
            _ => {}
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use sealform_tests::forge::{json, minimal_claims};

    use super::*;

    /// What the page writes of the same claims, letter by letter.
    const EXPECTED: &str = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?><data xmlns:enk="http://enketo.org/xforms" "#,
        r#"xmlns:orx="http://openrosa.org/xforms" id="visit" version="2026.1"><people><pets><kind>cat</kind></pets>"#,
        r#"<name>Bo</name><name_comment enk:for="/data/people/name">c</name_comment></people><people><name>Ada</name>"#,
        r#"</people><agree>OK</agree><at><where>59.9 10.7 0 5</where></at><n>12</n><n_comment enk:for="/data/n">x&#13;"#,
        "\n",
        r#"y&lt;</n_comment><no/><walked>1 2 0 0; 3 4 7 0</walked><log>[{&quot;at&quot;:&quot;2026&quot;,&quot;channel"#,
        r#"&quot;:&quot;tel&quot;}]</log><sel>a b</sel><none/><sealform>n &quot;1&quot;.jws.json</sealform><orx:meta>"#,
        r#"<orx:instanceID>uuid:j</orx:instanceID></orx:meta></data>"#,
    );

    #[test]
    fn the_instance_is_the_one_that_the_page_makes() {
        let answers = json(
            r#"{"agree":{"v":true},"at/where":{"v":{"acc":"5","lat":"59.9","lon":"10.7"}},"n":{"v":12,"c":"x\r\ny\u0001<"},
                "no":{"v":false},"people[1]/name":{"v":"Bo","c":"c"},"people[1]/pets[2]/kind":{"v":"cat"},
                "people[3]/name":{"v":"Ada"},"walked":{"v":[{"lat":"1","lon":"2"},{"alt":"7","lat":"3","lon":"4"}]},
                "log":{"v":[{"at":"2026","channel":"tel"}]},"sel":{"v":["a","b"]},"none":{"v":[]}}"#,
        );
        let repeats = json(r#"{"people":[1,3],"people[1]/pets":[2]}"#);
        let claims = Claims { answers, repeats, ..minimal_claims() };
        assert_eq!(instance_xml("j", "n \"1\".jws.json", &claims), EXPECTED);
    }
}
