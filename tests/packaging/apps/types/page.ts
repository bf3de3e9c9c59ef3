// What a page writes. Lines that must not compile say so.
import {
  type ChangeDetail,
  configure,
  type Delivery,
  type Draft,
  type ErrorDetail,
  type Finding,
  FindingsError,
  SealformError,
  type SealformForm,
  type WidgetView,
} from "@sealform/form";

configure({ assets: "/static/sealform/" });
// @ts-expect-error: a folder has an address
configure({ assets: 1 });

const form: SealformForm = document.createElement("sealform-form");
interface VisitFacts {
  assignment: { site: string };
}
const facts: VisitFacts = { assignment: { site: "A" } };
form.facts = facts;
form.facts = null;
// @ts-expect-error: facts are an object
form.facts = "x";
form.questionnaire = { sealform: 1 };
form.scoringKey = "visit.key.json";
// @ts-expect-error: React and Vue keep this name for themselves
form.key = "visit.key.json";
form.program = new Uint8Array();
const delivery: Delivery = { targets: [{ type: "webhook", url: "https://agency.example/reports" }] };
form.delivery = delivery;
// @ts-expect-error: there is no such target
form.delivery = { targets: [{ type: "pigeon" }] };
form.applyFact("zone", "Europe/Oslo");
const taken: Promise<void> = form.importDraft(form.exportDraft() ?? "");
void taken.catch((error: unknown) => (error instanceof SealformError ? error.code : null));

form.addEventListener("sealform-change", ({ detail }) => {
  const change: ChangeDetail = detail;
  return `${change.answered} of ${change.relevant}`;
});
document.addEventListener("sealform-sealed", ({ detail }) => {
  const bytes: Uint8Array = detail.bytes;
  detail.acknowledge();
  return bytes;
});
document.querySelector("sealform-form")?.addEventListener("sealform-ready", ({ detail }) => detail.restored);
window.addEventListener("sealform-error", ({ detail }) => describe(detail));

function describe(detail: ErrorDetail): string {
  switch (detail.kind) {
    case "network":
      return detail.url;
    case "findings":
      return detail.findings.map(({ code }: Finding) => code).join();
    case "insecure":
    case "busy":
    case "stopped":
    case "failed":
      return detail.message;
  }
}

/** A new kind of widget is an error here. */
export function field(view: WidgetView): string {
  switch (view.kind) {
    case "list":
    case "places":
    case "rank":
      return view.choices.map(({ label }) => label).join();
    case "range":
      return view.start;
    case "geo":
      return view.shape;
    case "file":
      return `${view.files} ${view.maxPixels ?? ""}`;
    case "barcode":
      return view.field.id;
    case "attached":
      return view.names.join();
    case "media":
      return view.media.map(({ file }) => file).join();
    case "input":
      return view.takes;
    case "rest":
      return view.language;
  }
}

export const path = (draft: Draft): string => draft.position.path;
export const codes = (error: FindingsError): readonly string[] => error.findings.map(({ code }) => code);
