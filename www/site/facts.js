// What was computed of an intact file, for whoever knows seals: beside the report, which everybody reads.

/** The parts, as elements. */
export function drawFacts({ intact }) {
  const list = element("dl");
  for (const [term, text] of facts(intact)) {
    list.append(element("dt", { textContent: term }), element("dd", { textContent: text }));
  }
  const all = element("details");
  const claims = JSON.stringify(intact.claims, null, 2);
  all.append(element("summary", { textContent: "Everything that was sealed" }), element("pre", { textContent: claims }));
  return [element("h2", { textContent: "What was computed" }), list, all];
}

function facts({ signer, level, replay, not_replayed, given_by_page }) {
  const some = (term, list) => (list.length === 0 ? [] : [[term, list.join(", ")]]);
  const played = { none: "No: choose the form above to do so", partial: "In part", full: "Yes" };
  return [
    ["Key (thumbprint)", signer],
    ["Level", level],
    ["Played through the form", played[replay]],
    ...some("Taken as the file claims", not_replayed),
    ...some("Taken from the page around the form", given_by_page),
  ];
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
