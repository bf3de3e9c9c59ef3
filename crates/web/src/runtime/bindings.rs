//! What JavaScript gives a form, and what a form calls in JavaScript.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a form is opened with. */
export interface MountOptions {
  /** The form, compiled; with its scoring key where one is attached. */
  program: Uint8Array;
  /** The text of the scoring key that is attached: the program must hold that one. */
  scoringKey: string | undefined;
  /** The text of a `delivery.json`. */
  delivery: string | undefined;
  /** The language to begin in; empty for the form's own. */
  language: string;
  /** Under what the draft is filed, beside the questionnaire: the assignment and the place in the page. */
  assignment: string;
  place: string;
  /** The agency's assignment, a compact JWS. */
  assignmentToken: string | undefined;
  /** Whose key seals. */
  agency: string;
  /** Facts, as the text of an object. */
  facts: string;
  /** A draft from elsewhere, as text. */
  draft: string | undefined;
  /** Whether the draft is taken away from another tab. */
  takeOver: boolean;
}

/** What a form calls. */
export interface Page {
  changed(path: string, answered: number, relevant: number, open: number): void;
  /** Loads what computes the functions that are not built in. */
  loadRareFunctions(): Promise<void>;
  /** Computes one of them, once they are loaded. */
  compute(name: string, arguments: Uint8Array): Uint8Array | undefined;
  /** A file was sealed, or was not taken before; gives whether the page has taken it. */
  sealed(jti: string, sha256: string, fileName: string, jws: string): boolean;
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
    #[derive(Debug, Clone)]
    pub type Page;

    /// Something was touched.
    #[wasm_bindgen(method)]
    pub fn changed(this: &Page, path: &str, answered: u32, relevant: u32, open: u32);

    /// Loads what computes the functions that are not built in.
    #[wasm_bindgen(method, js_name = loadRareFunctions)]
    pub fn load_rare_functions(this: &Page) -> js_sys::Promise;

    /// Computes one of them.
    #[wasm_bindgen(method)]
    pub fn compute(this: &Page, function: &str, arguments: &[u8]) -> Option<Vec<u8>>;

    /// A file was sealed; whether the page has taken it.
    #[wasm_bindgen(method)]
    pub fn sealed(this: &Page, jti: &str, sha256: &str, file_name: &str, jws: &str) -> bool;

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
    /// The text of the scoring key that is attached.
    #[wasm_bindgen(method, getter, js_name = scoringKey)]
    pub fn scoring_key(this: &MountOptions) -> Option<String>;
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
    /// The agency's assignment.
    #[wasm_bindgen(method, getter, js_name = assignmentToken)]
    pub fn assignment_token(this: &MountOptions) -> Option<String>;
    /// Whose key seals.
    #[wasm_bindgen(method, getter)]
    pub fn agency(this: &MountOptions) -> String;
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
