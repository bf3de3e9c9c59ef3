//! What the element gives, and what it is told.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a form is opened with. */
export interface MountOptions {
  /** The questionnaire's text. */
  questionnaire: string;
  /** The scoring key's text. */
  key: string | undefined;
  /** The text of a `delivery.json`. */
  delivery: string | undefined;
  /** The language to begin in; empty for the form's own. */
  language: string;
  /** The agency's assignment, a compact JWS. */
  assignmentToken: string | undefined;
  /** Under what the draft is filed, beside the questionnaire: the assignment and the place in the page. */
  assignment: string;
  place: string;
  /** Whose key seals. */
  agency: string;
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
  /** Gives back whether the page has taken the file. */
  sealed(jti: string, sha256: string, fileName: string, jws: string): boolean;
  /** Another tab goes on with the draft. */
  takenOver(): void;
  failed(error: unknown): void;
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

    /// A file was sealed; whether the page has taken it.
    #[wasm_bindgen(method)]
    pub fn sealed(this: &Page, jti: &str, sha256: &str, file_name: &str, jws: &str) -> bool;

    /// Another tab goes on with the draft.
    #[wasm_bindgen(method, js_name = takenOver)]
    pub fn taken_over(this: &Page);

    /// Something failed that the person cannot mend.
    #[wasm_bindgen(method)]
    pub fn failed(this: &Page, error: &JsValue);

    /// What a form is opened with.
    #[wasm_bindgen(typescript_type = "MountOptions")]
    pub type MountOptions;

    /// The questionnaire's text.
    #[wasm_bindgen(method, getter)]
    pub fn questionnaire(this: &MountOptions) -> String;
    /// The scoring key's text.
    #[wasm_bindgen(method, getter)]
    pub fn key(this: &MountOptions) -> Option<String>;
    /// The text of a `delivery.json`.
    #[wasm_bindgen(method, getter)]
    pub fn delivery(this: &MountOptions) -> Option<String>;
    /// The language to begin in; empty for the form's own.
    #[wasm_bindgen(method, getter)]
    pub fn language(this: &MountOptions) -> String;
    /// The agency's assignment.
    #[wasm_bindgen(method, getter, js_name = assignmentToken)]
    pub fn assignment_token(this: &MountOptions) -> Option<String>;
    /// Under what the draft is filed, beside the questionnaire.
    #[wasm_bindgen(method, getter)]
    pub fn assignment(this: &MountOptions) -> String;
    /// Which of several such forms in one page.
    #[wasm_bindgen(method, getter)]
    pub fn place(this: &MountOptions) -> String;
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
