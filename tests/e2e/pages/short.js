// A form whose address says where to send it: `?to=ADDRESS&place=NAME`, `to` once for each target. The name keeps its draft apart from others. `delivery`
// is a whole `delivery.json` instead of `to`; `form`, `program` and `key` name other documents; with
// `functions` the page knows prices, and with `trust` an agency.
import "./sealform/index.js";

const asked = new URLSearchParams(location.search);
const form = document.createElement("sealform-form");
form.id = asked.get("place") ?? "";
form.lang = "en";
form.src = asked.get("form") ?? "short.json";
form.program = asked.get("program");
if (asked.has("key")) {
  form.setAttribute("scoring-key", asked.get("key"));
}
if (asked.has("trust")) {
  form.trust = "trust.json";
}
if (asked.has("functions")) {
  form.functions = { price: (article) => ({ tea: 2.25, ring: 900 })[article] };
}
if (asked.has("to")) {
  const targets = asked.getAll("to").map((url, index) => ({ type: "webhook", id: `${form.id}-${index}`, url }));
  form.delivery = { targets };
}
if (asked.has("delivery")) {
  form.delivery = JSON.parse(asked.get("delivery"));
}
document.body.append(form);
