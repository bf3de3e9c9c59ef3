/** Hands the form of this page its program, which lies in the page. */

import { embeddedProgram } from "./embedded.js";

const form = document.querySelector("sealform-form");
if (form !== null) {
  form.program = embeddedProgram();
}
