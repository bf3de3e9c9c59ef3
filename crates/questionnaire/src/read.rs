//! From a JSON tree to the document, with every fault told.

use sealform_types::{Finding, Findings, Json, Level, Place, Table, nearest, pointer, say};

use crate::members::{Members, wrong_kind};
use crate::model::{
    AttemptRules, Choice, Comment, Constraint, Group, GroupType, Item, Question, QuestionType, Questionnaire, Scale,
    Terminate, TerminateType,
};
use crate::rules::{TextRule, TextRules};
use crate::{MAX_GROUP_DEPTH, MAX_QUESTIONS, check};

impl Questionnaire {
    /// Reads and checks a document. The findings tell every fault; the document is there unless it
    /// is no object at all, and must not be used where [`Findings::has_errors`].
    ///
    /// # Example
    /// ```
    /// use sealform_questionnaire::Questionnaire;
    /// use sealform_types::Json;
    /// let json = Json::parse(br#"{"sealform":1,"id":"f","version":"1","title":"F","languages":["en"],
    ///   "survey":[{"type":"txt","name":"a","label":"A"}]}"#).unwrap();
    /// let (_, findings) = Questionnaire::read(&json);
    /// let finding = findings.iter().next().unwrap();
    /// assert_eq!((finding.code, finding.hint.as_deref()), ("document/unknown-type", Some("did you mean `text`?")));
    /// ```
    pub fn read(json: &Json) -> (Option<Self>, Findings) {
        let mut findings = Findings::default();
        let questionnaire = read_document(json, &mut findings);
        if let Some(questionnaire) = &questionnaire {
            check::check(questionnaire, &mut findings);
        }
        (questionnaire, findings)
    }
}

/// What the reader carries from the top of the document down to its questions.
struct Reader<'f> {
    languages: Vec<String>,
    questions_left: usize,
    findings: &'f mut Findings,
}

fn read_document(json: &Json, findings: &mut Findings) -> Option<Questionnaire> {
    let mut members = Members::of(json, "", findings)?;
    let schema = members.string("$schema", findings);
    let sealform = members.need("sealform", findings).map(|json| read_format(json, findings)).unwrap_or_default();
    let id = members.need_string("id", findings);
    let version = members.need_string("version", findings);
    let languages = read_languages(&mut members, findings);
    let title = members.text("title", &languages, findings);
    let mut reader = Reader { languages, questions_left: MAX_QUESTIONS, findings };
    let choices = reader.choice_lists(&mut members);
    let survey = match members.need("survey", reader.findings) {
        Some(json @ Json::Array(_)) => reader.items(json, "/survey", 0),
        Some(json) => {
            reader.findings.push(wrong_kind("/survey", "a list", json));
            Vec::new()
        }
        None => Vec::new(),
    };
    let languages = reader.languages;
    members.finish(findings);
    Some(Questionnaire { schema, sealform, id, version, title, languages, choices, survey })
}

fn read_format(json: &Json, findings: &mut Findings) -> u32 {
    if json != &Json::Integer(1) {
        let message = "`sealform`, the version of the format, is not 1".to_owned();
        let finding = Finding::error("document/unknown-format", message, Place::at("/sealform"));
        findings.push(finding.hint("write `\"sealform\": 1`"));
    }
    1
}

fn read_languages(members: &mut Members<'_>, findings: &mut Findings) -> Vec<String> {
    let at = members.place("languages");
    let mut languages = Vec::new();
    match members.need("languages", findings) {
        Some(Json::Array(_)) => {}
        Some(json) => {
            findings.push(wrong_kind(&at, "a list of language tags", json));
            return languages;
        }
        None => return languages,
    }
    let listed = members.list("languages", findings);
    for (index, json) in listed.iter().enumerate() {
        let here = pointer(&at, &index.to_string());
        match json.as_str() {
            Some(tag) if tag.is_empty() || !tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => {
                let finding =
                    Finding::error("document/bad-language", say!("`{tag}` is no language tag"), Place::at(here));
                findings.push(finding.hint("write a BCP 47 tag such as `nb` or `en-GB`"));
            }
            Some(tag) if languages.iter().any(|known| known == tag) => {
                let finding =
                    Finding::error("document/duplicate", say!("language `{tag}` is listed twice"), Place::at(here));
                findings.push(finding.hint("remove one of them"));
            }
            Some(tag) => languages.push(tag.to_owned()),
            None => findings.push(wrong_kind(&here, "a language tag", json)),
        }
    }
    if listed.is_empty() {
        let finding = Finding::error("document/no-language", "the form has no language", Place::at(at));
        findings.push(finding.hint("name at least one, for example `[\"en\"]`"));
    }
    languages
}

