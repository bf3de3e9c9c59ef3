//! The root: one form from its first page to its receipt.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use sealform_protocol::{Action, Key, Part, Patch};
use sealform_types::Json;
use web_sys::Element;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::browser_back::BrowserBack;
use crate::context::{ContextParts, Message, UiContext, id};
use crate::element::tag;
use crate::frame::Overview;
use crate::messages::{Catalogue, direction};
use crate::view_model::{Drawn, Focus, Screen, Sealing, Step, Undoable, ViewModel, whole};
use crate::{HostEvent, HostHandle, Opening, Target, frame, keys, screens};

/// What a form is given.
#[derive(Clone, Properties, PartialEq)]
pub struct FormProps {
    /// Session, storage, keys, delivery and clock.
    pub host: HostHandle,
    /// The language of buttons and sentences; the form's own where none is given.
    #[prop_or_default]
    pub interface_language: Option<AttrValue>,
    /// Where a sealed form goes, as shown before sealing. The file can always be saved.
    #[prop_or_default]
    pub targets: Rc<[Target]>,
}

/// Whoever taps again this soon has tapped twice.
const SECOND_TAP_MS: i64 = 400;

/// One form, from its first page to its receipt.
///
/// It owns the snapshot and changes it in place: a patch costs what has changed, not what is there.
pub struct Form {
    model: ViewModel,
    ui: UiContext,
    root: NodeRef,
    overview: Overview,
    /// What the one live region says.
    spoken: AttrValue,
    press: Press,
    /// Whether the page is being printed.
    prints: bool,
    /// When the way on was taken last.
    went_on: Option<DateTime<FixedOffset>>,
    browser_back: Option<BrowserBack>,
    /// What hears that the sheet was closed.
    sheet_closed: Option<EventListener>,
    _pointer: Vec<EventListener>,
    /// What comes a moment later is held as long as the form: a timer that is forgotten leaves its callback behind.
    _attaching: Option<Timeout>,
    _releasing: Option<Timeout>,
    _taking_back: Option<Timeout>,
    _settling: Option<Timeout>,
}

/// Whether a pointer is pressed, and which questions the press has left.
///
/// Showing their errors at once would move what the pointer is on, also below the form, and the click would miss it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Press {
    None,
    Held(Vec<Key>),
}

impl Component for Form {
    type Message = FormMessage;
    type Properties = FormProps;

