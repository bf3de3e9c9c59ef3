//! What everything is drawn with: elements, made step by step, and the small parts that stand everywhere.
//!
//! An `html!` is compiled anew wherever it stands, and each is a kilobyte of Wasm. A [`Tag`] is a few calls of
//! functions that are there once; the elements that come out are the same. Components are still drawn by `html!`.

use std::rc::Rc;

use yew::prelude::*;
use yew::virtual_dom::{Listener, ListenerKind, VList, VTag, VText};

/// An element in the making.
pub(crate) struct Tag(Box<VTag>);

/// Begins an element.
pub(crate) fn tag(name: &'static str) -> Tag {
    Tag(Box::new(VTag::new(name)))
}

impl Tag {
    /// An attribute that says the same in every form.
    #[inline(never)]
    pub fn set(mut self, name: &'static str, value: &'static str) -> Self {
        self.0.add_attribute(name, value);
        self
    }

    /// Such an attribute where this holds; nothing else.
    #[inline(never)]
    pub fn set_if(self, holds: bool, name: &'static str, value: &'static str) -> Self {
        if holds { self.set(name, value) } else { self }
    }

    /// An attribute.
    #[inline(never)]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.add_attribute(name, value.to_owned());
        self
    }

    /// An attribute that may be there.
    #[inline(never)]
    pub fn with_some(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Its class, by which the style sheet here knows it.
    pub fn class(self, class: &'static str) -> Self {
        self.set("class", class)
    }

    /// Its class, and the same as the name by which a page can style it.
    #[inline(never)]
    pub fn part(self, class: &'static str) -> Self {
        self.set("class", class).set("part", class)
    }

    /// How the form asks to draw it, for style sheets.
    pub fn look(self, words: &str) -> Self {
        self.with_some("data-look", (!words.is_empty()).then_some(words))
    }

    /// The key by which it is recognised among its siblings, from one drawing to the next.
    #[inline(never)]
    pub fn key(mut self, key: &str) -> Self {
        self.0.key = Some(key.into());
        self
    }

    /// The handle by which it is found again.
    pub fn node(mut self, node: &NodeRef) -> Self {
        self.0.node_ref = node.clone();
        self
    }

    /// What stands in a field.
    #[inline(never)]
    pub fn value(mut self, value: &str) -> Self {
        self.0.set_value(AttrValue::from(value.to_owned()));
        self
    }

    /// Whether a box is ticked or a radio button taken.
    #[inline(never)]
    pub fn checked(mut self, checked: bool) -> Self {
        self.0.set_checked(checked);
        self
    }

    /// What happens at an event.
    #[inline(never)]
    pub fn on(mut self, kind: ListenerKind, callback: Callback<Event>) -> Self {
        self.0.add_listener(Rc::new(OnEvent { kind, callback }));
        self
    }

    /// What happens at a click.
    pub fn on_click(self, callback: Callback<Event>) -> Self {
        self.on(ListenerKind::onclick, callback)
    }

    /// A text inside.
    #[inline(never)]
    pub fn text(self, text: &str) -> Self {
        self.child(words(text))
    }

    /// Something inside. Nothing at all ([`Html::default`]) keeps its place among its neighbours.
    #[inline(never)]
    pub fn child(mut self, child: Html) -> Self {
        self.0.add_child(child);
        self
    }

    /// Something inside where this holds, and nothing in its place otherwise.
    pub fn child_if(self, holds: bool, child: impl FnOnce() -> Html) -> Self {
        self.child(if holds { child() } else { Html::default() })
    }

    /// A list inside.
    #[inline(never)]
    pub fn list(self, list: Vec<Html>) -> Self {
        self.child(row(list))
    }

    /// The element.
    #[inline(never)]
    pub fn draw(self) -> Html {
        Html::from(*self.0)
    }
}

/// One listener for all events.
struct OnEvent {
    kind: ListenerKind,
    callback: Callback<Event>,
}

impl Listener for OnEvent {
    fn kind(&self) -> ListenerKind {
        self.kind.clone()
    }

    fn handle(&self, event: Event) {
        self.callback.emit(event);
    }

    fn passive(&self) -> bool {
        false
    }
}

/// Parts side by side, without an element around them.
#[inline(never)]
pub(crate) fn row(parts: Vec<Html>) -> Html {
    Html::VList(Rc::new(parts.into()))
}

/// Nothing, which keeps its place in a list whose other parts have keys.
pub(crate) fn nothing(key: &str) -> Html {
    Html::VList(Rc::new(VList::with_children(Vec::new(), Some(key.into()))))
}

/// A text.
#[inline(never)]
pub(crate) fn words(text: &str) -> Html {
    Html::from(VText::new(text.to_owned()))
}

/// A paragraph. Its class, where it has one, is the name by which a page can style it, too.
pub(crate) fn paragraph(class: &'static str, text: &str) -> Html {
    let paragraph = tag("p").text(text);
    if class.is_empty() { paragraph.draw() } else { paragraph.part(class).draw() }
}

/// A paragraph of the form's own words, in their language.
pub(crate) fn form_words(class: &'static str, language: &str, text: &str) -> Html {
    let paragraph = tag("p").with("lang", language).text(text);
    if class.is_empty() { paragraph.draw() } else { paragraph.part(class).draw() }
}

/// A heading within a screen.
pub(crate) fn heading(id: Option<&str>, text: &str) -> Html {
    tag("h3").with_some("id", id).text(text).draw()
}

/// A part of a line.
pub(crate) fn span(class: &'static str, text: &str) -> Html {
    tag("span").class(class).text(text).draw()
}

/// A part of a line in the language of the form.
pub(crate) fn form_span(class: &'static str, language: &str, text: &str) -> Html {
    let span = tag("span").with("lang", language).text(text);
    if class.is_empty() { span.draw() } else { span.class(class).draw() }
}

/// An item of a list.
pub(crate) fn item(text: &str) -> Html {
    tag("li").text(text).draw()
}

/// A field that is typed into, to be finished.
pub(crate) fn field(name: &'static str, id: &str, callback: Callback<Event>) -> Tag {
    // On a phone its key for Enter says what Enter does.
    let field = tag(name).with("id", id).set("part", "input").class("input");
    field.set_if(name == "input", "enterkeyhint", "next").on(ListenerKind::oninput, callback)
}

/// A button, or a link that does something here, to be finished.
pub(crate) fn button_tag(class: &'static str, callback: Callback<Event>) -> Tag {
    let part = if class.contains("primary") { "button primary" } else { "button" };
    tag("button").set("type", "button").set("part", part).class(class).on_click(callback)
}

/// A button, or a link that does something here.
pub(crate) fn button(class: &'static str, id: Option<&str>, text: &str, callback: Callback<Event>) -> Html {
    button_tag(class, callback).with_some("id", id).text(text).draw()
}
