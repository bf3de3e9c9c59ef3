//! What the interface says, made ready for the package: `www/package/messages/<language>.json` → modules that are loaded
//! for the language in use.
//!
//! A language is one file. Its section `loading` goes with the element, for it is said before anything else is there; the
//! sentences of the form are handed to the Wasm as text; those of the controls that are loaded on demand come with the
//! first of them, and what is said of the device, its drafts and reports, of an assignment, of an enrolment, inside of other
//! apps, while something is recorded, or in a report, when it has to be said.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use intl_pluralrules::{PluralRuleType, PluralRules};
use serde_json::{Map, Value};
use unic_langid::LanguageIdentifier;

use crate::repository::Repository;

/// The catalogues, one file for each language.
const FOLDER: &str = "www/package/messages";
/// Where the modules are written, beside the generated glue.
const MODULES: &str = "www/package/pkg/messages";
/// The language that stands in for those that are not there, and whose names all others have to have.
const FIRST: &str = "en";

/// One language.
struct Catalogue {
    tag: String,
    sections: Map<String, Value>,
}

/// Writes the modules.
///
/// # Errors
/// If a file cannot be read, lacks a sentence or has one that English lacks; the message names file and sentence.
pub fn write(repo: &Repository) -> Result<()> {
    let catalogues = read(&repo.path(FOLDER))?;
    let modules = repo.path(MODULES);
    fs::create_dir_all(&modules).context("cannot make the folder of the messages")?;
    for catalogue in &catalogues {
        let tag = &catalogue.tag;
        let form: Map<String, Value> = ["tag", "numbers", "interface"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), catalogue.sections.get(name)?.clone())))
            .collect();
        // As the text of a text: the Wasm reads JSON by itself.
        let form = serde_json::to_string(&serde_json::to_string(&form)?)?;
        fs::write(modules.join(format!("{tag}.interface.js")), format!("export default {form};\n"))?;
        for section in ["widgets", "device", "assignment", "report", "enrolment", "in_app", "recording"] {
            let said = serde_json::to_string(&catalogue.sections[section])?;
            fs::write(modules.join(format!("{tag}.{section}.js")), format!("export default {said};\n"))?;
        }
    }
    fs::write(modules.join("index.js"), index(&catalogues)?)?;
    let first = catalogues.iter().find(|one| one.tag == FIRST).context("there are no English messages")?;
    fs::write(modules.join("index.d.ts"), declarations(&first.sections)?)?;
    for list in &LISTS {
        fs::write(modules.join(format!("{}.js", list.module)), list.script(&catalogues)?)?;
        fs::write(modules.join(format!("{}.d.ts", list.module)), list.declarations(&first.sections)?)?;
    }
    Ok(())
}

fn read(folder: &Path) -> Result<Vec<Catalogue>> {
    let mut catalogues = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let sections: Map<String, Value> = serde_json::from_str(&text).with_context(|| format!("{FOLDER}/{name}"))?;
        let tag = sections.get("tag").and_then(Value::as_str).unwrap_or_default().to_owned();
        ensure!(name == format!("{tag}.json"), "{FOLDER}/{name} has the tag `{tag}`");
        catalogues.push(Catalogue { tag, sections });
    }
    catalogues.sort_by(|one, other| one.tag.cmp(&other.tag));
    let Some(first) = catalogues.iter().find(|one| one.tag == FIRST) else {
        bail!("there is no {FOLDER}/{FIRST}.json")
    };
    for one in &catalogues {
        compare(&first.sections, &one.sections, &one.tag, &plural_forms(&one.tag)?)?;
    }
    Ok(catalogues)
}

/// The forms that a sentence with a number of things takes in a language.
fn plural_forms(tag: &str) -> Result<BTreeSet<String>> {
    let language: LanguageIdentifier = tag.parse().with_context(|| format!("`{tag}` is not a language tag"))?;
    let rules = PluralRules::create(language, PluralRuleType::CARDINAL);
    let rules = rules.map_err(|error| anyhow!("the plural rules of `{tag}` are unknown: {error}"))?;
    // Rules look at the last two digits, and some at whole millions.
    let numbers = (0..=200u32).chain([1_000_000]);
    let forms = numbers.map(|number| rules.select(number).map_err(|error| anyhow!("{number}: {error}")));
    forms.map(|form| Ok(format!("{:?}", form?).to_lowercase())).collect()
}

