// Answers that a person might give to a question of survey-core's model.

const WORDS = ["a", "b", "Test", "abc", "two words", "ÅÆ é", "1", "12", "3.5"];
const NUMBERS = [0, 1, 2, 3, 5, 7, 10, 15, 20, 100, 1.5];
const DAYS = ["2026-02-28", "2024-02-29", "2026-06-15", "1999-12-31"];

/** A value for a question; `undefined` where there is none that it takes. */
export function answerFor(question, random) {
  const type = question.getType();
  switch (type) {
    case "text":
      return typed(question.inputType, random);
    case "comment":
      return random.pick(WORDS);
    case "boolean":
      return random.pick([question.getValueTrue(), question.getValueFalse()]);
    case "rating":
      return random.pick(question.visibleRateValues).value;
    case "slider":
      return slid(question, random);
    case "checkbox":
    case "tagbox":
      return random.some(offered(question), 0.4);
    case "ranking":
      return [...offered(question)].sort(() => random.next() - 0.5);
    case "imagepicker":
      return question.multiSelect ? random.some(offered(question), 0.5) : one(offered(question), random);
    case "radiogroup":
    case "dropdown":
    case "buttongroup":
      return one(offered(question), random);
    default:
      return undefined;
  }
}

function typed(inputType, random) {
  switch (inputType) {
    case "number":
    case "range":
      return random.pick(NUMBERS);
    case "date":
      return random.pick(DAYS);
    case "time":
      return random.pick(["08:30", "17:45"]);
    case "datetime-local":
      return `${random.pick(DAYS)}T10:20`;
    case "month":
      return random.pick(["2026-02", "2025-12"]);
    case "email":
      return random.pick(["a@b.org", "no address", "x.y@example.com"]);
    case "text":
      return random.pick(WORDS);
    default:
      return random.pick(WORDS);
  }
}

function slid(question, random) {
  const one = () => random.int(question.renderedMin, question.renderedMax);
  return question.sliderType === "range" ? [one(), one()].sort((a, b) => a - b) : one();
}

const one = (values, random) => (values.length === 0 ? undefined : random.pick(values));

/** The values of what is offered now, as a person sees it. */
function offered(question) {
  return question.visibleChoices
    .filter((choice) => choice.isEnabled !== false && choice.value !== "selectall")
    .map((choice) => choice.value);
}
