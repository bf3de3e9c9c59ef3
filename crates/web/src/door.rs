//! What the element gives, and what it is told.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a form is opened with. */
export interface MountOptions {
  /** The form, compiled. */
  program: Uint8Array;
  /** The text of a `delivery.json`. */
  delivery: string | undefined;
  /** The language to begin in; empty for the form's own. */
  language: string;
  /** Under what the draft is filed, beside the questionnaire: the assignment and the place in the page. */
  assignment: string;
  place: string;
  /** Facts, as the text of an object. */
  facts: string;
  /** A draft from elsewhere, as text. */
  draft: string | undefined;
  /** Whether the draft is taken away from another tab. */
  takeOver: boolean;
}

/** What the form tells the page. */
export interface Page {
  changed(path: string, answered: number, relevant: number, open: number): void;
  /** Loads what computes the functions that are not built in. */
  help(): Promise<void>;
  /** Computes one of them, once help is there. */
  compute(name: string, arguments: Uint8Array): Uint8Array | undefined;
  /** A command was taken. Gives the score's view as JSON text where it is another one now. */
  follow(command: string): string | undefined;
  /** Another draft stands here now. */
  opened(draft: string): void;
  /** Seals a finished form, given as JSON text; gives the record of the file, or throws the word for what went wrong. */
  seal(finished: string): Promise<string>;
  /** The receipt of that submission is on the screen: the file goes on its way. */
  deliver(jti: string): void;
  /** Sends that submission again wherever it has not arrived. */
  retry(jti: string): void;
  /** Another tab goes on with the draft. */
  takenOver(): void;
  failed(error: unknown): void;
  /** Loads what the interface says in a language, as JSON text. */
  messages(language: string): Promise<string>;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// The page around a form.
    #[wasm_bindgen(typescript_type = "Page")]
    #[derive(Debug)]
    pub type Page;

    /// Something was touched.
    #[wasm_bindgen(method)]
    pub fn changed(this: &Page, path: &str, answered: u32, relevant: u32, open: u32);

    /// Loads what computes the functions that are not built in.
    #[wasm_bindgen(method)]
    pub fn help(this: &Page) -> js_sys::Promise;

    /// Computes one of them.
    #[wasm_bindgen(method)]
    pub fn compute(this: &Page, function: &str, arguments: &[u8]) -> Option<Vec<u8>>;

    /// A command was taken; the score's view where it is another one now.
    #[wasm_bindgen(method)]
    pub fn follow(this: &Page, command: &str) -> Option<String>;

    /// Another draft stands here now.
    #[wasm_bindgen(method)]
    pub fn opened(this: &Page, draft: &str);

    /// Seals a finished form.
    #[wasm_bindgen(method)]
    pub fn seal(this: &Page, finished: &str) -> js_sys::Promise;

    /// The receipt of that submission is on the screen.
    #[wasm_bindgen(method)]
    pub fn deliver(this: &Page, jti: &str);

    /// Sends that submission again.
    #[wasm_bindgen(method)]
    pub fn retry(this: &Page, jti: &str);

    /// Another tab goes on with the draft.
    #[wasm_bindgen(method, js_name = takenOver)]
    pub fn taken_over(this: &Page);

    /// Something failed that the person cannot mend.
    #[wasm_bindgen(method)]
    pub fn failed(this: &Page, error: &JsValue);

    /// Loads what the interface says in a language: a promise of JSON text.
    #[wasm_bindgen(method)]
    pub fn messages(this: &Page, language: &str) -> js_sys::Promise;

    /// What a form is opened with.
    #[wasm_bindgen(typescript_type = "MountOptions")]
    pub type MountOptions;

    /// The form, compiled.
    #[wasm_bindgen(method, getter)]
    pub fn program(this: &MountOptions) -> Vec<u8>;
    /// The text of a `delivery.json`.
    #[wasm_bindgen(method, getter)]
    pub fn delivery(this: &MountOptions) -> Option<String>;
    /// The language to begin in; empty for the form's own.
    #[wasm_bindgen(method, getter)]
    pub fn language(this: &MountOptions) -> String;
    /// Under what the draft is filed, beside the questionnaire.
    #[wasm_bindgen(method, getter)]
    pub fn assignment(this: &MountOptions) -> String;
    /// Which of several such forms in one page.
    #[wasm_bindgen(method, getter)]
    pub fn place(this: &MountOptions) -> String;
    /// Facts, as the text of an object.
    #[wasm_bindgen(method, getter)]
    pub fn facts(this: &MountOptions) -> String;
    /// A draft from elsewhere.
    #[wasm_bindgen(method, getter)]
    pub fn draft(this: &MountOptions) -> Option<String>;
    /// Whether the draft is taken away from another tab.
    #[wasm_bindgen(method, getter, js_name = takeOver)]
    pub fn take_over(this: &MountOptions) -> bool;
}
