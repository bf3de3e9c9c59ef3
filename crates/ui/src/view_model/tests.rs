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
            language: "en".to_owned(),
            instance_name: None,
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
        control: Control::Text,
        label: path.to_owned(),
        label_language: None,
        hint: String::new(),
        guidance_hint: String::new(),
        appearance: String::new(),
        media: Vec::new(),
        relevant: true,
        required: true,
        readonly: false,
        value: Json::Null,
        watch: None,
        words: None,
        comment: None,
        issues: vec![missing(Level::Hard)],
    }
}

fn missing(level: Level) -> IssueView {
    IssueView { issue: Issue::Required { message: None }, level, part: Part::Answer }
}

fn turn(model: &mut ViewModel, page: u32) {
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
fn next_says_once_what_is_open_and_then_lets_go_on() {
    let mut model = ViewModel::new(form(&["a", "b"]), None);
    assert_eq!(model.next(), Step::Stay);
    assert_eq!(model.focus, Focus::Open);
    assert!(shows_errors(&model, Key(1)), "errors are shown once the person wanted to go on");
    assert_eq!(model.next(), Step::Page(1));
}

#[test]
fn pages_that_are_not_relevant_are_passed_over() {
    let mut model = ViewModel::new(form(&["a", "-b", "c"]), None);
    model.next();
    assert_eq!(model.next(), Step::Page(2));
    turn(&mut model, 2);
    assert_eq!(model.back(), Step::Page(0));
    model.next();
    assert_eq!(model.next(), Step::Screen(Screen::Summary));
}

#[test]
fn an_early_end_is_explained_before_the_summary() {
    let mut model = ViewModel::new(form(&["a", "-b"]), None);
    let outcome =
        OutcomeView { path: "end".to_owned(), outcome: "disqualified".to_owned(), label: "Thank you.".to_owned() };
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
        relevant: true,
        required: true,
        text: String::new(),
        words: sealform_protocol::WordCount { have: 0, min: 8 },
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
    Target { id: "page".to_owned(), place: TargetPlace::Page }
}

#[test]
fn two_targets_that_read_alike_have_a_line_each() {
    let server = |id: &str| {
        let place = TargetPlace::Webhook { host: "agency.example/in".to_owned() };
        Target { id: id.to_owned(), place }
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

/// Whether errors of a question are shown that do not say that somebody is not done yet.
fn shows_errors(model: &ViewModel, key: Key) -> bool {
    model.is_touched(key) || model.page_reviewed()
}