    fn create(ctx: &Context<Self>) -> Self {
        let host = &ctx.props().host;
        host.subscribe(ctx.link().callback(|event| FormMessage(Message::Host(event))));
        let mut model = ViewModel::new(host.snapshot(), host.receipt());
        if let Some(left) = host.left_at() {
            model.resume(left, host.now());
        }
        if let Some(key) = restored(&model) {
            model.focus = Focus::Question(key, Part::Answer);
            model.drawn = Drawn::All;
        }
        let words = interface_words(ctx, &model).unwrap_or_else(Catalogue::silent);
        let ui = make_context(ctx, &model, words);
        Self {
            model,
            ui,
            root: NodeRef::default(),
            overview: Overview::Closed,
            spoken: AttrValue::default(),
            press: Press::None,
            prints: false,
            went_on: None,
            browser_back: None,
            sheet_closed: None,
            _pointer: listen_to_pointer(ctx),
            _attaching: None,
            _releasing: None,
            _taking_back: None,
            _settling: None,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &FormProps) -> bool {
        if ctx.props().host != old.host {
            *self = <Self as Component>::create(ctx);
        }
        self.renew_context(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, message: FormMessage) -> bool {
        let drawn_alike = matches!(message.0, Message::Pressed | Message::Released);
        self.on_message(ctx, message.0);
        if drawn_alike {
            return false;
        }
        if self.model.focus.is_inside() {
            self.model.drawn = Drawn::All;
        }
        self.renew_reasons(ctx);
        let words = interface_words(ctx, &self.model).unwrap_or(self.ui.words);
        if !std::ptr::eq(self.ui.words, words) || self.ui.language != self.model.snapshot.form.language {
            self.renew_context(ctx);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (ui, model) = (&self.ui, &self.model);
        let overview = self.overview;
        let tallies = model.tallies();
        let all = whole(&tallies);
        let middle = tag("div")
            .class("middle")
            .child(frame::draw_faults(ui, model))
            .child(screens::draw(ui, model, all, &ctx.props().targets))
            .child(frame::draw_bar(ui, model, all));
        let spoken = tag("p").class("hidden").set("role", "status").set("aria-live", "polite").text(&self.spoken);
        tag("div")
            .node(&self.root)
            .class("sealform")
            .set("part", "form")
            .look(&model.snapshot.form.style)
            .set("lang", ui.words.tag)
            .set("dir", direction(&ui.language))
            .on(ListenerKind::onkeydown, keys::listener(ui, model.screen))
            .child_if(model.screen == Screen::Page, || frame::draw_skip(ui))
            .child(frame::draw_header(ui, model, overview))
            .child_if(model.screen != Screen::Receipt, || frame::draw_progress(ui, model, all))
            .child_if(model.screen != Screen::Receipt, || frame::draw_overview(ui, model, &tallies, overview))
            .child(middle.draw())
            .child_if(self.prints, || screens::draw_print(ui, model))
            .child(spoken.draw())
            .draw()
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        let Some(root) = self.root.cast::<Element>() else { return };
        // What cannot be seen now is not moved into sight later, under a finger that is somewhere else by then.
        let reveals = self.model.reveals.take();
        if !root.is_connected() {
            // Whoever mounts a form may put it into the page a moment later; only then can it be focused.
            if self.browser_back.is_none() {
                let link = ctx.link().clone();
                let attached = move || link.send_message(FormMessage(Message::Attached));
                self._attaching = Some(Timeout::new(crate::focus::ATTACHED_MS, attached));
            }
            return;
        }
        if self.browser_back.is_none() {
            // Whoever has begun on the first page goes on there.
            if crate::focus::is_within(&root) {
                self.model.focus = Focus::Stays;
            }
            let link = ctx.link().clone();
            self.browser_back = BrowserBack::listen(move || link.send_message(FormMessage(Message::WentBack)));
        }
        if let Some(browser_back) = &mut self.browser_back {
            browser_back.follow(self.model.back() != Step::Stay);
        }
        if let Some(listener) = crate::focus::open_sheet(&root, &self.ui.dispatch) {
            self.sheet_closed = Some(listener);
        }
        if let Some(key) = reveals {
            crate::focus::reveal(&root, &["#", &id(key, "-comment")].concat());
        }
        let focus = std::mem::replace(&mut self.model.focus, Focus::Stays);
        if self.model.is_one_page() && focus != Focus::Stays {
            self._settling = Some(crate::focus::settle(&root));
        }
        crate::focus::take(&root, focus);
    }
}

/// A message to the form. Only its own parts and its host can say it.
pub struct FormMessage(Message);

impl Form {
    /// Hands out what the form says now; until the messages of another language are there, in the language before.
    fn renew_context(&mut self, ctx: &Context<Self>) {
        let words = interface_words(ctx, &self.model).unwrap_or(self.ui.words);
        self.ui = make_context(ctx, &self.model, words);
    }

    /// Has reasons that are told follow the answers.
    fn renew_reasons(&mut self, ctx: &Context<Self>) {
        let Some((key, _)) = self.model.why.take() else { return };
        if let Some(question) = self.model.snapshot.question(key).filter(|question| question.reasoned) {
            self.model.why = Some((key, Rc::new(ctx.props().host.why(&question.path))));
        }
    }

    fn on_message(&mut self, ctx: &Context<Self>, message: Message) {
        let host = &ctx.props().host;
        match message {
            Message::Act(action) => self.act_and_go_on(ctx, action),
            Message::ActAndFocus(action, focus) => {
                self.act(ctx, action);
                self.model.focus = focus;
            }
            Message::Remove(action, focus, undoable) => self.remove(ctx, action, focus, undoable),
            Message::TakeBack(key) => self.take_back(key),
            Message::Undo => self.undo(ctx),
            Message::Blurred(key) => match &mut self.press {
                Press::Held(left) => left.push(key),
                Press::None => self.model.blurred(key),
            },
            Message::Pressed => self.press = Press::Held(Vec::new()),
            Message::Released => {
                // The click comes right after the release, and is to find everything where it was.
                let dispatch = self.ui.dispatch.clone();
                self._releasing = Some(Timeout::new(0, move || dispatch.emit(Message::ReportHeld)));
            }
            Message::ReportHeld => {
                if let Press::Held(left) = std::mem::replace(&mut self.press, Press::None) {
                    left.into_iter().for_each(|key| self.model.blurred(key));
                }
            }
            Message::Next if self.is_second_tap(ctx) => {}
            Message::Next => self.next(ctx),
            Message::Back => self.go(ctx, self.model.back()),
            Message::WentBack => self.went_back(ctx),
            Message::Page(index) => {
                self.model.came_from = None;
                self.go(ctx, Step::Page(index));
            }
            Message::Screen(screen) => self.go(ctx, Step::Screen(screen)),
            Message::Question(key, part) => self.go_to_question(ctx, key, part),
            Message::Why(key) => self.model.ask_why(key),
            Message::Sheet(key, part) => self.model.open_sheet(key, part),
            Message::CloseSheet => self.model.close_sheet(),
            Message::Seal if self.is_second_tap(ctx) => {}
            Message::Seal => self.seal(ctx),
            Message::ToggleOverview => self.toggle_overview(),
            Message::StartOver => {
                self.overview = Overview::Closed;
                host.start_over();
            }
            Message::Downloaded => {
                self.model.is_downloaded = true;
                self.model.asks_leaving = false;
            }
            Message::AskLeaving(asks) => self.ask_leaving(asks),
            Message::Host(event) => self.on_host_event(ctx, event),
            Message::Near => self.model.drawn = self.model.drawn.more(),
            Message::Skip => self.model.focus = Focus::First,
            Message::Prints(prints) => self.prints = prints,
            Message::Attached => {}
        }
    }

    fn ask_leaving(&mut self, asks: bool) {
        self.model.asks_leaving = asks;
        self.model.focus = Focus::Element(if asks { screens::LEAVING } else { screens::ANOTHER }.to_owned());
    }

    /// Whether the way on was tapped twice: the second tap is meant for the screen before, and would act on one that nobody
    /// has seen.
    fn is_second_tap(&mut self, ctx: &Context<Self>) -> bool {
        let now = ctx.props().host.now();
        let before = self.went_on.replace(now);
        before.is_some_and(|before| (0..SECOND_TAP_MS).contains(&(now - before).num_milliseconds()))
    }

    /// Takes an action, and goes on where the page asks for that.
    fn act_and_go_on(&mut self, ctx: &Context<Self>, action: Action) {
        self.act(ctx, action);
        // By the keys of a radio group somebody passes what is not meant: only what is pressed goes on at once.
        if self.press != Press::None && self.model.is_quick() {
            self.next(ctx);
        }
    }

    /// Takes an action, and says so where it makes a comment due that nobody has asked for before.
    fn act(&mut self, ctx: &Context<Self>, action: Action) {
        let patched = ctx.props().host.apply(action);
        if let Ok(patch) = &patched
            && let Some((key, comment)) = self.model.newly_due(patch)
        {
            let words = &self.ui.words.question;
            let label = if comment.label.is_empty() { words.comment } else { &comment.label };
            self.spoken = [label, ": ", words.required].concat().into();
            // It opens below what was touched, and may be under the bar.
            self.model.reveals = Some(key);
        }
        if let Ok(Patch { outcome: Some(Some(outcome)), .. }) = &patched
            && self.model.snapshot.outcome.is_none()
        {
            self.spoken = [self.ui.words.form.end_title, ". ", &outcome.label].concat().into();
        }
        self.model.apply(patched);
    }

    fn remove(&mut self, ctx: &Context<Self>, action: Action, focus: Focus, undoable: Undoable) {
        let patched = ctx.props().host.remove(action);
        if patched.is_ok() {
            self.spoken = undoable.said.clone().into();
            self.model.undoable = Some(undoable);
            self.model.focus = focus;
        }
        self.model.apply(patched);
    }

    /// A browser that sees a radio button unticked in the middle of a click takes that for another answer.
    fn take_back(&mut self, key: Key) {
        let Some(question) = self.model.snapshot.question(key) else { return };
        let action = Action::Answer { path: question.path.clone(), value: Json::Null };
        let said = self.ui.words.form.cleared.to_owned();
        let undoable = Undoable { said, back: Focus::Question(key, Part::Answer) };
        let dispatch = self.ui.dispatch.clone();
        let taken_back = move || dispatch.emit(Message::Remove(action, Focus::Stays, undoable));
        self._taking_back = Some(Timeout::new(0, taken_back));
    }

    fn undo(&mut self, ctx: &Context<Self>) {
        let Some(undoable) = self.model.undoable.take() else { return };
        self.spoken = self.ui.words.form.put_back.into();
        if let Some(patch) = ctx.props().host.undo() {
            self.model.apply(Ok(patch));
            self.model.focus = undoable.back;
        }
    }

    /// The next screen; not before what a control is at work on is an answer, for that may be what is missing.
    fn next(&mut self, ctx: &Context<Self>) {
        if ctx.props().host.is_at_work() {
            self.model.waits = true;
            self.spoken = self.ui.words.form.preparing.into();
            return;
        }
        let step = self.model.next();
        self.go(ctx, step);
    }

    fn go(&mut self, ctx: &Context<Self>, step: Step) {
        match step {
            Step::Stay => return,
            Step::Screen(screen) => self.model.show(screen),
            Step::Page(index) => {
                let Some(path) = self.model.page_path(index) else { return };
                self.open(ctx, path);
                self.model.show(Screen::Page);
            }
        }
        self.overview = Overview::Closed;
    }

    /// Somebody has gone back in the browser.
    fn went_back(&mut self, ctx: &Context<Self>) {
        if !self.browser_back.as_mut().is_some_and(BrowserBack::takes) {
            return;
        }
        match (self.model.back(), &self.browser_back) {
            (Step::Stay, Some(browser_back)) => browser_back.leave(),
            (step, _) => self.go(ctx, step),
        }
    }

    fn go_to_question(&mut self, ctx: &Context<Self>, key: Key, part: Part) {
        if self.model.screen == Screen::Summary {
            self.model.came_from = Some(key);
        }
        let Some(question) = self.model.snapshot.question(key) else { return };
        let path = question.path.clone();
        self.open(ctx, path);
        self.model.screen = Screen::Page;
        self.model.focus = Focus::Question(key, part);
        self.overview = Overview::Closed;
    }

    fn open(&mut self, ctx: &Context<Self>, path: String) {
        self.model.apply(ctx.props().host.apply(Action::Open { path }));
    }

    fn seal(&mut self, ctx: &Context<Self>) {
        if self.model.sealing == Sealing::Running {
            return;
        }
        if self.model.snapshot.progress.open > 0 {
            self.model.focus = Focus::Open;
            return;
        }
        self.model.sealing = Sealing::Running;
        self.spoken = self.ui.words.summary.sealing.into();
        ctx.props().host.seal();
    }

    fn toggle_overview(&mut self) {
        self.overview = if self.overview == Overview::Closed { Overview::Open } else { Overview::Closed };
    }

    fn on_host_event(&mut self, ctx: &Context<Self>, event: HostEvent) {
        let words = self.ui.words;
        // A saved draft is shown, not spoken: it happens after every word.
        match &event {
            HostEvent::SaveFailed { reason } => self.spoken = crate::faults::save(words, *reason).into(),
            HostEvent::SealFailed { reason } => self.spoken = crate::faults::seal(words, *reason).into(),
            // Of the report before their eyes, and of no other.
            HostEvent::Delivery { jti, state, .. } if self.model.shows_receipt_of(jti) => {
                self.spoken = screens::state_word(&words.receipt, *state).into();
            }
            // The heading of the receipt takes the focus and says it; what ran is over.
            HostEvent::Sealed(_) => self.spoken = AttrValue::default(),
            HostEvent::Delivery { .. }
            | HostEvent::Saved { .. }
            | HostEvent::PatchFromOutside(_)
            | HostEvent::Opened { .. }
            | HostEvent::Settled => {}
        }
        let began_anew = matches!(event, HostEvent::Opened { opening: Opening::Anew, .. });
        let goes_on = event == HostEvent::Settled && self.model.waits;
        let was_sealed = self.model.receipt.is_some();
        self.model.on_event(event);
        if began_anew {
            let said = if was_sealed { words.form.report_stays } else { words.form.put_aside };
            self.spoken = said.into();
            self.model.undoable = Some(Undoable { said: said.to_owned(), back: Focus::Heading });
        }
        if goes_on {
            self.next(ctx);
        }
    }
}

/// Listens to the pointer wherever it is in the page: whoever presses something beside the form leaves a question too; and to
/// the printing of the page. Where there is no browser, nobody presses anything.
fn listen_to_pointer(ctx: &Context<Form>) -> Vec<EventListener> {
    let page = if cfg!(target_family = "wasm") { web_sys::window() } else { None };
    let Some(page) = page else { return Vec::new() };
    let hear = |name: &'static str, message: fn() -> Message| {
        let link = ctx.link().clone();
        let options = EventListenerOptions::run_in_capture_phase();
        EventListener::new_with_options(&page, name, options, move |_| link.send_message(FormMessage(message())))
    };
    vec![
        hear("pointerdown", || Message::Pressed),
        hear("pointerup", || Message::Released),
        hear("pointercancel", || Message::Released),
        // What is drawn then is there before the browser lays out the sheets.
        hear("beforeprint", || Message::Prints(true)),
        hear("afterprint", || Message::Prints(false)),
    ]
}

/// What the interface says, once it is loaded.
fn interface_words(ctx: &Context<Form>, model: &ViewModel) -> Option<&'static Catalogue> {
    Catalogue::of(ctx.props().interface_language.as_deref().unwrap_or(&model.snapshot.form.language))
}

fn make_context(ctx: &Context<Form>, model: &ViewModel, words: &'static Catalogue) -> UiContext {
    UiContext::new(ContextParts {
        words,
        language: model.snapshot.form.language.clone(),
        marks: model.marks,
        host: ctx.props().host.clone(),
        dispatch: ctx.link().callback(FormMessage),
    })
}

/// The question at which a kept draft was left.
fn restored(model: &ViewModel) -> Option<Key> {
    let path = &model.snapshot.position.path;
    if path.is_empty() || model.screen != Screen::Page {
        return None;
    }
    let mut found = None;
    let page = model.page()?;
    model.snapshot.visit_questions(&page.children, &mut |question| {
        if question.path == *path && question.relevant {
            found = Some(question.key);
        }
    });
    found
}
