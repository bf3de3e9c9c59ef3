//! Web Locks: one tab writes a draft, one tab sends. A lock is released when its guard is dropped, or the tab is gone.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::web_api::{self, Navigator};

/// What to do where another tab has the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockMode {
    /// Wait for it.
    Wait,
    /// Leave it.
    IfFree,
    /// Take it over; the other tab is notified.
    Steal,
}

/// A lock that is held.
#[derive(Debug)]
pub struct Guard {
    release: Option<Function>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            // Settling a promise cannot fail.
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Takes a lock; `None` where another tab has it. `lost` is called if another tab takes it over later.
///
/// Where the page may use no locks (plain http, sandboxed frames), it always gets one: such pages have no `crypto.subtle`
/// or no storage either, so nothing is sealed or queued there that two tabs could send twice.
pub async fn take(name: &str, mode: LockMode, lost: impl FnOnce() + 'static) -> Option<Guard> {
    let navigator: Option<Navigator> = web_api::window().ok().map(|window| window.navigator().unchecked_into());
    let Some(locks) = navigator.and_then(|navigator| navigator.locks()) else {
        return Some(Guard { release: None });
    };
    let options = match mode {
        LockMode::Wait => web_api::object([]),
        LockMode::IfFree => web_api::object([("ifAvailable", true.into())]),
        LockMode::Steal => web_api::object([("steal", true.into())]),
    };
    let mut settle = None;
    let granted = Promise::new(&mut |resolve, _| settle = Some(resolve));
    let settle = settle?;
    let request = locks.request(name, &options, &on_granted(settle.clone()));
    let holds = Rc::new(Cell::new(false));
    spawn_local({
        let holds = Rc::clone(&holds);
        async move {
            if JsFuture::from(request).await.is_err() {
                // Only matters where it fails before it was granted; a promise settles once.
                let _ = settle.call0(&JsValue::NULL);
                if holds.get() {
                    lost();
                }
            }
        }
    });
    let release = JsFuture::from(granted).await.ok()?;
    if release.is_null() {
        return None;
    }
    holds.set(true);
    Some(Guard { release: release.dyn_into().ok() })
}

/// Called with the lock, or with `null` where it is not free; the lock is held until the promise given back is settled.
fn on_granted(settle: Function) -> Function {
    Closure::once_into_js(move |lock: JsValue| -> Promise {
        if lock.is_null() {
            let _ = settle.call1(&JsValue::NULL, &JsValue::NULL);
            return Promise::resolve(&JsValue::UNDEFINED);
        }
        Promise::new(&mut |release, _| {
            let _ = settle.call1(&JsValue::NULL, &release);
        })
    })
    .unchecked_into()
}
