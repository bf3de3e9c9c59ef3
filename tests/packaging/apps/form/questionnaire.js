/** A form that is compiled in the page, so that both Wasm files are needed. */
export const questionnaire = {
  sealform: 1,
  id: "packaging",
  version: "1",
  title: { en: "Packaging" },
  languages: ["en"],
  choices: {
    yes_no: [
      { name: "yes", label: { en: "Yes" } },
      { name: "no", label: { en: "No" } },
    ],
  },
  survey: [
    { type: "select_one", choices: "yes_no", name: "greeted", label: { en: "Were you greeted?" } },
    { type: "text", name: "why", label: { en: "What happened?" }, appearance: "multiline" },
    { type: "rank", choices: "yes_no", name: "order", label: { en: "In which order?" } },
  ],
};
