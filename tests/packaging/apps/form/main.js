import { configure } from "@sealform/form";
import { questionnaire } from "./questionnaire.js";

globalThis.changes = [];
globalThis.errors = [];
document.addEventListener("sealform-change", ({ detail }) => globalThis.changes.push(detail));
document.addEventListener("sealform-error", ({ detail }) => globalThis.errors.push(detail));

const form = document.createElement("sealform-form");
form.questionnaire = questionnaire;
document.body.append(form);
globalThis.configure = configure;
