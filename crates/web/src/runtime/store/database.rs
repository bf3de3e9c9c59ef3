//! Five object stores, and changes that are written together or not at all.

use js_sys::{Array, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbKeyRange, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use crate::runtime::web_api::{self, Database};

const NAME: &str = "sealform";
/// 2 has the store of attachments.
const VERSION: u32 = 2;

/// The object store of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreName {
    /// Drafts by form and UUID.
    Drafts,
    /// Sealed files by UUID. Their bytes are never rebuilt.
    Files,
    /// What is on its way, by UUID and target.
    Outbox,
    /// Signing keys by agency.
    Keys,
    /// Attachments by the SHA-256 of their bytes: `{name, type, size, bytes}`. The widgets write them.
    Blobs,
}

impl StoreName {
    const ALL: [Self; 5] = [Self::Drafts, Self::Files, Self::Outbox, Self::Keys, Self::Blobs];

    fn name(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Files => "files",
            Self::Outbox => "outbox",
            Self::Keys => "keys",
            Self::Blobs => "blobs",
        }
    }
}

/// One record to write over whatever has its key.
#[derive(Debug, Clone)]
pub struct Change {
    /// Where.
    pub store: StoreName,
    /// Under which key.
    pub key: String,
    /// Text, but for signing keys.
    pub record: JsValue,
}

impl Change {
    /// A record of JSON text.
    pub fn text(store: StoreName, key: String, text: &str) -> Self {
        Self { store, key, record: JsValue::from_str(text) }
    }

    fn enter(&self, transaction: &IdbTransaction) -> Result<(), JsValue> {
        let store = transaction.object_store(self.store.name())?;
        store.put_with_key(&self.record, &JsValue::from_str(&self.key)).map(drop)
    }
}

/// How long the browser waits before it calls something written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Until the system has it: fast, and safe from everything but a loss of power.
    Relaxed,
    /// Until the disk has it.
    Strict,
}

/// Why something was not kept or found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreFault {
    /// The device has no room left.
    Full,
    /// The browser does not let this page keep anything.
    Denied,
    /// Anything else.
    Failed,
}

impl From<&JsValue> for StoreFault {
    fn from(error: &JsValue) -> Self {
        let name = error.dyn_ref::<DomException>().map(DomException::name).unwrap_or_default();
        match name.as_str() {
            "QuotaExceededError" => Self::Full,
            "SecurityError" | "InvalidStateError" | "NotAllowedError" => Self::Denied,
            _ => Self::Failed,
        }
    }
}

impl From<JsValue> for StoreFault {
    fn from(error: JsValue) -> Self {
        Self::from(&error)
    }
}

/// The open database.
#[derive(Debug)]
pub struct Store {
    database: Database,
    /// A newer page that wants to change the stores must not wait for this one.
    _on_version_change: Closure<dyn Fn()>,
}

impl Store {
    /// Opens the database, and builds it on the first visit.
    ///
    /// # Errors
    /// [`StoreFault`] where the browser keeps nothing for this page.
    pub async fn open() -> Result<Self, StoreFault> {
        let factory = web_api::window()?.indexed_db()?.ok_or(StoreFault::Denied)?;
        let request = factory.open_with_u32(NAME, VERSION)?;
        let build = Closure::<dyn Fn()>::new({
            let request = request.clone();
            move || create_stores(&request)
        });
        request.set_onupgradeneeded(Some(build.as_ref().unchecked_ref()));
        let database: Database = finished(&request).await?.unchecked_into();
        let on_version_change = Closure::<dyn Fn()>::new({
            let database = database.clone();
            move || database.close()
        });
        database.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        Ok(Self { database, _on_version_change: on_version_change })
    }

    /// The record of that key.
    ///
    /// # Errors
    /// [`StoreFault`] where it cannot be read.
    pub async fn get(&self, name: StoreName, key: &str) -> Result<Option<JsValue>, StoreFault> {
        let store = self.database.transaction_with_str(name.name())?.object_store(name.name())?;
        let found = finished(&store.get(&JsValue::from_str(key))?).await?;
        Ok(Some(found).filter(|value| !value.is_undefined()))
    }

