//! Questionnaires as JSON documents, as short as an author would write them.

use sealform_questionnaire::{
    AttemptRules, Choice, ChoicesFrom, Comment, Condition, Constraint, DocumentKind, Ends, Group, GroupType, Item,
    Names, Question, QuestionType, Questionnaire, Resource, Scale, Settings, Shape, Terminate, Text, TextRules,
    XmlExtras,
};
use sealform_types::{Json, Level, VecMap};

/// A questionnaire as a JSON document, which `Questionnaire::read` reads as the same questionnaire.
///
/// What says nothing is left out, and a single hard constraint is written as `constraint` and `constraint_message`.
///
/// # Example
/// ```
/// use sealform_formats::document::to_json;
/// use sealform_questionnaire::Questionnaire;
/// use sealform_types::Json;
/// let text = br#"{"sealform":1,"id":"f","version":"1","title":{"en":"F"},"languages":["en"],
///   "survey":[{"type":"integer","name":"a","label":{"en":"A"},"constraint":". > 3"}]}"#;
/// let json = Json::parse(text).unwrap();
/// let (questionnaire, _) = Questionnaire::read(&json);
/// assert_eq!(to_json(&questionnaire.unwrap()), json);
/// ```
pub fn to_json(questionnaire: &Questionnaire) -> Json {
    let Questionnaire {
        schema,
        sealform,
        id,
        version,
        title,
        languages,
        choices,
        settings,
        resources,
        entities,
        survey,
    } = questionnaire;
    let mut members = MemberWriter::default();
    members.string("$schema", schema.as_deref());
    members.put("sealform", Json::Integer(i64::from(*sealform)));
    members.put("id", Json::from(id.as_str()));
    members.put("version", Json::from(version.as_str()));
    members.put("title", text_json(title));
    members.put("languages", languages.iter().map(|language| Json::from(language.as_str())).collect());
    members.object("settings", self::settings(settings));
    members.list("resources", resources.iter().map(resource).collect());
    let lists = choices.iter().map(|(name, list)| (name.clone(), list.iter().map(choice).collect()));
    members.object("choices", lists.collect());
    members.list("entities", entities.clone());
    members.put("survey", survey.iter().map(item).collect());
    Json::Object(members.0)
}

/// The members of a question as the document has them, `type` and `name` first.
///
/// # Example
/// ```
/// use sealform_formats::document::question_members;
/// use sealform_questionnaire::{Condition, Question};
/// let question = Question { name: "a".to_owned(), required: Condition::Yes, ..Question::default() };
/// let names: Vec<_> = question_members(&question).into_iter().map(|(name, _)| name).collect();
/// assert_eq!(names, ["type", "name", "required"]);
/// ```
pub fn question_members(question: &Question) -> Vec<(String, Json)> {
    let Question {
        kind,
        name,
        label,
        hint,
        guidance_hint,
        required,
        required_message,
        relevant,
        readonly,
        constraints,
        pointer: _,
        calculation,
        trigger,
        default,
        default_expression,
        suggestion,
        choices,
        choices_from,
        choice_filter,
        appearance,
        media,
        parameters,
        xml,
        save_to,
        scale,
        attempts,
        comment,
        text_rules,
    } = question;
    let mut members = MemberWriter::named(kind.name(), name);
    members.text("label", label);
    members.text("hint", hint);
    members.text("guidance_hint", guidance_hint);
    members.media(media);
    members.condition("required", required);
    members.text("required_message", required_message);
    members.string("relevant", relevant.as_deref());
    members.condition("readonly", readonly);
    members.constraints(constraints);
    members.string("calculation", calculation.as_deref());
    members.words("trigger", trigger);
    members.maybe("default", default.clone());
    members.string("default_expression", default_expression.as_deref());
    members.string("suggestion", suggestion.as_deref());
    members.string("choices", choices.as_deref());
    members.maybe("choices_from", choices_from.as_ref().map(self::choices_from));
    members.string("choice_filter", choice_filter.as_deref());
    members.string("appearance", appearance.as_deref());
    members.strings("parameters", parameters);
    members.xml_extras(xml);
    members.string("save_to", save_to.as_deref());
    members.scale(*kind, scale.as_ref());
    members.maybe("attempts", attempts.as_ref().map(self::attempts));
    members.maybe("comment", comment.as_ref().map(self::comment));
    members.text_rules(text_rules);
    members.0
}

/// The reader of documents, or the importer, bounds how deep this goes.
fn item(item: &Item) -> Json {
    Json::Object(match item {
        Item::Question(question) => question_members(question),
        Item::Group(group) => self::group(group),
        Item::Terminate(terminate) => self::terminate(terminate),
    })
}

