// What an intact file says, for people to read: claims as claims, and what was computed as computed.

/** The parts of a report, as elements. `questionnaire` is the text of the form, or null. */
export function drawReport(verification, questionnaire) {
  const { intact } = verification;
  const { claims } = intact;
  const { clock = {}, answers = {} } = claims;
  const form = formOf(questionnaire, claims);
  const parts = [
    section("What was computed", [
      ["Key (thumbprint)", intact.signer],
      ["Level", intact.level],
      ["Fingerprint of the content", intact.sha256],
      ["Played through the form", replayed(intact)],
      ...(intact.given_by_page.length === 0 ? [] : [["Taken from the page around the form", intact.given_by_page.join(", ")]]),
      ["Score", score(intact)],
    ]),
    section("What the report says", [
      ["Form", `${claims.questionnaire.id} \u00b7 ${claims.questionnaire.version}`],
      ["Outcome", claims.outcome],
      ["Begun, by the clock of the device", moment(clock.started)],
      ["Sealed, by the clock of the device", moment(clock.sealed)],
      ["Submission", claims.jti],
    ]),
  ];
  const rows = Object.entries(answers).map(([path, { v, c }]) => ({ path, row: [form.label(path), answer(form.value(path, v), c)] }));
  rows.sort((one, other) => form.rank(one.path) - form.rank(other.path));
  if (rows.length > 0) {
    parts.push(section("Answers", rows.map(({ row }) => row)));
  }
  const all = element("details");
  all.append(element("summary", { textContent: "Everything that was sealed" }), element("pre", { textContent: JSON.stringify(claims, null, 2) }));
  return [...parts.flat(), all];
}

function replayed({ replay, not_replayed }) {
  if (replay === "none") {
    return "No: choose the form above to do so";
  }
  return replay === "full" ? "Yes" : `In part; taken as claimed: ${not_replayed.join(", ")}`;
}

/** What was computed; a claim is called a claim. */
function score({ score: state, computed, claims }) {
  const text = (total) => `${total.percent ?? "\u2013"} % (${plain(total.earned)} of ${plain(total.possible)})`;
  const claimed = claims.score?.total === undefined ? "" : text(claims.score.total);
  const own = computed === null ? "" : text(computed);
  const words = {
    none: undefined,
    claimed: `${claimed}, as the device claims; not computed here`,
    computed: `${own}, computed here; the file claims none`,
    confirmed: `${own}, computed here, as claimed`,
    unconfirmed: `${own}, as claimed; it depends on answers that cannot be played again`,
    differs: `${own}, computed here; the file claims ${claimed}`,
    other_key: `${own}, computed here; the file claims ${claimed} by another key`,
  };
  return words[state];
}

/** Exact fractions, whole numbers without their denominator. */
function plain(fraction) {
  return fraction.replace(/\/1$/, "");
}

function moment(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : `${date.toLocaleString(undefined, { dateStyle: "long", timeStyle: "medium" })} (${text})`;
}

/** What a form says of its questions: texts in the language in which it was filled. Without a form, paths and names. */
function formOf(text, claims) {
  const questions = new Map();
  const lists = new Map();
  let document = null;
  try {
    document = text === null ? null : JSON.parse(text);
  } catch {
    // What is wrong with it was said.
  }
  const words = (label) => {
    const language = claims.form_locale;
    const found = typeof label === "object" && label !== null ? (label[language] ?? Object.values(label)[0]) : label;
    return typeof found === "string" ? found : undefined;
  };
  const walk = (items, before) => {
    for (const item of items ?? []) {
      const path = `${before}${item.name}`;
      questions.set(path, { label: words(item.label), list: item.choices, rank: questions.size });
      walk(item.children, `${path}/`);
    }
  };
  walk(document?.survey, "");
  for (const [name, choices] of Object.entries(document?.choices ?? {})) {
    lists.set(name, new Map(choices.map((choice) => [choice.name, words(choice.label)])));
  }
  const asked = (path) => questions.get(path.replace(/\[\d+\]/g, ""));
  return {
    label: (path) => asked(path)?.label ?? path,
    rank: (path) => asked(path)?.rank ?? questions.size,
    value: (path, value) => {
      const list = lists.get(asked(path)?.list);
      const named = (one) => list?.get(one) ?? one;
      return Array.isArray(value) && value.every((one) => typeof one === "string") ? value.map(named).join(", ") : named(value);
    },
  };
}

function section(heading, rows) {
  const list = element("dl");
  for (const [term, value] of rows.filter(([, value]) => value !== undefined && value !== null)) {
    const detail = element("dd");
    detail.append(value);
    list.append(element("dt", { textContent: term }), detail);
  }
  return [element("h2", { textContent: heading }), list];
}

function answer(value, comment) {
  const made = element("div", { textContent: typeof value === "object" ? JSON.stringify(value) : String(value ?? "") });
  if (comment !== undefined) {
    made.append(element("q", { textContent: comment }));
  }
  return made;
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
