// A form with two thousand choices, as a list of shops has.
import "./sealform/index.js";

const shops = Array.from({ length: 2000 }, (_, index) => {
  const number = String(index).padStart(4, "0");
  return { name: `s${number}`, label: `Shop ${number}` };
});
const form = document.createElement("sealform-form");
form.lang = "en";
form.questionnaire = {
  sealform: 1,
  id: "many",
  version: "1",
  title: "Many choices",
  languages: ["en"],
  choices: { shops },
  survey: [{ type: "select_multiple", choices: "shops", name: "visited", label: "Which shops did you visit?" }],
};
document.querySelector("main").append(form);