fn group(group: &Group) -> Vec<(String, Json)> {
    let Group {
        kind,
        name,
        label,
        hint,
        relevant,
        readonly,
        repeat_count,
        instances,
        fixed,
        min_instances,
        max_instances,
        no_add,
        no_remove,
        total,
        appearance,
        media,
        parameters,
        xml,
        children,
        pointer: _,
    } = group;
    let kind = match kind {
        GroupType::Group => "group",
        GroupType::Repeat => "repeat",
    };
    let mut members = MemberWriter::named(kind, name);
    members.text("label", label);
    members.text("hint", hint);
    members.media(media);
    members.string("relevant", relevant.as_deref());
    members.condition("readonly", readonly);
    members.string("repeat_count", repeat_count.as_deref());
    members.maybe("instances", instances.map(|count| Json::Integer(i64::from(count))));
    members.flag("fixed", *fixed);
    let count = |count: Option<u32>| count.map(|count| Json::Integer(i64::from(count)));
    members.maybe("min_instances", count(*min_instances));
    members.maybe("max_instances", count(*max_instances));
    members.flag("no_add", *no_add);
    members.flag("no_remove", *no_remove);
    members.maybe("total", count(*total));
    members.string("appearance", appearance.as_deref());
    members.strings("parameters", parameters);
    members.xml_extras(xml);
    members.put("children", children.iter().map(item).collect());
    members.0
}

fn terminate(terminate: &Terminate) -> Vec<(String, Json)> {
    let Terminate { kind: _, name, label, relevant, outcome, pointer: _ } = terminate;
    let mut members = MemberWriter::named("terminate", name);
    members.text("label", label);
    members.string("relevant", Some(relevant.as_str()).filter(|relevant| !relevant.is_empty()));
    members.string("outcome", Some(outcome.as_str()).filter(|outcome| !outcome.is_empty()));
    members.0
}

fn settings(settings: &Settings) -> Vec<(String, Json)> {
    let Settings {
        kind,
        instance_name,
        style,
        root,
        namespaces,
        public_key,
        submission_url,
        auto_send,
        auto_delete,
        functions,
        allow_choice_duplicates,
        tolerant,
        plain_text,
        max_not_applicable,
        min_seconds,
        immediate_requirements,
        needs_key,
        attributes,
    } = settings;
    let mut members = MemberWriter::default();
    members.string("kind", (*kind != DocumentKind::Report).then(|| kind.name()));
    members.string("instance_name", instance_name.as_deref());
    members.string("style", style.as_deref());
    members.string("root", root.as_deref());
    members.strings("namespaces", namespaces);
    members.string("public_key", public_key.as_deref());
    members.string("submission_url", submission_url.as_deref());
    members.string("auto_send", auto_send.as_deref());
    members.string("auto_delete", auto_delete.as_deref());
    members.words("functions", functions);
    members.flag("allow_choice_duplicates", *allow_choice_duplicates);
    members.flag("tolerant", *tolerant);
    members.flag("plain_text", *plain_text);
    members.maybe("max_not_applicable", max_not_applicable.map(|percent| Json::Integer(i64::from(percent))));
    members.maybe("min_seconds", min_seconds.map(|seconds| Json::Integer(i64::from(seconds))));
    members.flag("immediate_requirements", *immediate_requirements);
    members.string("needs_key", needs_key.as_deref());
    members.strings("attributes", attributes);
    members.0
}

fn resource(resource: &Resource) -> Json {
    let Resource { name, id, kind, size, sha256 } = resource;
    let mut members = MemberWriter::default();
    members.put("name", Json::from(name.as_str()));
    members.string("id", id.as_deref());
    members.string("type", kind.as_deref());
    members.maybe("size", size.map(Json::Integer));
    members.string("sha256", sha256.as_deref());
    Json::Object(members.0)
}

fn choice(choice: &Choice) -> Json {
    let Choice { name, label, not_applicable, not_observed, exclusive, media, columns } = choice;
    let mut members = MemberWriter::default();
    members.put("name", Json::from(name.as_str()));
    members.text("label", label);
    members.flag("not_applicable", *not_applicable);
    members.flag("not_observed", *not_observed);
    members.flag("exclusive", *exclusive);
    members.media(media);
    for (column, value) in columns {
        members.put(column, Json::from(value.as_str()));
    }
    Json::Object(members.0)
}

fn choices_from(from: &ChoicesFrom) -> Json {
    let ChoicesFrom { file, nodeset, value, label } = from;
    let mut members = MemberWriter::default();
    members.string("file", file.as_deref());
    members.string("nodeset", nodeset.as_deref());
    members.string("value", value.as_deref());
    members.string("label", label.as_deref());
    Json::Object(members.0)
}

