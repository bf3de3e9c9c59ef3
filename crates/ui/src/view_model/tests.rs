use sealform_protocol::{Control, DeliveryState, FormView, Issue, OutcomeView, Position, Progress};
use sealform_types::{Json, VecMap};

use super::*;
use crate::{Opening, Target, TargetPlace};

/// A form with one required question on each of these pages; the names of irrelevant pages begin with `-`.
pub(crate) fn form(pages: &[&str]) -> Snapshot {
    let mut nodes = VecMap::new();
    let views = pages.iter().zip(1..).map(|(name, number)| {
        let key = Key(number);
        let question = question(key, &[name, "/q"].concat());
        nodes.insert(key, Node::Question(Rc::new(question)));
        Rc::new(PageView {
            path: (*name).to_owned(),
            relevant: !name.starts_with('-'),
            open: 1,
            children: vec![key],
            ..PageView::default()
        })
    });
    Snapshot {
        form: Rc::new(FormView {
            id: "visit".to_owned(),
            version: "1".to_owned(),
            title: "Visit".to_owned(),
            languages: vec!["en".to_owned()],
            style: String::new(),
            language: "en".to_owned(),
            instance_name: None,
            immediate_requirements: false,
        }),
        pages: views.collect(),
        nodes,
        progress: Progress::default(),
        outcome: None,
        score: None,
        position: Position::default(),
    }
}

fn question(key: Key, path: &str) -> QuestionView {
    QuestionView {
        key,
        path: path.to_owned(),
        control: Control::Text { input: sealform_types::TextInput::Any },
        label: path.to_owned(),
        label_language: None,
        hint: String::new(),
        guidance_hint: String::new(),
        markup: None,
        appearance: String::new(),
        parameters: Json::Null,
        media: Vec::new(),
        relevant: true,
        required: true,
        readonly: false,
        reasoned: false,
        value: Json::Null,
        preset: false,
        watch: None,
        words: None,
        chars: None,
        comment: None,
        issues: vec![missing(Level::Hard)],
    }
}

fn missing(level: Level) -> IssueView {
    IssueView::new(Issue::Required { message: None }, level, Part::Answer)
}

pub(crate) fn turn(model: &mut ViewModel, page: u32) {
    let position = Position { page, path: String::new() };
    model.apply(Ok(Patch { position: Some(position), ..Patch::default() }));
}

fn answer(model: &mut ViewModel, number: u64, value: &str) {
    let key = Key(number);
    let mut view = model.snapshot.question(key).expect("a question").as_ref().clone();
    view.value = Json::from(value);
    view.issues.clear();
    model.apply(Ok(Patch { nodes: vec![(key, Node::Question(Rc::new(view)))], ..Patch::default() }));
}

#[test]
fn an_early_end_is_explained_before_the_summary() {
    let mut model = ViewModel::new(form(&["a", "-b"]), None);
    let outcome = OutcomeView {
        path: "end".into(),
        outcome: "disqualified".into(),
        label: "Thank you.".into(),
        marks: Vec::new(),
    };
    model.apply(Ok(Patch { outcome: Some(Some(Rc::new(outcome))), ..Patch::default() }));
    model.next();
    assert_eq!(model.next(), Step::Screen(Screen::End));
    model.show(Screen::End);
    assert_eq!(model.back(), Step::Page(0));
    assert_eq!(model.next(), Step::Screen(Screen::Summary));
    model.show(Screen::Summary);
    assert_eq!(model.back(), Step::Screen(Screen::End));
}

#[test]
fn errors_of_a_question_that_was_skipped_are_not_shown() {
    let mut model = ViewModel::new(form(&["a"]), None);
    model.blurred(Key(1));
    assert!(!shows_errors(&model, Key(1)));
    answer(&mut model, 1, "too short");
    model.blurred(Key(1));
    assert!(shows_errors(&model, Key(1)));
}

#[test]
fn the_summary_shows_errors_of_relevant_pages_only() {
    let mut model = ViewModel::new(form(&["a", "-b"]), None);
    model.show(Screen::Summary);
    assert_eq!(model.focus, Focus::Heading);
    assert!(shows_errors(&model, Key(1)));
    turn(&mut model, 1);
    assert!(!shows_errors(&model, Key(2)), "a page that comes back begins quietly");
}