/// Every language has the sentences of English; a sentence with several forms has those of its own language.
fn compare(first: &Map<String, Value>, other: &Map<String, Value>, at: &str, forms: &BTreeSet<String>) -> Result<()> {
    if is_plural(first) && is_plural(other) {
        if let Some(form) = forms.iter().find(|form| !other.contains_key(*form)) {
            bail!("the sentence `{at}` lacks the plural form `{form}`");
        }
        if let Some(form) = other.keys().find(|form| !forms.contains(*form)) {
            bail!("the sentence `{at}` has the plural form `{form}`, which its language does not use");
        }
        return other.iter().try_for_each(|(form, text)| {
            ensure!(text.is_string(), "`{at}/{form}` is not a text");
            Ok(())
        });
    }
    if let Some(name) = other.keys().find(|name| !first.contains_key(*name)) {
        bail!("the messages `{at}/{name}` are unknown: English has no such sentence");
    }
    for (name, value) in first {
        let at = format!("{at}/{name}");
        match (value, other.get(name)) {
            (_, None) => bail!("the sentence `{at}` is missing"),
            (Value::Object(first), Some(Value::Object(other))) => compare(first, other, &at, forms)?,
            (Value::String(_), Some(Value::String(_))) => {}
            _ => bail!("`{at}` is not of the same kind as in English"),
        }
    }
    Ok(())
}

fn is_plural(section: &Map<String, Value>) -> bool {
    !section.is_empty()
        && section.keys().all(|name| matches!(name.as_str(), "zero" | "one" | "two" | "few" | "many" | "other"))
}

fn index(catalogues: &[Catalogue]) -> Result<String> {
    let mut text = String::from("export const CATALOGUES = {\n");
    for Catalogue { tag, sections } in catalogues {
        let loading = serde_json::to_string(&sections["loading"])?;
        writeln!(
            text,
            "  {tag}: {{ loading: {loading}, interface: () => import(\"./{tag}.interface.js\"), \
             widgets: () => import(\"./{tag}.widgets.js\"), device: () => import(\"./{tag}.device.js\") }},"
        )?;
    }
    text.push_str("};\n");
    Ok(text)
}

/// A section that few pages need, with a list of its languages in a module of its own: no form waits for the list of it.
struct SectionList {
    /// The name of the section.
    section: &'static str,
    /// The name of the module without its end.
    module: &'static str,
    /// What the module exports.
    name: &'static str,
    /// What the type of the sentences is called.
    kind: &'static str,
}

/// What a report says is asked for by the report alone, what an assignment says by forms that have one, and what few people
/// are told by what tells it.
const LISTS: [SectionList; 5] = [
    SectionList { section: "report", module: "reports", name: "REPORTS", kind: "ReportMessages" },
    SectionList { section: "assignment", module: "assignments", name: "ASSIGNMENTS", kind: "AssignmentMessages" },
    SectionList { section: "enrolment", module: "enrolments", name: "ENROLMENTS", kind: "EnrolmentMessages" },
    SectionList { section: "in_app", module: "in_app", name: "IN_APP", kind: "InAppMessages" },
    SectionList { section: "recording", module: "recordings", name: "RECORDINGS", kind: "RecordingMessages" },
];

impl SectionList {
    fn script(&self, catalogues: &[Catalogue]) -> Result<String> {
        let Self { section, name, .. } = self;
        let mut text = format!("export const {name} = {{\n");
        for Catalogue { tag, .. } in catalogues {
            writeln!(text, "  {tag}: () => import(\"./{tag}.{section}.js\"),")?;
        }
        text.push_str("};\n");
        Ok(text)
    }

    fn declarations(&self, first: &Map<String, Value>) -> Result<String> {
        let Self { section, name, kind, .. } = self;
        let Some(Value::Object(members)) = first.get(*section) else { bail!("English lacks the section `{section}`") };
        Ok(format!(
            "export interface {kind} {}\n\
             export const {name}: Readonly<Record<string, () => Promise<{{ default: {kind} }}>>>;\n",
            members_of(members, 1)
        ))
    }
}

fn declarations(first: &Map<String, Value>) -> Result<String> {
    let mut text = String::new();
    for (name, section) in [("LoadingMessages", "loading"), ("WidgetMessages", "widgets"), ("DeviceMessages", "device")]
    {
        let Some(Value::Object(members)) = first.get(section) else { bail!("English lacks the section `{section}`") };
        writeln!(text, "export interface {name} {}", members_of(members, 1))?;
    }
    text.push_str(
        "export interface Catalogue {\n  readonly loading: LoadingMessages;\n  \
         readonly interface: () => Promise<{ default: string }>;\n  \
         readonly widgets: () => Promise<{ default: WidgetMessages }>;\n  \
         readonly device: () => Promise<{ default: DeviceMessages }>;\n}\n\
         export const CATALOGUES: Readonly<Record<string, Catalogue>>;\n",
    );
    Ok(text)
}

