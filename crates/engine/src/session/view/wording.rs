//! What is wrong with words, as far as it follows from the rest of the form: its language, names that were entered, other
//! comments.

use sealform_protocol::{Issue, IssueView, Part};
use sealform_questionnaire::{Names, TextRule};
use sealform_types::{Json, Level, Value, VecMap};

use super::texts::words;
use crate::answer::{alike, names, said, stands_in};
use crate::graph::InstanceId;
use crate::program::{QuestionId, QuestionSpec, SlotId, TextRulesSpec};
use crate::session::form::Form;

/// The fact with the comments that the same person wrote lately: a list of texts, from whoever shows the form. It is never
/// sealed and never replayed.
pub(in crate::session) const EARLIER: &str = "recent_comments";
/// A text is compared with so many before it, and with so many of other forms.
const MOST_COMPARED: usize = 50;

/// A text of a question in an instance.
#[derive(Clone, Copy)]
pub(super) struct Wording<'a> {
    pub spec: &'a QuestionSpec,
    pub instance: InstanceId,
    pub part: Part,
    pub text: &'a str,
}

/// What its words break of the rules that hold for it.
pub(super) fn issues(form: &Form, wording: Wording<'_>, spec: &TextRulesSpec) -> Vec<IssueView> {
    let TextRulesSpec { rules, names } = spec;
    if wording.text.trim().is_empty() {
        return Vec::new();
    }
    let mut broken = Vec::new();
    if !rules.phrases.is_empty() {
        broken.extend(phrases(form, wording.text, spec).map(|issue| (TextRule::Phrases, issue)));
    }
    if let Some(rule) = &rules.names {
        broken.extend(named(form, wording, rule, names).map(|issue| (TextRule::Names, issue)));
    }
    let mut views: Vec<IssueView> =
        broken.into_iter().map(|(rule, issue)| IssueView::new(issue, rules.level(rule), wording.part)).collect();
    if rules.distinct {
        let level = rules.level(TextRule::Distinct);
        let view = |issue, level| IssueView::new(issue, level, wording.part);
        views.extend(twin(form, wording).map(|issue| view(issue, level)));
        // What another form holds blocks nothing: no receiver could tell why.
        views.extend(repeats_earlier(form, wording.text).then(|| view(Issue::AlikeEarlier, level.min(Level::Warn))));
    }
    views
}

fn phrases(form: &Form, text: &str, spec: &TextRulesSpec) -> Option<Issue> {
    let words = said(text);
    let rules = &spec.rules.phrases;
    let of_language = |lists: &'_ VecMap<String, Vec<String>>| {
        lists.get(&form.draft().language).or_else(|| lists.get(form.fallback())).cloned().unwrap_or_default()
    };
    let banned = of_language(&rules.banned).into_iter().find(|phrase| stands_in(phrase, &words));
    banned.map(|phrase| Issue::BannedPhrase { phrase }).or_else(|| {
        let wanted = of_language(&rules.wanted);
        let is_missing = !wanted.is_empty() && !wanted.iter().any(|phrase| stands_in(phrase, &words));
        is_missing.then(|| Issue::WantedPhrase { phrases: wanted.join(", ") })
    })
}

fn named(form: &Form, wording: Wording<'_>, rule: &Names, slots: &[SlotId]) -> Option<Issue> {
    let mut entered = Vec::new();
    for slot in slots {
        for peer in form.graph.peers(wording.instance, form.program().slots[*slot].template) {
            entered.push(form.graph.get(*slot, peer).to_text());
        }
    }
    let mut entered = entered.into_iter().filter(|name| !name.trim().is_empty()).peekable();
    match rule {
        Names::Forbidden(_) => entered.find(|name| names(wording.text, name)).map(|name| Issue::NameGiven { name }),
        Names::Required(_) => {
            let name = entered.peek()?.clone();
            (!entered.any(|name| names(wording.text, &name))).then_some(Issue::NameMissing { name })
        }
    }
}

/// The nearest text before it that is almost the same.
fn twin(form: &Form, wording: Wording<'_>) -> Option<Issue> {
    let program = form.program();
    let is_own = |question: &QuestionId| program.questions[*question].node == wording.spec.node;
    let questions = program.distinct.iter().rev().skip_while(|question| !is_own(question));
    let before = questions.flat_map(|question| {
        let spec = &program.questions[*question];
        let instances = form.graph.descendants(InstanceId::ROOT, spec.template).into_iter().rev();
        let is_behind = move |instance: &InstanceId| is_own(question) && *instance != wording.instance;
        instances.skip_while(is_behind).flat_map(move |instance| texts_in(form, spec, instance).into_iter().rev())
    });
    let is_it = |other: &Wording<'_>| {
        other.instance == wording.instance && other.spec.node == wording.spec.node && other.part == wording.part
    };
    let mut compared = before.skip_while(|other| !is_it(other)).skip(1).take(MOST_COMPARED);
    let other = compared.find(|other| alike(other.text, wording.text))?;
    let label = words(form, &other.spec.label, other.instance).0;
    Some(Issue::Alike { path: form.path(other.spec, other.instance), label })
}

/// Every question in every instance whose words are held against others, if it has any.
pub(super) fn places(form: &Form) -> impl Iterator<Item = (InstanceId, QuestionId)> {
    all_texts(form).map(|(place, _)| place)
}

/// How many texts are held against one another.
pub(super) fn count(form: &Form) -> usize {
    all_texts(form).map(|(_, texts)| texts.len()).sum()
}

/// Where something is said of words because of the words of a question, or may be: all that are almost the same.
pub(super) fn twins(form: &Form, instance: InstanceId, question: QuestionId) -> Vec<(InstanceId, QuestionId)> {
    let own = texts_in(form, &form.program().questions[question], instance);
    let is_alike = |texts: &[Wording<'_>]| texts.iter().any(|other| own.iter().any(|own| alike(own.text, other.text)));
    all_texts(form).filter(|(_, texts)| is_alike(texts)).map(|(place, _)| place).collect()
}

/// Every question in every instance whose words are held against one another, with those words.
fn all_texts(form: &Form) -> impl Iterator<Item = ((InstanceId, QuestionId), Vec<Wording<'_>>)> {
    form.program().distinct.iter().flat_map(move |question| {
        let spec = &form.program().questions[*question];
        let instances = form.graph.descendants(InstanceId::ROOT, spec.template).into_iter();
        instances.map(move |instance| ((instance, *question), texts_in(form, spec, instance)))
    })
}

/// The texts of a question in an instance that are held against others.
fn texts_in<'a>(form: &'a Form, spec: &'a QuestionSpec, instance: InstanceId) -> Vec<Wording<'a>> {
    let mut texts = Vec::new();
    if !form.graph.holds_or(spec.relevant, instance) {
        return texts;
    }
    if spec.text_rules().distinct
        && let Some(Value::Text(text)) = &form.entered(spec, instance).value
    {
        texts.push(Wording { spec, instance, part: Part::Answer, text });
    }
    if let Some(comment) = &spec.comment
        && form.is_on(comment.relevant, instance)
    {
        let text = form.ground.comment(&form.path(spec, instance));
        texts.push(Wording { spec, instance, part: Part::Comment, text });
    }
    texts.retain(|wording: &Wording<'_>| !wording.text.trim().is_empty());
    texts
}

fn repeats_earlier(form: &Form, text: &str) -> bool {
    let earlier = form.draft().facts.get(EARLIER).and_then(Json::as_array).unwrap_or_default();
    earlier.iter().take(MOST_COMPARED).filter_map(Json::as_str).any(|earlier| alike(earlier, text))
}