fn attempts(rules: &AttemptRules) -> Json {
    let AttemptRules { max, wait, wait_days, different_days, channels } = rules;
    let mut members = MemberWriter::default();
    members.put("max", Json::Integer(i64::from(*max)));
    members.put("wait", Json::Integer(i64::from(*wait)));
    if *wait_days > 0 {
        members.put("wait_days", Json::Integer(i64::from(*wait_days)));
    }
    members.flag("different_days", *different_days);
    members.words("channels", channels);
    Json::Object(members.0)
}

fn comment(comment: &Comment) -> Json {
    let Comment { label, relevant, required, text_rules } = comment;
    let mut members = MemberWriter::default();
    members.text("label", label);
    members.string("relevant", relevant.as_deref());
    members.condition("required", required);
    members.text_rules(text_rules);
    Json::Object(members.0)
}

/// A text as an object from language tag to text.
///
/// # Example
/// ```
/// use sealform_formats::document::text_json;
/// use sealform_questionnaire::Text;
/// let text = Text([("en".to_owned(), "Who?".to_owned())].into());
/// assert_eq!(text_json(&text).to_text(), r#"{"en":"Who?"}"#);
/// ```
pub fn text_json(text: &Text) -> Json {
    Json::Object(text.0.iter().map(|(language, text)| (language.clone(), Json::from(text.as_str()))).collect())
}

/// The word for a level.
pub(crate) fn level_name(level: Level) -> &'static str {
    match level {
        Level::Flag => "flag",
        Level::Warn => "warn",
        Level::Hard => "hard",
    }
}

/// Writes the members of an object, in order; each method leaves out what says nothing.
#[derive(Default)]
struct MemberWriter(Vec<(String, Json)>);

impl MemberWriter {
    /// The members of an item of that type and name.
    fn named(kind: &str, name: &str) -> Self {
        Self(vec![("type".to_owned(), Json::from(kind)), ("name".to_owned(), Json::from(name))])
    }

    fn words(&mut self, name: &str, words: &[String]) {
        self.list(name, words.iter().map(|word| Json::from(word.as_str())).collect());
    }

    fn put(&mut self, name: &str, value: Json) {
        self.0.push((name.to_owned(), value));
    }

    fn maybe(&mut self, name: &str, value: Option<Json>) {
        self.0.extend(value.map(|value| (name.to_owned(), value)));
    }

    fn string(&mut self, name: &str, text: Option<&str>) {
        self.maybe(name, text.map(Json::from));
    }

    fn flag(&mut self, name: &str, flag: bool) {
        self.maybe(name, flag.then_some(Json::Boolean(true)));
    }

    fn list(&mut self, name: &str, items: Vec<Json>) {
        self.maybe(name, (!items.is_empty()).then_some(Json::Array(items)));
    }

    fn object(&mut self, name: &str, members: Vec<(String, Json)>) {
        self.maybe(name, (!members.is_empty()).then_some(Json::Object(members)));
    }

    fn text(&mut self, name: &str, text: &Text) {
        self.maybe(name, (!text.0.is_empty()).then(|| text_json(text)));
    }

    fn strings(&mut self, name: &str, all: &VecMap<String, String>) {
        self.object(name, all.iter().map(|(name, text)| (name.clone(), Json::from(text.as_str()))).collect());
    }

    fn media(&mut self, media: &VecMap<String, Text>) {
        self.object("media", media.iter().map(|(kind, text)| (kind.clone(), text_json(text))).collect());
    }

    fn condition(&mut self, name: &str, condition: &Condition) {
        self.maybe(
            name,
            match condition {
                Condition::No => None,
                Condition::Yes => Some(Json::Boolean(true)),
                Condition::When(expression) => Some(Json::from(expression.as_str())),
            },
        );
    }

    fn constraints(&mut self, all: &[Constraint]) {
        if let [Constraint { test, message, level: Level::Hard, pointer: _ }] = all {
            self.put("constraint", Json::from(test.as_str()));
            return self.text("constraint_message", message);
        }
        let constraint = |Constraint { test, message, level, pointer: _ }: &Constraint| {
            let mut members = MemberWriter::default();
            members.put("test", Json::from(test.as_str()));
            members.text("message", message);
            members.maybe("level", (*level != Level::Hard).then(|| Json::from(level_name(*level))));
            Json::Object(members.0)
        };
        self.list("constraints", all.iter().map(constraint).collect());
    }

    fn xml_extras(&mut self, xml: &XmlExtras) {
        let XmlExtras { bind, body, instance } = xml;
        self.strings("bind", bind);
        self.strings("body", body);
        self.strings("instance", instance);
    }

