//! The parts of groups and questions that have members of their own.

use sealform_types::{Finding, Json, Level, Place, VecMap, closest_match, pointer, say};

use super::Reader;
use crate::members::{Members, wrong_kind};
use crate::model::{AttemptRules, ChoicesFrom, Comment, Constraint, Ends, QuestionType, Scale, Shape, XmlExtras};
use crate::rules::{Names, Phrases, TextRule, TextRules};

impl Reader<'_> {
    /// An expression, or the number itself.
    pub fn repeat_count(&mut self, members: &mut Members<'_>) -> Option<String> {
        let json = members.take("repeat_count")?;
        match json {
            Json::Integer(count) => Some(count.to_string()),
            Json::String(expression) => Some(expression.clone()),
            Json::Null | Json::Boolean(_) | Json::Float(_) | Json::Array(_) | Json::Object(_) => {
                self.findings.push(wrong_kind(&members.pointer("repeat_count"), "an expression", json));
                None
            }
        }
    }

    pub fn xml_extras(&mut self, members: &mut Members<'_>) -> XmlExtras {
        XmlExtras {
            bind: members.strings("bind", self.findings),
            body: members.strings("body", self.findings),
            instance: members.strings("instance", self.findings),
        }
    }

    pub fn choices_from(&mut self, members: &mut Members<'_>) -> Option<ChoicesFrom> {
        let json = members.take("choices_from")?;
        let mut members = Members::of(json, &members.pointer("choices_from"), self.findings)?;
        let from = ChoicesFrom {
            file: members.string("file", self.findings),
            nodeset: members.string("nodeset", self.findings),
            value: members.string("value", self.findings),
            label: members.string("label", self.findings),
        };
        members.finish(self.findings);
        Some(from)
    }

    pub fn constraints(&mut self, members: &mut Members<'_>) -> Vec<Constraint> {
        let message = members.text("constraint_message", &self.languages, self.findings);
        let mut all: Vec<Constraint> = match members.string("constraint", self.findings) {
            Some(test) => {
                vec![Constraint { test, message, level: Level::Hard, pointer: members.pointer("constraint") }]
            }
            None => Vec::new(),
        };
        for (index, json) in members.list("constraints", self.findings).iter().enumerate() {
            all.extend(self.constraint(json, &pointer(&members.pointer("constraints"), &index.to_string())));
        }
        all
    }

    fn constraint(&mut self, json: &Json, at: &str) -> Option<Constraint> {
        let mut members = Members::of(json, at, self.findings)?;
        let constraint = Constraint {
            test: members.need_string("test", self.findings),
            message: members.text("message", &self.languages, self.findings),
            level: match members.take("level") {
                Some(json) => self.level(json, &members.pointer("level")),
                None => Level::Hard,
            },
            pointer: members.pointer("test"),
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
                let finding = Finding::error("document/unknown-level", "this is not a valid rule level", Place::at(at));
                self.findings.push(finding.hint("write `hard`, `warn` or `flag`"));
                Level::Hard
            }
        }
    }

    /// The scale of a question, where it names one or its kind has one.
    pub fn scale(&mut self, members: &mut Members<'_>, kind: QuestionType) -> Option<Scale> {
        let at = members.pointer("start");
        let start = members.integer("start", self.findings);
        let end = members.integer("end", self.findings);
        let start_label = members.text("start_label", &self.languages, self.findings);
        let end_label = members.text("end_label", &self.languages, self.findings);
        if let Shape::Step(Ends::Fixed(first, last)) = kind.shape() {
            if start.is_some_and(|start| start != first) || end.is_some_and(|end| end != last) {
                let message =
                    say!("the scale of a question of type `{}` always goes from {first} to {last}", kind.name());
                let finding = Finding::error("document/misplaced", message, Place::at(at));
                self.findings.push(finding.hint("remove `start` and `end`"));
            }
            return Some(Scale { start: first, end: last, start_label, end_label });
        }
        (start.is_some() || end.is_some()).then(|| Scale {
            start: start.unwrap_or(1),
            end: end.unwrap_or(5),
            start_label,
            end_label,
        })
    }

    pub fn attempts(&mut self, members: &mut Members<'_>) -> Option<AttemptRules> {
        let json = members.take("attempts")?;
        let mut members = Members::of(json, &members.pointer("attempts"), self.findings)?;
        let rules = AttemptRules {
            max: members.count("max", self.findings).unwrap_or(1),
            wait: members.count("wait", self.findings).unwrap_or(0),
            wait_days: members.count("wait_days", self.findings).unwrap_or(0),
            different_days: members.flag("different_days", self.findings),
            channels: members.words("channels", self.findings),
        };
        members.finish(self.findings);
        Some(rules)
    }

    pub fn comment(&mut self, members: &mut Members<'_>) -> Option<Comment> {
        let json = members.take("comment")?;
        let mut members = Members::of(json, &members.pointer("comment"), self.findings)?;
        let comment = Comment {
            label: members.text("label", &self.languages, self.findings),
            relevant: members.string("relevant", self.findings),
            required: members.condition("required", self.findings),
            text_rules: self.text_rules(&mut members),
        };
        members.finish(self.findings);
        Some(comment)
    }

    pub fn text_rules(&mut self, members: &mut Members<'_>) -> TextRules {
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
            distinct: members.flag("distinct", self.findings),
            phrases: self.phrases(members),
            names: self.names(members),
            levels: self.levels(members),
        }
    }

    fn phrases(&mut self, members: &mut Members<'_>) -> Phrases {
        let Some(json) = members.take("phrases") else { return Phrases::default() };
        let Some(mut members) = Members::of(json, &members.pointer("phrases"), self.findings) else {
            return Phrases::default();
        };
        let phrases = Phrases {
            banned: self.phrase_lists("banned", &mut members),
            wanted: self.phrase_lists("wanted", &mut members),
        };
        members.finish(self.findings);
        phrases
    }

    fn phrase_lists(&mut self, name: &'static str, members: &mut Members<'_>) -> VecMap<String, Vec<String>> {
        let at = members.pointer(name);
        let Some(json) = members.take(name) else { return VecMap::new() };
        let Some(lists) = json.as_object() else {
            self.findings.push(wrong_kind(&at, "an object from language to phrases", json));
            return VecMap::new();
        };
        let mut all = VecMap::new();
        for (language, json) in lists {
            let here = pointer(&at, language);
            if !self.languages.is_empty() && !self.languages.contains(language) {
                let message = say!("language `{language}` is not among the form's languages");
                let near = closest_match(language, self.languages.iter().map(String::as_str));
                let hint = near.map(|near| say!("did you mean `{near}`?"));
                let finding = Finding::error("document/unknown-language", message, Place::at(&here));
                self.findings.push(finding.hint("add it to `languages`").maybe_hint(hint));
            }
            let Some(list) = json.as_array() else {
                self.findings.push(wrong_kind(&here, "a list of phrases", json));
                continue;
            };
            let rows = list.iter().enumerate();
            let phrases = rows.filter_map(|(index, json)| self.phrase(json, &pointer(&here, &index.to_string())));
            all.insert(language.clone(), phrases.collect());
        }
        all
    }

    /// One phrase: words, each of which may end in `*`.
    fn phrase(&mut self, json: &Json, at: &str) -> Option<String> {
        let Some(phrase) = json.as_str() else {
            self.findings.push(wrong_kind(at, "a text", json));
            return None;
        };
        let is_word =
            |word: &str| word.strip_suffix('*').unwrap_or(word).chars().next_back().is_some_and(char::is_alphanumeric);
        let is_one = !phrase.trim().is_empty()
            && !phrase.contains(';')
            && phrase.split_whitespace().all(|word| is_word(word) && word.trim_end_matches('*').find('*').is_none());
        if !is_one {
            let finding =
                Finding::error("document/bad-phrase", say!("`{phrase}` is not a valid phrase"), Place::at(at));
            self.findings.push(finding.hint("write words; one that ends in `*` stands for all that begin so"));
        }
        Some(phrase.to_owned())
    }

    fn names(&mut self, members: &mut Members<'_>) -> Option<Names> {
        let json = members.take("names")?;
        let mut members = Members::of(json, &members.pointer("names"), self.findings)?;
        let (required, forbidden) =
            (members.words("required", self.findings), members.words("forbidden", self.findings));
        let (at, is_misspelt) = (members.at().to_owned(), members.rest().next().is_some());
        members.finish(self.findings);
        match (required.is_empty(), forbidden.is_empty()) {
            (false, true) => Some(Names::Required(required)),
            (true, false) => Some(Names::Forbidden(forbidden)),
            (true, true) | (false, false) => {
                if !is_misspelt {
                    let message = "`names` must have exactly one of `required` and `forbidden`";
                    let finding = Finding::error("document/misplaced", message, Place::at(at));
                    self.findings.push(finding.hint("write, for example, `{\"forbidden\": [\"agent\"]}`"));
                }
                None
            }
        }
    }

    fn levels(&mut self, members: &mut Members<'_>) -> VecMap<TextRule, Level> {
        let mut levels = VecMap::new();
        let Some(json) = members.take("levels") else { return levels };
        let at = members.pointer("levels");
        let Some(object) = json.as_object() else {
            self.findings.push(wrong_kind(&at, "an object from rule to level", json));
            return levels;
        };
        for (name, json) in object {
            let here = pointer(&at, name);
            match TextRule::ALL.into_iter().find(|rule| rule.name() == name) {
                Some(rule) => drop(levels.insert(rule, self.level(json, &here))),
                None => {
                    let near = closest_match(name, TextRule::ALL.into_iter().map(TextRule::name));
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