#[test]
fn open_points_come_in_the_order_of_the_form_and_without_warnings() {
    let mut snapshot = form(&["a", "-b", "c"]);
    let mut warned = question(Key(3), "c/q");
    warned.issues = vec![missing(Level::Warn), missing(Level::Hard)];
    snapshot.nodes.insert(Key(3), Node::Question(Rc::new(warned)));
    let model = ViewModel::new(snapshot, None);
    let paths: Vec<String> = model.all_points(Level::Hard).iter().map(|point| point.question.path.clone()).collect();
    assert_eq!(paths, ["a/q", "c/q"]);
}

#[test]
fn a_page_without_a_group_is_opened_by_its_first_question() {
    let mut snapshot = form(&["a"]);
    let mut page = snapshot.pages[0].as_ref().clone();
    page.path.clear();
    snapshot.pages[0] = Rc::new(page);
    let model = ViewModel::new(snapshot, None);
    assert_eq!(model.page_path(0).as_deref(), Some("a/q"));
    assert_eq!(model.page_path(7), None);
}

#[test]
fn a_refused_change_is_shown_until_the_next_one_is_accepted() {
    let mut model = ViewModel::new(form(&["a"]), None);
    model.apply(Err(ApplyError::TooLong { path: "a/q".to_owned(), most: 10 }));
    assert!(model.refused.is_some());
    assert_eq!(model.saved, Saved::Untouched);
    answer(&mut model, 1, "shorter");
    assert!(model.refused.is_none());
    assert_eq!(model.saved, Saved::Pending);
}

#[test]
fn an_answer_that_makes_a_comment_due_is_noticed_once() {
    let mut model = ViewModel::new(form(&["a"]), None);
    let mut view = question(Key(1), "a/q");
    view.comment = Some(CommentView {
        label: String::new(),
        marks: Vec::new(),
        relevant: true,
        required: true,
        text: String::new(),
        words: sealform_protocol::WordCount { have: 0, min: 8 },
        chars: None,
    });
    let patch = Patch { nodes: vec![(Key(1), Node::Question(Rc::new(view)))], ..Patch::default() };
    assert!(model.newly_due(&patch).is_some());
    model.apply(Ok(patch.clone()));
    assert!(model.newly_due(&patch).is_none());
}

fn receipt() -> ReceiptView {
    ReceiptView {
        jti: "one".to_owned(),
        sha256: "00".to_owned(),
        file_name: "one.jws.json".to_owned(),
        bytes: 1,
        signer: "key".to_owned(),
        sealed_at: DateTime::parse_from_rfc3339("2027-05-03T09:07:41+02:00").expect("a moment"),
        kept: true,
        deliveries: vec![(page(), DeliveryState::Queued)],
    }
}

fn page() -> Target {
    Target { id: "page".to_owned(), place: TargetPlace::Page, is_encrypted: false }
}

#[test]
fn two_targets_that_read_alike_have_a_line_each() {
    let server = |id: &str| {
        let place = TargetPlace::Webhook { host: "agency.example/in".to_owned() };
        Target { id: id.to_owned(), place, is_encrypted: false }
    };
    let mut model = ViewModel::new(form(&["a"]), Some(ReceiptView { deliveries: Vec::new(), ..receipt() }));
    for (id, state) in [("a", DeliveryState::Blocked), ("b", DeliveryState::Delivered)] {
        model.on_event(HostEvent::Delivery { jti: "one".to_owned(), target: server(id), state });
    }
    let deliveries = model.receipt.map(|receipt| receipt.deliveries);
    let wanted = vec![(server("a"), DeliveryState::Blocked), (server("b"), DeliveryState::Delivered)];
    assert_eq!(deliveries, Some(wanted));
}

#[test]
fn sealing_leads_to_the_receipt_and_deliveries_change_only_theirs() {
    let mut model = ViewModel::new(form(&["a"]), None);
    model.sealing = Sealing::Running;
    model.on_event(HostEvent::SealFailed { reason: SealFault::NoKey });
    assert_eq!(model.sealing, Sealing::Failed(SealFault::NoKey));
    model.on_event(HostEvent::Sealed(receipt()));
    assert_eq!((model.screen, model.sealing), (Screen::Receipt, Sealing::Idle));
    let event = |jti: &str, state| HostEvent::Delivery { jti: jti.to_owned(), target: page(), state };
    model.on_event(event("another", DeliveryState::Dead));
    model.on_event(event("one", DeliveryState::Delivered));
    let deliveries = model.receipt.as_ref().map(|receipt| receipt.deliveries.clone());
    assert_eq!(deliveries, Some(vec![(page(), DeliveryState::Delivered)]));
    // An agency has given its receipt, which is noted beside the target.
    let noted = Target { place: TargetPlace::Webhook { host: "a.example · received".to_owned() }, ..page() };
    let event = HostEvent::Delivery { jti: "one".to_owned(), target: noted.clone(), state: DeliveryState::Delivered };
    model.on_event(event);
    let deliveries = model.receipt.as_ref().map(|receipt| receipt.deliveries.clone());
    assert_eq!(deliveries, Some(vec![(noted, DeliveryState::Delivered)]));
    // What is read out is of the report on the screen.
    assert!(model.shows_receipt_of("one") && !model.shows_receipt_of("another"));
    model.screen = Screen::Summary;
    assert!(!model.shows_receipt_of("one"));
}