fn members_of(members: &Map<String, Value>, level: usize) -> String {
    let inner = members.iter().map(|(name, value)| {
        let kind = match value {
            Value::Object(members) => members_of(members, level + 1),
            _ => "string".to_owned(),
        };
        // Names of reasons have hyphens.
        let name = if name.contains('-') { format!("\"{name}\"") } else { name.clone() };
        format!("{}readonly {name}: {kind};\n", "  ".repeat(level))
    });
    format!("{{\n{}{}}}", inner.collect::<String>(), "  ".repeat(level - 1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn section(value: Value) -> Map<String, Value> {
        value.as_object().expect("an object").clone()
    }

    /// What is wrong with the sentences of a language.
    fn fault(tag: &str, first: &Map<String, Value>, other: Value) -> Option<String> {
        let forms = plural_forms(tag).expect("its rules are known");
        compare(first, &section(other), tag, &forms).err().map(|error| error.to_string())
    }

    #[test]
    fn a_language_has_the_sentences_of_english() {
        let english = section(json!({"form": {"back": "Back", "open": {"one": "a", "other": "b"}}}));
        let polish = json!({"form": {"back": "Wstecz", "open": {"one": "a", "few": "b", "many": "c"}}});
        assert_eq!(fault("pl", &english, polish), None);
        let cut = json!({"form": {"open": {"one": "a"}}});
        assert_eq!(fault("pl", &english, cut).as_deref(), Some("the sentence `pl/form/back` is missing"));
        let more = json!({"form": {}, "new": "x"});
        assert!(fault("pl", &english, more).is_some_and(|fault| fault.contains("`pl/new`")));
    }

    #[test]
    fn a_sentence_has_the_plural_forms_of_its_language() {
        let english = section(json!({"open": {"one": "a", "other": "b"}}));
        let of = |tag: &str, forms: Value| fault(tag, &english, json!({"open": forms}));
        assert_eq!(of("en", json!({"one": "a", "other": "b"})), None);
        assert_eq!(of("cs", json!({"one": "a", "few": "b", "other": "c"})), None);
        let lacks = of("pl", json!({"one": "a", "few": "b"}));
        assert_eq!(lacks.as_deref(), Some("the sentence `pl/open` lacks the plural form `many`"));
        let lacks = of("ru", json!({"one": "a", "other": "b"}));
        assert_eq!(lacks.as_deref(), Some("the sentence `ru/open` lacks the plural form `few`"));
        let more = of("nb", json!({"one": "a", "few": "b", "other": "c"}));
        assert!(more.is_some_and(|fault| fault.contains("`few`, which its language does not use")));
        assert_eq!(of("en", json!({"one": "a", "other": 1})).as_deref(), Some("`en/open/other` is not a text"));
        assert_eq!(plural_forms("ar").expect("its rules are known").len(), 6);
    }

    #[test]
    fn the_catalogues_of_the_package_are_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FOLDER);
        let tags: Vec<String> = read(&folder).expect("they are whole").into_iter().map(|one| one.tag).collect();
        assert!(tags.contains(&"en".to_owned()) && tags.contains(&"pl".to_owned()));
    }

    #[test]
    fn what_few_pages_say_has_a_list_of_its_own() {
        let sections = section(json!({"in_app": {"open": "Open"}}));
        let list = LISTS.iter().find(|list| list.section == "in_app").expect("a list");
        let catalogues = [Catalogue { tag: "en".to_owned(), sections: sections.clone() }];
        let script = list.script(&catalogues).expect("a script");
        assert_eq!(script, "export const IN_APP = {\n  en: () => import(\"./en.in_app.js\"),\n};\n");
        let types = list.declarations(&sections).expect("the section is there");
        assert!(
            types.starts_with("export interface InAppMessages {\n  readonly open: string;\n}\nexport const IN_APP")
        );
        assert!(list.declarations(&section(json!({}))).is_err());
    }

    #[test]
    fn types_follow_english() {
        let text = declarations(&section(
            serde_json::json!({"loading": {"a": "x"}, "widgets": {"b": {"c": "y"}}, "device": {"d-e": "z"}}),
        ));
        let text = text.expect("the sections are there");
        assert!(text.contains("readonly a: string;") && text.contains("readonly b: {\n    readonly c: string;\n  };"));
        assert!(text.contains("readonly \"d-e\": string;"));
    }
}
