//! The root: one form from its first page to its receipt.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use sealform_protocol::{Action, Key, Part};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::context::{ContextParts, Message, UiContext, id};
use crate::element::tag;
use crate::frame::Overview;
use crate::messages::{Catalogue, direction};
use crate::view_model::{Focus, Screen, Sealing, Step, Undoable, ViewModel};
use crate::{HostEvent, HostHandle, Opening, Target, frame, screens};

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
    _pointer: Vec<EventListener>,
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
        if let Some(key) = restored(&model) {
            model.focus = Focus::Question(key, Part::Answer);
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
            _pointer: listen_to_pointer(ctx),
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
        let words = interface_words(ctx, &self.model).unwrap_or(self.ui.words);
        if !std::ptr::eq(self.ui.words, words) || self.ui.language != self.model.snapshot.form.language {
            self.renew_context(ctx);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (ui, model) = (&self.ui, &self.model);
        let overview = self.overview;
        let middle = tag("div")
            .class("middle")
            .child(frame::draw_faults(ui, model))
            .child(screens::draw(ui, model, &ctx.props().targets))
            .child(frame::draw_bar(ui, model));
        let spoken = tag("p").class("hidden").set("role", "status").set("aria-live", "polite").text(&self.spoken);
        tag("div")
            .node(&self.root)
            .class("sealform")
            .set("part", "form")
            .set("lang", ui.words.tag)
            .set("dir", direction(&ui.language))
            .on(ListenerKind::onkeydown, undo_by_keys(ui))
            .child(frame::draw_header(ui, model, overview))
            .child_if(model.screen != Screen::Receipt, || frame::draw_overview(ui, model, overview))
            .child(middle.draw())
            .child(spoken.draw())
            .draw()
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let Some(root) = self.root.cast::<Element>() else { return };
        if !root.is_connected() {
            // Whoever mounts a form may put it into the page a moment later; only then can it be focused.
            if first {
                let link = ctx.link().clone();
                Timeout::new(0, move || link.send_message(FormMessage(Message::Attached))).forget();
            }
            return;
        }
        let focus = std::mem::replace(&mut self.model.focus, Focus::Stays);
        match focus {
            Focus::Stays => {}
            Focus::Heading => give_focus(&root, &["#", screens::HEADING].concat()),
            Focus::Open => give_focus(&root, &["#", screens::OPEN].concat()),
            Focus::Question(key, part) => focus_question(&root, key, part),
            Focus::Element(id) => give_focus(&root, &["#", &id].concat()),
        }
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

    fn on_message(&mut self, ctx: &Context<Self>, message: Message) {
        let host = &ctx.props().host;
        match message {
            Message::Act(action) => self.act(ctx, action),
            Message::ActAndFocus(action, focus) => {
                self.act(ctx, action);
                self.model.focus = focus;
            }
            Message::Remove(action, focus, undoable) => self.remove(ctx, action, focus, undoable),
            Message::Undo => self.undo(ctx),
            Message::Blurred(key) => match &mut self.press {
                Press::Held(left) => left.push(key),
                Press::None => self.model.blurred(key),
            },
            Message::Pressed => self.press = Press::Held(Vec::new()),
            Message::Released => {
                // The click comes right after the release, and is to find everything where it was.
                let dispatch = self.ui.dispatch.clone();
                Timeout::new(0, move || dispatch.emit(Message::ReportHeld)).forget();
            }
            Message::ReportHeld => {
                if let Press::Held(left) = std::mem::replace(&mut self.press, Press::None) {
                    left.into_iter().for_each(|key| self.model.blurred(key));
                }
            }
            Message::Next => self.next(ctx),
            Message::Back => self.go(ctx, self.model.back()),
            Message::Page(index) => self.go(ctx, Step::Page(index)),
            Message::Screen(screen) => self.go(ctx, Step::Screen(screen)),
            Message::Question(key, part) => self.go_to_question(ctx, key, part),
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
            Message::AskLeaving(asks) => {
                self.model.asks_leaving = asks;
                self.model.focus = Focus::Element(if asks { screens::LEAVING } else { screens::ANOTHER }.to_owned());
            }
            Message::Host(event) => self.on_host_event(ctx, event),
            Message::Attached => {}
        }
    }

    /// Takes an action, and says so where it makes a comment due that nobody has asked for before.
    fn act(&mut self, ctx: &Context<Self>, action: Action) {
        let patched = ctx.props().host.apply(action);
        if let Ok(patch) = &patched
            && let Some(comment) = self.model.newly_due(patch)
        {
            let words = &self.ui.words.question;
            let label = if comment.label.is_empty() { words.comment } else { &comment.label };
            self.spoken = [label, ": ", words.required].concat().into();
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

    fn go_to_question(&mut self, ctx: &Context<Self>, key: Key, part: Part) {
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

/// Ctrl+Z, or the same on a Mac, where the focus is in no field that undoes what is typed in it.
fn undo_by_keys(ui: &UiContext) -> Callback<Event> {
    let dispatch = ui.dispatch.clone();
    Callback::from(move |event: Event| {
        let Some(keys) = event.dyn_ref::<KeyboardEvent>() else { return };
        let is_undo = (keys.ctrl_key() || keys.meta_key()) && !keys.shift_key() && !keys.alt_key() && keys.key() == "z";
        if is_undo && !is_typed_into(keys.target()) {
            dispatch.emit(Message::Undo);
        }
    })
}

/// Whether the browser itself undoes what happens in an element.
fn is_typed_into(target: Option<EventTarget>) -> bool {
    let selector = "textarea, input:not([type=radio], [type=checkbox], [type=range], [type=file])";
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.matches(selector).unwrap_or(false))
}

/// Listens to the pointer wherever it is in the page: whoever presses something beside the form leaves a question too.
fn listen_to_pointer(ctx: &Context<Form>) -> Vec<EventListener> {
    let Some(page) = web_sys::window() else { return Vec::new() };
    let hear = |name: &'static str, message: fn() -> Message| {
        let link = ctx.link().clone();
        let options = EventListenerOptions::run_in_capture_phase();
        EventListener::new_with_options(&page, name, options, move |_| link.send_message(FormMessage(message())))
    };
    vec![
        hear("pointerdown", || Message::Pressed),
        hear("pointerup", || Message::Released),
        hear("pointercancel", || Message::Released),
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

fn give_focus(root: &Element, selector: &str) {
    let Ok(Some(found)) = root.query_selector(selector) else { return };
    if let Some(element) = found.dyn_ref::<HtmlElement>() {
        // An element that cannot take the focus leaves it where it is; nothing is lost by that.
        let _ = element.focus();
        // One that has it already may be under the bar now, which grows where something can be undone.
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Focuses the field of a question, its taken choice, or its first control.
fn focus_question(root: &Element, key: Key, part: Part) {
    let field = id(key, "-comment");
    let inside = ["#", &id(key, "-box"), " "].concat();
    let selector = match part {
        Part::Comment => ["#", &field].concat(),
        Part::Answer => [&inside, "input:checked,", &inside, ":is(input,textarea,select,button)"].concat(),
    };
    let taken = [&inside, "input:checked"].concat();
    let first = match (part, root.query_selector(&taken)) {
        (Part::Answer, Ok(Some(_))) => taken,
        (Part::Answer | Part::Comment, _) => selector,
    };
    give_focus(root, &first);
}