#[test]
fn a_form_that_was_sealed_before_opens_at_its_receipt_and_another_draft_at_its_first_page() {
    let mut model = ViewModel::new(form(&["a"]), Some(receipt()));
    assert_eq!(model.screen, Screen::Receipt);
    model.on_event(HostEvent::Opened { snapshot: form(&["a"]), receipt: None, opening: Opening::Anew });
    assert_eq!((model.screen, model.receipt.is_none()), (Screen::Page, true));
}

#[test]
fn trouble_stays_until_something_was_saved() {
    let mut model = ViewModel::new(form(&["a"]), None);
    model.on_event(HostEvent::SaveFailed { reason: SaveFault::Denied });
    model.apply(Ok(Patch::default()));
    assert_eq!(model.saved, Saved::Failed(SaveFault::Denied));
    // Another draft is kept no better.
    model.on_event(HostEvent::Opened { snapshot: form(&["a"]), receipt: None, opening: Opening::Anew });
    model.apply(Ok(Patch::default()));
    assert_eq!(model.saved, Saved::Failed(SaveFault::Denied));
    let at = receipt().sealed_at;
    model.on_event(HostEvent::Saved { at });
    model.apply(Ok(Patch::default()));
    assert_eq!(model.saved, Saved::Pending);
}

#[test]
fn whoever_came_from_the_summary_goes_back_to_its_row() {
    let mut model = ViewModel::new(form(&["a", "b"]), None);
    model.show(Screen::Summary);
    model.came_from = Some(Key(2));
    model.screen = Screen::Page;
    assert_eq!(model.next(), Step::Screen(Screen::Summary));
    model.show(Screen::Summary);
    assert_eq!((model.focus.clone(), model.came_from), (Focus::Row(Key(2)), None));
    // From there, the key that turns pages leads to the button that signs.
    assert_eq!((model.next(), model.focus.clone()), (Step::Stay, Focus::Element(WAY_ON.to_owned())));
    // A row that is gone takes no focus.
    model.came_from = Some(Key(99));
    model.show(Screen::Summary);
    assert_eq!(model.focus, Focus::Heading);
}

/// Whether errors of a question are shown that do not say that somebody is not done yet.
pub(crate) fn shows_errors(model: &ViewModel, key: Key) -> bool {
    model.is_touched(key) || model.is_reviewed(key)
}

#[test]
fn what_is_asked_or_timed_only_now_was_not_passed_over() {
    let mut model = ViewModel::new(one_page(2), None);
    assert_eq!(model.next(), Step::Stay);
    assert!(model.is_reviewed(Key(1)) && model.is_reviewed(Key(2)));
    let mut page = model.snapshot.pages[0].as_ref().clone();
    page.children.push(Key(3));
    let third = Node::Question(Rc::new(question(Key(3), "a/q3")));
    model.apply(Ok(Patch { nodes: vec![(Key(3), third)], pages: vec![(0, Rc::new(page))], ..Patch::default() }));
    assert!(!model.is_reviewed(Key(3)), "a newcomer is shown as an error");
    // It is said once, as for the others.
    assert_eq!(model.next(), Step::Stay);
    assert!(model.is_reviewed(Key(3)));
    assert_eq!(model.next(), Step::Screen(Screen::Summary));
    model.screen = Screen::Page;
    let watch = DateTime::parse_from_rfc3339("2026-11-21T10:00:00+01:00").ok();
    let timed = QuestionView { watch, ..question(Key(1), "a/q1") };
    model.apply(Ok(Patch { nodes: vec![(Key(1), Node::Question(Rc::new(timed)))], ..Patch::default() }));
    assert!(!model.is_reviewed(Key(1)), "a stopwatch that was just started is shown as an error");
}

