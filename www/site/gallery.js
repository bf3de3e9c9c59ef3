// Every kind of question, as the switches say. They stand in the address, so that each view can be linked to and photographed.
const FORM = "forms/every-kind.json";
const THEMES = ["plain", "paper", "contrast", "compact"];
const LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const LONG_ADDRESS = `https://portal.example/reports/${"0123456789abcdef".repeat(6)}?return=${"x".repeat(60)}`;

const switches = document.querySelector(".switches");
const form = document.querySelector("sealform-form");
const query = new URLSearchParams(location.search);
const chosen = (name) => query.get(name) ?? "";

for (const select of switches.elements) {
  if ([...select.options].some(({ value }) => value === chosen(select.name))) {
    select.value = chosen(select.name);
  }
}
switches.addEventListener("change", () => {
  const given = [...new FormData(switches)].filter(([, value]) => value !== "");
  location.search = new URLSearchParams(given).toString();
});

for (const name of ["colours", "width", "text"]) {
  if (chosen(name) !== "") {
    document.documentElement.classList.add(`${name}-${chosen(name)}`);
  }
}
for (const theme of THEMES.filter((name) => [chosen("theme"), chosen("density")].includes(name))) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = `sealform/themes/${theme}.css`;
  document.head.append(link);
}

const every = (members, change) => Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]));

// What each state makes of a question.
const isEntered = ({ type }) => !["group", "repeat", "note", "hidden", "calculate"].includes(type);
const empty = ({ default: _, ...question }) => question;
const long = (question) => {
  const label = every(question.label, (text) => `${text} ${LONG_WORD}?`);
  const typed = { text: LONG_ADDRESS, barcode: "9".repeat(80), integer: Number.MAX_SAFE_INTEGER, decimal: `${"9".repeat(20)}.${"0".repeat(20)}` };
  return { ...question, label, ...(question.type in typed && { default: typed[question.type] }) };
};
const STATES = {
  "": (question) => question,
  empty,
  long,
  error: (question) => ({ ...empty(question), required: true }),
  warning: (question) => ({ ...question, constraints: [{ test: "false()", message: { en: "Is this right?", ar: "هل هذا صحيح؟" }, level: "warn" }] }),
  readonly: (question) => ({ ...question, readonly: true }),
  summary: (question) => question,
  "long-summary": long,
  // Nobody has begun it, somebody comes back to it, or it is signed.
  greeting: empty,
  back: empty,
  receipt: (question) => ({ ...empty(question), required: false }),
};

/** Files lie beside the form, not beside this page. */
function beside({ media, ...row }) {
  const moved = (names) => every(names, (name) => `forms/${name}`);
  return media ? { ...row, media: every(media, moved) } : row;
}

/** A row of the form in a state. */
function turned(row, change) {
  const made = beside(row);
  if (made.children) {
    return { ...made, children: made.children.map((child) => turned(child, change)) };
  }
  return isEntered(made) ? change(made) : made;
}

/** A choice; where everything is long, it is, too. */
function offered(choice, change) {
  const made = beside(choice);
  return change === long ? { ...made, label: every(made.label, (text) => `${text} ${LONG_WORD}`) } : made;
}

async function questionnaire(page, state) {
  const whole = await (await fetch(FORM)).json();
  const change = STATES[state] ?? STATES[""];
  const choices = every(whole.choices, (list) => list.map((choice) => offered(choice, change)));
  const survey = whole.survey.filter(({ name }) => page === "" || name === page).map((row) => turned(row, change));
  // Each view has a draft of its own: what is tried in one is not in the way of another.
  return { ...whole, id: ["every-kind", page, state].filter((word) => word !== "").join("."), choices, survey };
}

/** As if somebody had pressed the button onward, or a line of the overview. */
const goOn = () => form.shadowRoot.querySelector('[part~="bar"] [part~="primary"]')?.click();
const goTo = (line) => [...form.shadowRoot.querySelectorAll("[part=overview-item]")].at(line)?.click();
/** What was pressed is drawn in the frame after it. */
const drawn = () => new Promise((resolve) => setTimeout(resolve, 100));

const state = chosen("state");
const inForm = (selector) => form.shadowRoot.querySelector(selector);
/** What comes later than the frame after it. */
async function seen(selector) {
  while (inForm(selector) === null) {
    await drawn();
  }
}

/** Whoever comes back does so two days later: the page is shown again with its clock put on. */
async function comeBack() {
  const RightDate = Date;
  const now = () => RightDate.now() + 2 * 24 * 3_600_000;
  globalThis.Date = class extends RightDate {
    constructor(...given) {
      super(...(given.length === 0 ? [now()] : given));
    }
    static now() {
      return now();
    }
  };
  const place = form.parentElement;
  form.remove();
  place.append(form);
  await seen("[part=greeting]");
}

/** On a phone the button onward first brings what nobody has seen, and leads on when it is pressed again. */
async function goOnPast() {
  const title = () => inForm("[part=heading]")?.textContent;
  const before = title();
  goOn();
  await drawn();
  if (inForm(".page .error") === null && title() === before) {
    goOn();
  }
}

/** What is done to a form that has come, for the states that are more than a form. */
const ACTS = {
  error: goOnPast,
  warning: async () => {
    // Warnings keep nobody from going on: they are shown to whoever comes back.
    await goOnPast();
    await drawn();
    goTo(0);
  },
  summary: async () => goTo(-1),
  "long-summary": async () => goTo(-1),
  back: async () => {
    // Where somebody has been is kept once they have gone somewhere.
    goTo(0);
    await seen(".saved:not(:empty)");
    await comeBack();
  },
  list: async () => {
    // A window as narrow as a phone has it on the whole screen.
    const box = "sealform-widget [role=combobox]";
    await seen(box);
    inForm(box).click();
    await seen(`${box}[aria-expanded=true]`);
  },
  loading: async () => {
    // As it stands until the module of a control has come.
    for (const place of form.shadowRoot.querySelectorAll("sealform-widget")) {
      place.replaceChildren();
    }
  },
  receipt: async () => {
    if (inForm("[part=report]") !== null) {
      return; // It was signed before.
    }
    goTo(-1);
    await drawn();
    goOn();
    await seen("[part=report]");
  },
};
let isActing = false;
form.addEventListener("sealform-error", () => {
  document.documentElement.dataset.shown = "fault";
});
form.addEventListener("sealform-ready", async () => {
  if (isActing) {
    return;
  }
  isActing = true;
  await drawn();
  await ACTS[state]?.();
  await drawn();
  document.documentElement.dataset.shown = state;
});
form.lang = chosen("lang") || "en";
if (state === "fault") {
  form.src = "forms/none.json";
} else if (state === "" && chosen("page") === "") {
  form.program = FORM.replace(".json", ".program");
  form.src = FORM;
} else {
  form.questionnaire = await questionnaire(chosen("page"), state);
}
