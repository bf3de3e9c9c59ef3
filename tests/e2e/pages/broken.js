// A form whose Wasm lies where the address says: `?assets=ADDRESS`. What the element reports stays in `window.reported`.
import { configure } from "./sealform/index.js";

window.reported = [];
addEventListener("sealform-error", (event) => window.reported.push(event.detail));
configure({ assets: new URLSearchParams(location.search).get("assets") });
const form = document.createElement("sealform-form");
form.lang = "en";
form.src = "short.json";
document.body.append(form);
