//! The root: one form from its first page to its receipt.

use std::ops::Deref;
use std::rc::Rc;

use yew::prelude::*;

use crate::{Host, Target};

/// A shared host. Two handles are equal when they lead to the same host.
#[derive(Clone)]
pub struct HostHandle(Rc<dyn Host>);

impl HostHandle {
    /// Wraps a host.
    pub fn new(host: Rc<dyn Host>) -> Self {
        Self(host)
    }
}

impl PartialEq for HostHandle {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for HostHandle {
    type Target = dyn Host;

    fn deref(&self) -> &Self::Target {
        self.0.as_ref()
    }
}

/// What a form is given.
#[derive(Properties, PartialEq)]
pub struct FormProps {
    /// Session, storage, keys, delivery and clock.
    pub host: HostHandle,
    /// The language of buttons and sentences; the form's own where none is given.
    #[prop_or_default]
    pub interface_language: Option<AttrValue>,
    /// Where a sealed form goes, as told before sealing. The file can always be saved.
    #[prop_or_default]
    pub targets: Rc<[Target]>,
}

/// One form, from its first page to its receipt.
#[component]
pub fn Form(props: &FormProps) -> Html {
    let snapshot = props.host.snapshot();
    html! { <h1>{ &snapshot.form.title }</h1> }
}