/// A form of one page with so many required questions.
fn one_page(questions: u64) -> Snapshot {
    let mut snapshot = form(&["a"]);
    let keys: Vec<Key> = (1..=questions).map(Key).collect();
    for key in &keys {
        snapshot.nodes.insert(*key, Node::Question(Rc::new(question(*key, &["a/q", &key.0.to_string()].concat()))));
    }
    let page = PageView { open: 2, children: keys, ..snapshot.pages[0].as_ref().clone() };
    snapshot.pages[0] = Rc::new(page);
    snapshot
}

fn change(snapshot: &mut Snapshot, number: u64, change: impl FnOnce(&mut QuestionView)) {
    let mut view = snapshot.question(Key(number)).expect("a question").as_ref().clone();
    change(&mut view);
    snapshot.nodes.insert(Key(number), Node::Question(Rc::new(view)));
}

#[test]
fn several_open_points_are_listed_and_the_list_stays_while_they_are_resolved() {
    let mut model = ViewModel::new(one_page(2), None);
    assert_eq!((model.next(), model.focus.clone()), (Step::Stay, Focus::Open));
    answer(&mut model, 1, "done");
    assert!(model.lists_open());
}

#[test]
fn what_is_settled_is_what_somebody_has_answered_and_nothing_is_wrong_with() {
    let mut snapshot = one_page(5);
    change(&mut snapshot, 1, |view| {
        view.value = Json::from("yes");
        view.issues.clear();
    });
    // Wrong; a default; read-only; and one that may be left out.
    change(&mut snapshot, 2, |view| view.value = Json::from("x"));
    for number in 3..=5 {
        change(&mut snapshot, number, |view| {
            view.issues.clear();
            view.required = false;
            view.preset = number == 3;
            view.readonly = number == 4;
            view.value = if number == 5 { Json::Null } else { Json::from("there") };
        });
    }
    let mut model = ViewModel::new(snapshot, None);
    let tally = |model: &ViewModel| {
        let all = whole(&model.tallies());
        (all.settled, all.left)
    };
    assert_eq!(tally(&model), (1, 2));
    assert!(whole(&model.tallies()).minutes() >= 1);
    // What may be left out is settled once the page is left.
    model.show(Screen::Summary);
    assert_eq!(tally(&model), (2, 1));
}

#[test]
fn a_page_is_untouched_begun_or_done() {
    let standings = |model: &ViewModel| model.tallies().iter().map(|tally| tally.standing()).collect::<Vec<_>>();
    let done = |page: usize, model: &mut ViewModel| {
        let view = PageView { open: 0, ..model.snapshot.pages[page].as_ref().clone() };
        model.apply(Ok(Patch { pages: vec![(page, Rc::new(view))], ..Patch::default() }));
    };
    let mut model = ViewModel::new(form(&["a", "b", "c"]), None);
    assert_eq!(standings(&model), [Standing::Untouched; 3]);
    answer(&mut model, 1, "yes");
    done(0, &mut model);
    turn(&mut model, 2);
    assert_eq!(standings(&model), [Standing::Done, Standing::Begun, Standing::Untouched]);
    // Who goes back has been there all the same.
    turn(&mut model, 0);
    assert_eq!(standings(&model), [Standing::Done, Standing::Begun, Standing::Untouched]);
}

#[test]
fn the_marks_are_those_of_the_minority() {
    let mut snapshot = one_page(3);
    assert_eq!(Marks::of(&snapshot), Marks::Optional);
    change(&mut snapshot, 1, |view| view.required = false);
    assert_eq!(Marks::of(&snapshot), Marks::Optional);
    change(&mut snapshot, 2, |view| view.required = false);
    assert_eq!(Marks::of(&snapshot), Marks::Required);
    // What nobody can change carries no mark, and counts for none.
    change(&mut snapshot, 1, |view| view.readonly = true);
    change(&mut snapshot, 2, |view| view.control = Control::Note);
    assert_eq!(Marks::of(&snapshot), Marks::Optional);
}

#[test]
fn a_form_greets_those_who_begin_it_and_those_who_come_back_on_another_day() {
    let at = |text: &str| DateTime::parse_from_rfc3339(text).expect("a moment");
    let (left, today) = (at("2026-11-24T16:40:00+01:00"), at("2026-11-27T09:00:00+01:00"));
    let mut model = ViewModel::new(form(&["a", "b"]), None);
    assert_eq!(model.greeting, Greeting::Welcome);
    // It stays where it is while the page does.
    answer(&mut model, 1, "yes");
    assert_eq!(model.greeting, Greeting::Welcome);
    model.resume(left, today);
    assert_eq!((model.greeting, &model.saved), (Greeting::WelcomeBack(left), &Saved::At(left)));
    turn(&mut model, 1);
    model.show(Screen::Page);
    assert_eq!(model.greeting, Greeting::None);
    model.resume(today, today);
    assert_eq!((model.greeting, &model.saved), (Greeting::None, &Saved::At(today)));
}

