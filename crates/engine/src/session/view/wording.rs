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
    let view = |issue, rule| IssueView::new(issue, rules.level(rule), wording.part);
    let mut views = Vec::new();
    if !rules.phrases.is_empty()
        && let Some(issue) = phrases(form, wording.text, spec)
    {
        views.push(view(issue, TextRule::Phrases));
    }
    if let Some(rule) = &rules.names
        && let Some(issue) = named(form, wording, rule, names)
    {
        views.push(view(issue, TextRule::Names));
    }
    if rules.distinct {
        if let Some(issue) = twin(form, wording) {
            views.push(view(issue, TextRule::Distinct));
        }
        // What another form holds blocks nothing: no receiver could tell why.
        if repeats_earlier(form, wording.text) {
            let level = rules.level(TextRule::Distinct).min(Level::Warn);
            views.push(IssueView::new(Issue::AlikeEarlier, level, wording.part));
        }
    }
    views
}

fn phrases(form: &Form, text: &str, spec: &TextRulesSpec) -> Option<Issue> {
    let words = said(text);
    let rules = &spec.rules.phrases;
    let is_said = |phrase: &&String| stands_in(phrase, &words);
    if let Some(phrase) = of_language(form, &rules.banned).iter().find(is_said) {
        return Some(Issue::BannedPhrase { phrase: phrase.clone() });
    }
    let wanted = of_language(form, &rules.wanted);
    let is_missing = !wanted.is_empty() && wanted.iter().find(is_said).is_none();
    is_missing.then(|| Issue::WantedPhrase { phrases: wanted.join(", ") })
}

fn of_language<'a>(form: &Form, lists: &'a VecMap<String, Vec<String>>) -> &'a [String] {
    lists.get(&form.draft().language).or_else(|| lists.get(form.fallback())).map(Vec::as_slice).unwrap_or_default()
}

fn named(form: &Form, wording: Wording<'_>, rule: &Names, slots: &[SlotId]) -> Option<Issue> {
    let mut entered = Vec::new();
    for slot in slots {
        for peer in form.graph.peers(wording.instance, form.program().slots[*slot].template) {
            entered.push(form.graph.get(*slot, peer).to_text());
        }
    }
    entered.retain(|name: &String| !name.trim().is_empty());
    let given = entered.iter().find(|name| names(wording.text, name));
    match rule {
        Names::Forbidden(_) => given.map(|name| Issue::NameGiven { name: name.clone() }),
        Names::Required(_) if given.is_none() => entered.first().map(|name| Issue::NameMissing { name: name.clone() }),
        Names::Required(_) => None,
    }
}

/// The nearest text before it that is almost the same.
fn twin(form: &Form, wording: Wording<'_>) -> Option<Issue> {
    let Wording { spec, instance, part, text } = wording;
    let mut places = places(form);
    let is_own = |place: &(InstanceId, QuestionId)| place.0 == instance && spec_of(form, *place).node == spec.node;
    places.truncate(places.iter().position(is_own)? + 1);
    let (mut is_before, mut compared) = (false, 0);
    while let Some(place) = places.pop() {
        let is_own = is_own(&place);
        for other in texts_in(form, spec_of(form, place), place.0).into_iter().rev() {
            if is_before {
                if alike(other.text, text) {
                    let label = words(form, &other.spec.label, other.instance).0;
                    return Some(Issue::Alike { path: form.path(other.spec, other.instance), label });
                }
                compared += 1;
                if compared == MOST_COMPARED {
                    return None;
                }
            }
            is_before |= is_own && other.part == part;
        }
    }
    None
}

fn spec_of(form: &Form, (_, question): (InstanceId, QuestionId)) -> &QuestionSpec {
    &form.program().questions[question]
}

/// Every question in every instance whose words are held against one another, in the order of the form. Lists and loops here, where
/// chains of iterators would make the same several times larger in the Wasm.
pub(super) fn places(form: &Form) -> Vec<(InstanceId, QuestionId)> {
    let mut places = Vec::new();
    for question in &form.program().distinct {
        let template = form.program().questions[*question].template;
        for instance in form.graph.descendants(InstanceId::ROOT, template) {
            places.push((instance, *question));
        }
    }
    places
}

/// How many texts are held against one another.
pub(super) fn count(form: &Form) -> usize {
    let mut count = 0;
    for place in places(form) {
        count += texts_in(form, spec_of(form, place), place.0).len();
    }
    count
}

/// Where something is said of words because of the words of a question, or may be: all that are almost the same.
pub(super) fn twins(form: &Form, instance: InstanceId, question: QuestionId) -> Vec<(InstanceId, QuestionId)> {
    let own = texts_in(form, &form.program().questions[question], instance);
    let mut twins = places(form);
    twins.retain(|place| {
        let texts = texts_in(form, spec_of(form, *place), place.0);
        texts.iter().any(|other| own.iter().any(|own| alike(own.text, other.text)))
    });
    twins
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
