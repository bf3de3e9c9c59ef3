//! What JavaScript gives a form, and what a form calls in JavaScript.
//!
//! The device is JavaScript's: what is kept, locked, signed, sent and offered for saving is done there
//! (`www/package/src/device`), and the Wasm says what and when.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a form calls. */
export interface Page {
  changed(path: string, answered: number, relevant: number, open: number): void;
  /** Loads what computes the functions that are not built in. */
  loadRareFunctions(): Promise<void>;
  /** Computes one of them, once they are loaded. */
  compute(name: string, arguments: Uint8Array): Uint8Array | undefined;
  /** Computes a function that the page has registered: a list of arguments and the value are JSON text. */
  callFunction(name: string, arguments: string): string | undefined;
  failed(error: unknown): void;
  /** Loads what the interface says in a language, as JSON text. */
  messages(language: string): Promise<string>;
  /** Writes a draft; the write has begun when this returns. Rejects with a `{fault}`, the name of a `SaveFault`. */
  save(id: string, stage: "open" | "sealed" | "aside", openMs: number, draft: string): Promise<void>;
  /** Resolves when no control is at work any more on an answer, such as a picture that is made smaller: sealing begins. */
  settled(): Promise<void>;
  /** The same where one is at work, and nothing begins; `undefined` where none is. */
  working(): Promise<void> | undefined;
  /** What is on this device of the files that are answers, `[{name, question}]`: the claims, as JSON text. */
  attachments(files: string): Promise<string>;
  /** The key that seals: `{jwk, created}` as JSON text. This and the next two reject with a `{fault}`, the name of a `SealFault`. */
  signer(): Promise<string>;
  sign(input: Uint8Array): Promise<Uint8Array>;
  /** Keeps a sealed file, its entries in the outbox and the end of its draft in one step; gives whether the device keeps it. */
  keep(receipt: string, jws: string, openMs: number, draft: string): Promise<boolean>;
  /** Offers a text, or the sealed file of a submission, for saving. */
  offer(name: string, mediaType: string, text: string): void;
  offerFile(jti: string): void;
  /** Whether files can be handed to other programs of the device, and that with the sealed file of a submission. */
  readonly shares: boolean;
  shareFile(jti: string): void;
  /** Sends a submission again wherever it has not arrived. */
  retry(jti: string): void;
  /** Shows a sealed file as people read it. */
  showReport(jti: string): void;
  /** Shows the reports and drafts on this device. */
  showDevice(): void;
  /** Shows the keys that do something. */
  showKeys(): void;
  /** Offers an entry for the person's calendar; `day` is an ISO date. */
  offerEvent(title: string, day: string): void;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// The page around a form.
    #[wasm_bindgen(typescript_type = "Page")]
    #[derive(Debug, Clone)]
    pub type Page;

    /// Something was touched.
    #[wasm_bindgen(method)]
    pub fn changed(this: &Page, path: &str, answered: u32, relevant: u32, open: u32);

    /// Loads what computes the functions that are not built in.
    #[wasm_bindgen(method, js_name = loadRareFunctions)]
    pub fn load_rare_functions(this: &Page) -> Promise;

    /// Computes one of them.
    #[wasm_bindgen(method)]
    pub fn compute(this: &Page, function: &str, arguments: &[u8]) -> Option<Vec<u8>>;

    /// Computes a function that the page has registered: a list of arguments and the value are JSON text.
    #[wasm_bindgen(method, js_name = callFunction)]
    pub fn call_function(this: &Page, name: &str, arguments: &str) -> Option<String>;

    /// Something failed that the person cannot mend.
    #[wasm_bindgen(method)]
    pub fn failed(this: &Page, error: &JsValue);

    /// Loads what the interface says in a language: a promise of JSON text.
    #[wasm_bindgen(method)]
    pub fn messages(this: &Page, language: &str) -> Promise;

    /// Writes a draft.
    #[wasm_bindgen(method)]
    pub fn save(this: &Page, id: &str, stage: &str, open_ms: f64, draft: &str) -> Promise;

    /// Resolves when no control is at work any more on an answer.
    #[wasm_bindgen(method)]
    pub fn settled(this: &Page) -> Promise;

    /// Resolves then, where a control is at work now.
    #[wasm_bindgen(method)]
    pub fn working(this: &Page) -> Option<Promise>;

    /// What is on this device of the files that are answers: a promise of JSON text.
    #[wasm_bindgen(method)]
    pub fn attachments(this: &Page, files: &str) -> Promise;

    /// The key that seals: a promise of JSON text.
    #[wasm_bindgen(method)]
    pub fn signer(this: &Page) -> Promise;

    /// Signs with it: a promise of bytes.
    #[wasm_bindgen(method)]
    pub fn sign(this: &Page, input: &[u8]) -> Promise;

    /// Keeps a sealed file: a promise of whether the device keeps it.
    #[wasm_bindgen(method)]
    pub fn keep(this: &Page, receipt: &str, jws: &str, open_ms: f64, draft: &str) -> Promise;

    /// Offers a text for saving.
    #[wasm_bindgen(method)]
    pub fn offer(this: &Page, name: &str, media_type: &str, text: &str);

    /// Offers a sealed file for saving.
    #[wasm_bindgen(method, js_name = offerFile)]
    pub fn offer_file(this: &Page, jti: &str);

    /// Whether files can be handed to other programs of the device.
    #[wasm_bindgen(method, getter)]
    pub fn shares(this: &Page) -> bool;

    /// Hands the sealed file of a submission to another program.
    #[wasm_bindgen(method, js_name = shareFile)]
    pub fn share_file(this: &Page, jti: &str);

    /// Sends a submission again.
    #[wasm_bindgen(method)]
    pub fn retry(this: &Page, jti: &str);

    /// Shows a sealed file as people read it.
    #[wasm_bindgen(method, js_name = showReport)]
    pub fn show_report(this: &Page, jti: &str);

    /// Shows the reports and drafts on this device.
    #[wasm_bindgen(method, js_name = showDevice)]
    pub fn show_device(this: &Page);

    /// Shows the keys that do something.
    #[wasm_bindgen(method, js_name = showKeys)]
    pub fn show_keys(this: &Page);

    /// Offers an entry for the person's calendar.
    #[wasm_bindgen(method, js_name = offerEvent)]
    pub fn offer_event(this: &Page, title: &str, day: &str);
}