    fn scale(&mut self, kind: QuestionType, scale: Option<&Scale>) {
        let Some(Scale { start, end, start_label, end_label }) = scale else { return };
        if !matches!(kind.shape(), Shape::Step(Ends::Fixed(..))) {
            self.put("start", Json::Integer(*start));
            self.put("end", Json::Integer(*end));
        }
        self.text("start_label", start_label);
        self.text("end_label", end_label);
    }

    fn text_rules(&mut self, rules: &TextRules) {
        let TextRules {
            min_words,
            max_words,
            min_chars,
            max_chars,
            min_sentences,
            no_caps,
            no_repeats,
            no_placeholder,
            no_echo,
            distinct,
            phrases,
            names,
            levels,
        } = rules;
        let counts = [
            ("min_words", min_words),
            ("max_words", max_words),
            ("min_chars", min_chars),
            ("max_chars", max_chars),
            ("min_sentences", min_sentences),
        ];
        for (name, count) in counts {
            self.maybe(name, count.map(|count| Json::Integer(i64::from(count))));
        }
        let flags = [
            ("no_caps", no_caps),
            ("no_repeats", no_repeats),
            ("no_placeholder", no_placeholder),
            ("no_echo", no_echo),
            ("distinct", distinct),
        ];
        for (name, flag) in flags {
            self.flag(name, *flag);
        }
        let list = |texts: &[String]| -> Json { texts.iter().map(|text| Json::from(text.as_str())).collect() };
        let lists = |lists: &VecMap<String, Vec<String>>| {
            let lists: Vec<_> = lists.iter().map(|(language, phrases)| (language.clone(), list(phrases))).collect();
            (!lists.is_empty()).then_some(Json::Object(lists))
        };
        let of_phrases = [("banned", lists(&phrases.banned)), ("wanted", lists(&phrases.wanted))];
        let of_phrases = of_phrases.into_iter().filter_map(|(name, lists)| Some((name.to_owned(), lists?)));
        self.object("phrases", of_phrases.collect());
        let of_names = names.iter().map(|names| match names {
            Names::Required(questions) => ("required".to_owned(), list(questions)),
            Names::Forbidden(questions) => ("forbidden".to_owned(), list(questions)),
        });
        self.object("names", of_names.collect());
        self.object(
            "levels",
            levels.iter().map(|(rule, level)| (rule.name().to_owned(), Json::from(level_name(*level)))).collect(),
        );
    }
}

#[cfg(test)]
mod tests {
    use sealform_questionnaire::Questionnaire;

    use super::*;

    #[test]
    fn every_member_comes_back() {
        let text = br#"{"sealform":1,"id":"f","version":"1","title":{"en":"F"},"languages":["en"],
          "settings":{"style":"pages","namespaces":{"orx":"http://x"},"tolerant":true},
          "resources":[{"name":"towns.csv","id":"places","size":3}],
          "choices":{"c":[{"name":"a","label":{"en":"A"},"exclusive":true,"media":{"image":{"en":"a.png"}},"zone":"n"}]},
          "entities":[{"list_name":"trees"}],
          "survey":[
            {"type":"repeat","name":"g","label":{"en":"G"},"readonly":true,"instances":2,"fixed":true,"min_instances":1,"max_instances":3,"no_add":true,"no_remove":true,
             "parameters":{"total":"3"},"instance":{"orx:x":"1"},"children":[
              {"type":"rating","name":"r","label":{"en":"R"},"constraints":[{"test":". > 1","message":{"en":"M"},
               "level":"warn"}],"start":1,"end":5,"start_label":{"en":"low"},
               "comment":{"required":". < 3","min_words":3}},
              {"type":"select_one","name":"s","label":{"en":"S"},"required":". = 1","default":"a","choices":"c",
               "choice_filter":"zone = 'n'"}]},
            {"type":"attempt_log","name":"l","label":{"en":"L"},"attempts":{"max":3,"wait":60,"channels":["phone"]}},
            {"type":"text","name":"t","label":{"en":"T"},"trigger":["s"],"min_words":2,"no_caps":true,
             "distinct":true,"phrases":{"banned":{"en":["I felt*"]},"wanted":{"en":["because"]}},"names":{"forbidden":["s"]},
             "levels":{"no_caps":"flag"}},
            {"type":"terminate","name":"e","label":{"en":"Thanks"},"relevant":"true()","outcome":"done"}]}"#;
        let json = Json::parse(text).unwrap();
        let (questionnaire, _) = Questionnaire::read(&json);
        assert_eq!(to_json(&questionnaire.unwrap()).to_text(), json.to_text());
    }
}