    /// The first record whose key begins like this.
    ///
    /// # Errors
    /// [`StoreFault`] where it cannot be read.
    pub async fn first(&self, name: StoreName, prefix: &str) -> Result<Option<JsValue>, StoreFault> {
        let store = self.database.transaction_with_str(name.name())?.object_store(name.name())?;
        let found = finished(&store.get(&beginning_with(prefix)?)?).await?;
        Ok(Some(found).filter(|value| !value.is_undefined()))
    }

    /// The texts of all records whose keys begin like this, in the order of their keys.
    ///
    /// # Errors
    /// [`StoreFault`] where they cannot be read.
    pub async fn texts(&self, name: StoreName, prefix: &str) -> Result<Vec<String>, StoreFault> {
        let store = self.database.transaction_with_str(name.name())?.object_store(name.name())?;
        let found = finished(&store.get_all_with_key(&beginning_with(prefix)?)?).await?;
        Ok(Array::from(&found).iter().filter_map(|record| record.as_string()).collect())
    }

    /// Writes all of these or none. The transaction has begun when this returns, even before the result is awaited:
    /// a page that is being closed has no time for more.
    pub fn write(
        &self,
        durability: Durability,
        changes: &[Change],
    ) -> impl Future<Output = Result<(), StoreFault>> + use<> {
        let begun = self.begin(durability, changes);
        async move {
            let (transaction, done) = begun?;
            match JsFuture::from(done).await {
                Ok(_) => Ok(()),
                Err(_) => Err(transaction.error().map_or(StoreFault::Failed, |error| JsValue::from(error).into())),
            }
        }
    }

    fn begin(&self, durability: Durability, changes: &[Change]) -> Result<(IdbTransaction, Promise), JsValue> {
        let names = StoreName::ALL.into_iter().filter(|name| changes.iter().any(|change| change.store == *name));
        let names: Array = names.map(|name| JsValue::from_str(name.name())).collect();
        let wanted = match durability {
            Durability::Relaxed => "relaxed",
            Durability::Strict => "strict",
        };
        let options = web_api::object([("durability", wanted.into())]);
        let transaction = self.database.transaction_with(&names, "readwrite", &options)?;
        if let Err(error) = changes.iter().try_for_each(|change| change.enter(&transaction)) {
            // Nothing of it may stay; that it is over already is fine.
            let _ = transaction.abort();
            return Err(error);
        }
        let done = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&reject));
        });
        // A page that is left has no turn any more in which its transaction would commit by itself: WebKit keeps such a
        // page asleep, and readers of the same store wait for it. A browser without `commit` goes on as before.
        #[expect(deprecated, reason = "its description is older than the standard, which has it since 2021")]
        let _ = transaction.commit();
        Ok((transaction, done))
    }
}

impl Drop for Store {
    /// What is being written is written to its end.
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.close();
    }
}

/// All keys that begin like this.
fn beginning_with(prefix: &str) -> Result<JsValue, JsValue> {
    let (first, last) = (JsValue::from_str(prefix), JsValue::from_str(&format!("{prefix}\u{ffff}")));
    IdbKeyRange::bound(&first, &last).map(JsValue::from)
}

fn create_stores(request: &IdbOpenDbRequest) {
    let Ok(database) = request.result().map(JsCast::unchecked_into::<IdbDatabase>) else { return };
    for store in StoreName::ALL {
        // A store of an earlier version is there already; one that cannot be created fails the opening, which reports it.
        let _ = database.create_object_store(store.name());
    }
}

/// What a request gives in the end.
async fn finished(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(done).await {
        Ok(_) => request.result(),
        Err(_) => Err(request.error()?.map_or(JsValue::NULL, JsValue::from)),
    }
}