#[test]
fn a_page_that_slept_greets_as_one_that_was_closed() {
    let at = |text: &str| DateTime::parse_from_rfc3339(text).expect("a moment");
    let (left, evening) = (at("2026-11-24T09:00:00+01:00"), at("2026-11-24T16:40:00+01:00"));
    let next_day = at("2026-11-25T07:00:00+01:00");
    let mut model = ViewModel::new(form(&["a", "b"]), None);
    turn(&mut model, 1);
    model.show(Screen::Page);
    let back = |now| HostEvent::CameBack { left, now, patch: Patch::default() };
    model.on_event(back(evening));
    assert_eq!(model.greeting, Greeting::None);
    model.on_event(back(next_day));
    assert_eq!((model.greeting, &model.focus), (Greeting::WelcomeBack(left), &Focus::Heading), "the focus stays");
    model.show(Screen::Summary);
    model.on_event(back(next_day));
    assert_eq!(model.greeting, Greeting::None);
}

#[test]
fn a_question_is_mended_over_the_summary_as_long_as_it_is_asked() {
    let mut model = ViewModel::new(one_page(2), None);
    model.show(Screen::Summary);
    model.sheet = Some(Key(1));
    answer(&mut model, 1, "yes");
    assert_eq!(model.sheet().map(|view| view.key), Some(Key(1)), "it stays until it is closed");
    model.close_sheet();
    assert_eq!((model.sheet, model.screen, model.focus.clone()), (None, Screen::Summary, Focus::Open));
    // Of one that is not asked any more nothing is left to mend.
    model.sheet = Some(Key(2));
    let mut view = model.snapshot.question(Key(2)).expect("a question").as_ref().clone();
    view.relevant = false;
    view.issues.clear();
    model.apply(Ok(Patch { nodes: vec![(Key(2), Node::Question(Rc::new(view)))], ..Patch::default() }));
    assert_eq!((model.sheet, model.focus.clone()), (None, Focus::Heading));
}

#[test]
fn a_quick_choice_goes_on_where_it_stands_alone_and_nothing_is_left_to_say() {
    let chosen = |change: fn(&mut PageView, &mut QuestionView)| {
        let mut snapshot = form(&["first", "second"]);
        let (mut page, mut view) = ((*snapshot.pages[0]).clone(), question(Key(1), "first/q"));
        page.open = 0;
        view.control = Control::SelectOne { choices: Rc::default() };
        (view.appearance, view.value, view.issues) = ("quick".to_owned(), Json::from("yes"), Vec::new());
        change(&mut page, &mut view);
        snapshot.pages[0] = Rc::new(page);
        snapshot.nodes.insert(Key(1), Node::Question(Rc::new(view)));
        ViewModel::new(snapshot, None).is_quick()
    };
    assert!(chosen(|_, _| {}));
    assert!(!chosen(|_, view| view.appearance = "likert".to_owned()));
    assert!(!chosen(|_, view| view.value = Json::Null));
    assert!(!chosen(|_, view| view.issues = vec![missing(Level::Warn)]));
    assert!(!chosen(|page, _| page.open = 1));
    assert!(!chosen(|page, _| page.children.push(Key(2))));
    assert!(!chosen(|_, view| view.control = Control::Integer));
    assert!(!chosen(|_, view| {
        let (label, text) = (String::new(), String::new());
        let words = sealform_protocol::WordCount { have: 0, min: 0 };
        view.comment =
            Some(CommentView { label, marks: Vec::new(), relevant: true, required: false, words, text, chars: None });
    }));
}

#[test]
fn a_form_on_one_page_opens_at_the_question_that_was_touched_last() {
    let place = |style: &str| {
        let mut snapshot = form(&["first", "second"]);
        Rc::make_mut(&mut snapshot.form).style = style.to_owned();
        snapshot.position.path = "second/q".to_owned();
        ViewModel::new(snapshot, None).page_index()
    };
    assert_eq!(place("one-page"), 1);
    // Elsewhere the draft says the page.
    assert_eq!(place("pages"), 0);
}