impl Reader<'_> {
    fn choice_lists(&mut self, members: &mut Members<'_>) -> Table<String, Vec<Choice>> {
        let at = members.place("choices");
        match members.take("choices") {
            None => Table::new(),
            Some(Json::Object(lists)) => {
                let read = lists.iter().map(|(name, json)| (name.clone(), self.choice_list(json, &pointer(&at, name))));
                read.collect()
            }
            Some(json) => {
                self.findings.push(wrong_kind(&at, "an object from list name to choices", json));
                Table::new()
            }
        }
    }

    fn choice_list(&mut self, json: &Json, at: &str) -> Vec<Choice> {
        let Some(items) = json.as_array() else {
            self.findings.push(wrong_kind(at, "a list of choices", json));
            return Vec::new();
        };
        let choices = items.iter().enumerate();
        choices.filter_map(|(index, json)| self.choice(json, &pointer(at, &index.to_string()))).collect()
    }

    fn choice(&mut self, json: &Json, at: &str) -> Option<Choice> {
        let mut members = Members::of(json, at, self.findings)?;
        let mut choice = Choice {
            name: members.need_string("name", self.findings),
            label: members.text("label", &self.languages, self.findings),
            not_applicable: members.flag("not_applicable", self.findings),
            not_observed: members.flag("not_observed", self.findings),
            exclusive: members.flag("exclusive", self.findings),
            columns: Table::new(),
        };
        let mut columns = Vec::new();
        for (name, json, at) in members.rest() {
            match json {
                Json::String(text) => columns.push((name.to_owned(), text.clone())),
                Json::Integer(number) => columns.push((name.to_owned(), number.to_string())),
                _ => self.findings.push(wrong_kind(&at, "a text or a whole number", json)),
            }
        }
        choice.columns = columns.into_iter().collect();
        Some(choice)
    }

    fn items(&mut self, json: &Json, at: &str, depth: usize) -> Vec<Item> {
        let Some(items) = json.as_array() else {
            self.findings.push(wrong_kind(at, "a list of groups and questions", json));
            return Vec::new();
        };
        let rows = items.iter().enumerate();
        rows.filter_map(|(index, json)| self.item(json, &pointer(at, &index.to_string()), depth)).collect()
    }

    fn item(&mut self, json: &Json, at: &str, depth: usize) -> Option<Item> {
        let mut members = Members::of(json, at, self.findings)?;
        let kind = members.need_string("type", self.findings);
        match kind.as_str() {
            "" => None,
            "group" => self.group(members, GroupType::Group, depth),
            "repeat" => self.group(members, GroupType::Repeat, depth),
            "terminate" => Some(self.terminate(members)),
            kind => match QuestionType::ALL.into_iter().find(|known| known.name() == kind) {
                Some(kind) => self.question(members, kind),
                None => {
                    let known = QuestionType::ALL.into_iter().map(QuestionType::name);
                    let near = nearest(kind, known.chain(["group", "repeat", "terminate"]));
                    let hint = near.map(|near| say!("did you mean `{near}`?"));
                    let place = Place::at(members.place("type"));
                    let finding = Finding::error("document/unknown-type", say!("unknown type `{kind}`"), place);
                    self.findings.push(finding.hint("see the list of types in the guide").maybe_hint(hint));
                    None
                }
            },
        }
    }

    fn group(&mut self, mut members: Members<'_>, kind: GroupType, depth: usize) -> Option<Item> {
        if depth >= MAX_GROUP_DEPTH {
            let message = say!("groups stand deeper than {MAX_GROUP_DEPTH} inside one another");
            let finding = Finding::error("document/too-deep", message, Place::at(members.at()));
            self.findings.push(finding.hint("flatten the form"));
            return None;
        }
        let at = members.place("children");
        let group = Group {
            kind,
            name: members.need_string("name", self.findings),
            label: members.text("label", &self.languages, self.findings),
            hint: members.text("hint", &self.languages, self.findings),
            relevant: members.string("relevant", self.findings),
            appearance: members.string("appearance", self.findings),
            children: match members.need("children", self.findings) {
                Some(json) => self.items(json, &at, depth + 1),
                None => Vec::new(),
            },
            pointer: members.at().to_owned(),
        };
        members.finish(self.findings);
        Some(Item::Group(group))
    }

    fn terminate(&mut self, mut members: Members<'_>) -> Item {
        let terminate = Terminate {
            kind: TerminateType::Terminate,
            name: members.need_string("name", self.findings),
            label: members.text("label", &self.languages, self.findings),
            relevant: members.need_string("relevant", self.findings),
            outcome: members.need_string("outcome", self.findings),
            pointer: members.at().to_owned(),
        };
        members.finish(self.findings);
        Item::Terminate(terminate)
    }

    fn question(&mut self, mut members: Members<'_>, kind: QuestionType) -> Option<Item> {
        match self.questions_left.checked_sub(1) {
            Some(left) => self.questions_left = left,
            None => {
                let message = say!("the form has more than {MAX_QUESTIONS} questions");
                let finding = Finding::error("document/too-many-questions", message, Place::at(members.at()));
                self.findings.push(finding.hint("split the form"));
                return None;
            }
        }
        let question = Question {
            kind,
            name: members.need_string("name", self.findings),
            label: members.text("label", &self.languages, self.findings),
            hint: members.text("hint", &self.languages, self.findings),
            guidance_hint: members.text("guidance_hint", &self.languages, self.findings),
            required: members.condition("required", self.findings),
            required_message: members.text("required_message", &self.languages, self.findings),
            relevant: members.string("relevant", self.findings),
            readonly: members.condition("readonly", self.findings),
            constraints: self.constraints(&mut members),
            pointer: members.at().to_owned(),
            calculation: members.string("calculation", self.findings),
            default: members.take("default").cloned(),
            default_expression: members.string("default_expression", self.findings),
            choices: members.string("choices", self.findings),
            choice_filter: members.string("choice_filter", self.findings),
            appearance: members.string("appearance", self.findings),
            scale: self.scale(&mut members),
            attempts: self.attempts(&mut members),
            comment: self.comment(&mut members),
            text_rules: self.text_rules(&mut members),
        };
        members.finish(self.findings);
        Some(Item::Question(Box::new(question)))
    }

    fn constraints(&mut self, members: &mut Members<'_>) -> Vec<Constraint> {
        let message = members.text("constraint_message", &self.languages, self.findings);
        let pointer_to_one = members.place("constraint");
        let mut all: Vec<Constraint> = match members.string("constraint", self.findings) {
            Some(test) => vec![Constraint { test, message, level: Level::Hard, pointer: pointer_to_one }],
            None => Vec::new(),
        };
        let at = members.place("constraints");
        for (index, json) in members.list("constraints", self.findings).iter().enumerate() {
            all.extend(self.constraint(json, &pointer(&at, &index.to_string())));
        }
        all
    }

    fn constraint(&mut self, json: &Json, at: &str) -> Option<Constraint> {
        let mut members = Members::of(json, at, self.findings)?;
        let constraint = Constraint {
            test: members.need_string("test", self.findings),
            message: members.text("message", &self.languages, self.findings),
            level: match members.take("level") {
                Some(json) => self.level(json, &members.place("level")),
                None => Level::Hard,
            },
            pointer: members.place("test"),
        };
        members.finish(self.findings);
        Some(constraint)
    }

    fn level(&mut self, json: &Json, at: &str) -> Level {
        match json.as_str() {
            Some("hard") => Level::Hard,
            Some("warn") => Level::Warn,
            Some("flag") => Level::Flag,
            _ => {
                let finding = Finding::error("document/unknown-level", "this is no level of a rule", Place::at(at));
                self.findings.push(finding.hint("write `hard`, `warn` or `flag`"));
                Level::Hard
            }
        }
    }

    fn scale(&mut self, members: &mut Members<'_>) -> Option<Scale> {
        let start = members.integer("start", self.findings);
        let end = members.integer("end", self.findings);
        let start_label = members.text("start_label", &self.languages, self.findings);
        let end_label = members.text("end_label", &self.languages, self.findings);
        (start.is_some() || end.is_some()).then(|| Scale {
            start: start.unwrap_or(1),
            end: end.unwrap_or(5),
            start_label,
            end_label,
        })
    }

    fn attempts(&mut self, members: &mut Members<'_>) -> Option<AttemptRules> {
        let at = members.place("attempts");
        let mut members = Members::of(members.take("attempts")?, &at, self.findings)?;
        let channels_at = members.place("channels");
        let mut channels = Vec::new();
        for (index, json) in members.list("channels", self.findings).iter().enumerate() {
            match json.as_str() {
                Some(name) => channels.push(name.to_owned()),
                None => {
                    self.findings.push(wrong_kind(&pointer(&channels_at, &index.to_string()), "a channel's name", json))
                }
            }
        }
        let rules = AttemptRules {
            max: members.count("max", self.findings).unwrap_or(1),
            wait: members.count("wait", self.findings).unwrap_or(0),
            different_days: members.flag("different_days", self.findings),
            channels,
        };
        members.finish(self.findings);
        Some(rules)
    }

    fn comment(&mut self, members: &mut Members<'_>) -> Option<Comment> {
        let at = members.place("comment");
        let mut members = Members::of(members.take("comment")?, &at, self.findings)?;
        let comment = Comment {
            label: members.text("label", &self.languages, self.findings),
            relevant: members.string("relevant", self.findings),
            required: members.condition("required", self.findings),
            text_rules: self.text_rules(&mut members),
        };
        members.finish(self.findings);
        Some(comment)
    }

    fn text_rules(&mut self, members: &mut Members<'_>) -> TextRules {
        TextRules {
            min_words: members.count("min_words", self.findings),
            max_words: members.count("max_words", self.findings),
            min_chars: members.count("min_chars", self.findings),
            max_chars: members.count("max_chars", self.findings),
            min_sentences: members.count("min_sentences", self.findings),
            no_caps: members.flag("no_caps", self.findings),
            no_repeats: members.flag("no_repeats", self.findings),
            no_placeholder: members.flag("no_placeholder", self.findings),
            no_echo: members.flag("no_echo", self.findings),
            levels: self.levels(members),
        }
    }

    fn levels(&mut self, members: &mut Members<'_>) -> Table<TextRule, Level> {
        let at = members.place("levels");
        let mut levels = Table::new();
        let Some(json) = members.take("levels") else { return levels };
        let Some(object) = json.as_object() else {
            self.findings.push(wrong_kind(&at, "an object from rule to level", json));
            return levels;
        };
        for (name, json) in object {
            let here = pointer(&at, name);
            match TextRule::ALL.into_iter().find(|rule| rule.name() == name) {
                Some(rule) => drop(levels.insert(rule, self.level(json, &here))),
                None => {
                    let near = nearest(name, TextRule::ALL.into_iter().map(TextRule::name));
                    let hint = near.map(|near| say!("did you mean `{near}`?"));
                    let finding =
                        Finding::error("document/unknown-rule", say!("unknown rule `{name}`"), Place::at(here));
                    self.findings.push(finding.hint("name a rule such as `min_words`").maybe_hint(hint));
                }
            }
        }
        levels
    }
}
