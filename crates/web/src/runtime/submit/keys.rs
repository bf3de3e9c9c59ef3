//! The sealing key: P-256 in WebCrypto, made once for each origin and agency, and never handed out.

use chrono::{DateTime, FixedOffset};
use js_sys::{Array, Uint8Array};
use sealform_submission::PublicJwk;
use sealform_types::Json;
use sealform_types::iso::{self, SecondParts};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, CryptoKeyPair, SubtleCrypto};

use crate::runtime::store::{Change, Durability, Store, StoreName};
use crate::runtime::{lock, web_api};
use crate::{clock, js};

/// A key that signs and stays where it is.
#[derive(Debug)]
pub struct SealingKey {
    private: CryptoKey,
    /// The public half.
    pub public: PublicJwk,
    /// When it was made.
    pub created: DateTime<FixedOffset>,
}

/// No key could be made or used: there is no `crypto.subtle` on plain http, or it refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoKey;

impl From<JsValue> for NoKey {
    fn from(_: JsValue) -> Self {
        Self
    }
}

impl SealingKey {
    /// The key for submissions to this agency: the kept one, or a new one. Without storage it lives as long as the page.
    ///
    /// # Errors
    /// [`NoKey`] where the browser makes none.
    pub async fn open(store: Option<&Store>, agency: &str) -> Result<Self, NoKey> {
        // Two tabs must not make two keys for one agency.
        let _guard = lock::take("sealform-key", lock::LockMode::Wait, || {}).await;
        if let Some(store) = store
            && let Ok(Some(record)) = store.get(StoreName::Keys, agency).await
            && let Some(key) = Self::from_record(&record)
        {
            return Ok(key);
        }
        let key = Self::generate().await?;
        if let Some(store) = store {
            let change = Change { store: StoreName::Keys, key: agency.to_owned(), record: key.to_record() };
            // A key that could not be kept signs all the same: nothing may depend on a key outliving one assignment.
            let _ = store.write(Durability::Strict, &[change]).await;
        }
        Ok(key)
    }

    async fn generate() -> Result<Self, NoKey> {
        let subtle = subtle()?;
        let algorithm = web_api::object([("name", "ECDSA".into()), ("namedCurve", "P-256".into())]);
        let uses: Array = [JsValue::from("sign"), JsValue::from("verify")].into_iter().collect();
        let pair = JsFuture::from(subtle.generate_key_with_object(&algorithm, false, &uses)?).await?;
        let pair: CryptoKeyPair = pair.unchecked_into();
        let (private, public): (CryptoKey, CryptoKey) =
            (js::member(&pair, "privateKey").unchecked_into(), js::member(&pair, "publicKey").unchecked_into());
        let exported = JsFuture::from(subtle.export_key("jwk", &public)?).await?;
        let public = public_jwk(&exported).ok_or(NoKey)?;
        Ok(Self { private, public, created: clock::now() })
    }

    fn to_record(&self) -> JsValue {
        web_api::object([
            ("key", self.private.clone().into()),
            ("jwk", self.public.to_jcs().into()),
            ("created", iso::write_moment(&self.created, SecondParts::AsNeeded).into()),
        ])
        .into()
    }

    fn from_record(record: &JsValue) -> Option<Self> {
        let jwk = Json::parse(js::member(record, "jwk").as_string()?.as_bytes()).ok()?;
        Some(Self {
            private: js::member(record, "key").dyn_into().ok()?,
            public: PublicJwk::from_json(&jwk).ok()?,
            created: iso::read_moment(&js::member(record, "created").as_string()?)?,
        })
    }

    /// Signs: ES256, `r ‖ s`.
    ///
    /// # Errors
    /// [`NoKey`] where the browser refuses.
    pub async fn sign(&self, input: &[u8]) -> Result<Vec<u8>, NoKey> {
        let algorithm = web_api::object([("name", "ECDSA".into()), ("hash", "SHA-256".into())]);
        let input = Uint8Array::from(input);
        let signing = subtle()?.sign_with_object_and_js_u8_array(&algorithm, &self.private, &input)?;
        Ok(Uint8Array::new(&JsFuture::from(signing).await?).to_vec())
    }
}

fn subtle() -> Result<SubtleCrypto, NoKey> {
    let crypto: web_api::Crypto = web_api::window()?.crypto()?.unchecked_into();
    crypto.subtle().ok_or(NoKey)
}

/// The four members that matter of an exported key; the others make verifiers refuse it.
fn public_jwk(exported: &JsValue) -> Option<PublicJwk> {
    let text = |name: &str| Some((name.to_owned(), Json::String(js::member(exported, name).as_string()?)));
    let members = ["kty", "crv", "x", "y"].into_iter().map(text).collect::<Option<_>>()?;
    PublicJwk::from_json(&Json::Object(members)).ok()
}
