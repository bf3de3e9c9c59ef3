//! The root: one form from its first page to its receipt.

use std::rc::Rc;

use chrono::{DateTime, FixedOffset};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use sealform_protocol::{Action, ApplyError, Key, Part, Patch};
use sealform_types::Json;
use web_sys::Element;
use yew::prelude::*;
use yew::virtual_dom::ListenerKind;

use crate::browser_back::BrowserBack;
use crate::context::{ContextParts, Message, Then, UiContext, id};
use crate::element::tag;
use crate::frame::Overview;
use crate::happened::{Done, Happened, Queue};
use crate::messages::{Catalogue, direction};
use crate::press::{self, Press};
use crate::view_model::{Drawn, Focus, Screen, Sealing, Step, Undoable, ViewModel, whole};
use crate::{HostEvent, HostHandle, Opening, Target, frame, keys, screens, spoken};

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
    /// What the model does not know of yet.
    happened: Queue,
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

impl Component for Form {
    type Message = FormMessage;
    type Properties = FormProps;

    fn create(ctx: &Context<Self>) -> Self {
        let host = &ctx.props().host;
        let happened = Queue::default();
        host.subscribe({
            let (link, happened) = (ctx.link().clone(), happened.clone());
            Callback::from(move |event| {
                happened.push(Happened::Host(event));
                link.send_message(FormMessage(Heard::Happened));
            })
        });
        let mut model = ViewModel::new(host.snapshot(), host.receipt());
        if let Some(left) = host.left_at() {
            model.resume(left, host.now());
        }
        if let Some(key) = model.question_left() {
            model.focus = Focus::Question(key, Part::Answer);
            model.drawn = Drawn::All;
        }
        let words = interface_words(ctx, &model).unwrap_or_else(Catalogue::silent);
        let ui = make_context(ctx, &model, words, &happened);
        Self {
            _pointer: press::listen(&ui.dispatch),
            model,
            ui,
            happened,
            root: NodeRef::default(),
            overview: Overview::Closed,
            spoken: AttrValue::default(),
            press: Press::None,
            prints: false,
            went_on: None,
            browser_back: None,
            sheet_closed: None,
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
        let has_caught_up = self.catch_up(ctx);
        let drawn_alike = match message.0 {
            Heard::Happened => false,
            Heard::Acted(then) => {
                self.acted(ctx, then);
                false
            }
            Heard::Said(message) => {
                let drawn_alike = matches!(message, Message::Pressed | Message::Released | Message::Clicked);
                self.on_message(ctx, message);
                drawn_alike
            }
        };
        if drawn_alike && !has_caught_up {
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
            .on(ListenerKind::onkeydown, keys::listener(ui))
            .on(ListenerKind::onfocusin, Callback::from(|event: Event| crate::focus::show_field(&event)))
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
                let attached = move || link.send_message(FormMessage(Heard::Said(Message::Attached)));
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
            self.browser_back =
                BrowserBack::listen(move || link.send_message(FormMessage(Heard::Said(Message::WentBack))));
        }
        if let Some(browser_back) = &mut self.browser_back {
            let lies_over = self.model.sheet().is_some() || self.overview != Overview::Closed;
            browser_back.follow(lies_over || self.model.back() != Step::Stay);
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
pub struct FormMessage(Heard);

/// What a form hears.
enum Heard {
    /// Something has happened, and stands in the queue.
    Happened,
    /// The host has done what a person did, and this follows.
    Acted(Done),
    /// One of its parts says something.
    Said(Message),
}

impl Form {
    /// Hands out what the form says now; until the messages of another language are there, in the language before.
    fn renew_context(&mut self, ctx: &Context<Self>) {
        let words = interface_words(ctx, &self.model).unwrap_or(self.ui.words);
        self.ui = make_context(ctx, &self.model, words, &self.happened);
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
            Message::TakeBack(key) => self.take_back(key),
            Message::Undo => self.undo(ctx),
            Message::Blurred(key) => match &mut self.press {
                Press::Held(left) => left.push(key),
                Press::None => self.model.blurred(key),
            },
            Message::Pressed => self.press = Press::Held(Vec::new()),
            // The click is to find everything where it was.
            Message::Released => self.report_held_after(press::CLICK_MS),
            Message::Clicked if self.press != Press::None => self.report_held_after(0),
            Message::Clicked => {}
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

    fn report_held_after(&mut self, pause: u32) {
        let dispatch = self.ui.dispatch.clone();
        self._releasing = Some(Timeout::new(pause, move || dispatch.emit(Message::ReportHeld)));
    }

    /// Takes over what has happened; whether anything has.
    fn catch_up(&mut self, ctx: &Context<Self>) -> bool {
        let happened = self.happened.take();
        let has_any = !happened.is_empty();
        for one in happened {
            match one {
                Happened::Acted(patched) => self.take_over(patched),
                Happened::Host(event) => self.on_host_event(ctx, event),
            }
        }
        has_any
    }

    /// What follows a deed.
    fn acted(&mut self, ctx: &Context<Self>, Done { answers, then }: Done) {
        self.model.answered(answers.as_deref());
        match then {
            // By the keys of a radio group somebody passes what is not meant: only what is pressed goes on at once.
            Then::GoOn if self.press != Press::None && self.model.is_quick() => self.next(ctx),
            Then::GoOn => {}
            Then::Focus(focus) => self.model.focus = focus,
            Then::Offer(focus, undoable) => {
                self.spoken = undoable.said.clone().into();
                self.model.undoable = Some(Undoable { answers, ..undoable });
                self.model.focus = focus;
            }
        }
    }

    /// Takes over what an action changed.
    fn take_over(&mut self, patched: Result<Patch, ApplyError>) {
        if let Ok(patch) = &patched {
            // It opens below what was touched, and may be under the bar.
            self.model.reveals = self.model.newly_due(patch).map(|(key, _)| key).or(self.model.reveals);
            if let Some(said) = spoken::of_patch(self.ui.words, &self.model, patch) {
                self.spoken = said;
            }
        }
        self.model.apply(patched);
    }

    /// A browser that sees a radio button unticked in the middle of a click takes that for another answer.
    fn take_back(&mut self, key: Key) {
        let Some(question) = self.model.snapshot.question(key) else { return };
        let action = Action::Answer { path: question.path.clone(), value: Json::Null };
        let undoable = Undoable::new(self.ui.words.form.cleared, Focus::Question(key, Part::Answer));
        let ui = self.ui.clone();
        let taken_back = move || ui.take_away(action, Focus::Stays, undoable);
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
        // It was said of another screen.
        self.spoken = AttrValue::default();
        self.overview = Overview::Closed;
    }

    /// Somebody has gone back in the browser: from what lies over the screen to the screen, else to the one before it.
    fn went_back(&mut self, ctx: &Context<Self>) {
        if !self.browser_back.as_mut().is_some_and(BrowserBack::takes) {
            return;
        }
        if self.model.sheet().is_some() {
            return self.model.close_sheet();
        }
        if std::mem::replace(&mut self.overview, Overview::Closed) != Overview::Closed {
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
            // The list may have the focus already: the bar says it, too.
            self.model.sealing = Sealing::Held;
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
        if let Some(said) = spoken::of_event(words, &self.model, &event) {
            self.spoken = said;
        }
        let began_anew = matches!(event, HostEvent::Opened { opening: Opening::Anew, .. });
        let goes_on = event == HostEvent::Settled && self.model.waits;
        let was_sealed = self.model.receipt.is_some();
        self.model.on_event(event);
        if began_anew {
            let said = if was_sealed { words.form.report_stays } else { words.form.put_aside };
            self.spoken = said.into();
            self.model.undoable = Some(Undoable::new(said, Focus::Heading));
        }
        if goes_on {
            self.next(ctx);
        }
    }
}

/// What the interface says, once it is loaded.
fn interface_words(ctx: &Context<Form>, model: &ViewModel) -> Option<&'static Catalogue> {
    Catalogue::of(ctx.props().interface_language.as_deref().unwrap_or(&model.snapshot.form.language))
}

fn make_context(ctx: &Context<Form>, model: &ViewModel, words: &'static Catalogue, happened: &Queue) -> UiContext {
    let host = ctx.props().host.clone();
    let deeds = {
        let (host, link, happened) = (host.clone(), ctx.link().clone(), happened.clone());
        Callback::from(move |deed| {
            let heard = happened.act(&host, deed).map_or(Heard::Happened, Heard::Acted);
            link.send_message(FormMessage(heard));
        })
    };
    UiContext::new(ContextParts {
        words,
        language: model.snapshot.form.language.clone(),
        marks: model.marks,
        host,
        deeds,
        happened: happened.clone(),
        dispatch: ctx.link().callback(|message| FormMessage(Heard::Said(message))),
    })
}
