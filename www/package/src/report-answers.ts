/** A question of a report, with its answer in words. */

import { element } from "./notice.js";
import type { ReportAnswer, ReportAttempt, ReportFile, ReportScale, ReportValue } from "./protocol.js";
import { dateText, durationText, fill, momentText, numberText, type ReportWords, timeText } from "./report-words.js";

/** Where the bytes of a file can be shown from; `null` where they are not at hand. */
export type Pictures = (file: ReportFile) => Promise<string | null>;

export function drawAnswer(answer: ReportAnswer, words: ReportWords, pictures: Pictures): HTMLElement {
  const made = parted("section", "answer");
  const question = parted("p", "question", answer.question);
  question.dir = "auto";
  made.append(question);
  made.append(answer.value === null ? none(words) : drawValue(answer.value, words, pictures));
  if (answer.is_claimed) {
    made.append(element("p", "note", words.said.claimed_value));
  }
  if (answer.comment !== null) {
    const comment = parted("blockquote", "comment", answer.comment);
    comment.dir = "auto";
    comment.setAttribute("aria-label", words.said.comment);
    made.append(comment);
  }
  return made;
}

function none(words: ReportWords): HTMLElement {
  const made = parted("p", "value", words.said.not_answered);
  made.classList.add("none");
  made.lang = words.tag;
  return made;
}

function drawValue(value: ReportValue, words: ReportWords, pictures: Pictures): HTMLElement {
  switch (value.type) {
    case "text":
    case "data": {
      const made = textual(value.value);
      made.classList.add("words");
      return made;
    }
    case "number":
      return textual(numberText(words, value.value));
    case "scale":
      return drawScale(value.value, words);
    case "ticked":
      return textual(value.value ? words.said.ticked : words.said.unticked, words);
    case "date":
      return textual(dateText(words, value.value), words);
    case "time":
      return textual(timeText(value.value));
    case "moment":
      return textual(momentText(words, value.value, "without zone"), words);
    case "duration":
      return textual(durationText(value.value));
    case "choices":
      return value.value.length === 1 ? textual(value.value[0] ?? "") : list("ul", value.value.map(line));
    case "ranking":
      return list("ol", value.value.map(line));
    case "places":
      return list("ul", value.value.map(line));
    case "files":
      return list(
        "ul",
        value.value.map((file) => drawFile(file, words, pictures)),
      );
    case "attempts":
      return list(
        "ul",
        value.value.map((attempt, index) => line(attemptText(attempt, index + 1, words))),
      );
  }
}

/** A number alone does not say whether it is much: the ends of its scale, with what they mean. */
function drawScale({ value, start, end, start_label, end_label }: ReportScale, words: ReportWords): HTMLElement {
  const ends = [
    [start, start_label],
    [end, end_label],
  ].map(([number = "", label]) => `${numberText(words, number)} ${label}`.trimEnd());
  const made = textual(numberText(words, value));
  made.append(element("span", "note", ` (${ends.join(" – ")})`));
  return made;
}

function attemptText({ at, channel, outcome, waited }: ReportAttempt, number: number, words: ReportWords): string {
  const { said, channels, outcomes } = words;
  const named = (names: Readonly<Record<string, string>>, name: string): string =>
    Object.hasOwn(names, name) ? (names[name] ?? name) : name;
  const moment = momentText(words, at, "without zone");
  const parts = [String(number), moment, named(channels, channel), named(outcomes, outcome)];
  const sentence = fill(said.attempt, ...parts);
  return waited === null ? sentence : `${sentence} ${fill(said.waited, durationText(waited))}`;
}

/** A picture where its bytes are at hand, and the name of the file in any case. */
function drawFile(file: ReportFile, words: ReportWords, pictures: Pictures): HTMLElement {
  const item = element("li", "");
  const name = element("span", "name", file.name);
  name.dir = "auto";
  const state = element("span", "note");
  item.append(name, " ", state);
  const missing = (): void => {
    state.textContent = `(${words.said.not_at_hand})`;
  };
  pictures(file).then((address) => {
    if (address === null) {
      missing();
    } else if (file.media_type.startsWith("image/")) {
      const picture = parted("img", "picture");
      picture.src = address;
      picture.alt = file.name;
      item.prepend(picture);
    }
  }, missing);
  return item;
}

function textual(text: string, words?: ReportWords): HTMLElement {
  const made = parted("p", "value", text);
  made.dir = "auto";
  if (words !== undefined) {
    made.lang = words.tag;
  }
  return made;
}

function list(name: "ul" | "ol", items: readonly HTMLElement[]): HTMLElement {
  const made = parted(name, "value");
  made.append(...items);
  return made;
}

function line(text: string): HTMLElement {
  const made = element("li", "", text);
  made.dir = "auto";
  return made;
}

/** An element that pages reach by the name of its class. */
export function parted<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  part: string,
  text?: string,
): HTMLElementTagNameMap[Name] {
  const made = element(name, part, text);
  made.setAttribute("part", part);
  return made;
}
