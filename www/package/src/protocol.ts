/**
 * What crosses between the engine and JavaScript, as `sealform-protocol` writes and reads it.
 *
 * Generated from the Rust types by `cargo xtask types`; changed there, not here.
 */

/**
 * What a person can do.
 */
export type Action =
  | {
      do: "answer";
      /**
       * The question.
       */
      path: string;
      /**
       * A number, date or time may come as the text that was typed: it is kept even where it
       * cannot be read, and an issue says so. Choices come by name, several as a list, durations
       * in seconds, acknowledgements as booleans, attempts as a list of
       * `{at, channel, outcome, waited?}`.
       */
      value: Json;
    }
  | {
      do: "comment";
      /**
       * The question.
       */
      path: string;
      /**
       * The whole text.
       */
      text: string;
    }
  | {
      do: "open";
      /**
       * The path of the page, or of a question.
       */
      path: string;
    }
  | {
      do: "language";
      /**
       * A tag among the form's languages.
       */
      language: string;
    }
  | {
      do: "add_instance";
      /**
       * The repeat.
       */
      path: string;
    }
  | {
      do: "remove_instance";
      /**
       * The instance: `name[id]`.
       */
      path: string;
    }
  | {
      do: "start_watch";
      /**
       * The question.
       */
      path: string;
    }
  | {
      do: "fact";
      /**
       * Its name, for example `assignment`.
       */
      name: string;
      /**
       * Its value.
       */
      value: Json;
    };

/**
 * An answer and its comment, as far as there are any.
 */
export type AnswerClaim = {
  /**
   * The comment.
   */
  c?: string;
  /**
   * The answer.
   */
  v?: Json;
};

/**
 * Why a command was refused. The session is unchanged.
 */
export type ApplyError =
  | {
      error: "unknown_path";
      /**
       * As given.
       */
      path: string;
      /**
       * A similar path that exists.
       */
      near: string | null;
    }
  | {
      error: "not_relevant";
      /**
       * As given.
       */
      path: string;
    }
  | {
      error: "read_only";
      /**
       * As given.
       */
      path: string;
    }
  | {
      error: "no_comment";
      /**
       * As given.
       */
      path: string;
    }
  | {
      error: "wrong_kind";
      /**
       * As given.
       */
      path: string;
      /**
       * What it takes, in words.
       */
      takes: string;
    }
  | {
      error: "unknown_choice";
      /**
       * As given.
       */
      path: string;
      /**
       * The choice named.
       */
      choice: string;
      /**
       * A similar choice that is offered.
       */
      near: string | null;
    }
  | {
      error: "too_long";
      /**
       * As given.
       */
      path: string;
      /**
       * The limit in bytes.
       */
      most: number;
    }
  | {
      error: "unknown_language";
      /**
       * As given.
       */
      language: string;
    }
  | {
      error: "too_many_instances";
      /**
       * The most there may be in all.
       */
      most: number;
    }
  | ({ error: "bad_fact" } & BadFact);

/**
 * The rules of an attempt log.
 */
export type AttemptsView = {
  /**
   * How many attempts count.
   */
  max: number;
  /**
   * Seconds to wait each time.
   */
  wait: number;
  /**
   * Working days to wait each time, the first among them; none where this is 0.
   */
  wait_days: number;
  /**
   * The last day on which somebody who was written to may still answer: the last attempt ended without one.
   */
  until: string | null;
  /**
   * Whether attempts must be on different dates.
   */
  different_days: boolean;
  /**
   * By which channels.
   */
  channels: Array<string>;
  /**
   * Whether another attempt may be logged now.
   */
  may_add: boolean;
};

/**
 * A fact that no session takes.
 */
export type BadFact = {
  /**
   * JSON pointer to what is wrong, from the object of all facts.
   */
  pointer: string;
  /**
   * What is wrong.
   */
  fault: FactFault;
};

/**
 * How many characters there are, and between which numbers there may be.
 */
export type CharCount = {
  /**
   * How many there are.
   */
  have: number;
  /**
   * The fewest; 0 where none are asked for.
   */
  min: number;
  /**
   * The most.
   */
  max: number | null;
};

/**
 * One choice in the language shown.
 */
export type ChoiceView = {
  /**
   * What is stored.
   */
  name: string;
  /**
   * What is read.
   */
  label: string;
  /**
   * What is marked in it.
   */
  marks: Array<Mark>;
  /**
   * Pictures and sounds beside it.
   */
  media: Array<MediumView>;
  /**
   * Whether it says that the question does not apply.
   */
  not_applicable: boolean;
  /**
   * Whether it excludes all others.
   */
  exclusive: boolean;
  /**
   * Where it is, as ODK writes it: `lat lon alt acc`, with semicolons between the points of a line or a shape.
   */
  geometry: string | null;
};

/**
 * One thing that a condition says.
 */
export type Clause = {
  /**
   * The path of the question that it is about; empty where the condition is only quoted.
   */
  path: string;
  /**
   * What that question is called, in the language shown; or the quoted condition.
   */
  subject: string;
  /**
   * Whether it is about how many of its choices are taken.
   */
  counted: boolean;
  /**
   * What is said of it.
   */
  relation: Relation;
  /**
   * What it is compared with, where it is.
   */
  object: Operand | null;
};

/**
 * One action and the date and time of it, by the clock of the device on which it was taken.
 */
export type Command = {
  /**
   * A date and time in ISO 8601 with its offset, which `now()` and `today()` read.
   */
  at: string;
} & Action;

/**
 * A question's comment.
 */
export type CommentView = {
  /**
   * What is asked; empty where the UI has a text of its own.
   */
  label: string;
  /**
   * What is marked in it.
   */
  marks: Array<Mark>;
  /**
   * Whether it is shown.
   */
  relevant: boolean;
  /**
   * Whether it is required.
   */
  required: boolean;
  /**
   * The text as typed.
   */
  text: string;
  /**
   * Its words.
   */
  words: WordCount;
  /**
   * Its characters, where they are counted.
   */
  chars: CharCount | null;
};

/**
 * What kind of control a question has.
 */
export type Control =
  | {
      type: "text";
      /**
       * What it is the text of.
       */
      input: TextInput;
    }
  | { type: "integer" }
  | { type: "decimal" }
  | ({ type: "range" } & RangeView)
  | {
      type: "select_one";
      /**
       * What is offered now.
       */
      choices: Array<ChoiceView>;
    }
  | {
      type: "select_multiple";
      /**
       * What is offered now.
       */
      choices: Array<ChoiceView>;
    }
  | {
      type: "rank";
      /**
       * What is offered now.
       */
      choices: Array<ChoiceView>;
    }
  | ({ type: "rating" } & ScaleView)
  | { type: "date" }
  | { type: "time" }
  | { type: "date_time" }
  | { type: "duration" }
  | ({ type: "attempt_log" } & AttemptsView)
  | { type: "acknowledge" }
  | { type: "geopoint" }
  | { type: "geotrace" }
  | { type: "geoshape" }
  | {
      type: "file";
      /**
       * What they are.
       */
      kind: FileKind;
      /**
       * The longest edge that a picture may have.
       */
      max_pixels: number | null;
    }
  | { type: "barcode" }
  | { type: "note" }
  | { type: "calculate" };

/**
 * Everything a person has done, and no derived state.
 */
export type Draft = {
  /**
   * The version of this format: 1.
   */
  v: number;
  /**
   * The draft's UUID, which becomes the submission's `jti`.
   */
  id: string;
  /**
   * The questionnaire it belongs to.
   */
  questionnaire: Pin;
  /**
   * When it was begun.
   */
  started: string;
  /**
   * When the last command came.
   */
  at: string;
  /**
   * Entered values by path, as typed; also those of questions that are not relevant now.
   */
  answers: { [key in string]: Json };
  /**
   * Comments by path.
   */
  comments: { [key in string]: string };
  /**
   * The ids of repeat instances in order, by the path of the repeat.
   */
  instances?: { [key in string]: Array<number> };
  /**
   * The next instance id, never reused.
   */
  next_instance: number;
  /**
   * Paths of the questions whose default has been written: it never comes again.
   */
  once?: { [key in string]: Json };
  /**
   * Stopwatches that run, by the path of the question that they measure for, with the moment of their start. They are
   * never sealed.
   */
  watches?: { [key in string]: string };
  /**
   * Facts given at the start or by a command.
   */
  facts: { [key in string]: Json };
  /**
   * The language of the form's texts.
   */
  language: string;
  /**
   * Where the person was.
   */
  position: Position;
  /**
   * Which actions were taken when; without any answer.
   */
  log: Array<LogEntry>;
};

/**
 * What is wrong with a fact.
 */
export type FactFault =
  | "reserved"
  | "not_an_object"
  | "not_a_text"
  | "not_texts"
  | "not_a_zone"
  | { not_sealable: JcsFault }
  | "too_large";

/**
 * What every widget knows that answers a question.
 */
export type FieldView = {
  /**
   * The question's path.
   */
  path: string;
  /**
   * The HTML id that the question's label is for.
   */
  id: string;
  /**
   * The question's label.
   */
  label: string;
  /**
   * The question's appearance: words with blanks between them.
   */
  appearance: string;
  /**
   * The language of the interface.
   */
  language: string;
  /**
   * The HTML ids of what describes the answer, with blanks between them; empty where nothing does.
   */
  describedBy: string;
  /**
   * Whether the answer cannot be changed.
   */
  readonly: boolean;
  /**
   * Whether there must be an answer.
   */
  required: boolean;
  /**
   * Whether something is wrong with the answer, and shown.
   */
  invalid: boolean;
};

/**
 * What kind of attachment a question takes.
 */
export type FileKind = "image" | "audio" | "video" | "any";

/**
 * One thing an author should know about a document.
 */
export type Finding = {
  /**
   * Stable and machine-readable, for example `expr/unknown-question`.
   */
  code: string;
  /**
   * Whether the document can be used all the same.
   */
  severity: Severity;
  /**
   * One sentence in lower case without a full stop; names in backticks.
   */
  message: string;
  /**
   * Where it is.
   */
  place: Place;
  /**
   * What would repair it.
   */
  hint?: string;
};

/**
 * Answers, repeats, facts, outcome and score as a submission claims them.
 */
export type FinishedForm = {
  /**
   * `completed`, or the outcome of the end that was reached.
   */
  outcome: string;
  /**
   * Relevant questions by path.
   */
  answers: { [key in string]: AnswerClaim };
  /**
   * The instances of each repeat in order, by the path of the repeat.
   */
  repeats: { [key in string]: Array<number> };
  /**
   * Every fact that the form read.
   */
  facts: { [key in string]: Json };
  /**
   * The score, where a key is attached.
   */
  score: ScoreClaim | null;
};

/**
 * The form as a whole.
 */
export type FormView = {
  /**
   * The form's id.
   */
  id: string;
  /**
   * The form's version.
   */
  version: string;
  /**
   * The title in the language shown.
   */
  title: string;
  /**
   * All languages; the first is the default.
   */
  languages: Array<string>;
  /**
   * How the UI draws the form, in words separated by spaces.
   */
  style: string;
  /**
   * The language shown.
   */
  language: string;
  /**
   * What the filled form is called, where the form says so.
   */
  instance_name: string | null;
  /**
   * Whether "next" leaves a page only when nothing on it is open.
   */
  immediate_requirements: boolean;
};

/**
 * The three kinds of locations.
 */
export type GeoShape = "point" | "trace" | "shape";

/**
 * Group, repeat or instance.
 */
export type GroupKind =
  | "group"
  | "repeat"
  | {
      instance: {
        /**
         * From 1.
         */
        number: number;
      };
    };

/**
 * A group, a repeat, or an instance of a repeat.
 */
export type GroupView = {
  /**
   * Its key.
   */
  key: NodeKey;
  /**
   * Its path.
   */
  path: string;
  /**
   * Which of the three it is.
   */
  kind: GroupKind;
  /**
   * Its heading in the language shown.
   */
  label: string;
  /**
   * What stands below the heading.
   */
  hint: string;
  /**
   * What is marked in heading and hint, where anything is.
   */
  markup: Markup | null;
  /**
   * Whether it is shown at all.
   */
  relevant: boolean;
  /**
   * How the UI draws it, in words separated by spaces.
   */
  appearance: string;
  /**
   * Pictures and sounds beside the heading.
   */
  media: Array<MediumView>;
  /**
   * Whether nothing in it can be changed.
   */
  readonly: boolean;
  /**
   * What the numbers in it add up to, where it says what they should.
   */
  total: TotalView | null;
  /**
   * Whether the person may add instances, of a repeat.
   */
  may_add: boolean;
  /**
   * Whether the person may remove it, of an instance.
   */
  may_remove: boolean;
  /**
   * What stands in it, in order; the instances, of a repeat.
   */
  children: Array<NodeKey>;
};

/**
 * What is typed in an input.
 */
export type InputKind = "text" | "email" | "tel" | "url" | "integer" | "decimal" | "date";

/**
 * What an intact file says, and what is known of it.
 */
export type Intact = {
  /**
   * The payload: what was signed.
   */
  claims: Json;
  /**
   * SHA-256 of the payload, in lower-case hexadecimal: with `claims.jti` the identity of the submission.
   */
  sha256: string;
  /**
   * The thumbprint of the key that signed it (RFC 7638), computed from the key.
   */
  signer: string;
  /**
   * What is known of the signer: `none`, `key` (a trusted device), `link` (a holder of the agency's link) or `device` (the
   * enrolled device).
   */
  trust: Trusted;
  /**
   * The same as a level: `L1`, `L2`, `L3`.
   */
  level: Level;
  /**
   * Whether the answers were played through the form again: `none` without a questionnaire, `partial` where some values
   * depend on what happened on the way, `full`.
   */
  replay: Replay;
  /**
   * What kind of document it is, `report`, `application`, `training` or `refusal`, where the questionnaire is at hand.
   */
  kind: Kind | null;
  /**
   * Paths that were taken as claimed.
   */
  not_replayed: Array<string>;
  /**
   * Functions whose values were taken as claimed, for the page around the form computed them: names.
   */
  given_by_page: Array<string>;
  /**
   * What stands out in the answers: warnings that were passed over, and flags for whoever reads them. A file is in order
   * whatever stands here.
   */
  remarks: Array<Remark>;
  /**
   * What is known of the claimed score.
   */
  score: ScoreState;
  /**
   * The score that was computed, where a key is given.
   */
  computed: Score | null;
};

/**
 * What may be wrong. The engine holds no sentence; texts in here are the form's own.
 */
export type Issue =
  | {
      issue: "required";
      /**
       * The form's message, in the language shown.
       */
      message: string | null;
    }
  | {
      issue: "constraint";
      /**
       * The form's message, in the language shown.
       */
      message: string | null;
    }
  | { issue: "not_an_integer" }
  | { issue: "not_a_duration" }
  | { issue: "not_a_decimal" }
  | {
      issue: "malformed";
      /**
       * What it takes.
       */
      input: TextInput;
    }
  | { issue: "not_a_date" }
  | {
      issue: "too_few_words";
      /**
       * The fewest.
       */
      min: number;
      /**
       * How many there are.
       */
      have: number;
    }
  | {
      issue: "too_many_words";
      /**
       * The most.
       */
      max: number;
      /**
       * How many there are.
       */
      have: number;
    }
  | {
      issue: "too_few_chars";
      /**
       * The fewest.
       */
      min: number;
      /**
       * How many there are.
       */
      have: number;
    }
  | {
      issue: "too_many_chars";
      /**
       * The most.
       */
      max: number;
      /**
       * How many there are.
       */
      have: number;
    }
  | {
      issue: "too_few_sentences";
      /**
       * The fewest.
       */
      min: number;
      /**
       * How many there are.
       */
      have: number;
    }
  | { issue: "all_caps" }
  | {
      issue: "repeated_word";
      /**
       * The word.
       */
      word: string;
    }
  | { issue: "placeholder" }
  | { issue: "echo" }
  | {
      issue: "alike";
      /**
       * The path of the question with the other one.
       */
      path: string;
      /**
       * The label of that question, in the language shown.
       */
      label: string;
    }
  | { issue: "alike_earlier" }
  | {
      issue: "banned_phrase";
      /**
       * The words, as they stand in the form's list.
       */
      phrase: string;
    }
  | {
      issue: "wanted_phrase";
      /**
       * The phrases, as they stand in the form's list, with commas between.
       */
      phrases: string;
    }
  | {
      issue: "name_given";
      /**
       * The name, as it is entered elsewhere.
       */
      name: string;
    }
  | {
      issue: "name_missing";
      /**
       * The name, as it is entered elsewhere.
       */
      name: string;
    }
  | { issue: "exclusive" }
  | { issue: "same_group" }
  | {
      issue: "total";
      /**
       * What they add up to.
       */
      have: number;
      /**
       * What they should add up to.
       */
      of: number;
    }
  | {
      issue: "attempts_due";
      /**
       * How many count so far.
       */
      have: number;
      /**
       * How many are allowed.
       */
      max: number;
    }
  | {
      issue: "too_many_attempts";
      /**
       * How many are allowed.
       */
      max: number;
    }
  | { issue: "attempts_same_day" }
  | { issue: "attempts_out_of_order" }
  | {
      issue: "attempt_too_short";
      /**
       * Seconds to wait.
       */
      wait: number;
    }
  | {
      issue: "attempt_not_timed";
      /**
       * Seconds to wait.
       */
      wait: number;
    }
  | {
      issue: "attempt_pending";
      /**
       * The last of them.
       */
      until: string;
    }
  | {
      issue: "outside_window";
      /**
       * Which one, from 1.
       */
      number: number;
    }
  | { issue: "attempt_unfinished" }
  | { issue: "watch_running" };

/**
 * One thing that an answer lacks or breaks.
 */
export type IssueView = {
  /**
   * What it is.
   */
  issue: Issue;
  /**
   * What is marked in its message, where it has one of the form's own.
   */
  marks: Array<Mark>;
  /**
   * What follows: hard issues block sealing.
   */
  level: Level;
  /**
   * Whether the answer or its comment is meant.
   */
  part: Part;
};

/**
 * What a canonical text cannot hold.
 */
export type JcsFault = "too_deep" | "not_finite" | "float" | "integer_range" | "name_not_ascii" | "repeated_member";

/**
 * One JSON value. Members keep their order; none occurs twice.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

export type Kind = "report" | "application" | "training" | "refusal";

/**
 * What follows where a rule is broken.
 */
export type Level = "flag" | "warn" | "hard";

/**
 * The score of one question.
 */
export type LineClaim = {
  /**
   * The question's path.
   */
  path: string;
  /**
   * Points earned.
   */
  earned: string;
  /**
   * Points possible.
   */
  possible: string;
  /**
   * Why, as a stable word.
   */
  why: string;
  /**
   * The index of the rule that knocked it out.
   */
  knocked_out?: number;
};

/**
 * Why a line earned what it earned.
 */
export type LineReason =
  | "not_relevant"
  | "not_applicable"
  | "unanswered"
  | "excluded"
  | "unscored"
  | "answered"
  | "not_applicable_counted"
  | "not_observed"
  | "unanswered_zero"
  | "outside_bands"
  | "instances"
  | "knocked_out";

/**
 * One line of the event log.
 */
export type LogEntry = {
  /**
   * When.
   */
  at: string;
  /**
   * The name of the action.
   */
  do: string;
  /**
   * Which question, page or repeat.
   */
  path?: string;
};

/**
 * A part of a text that is drawn differently. Marks are in order, each before those inside it; none begins in one and ends
 * in another.
 */
export type Mark = {
  /**
   * Where it begins, in UTF-16 code units.
   */
  start: number;
  /**
   * Where it ends, in UTF-16 code units.
   */
  end: number;
  /**
   * What it is.
   */
  kind: MarkKind;
};

/**
 * What a part of a text is.
 */
export type MarkKind =
  | { type: "emphasis" }
  | { type: "strong" }
  | { type: "code" }
  | {
      type: "link";
      /**
       * Where it leads.
       */
      address: string;
    }
  | { type: "paragraph" }
  | { type: "heading" }
  | {
      type: "item";
      /**
       * Its number, where the list is numbered.
       */
      number: number | null;
    };

/**
 * What is marked in the texts of a question, a group or a page.
 */
export type Markup = {
  /**
   * In its label.
   */
  label: Array<Mark>;
  /**
   * In its hint.
   */
  hint: Array<Mark>;
  /**
   * In its guidance hint; a group or a page has none.
   */
  guidance_hint: Array<Mark>;
};

/**
 * A picture or a sound.
 */
export type MediumView = {
  /**
   * `image`, `audio`, `video` or `big-image`.
   */
  kind: string;
  /**
   * The name of the file.
   */
  file: string;
};

/**
 * Names a group or question on the screen as long as it is there: the same in every session that
 * holds the same instances.
 */
export type NodeKey = number;

/**
 * A group or a question.
 */
export type NodeView = GroupView | QuestionView;

/**
 * One point that still blocks sealing.
 */
export type OpenPoint = {
  /**
   * The question.
   */
  path: string;
  /**
   * What is wrong.
   */
  issue: Issue;
  /**
   * Whether the answer or its comment is meant.
   */
  part: Part;
};

/**
 * What a question is compared with.
 */
export type Operand =
  | { type: "text"; text: string }
  | { type: "number"; text: string }
  | { type: "date"; text: string }
  | { type: "answer"; text: string };

/**
 * Where the form ended early.
 */
export type OutcomeView = {
  /**
   * The path of the end.
   */
  path: string;
  /**
   * What the submission says, for example `disqualified`.
   */
  outcome: string;
  /**
   * What the person reads, in the language shown.
   */
  label: string;
  /**
   * What is marked in it.
   */
  marks: Array<Mark>;
};

/**
 * One page.
 */
export type PageView = {
  /**
   * The path of the page's group; empty where the page is not a group.
   */
  path: string;
  /**
   * Its heading in the language shown; empty where it has none.
   */
  label: string;
  /**
   * What stands below the heading.
   */
  hint: string;
  /**
   * What is marked in heading and hint, where anything is.
   */
  markup: Markup | null;
  /**
   * How the UI draws it, in words separated by spaces.
   */
  appearance: string;
  /**
   * Pictures and sounds below the heading.
   */
  media: Array<MediumView>;
  /**
   * What the numbers on it add up to, where its group says what they should.
   */
  total: TotalView | null;
  /**
   * Whether anything on it is relevant.
   */
  relevant: boolean;
  /**
   * Hard issues on it: what still blocks sealing.
   */
  open: number;
  /**
   * What stands on it, in order.
   */
  children: Array<NodeKey>;
};

/**
 * The answer itself or its comment.
 */
export type Part = "answer" | "comment";

/**
 * The score of a section or a category.
 */
export type PartClaim = {
  /**
   * Its name.
   */
  name: string;
  /**
   * Its weight, where that is not 1.
   */
  weight?: string;
  /**
   * Points earned.
   */
  earned: string;
  /**
   * Points possible.
   */
  possible: string;
  /**
   * The share; `null` where nothing is possible.
   */
  result: string | null;
  /**
   * The share as a rounded percentage.
   */
  percent: string | null;
  /**
   * The index of the rule that knocked it out.
   */
  knocked_out?: number;
};

/**
 * What changed. Applied to the old snapshot it gives the new one.
 */
export type Patch = {
  /**
   * Title and languages, where they changed.
   */
  form: FormView | null;
  /**
   * Changed and new groups and questions, in the order of their keys.
   */
  nodes: Array<[NodeKey, NodeView]>;
  /**
   * Groups and questions that are gone, with the instance they belonged to.
   */
  removed: Array<NodeKey>;
  /**
   * Changed pages with their index.
   */
  pages: Array<[number, PageView]>;
  /**
   * How much is done, where that changed.
   */
  progress: Progress | null;
  /**
   * Where the form ends early, where that changed.
   */
  outcome: OutcomeView | null;
  /**
   * The score, where it changed.
   */
  score: ScoreView | null;
  /**
   * Where the person is, where that changed.
   */
  position: Position | null;
};

/**
 * Which questionnaire, exactly.
 */
export type Pin = {
  /**
   * Its id.
   */
  id: string;
  /**
   * Its version.
   */
  version: string;
  /**
   * SHA-256 of its canonical JSON.
   */
  sha256: string;
};

/**
 * Where in a document something stands.
 */
export type Place = {
  /**
   * JSON pointer (RFC 6901) to the member, empty for the whole document.
   */
  pointer: string;
  /**
   * Line of the text, from 1, where the text itself could not be read.
   */
  line?: number;
  /**
   * Columns inside the text or the expression: first, from 1, and the one behind the last, in characters.
   */
  columns?: [number, number];
  /**
   * The expression in which the columns count.
   */
  source?: string;
};

/**
 * Where a person is.
 */
export type Position = {
  /**
   * The index of the page.
   */
  page: number;
  /**
   * The path of the question last touched; empty at the top of a page.
   */
  path: string;
};

/**
 * How much is done.
 */
export type Progress = {
  /**
   * Relevant questions that wait for an answer or have one: not those that cannot be changed, and not those whose
   * default nobody has changed.
   */
  relevant: number;
  /**
   * How many of them have one.
   */
  answered: number;
  /**
   * Hard issues: what still blocks sealing.
   */
  open: number;
};

/**
 * One question as it is now.
 */
export type QuestionView = {
  /**
   * Its key.
   */
  key: NodeKey;
  /**
   * Its path.
   */
  path: string;
  /**
   * What to draw.
   */
  control: Control;
  /**
   * What is asked, in the language shown.
   */
  label: string;
  /**
   * The language the label is really in, where that is another one.
   */
  label_language: string | null;
  /**
   * What helps to answer.
   */
  hint: string;
  /**
   * More help, on request.
   */
  guidance_hint: string;
  /**
   * What is marked in label, hint and guidance hint, where anything is.
   */
  markup: Markup | null;
  /**
   * How the UI draws it, in words separated by spaces.
   */
  appearance: string;
  /**
   * What the form says of files and locations, by name; `null` of other questions, and where it says nothing.
   */
  parameters: Json;
  /**
   * Pictures and sounds beside the label.
   */
  media: Array<MediumView>;
  /**
   * Whether it is shown at all.
   */
  relevant: boolean;
  /**
   * Whether it must be answered.
   */
  required: boolean;
  /**
   * Whether it cannot be changed.
   */
  readonly: boolean;
  /**
   * Whether there is a reason why it is asked, required or closed now, or why a comment is asked for.
   */
  reasoned: boolean;
  /**
   * What was entered, as typed, or what was calculated; `null` where there is no value.
   */
  value: Json;
  /**
   * Whether the value stands there although nobody has entered it: a default, or a suggestion.
   */
  preset: boolean;
  /**
   * When its stopwatch was started, while that runs.
   */
  watch: string | null;
  /**
   * The words of a text, where they are counted.
   */
  words: WordCount | null;
  /**
   * The characters of a text, where they are counted.
   */
  chars: CharCount | null;
  /**
   * Its comment, where it has one.
   */
  comment: CommentView | null;
  /**
   * What is wrong, empty while it is not relevant.
   */
  issues: Array<IssueView>;
};

/**
 * The ends and the step of a range: decimals as they are written in the form.
 */
export type RangeView = {
  /**
   * The first number.
   */
  start: string;
  /**
   * The last number; it may be the smaller one.
   */
  end: string;
  /**
   * The distance between two numbers.
   */
  step: string;
};

/**
 * One thing that is so for a reason.
 */
export type Reason = {
  /**
   * What is so.
   */
  about: ReasonFor;
  /**
   * Why: all of this holds now. What is nearest to the question comes first.
   */
  clauses: Array<Clause>;
};

/**
 * What there is a reason for.
 */
export type ReasonFor = "asked" | "not_asked" | "required" | "locked" | "comment";

/**
 * What a condition says of a question, or of a condition that is quoted.
 */
export type Relation =
  | "is"
  | "is_not"
  | "less"
  | "at_most"
  | "more"
  | "at_least"
  | "includes"
  | "includes_not"
  | "answered"
  | "unanswered"
  | "exhausted"
  | "not_exhausted"
  | "holds"
  | "holds_not";

/**
 * Something in the answers of a file for whoever reads them. It was computed, and nothing of it is claimed.
 */
export type Remark = {
  /**
   * The path of the question; empty for the form as a whole.
   */
  path: string;
  /**
   * `warn`: whoever filled the form was told. `flag`: nobody was.
   */
  level: Level;
  /**
   * What it is, in a word that stays the same: `answer/alike`.
   */
  code: string;
  /**
   * The same as a sentence in English.
   */
  message: string;
};

export type Replay = "none" | "partial" | "full";

/**
 * One report. Everything of the form is text in one language; moments and numbers are left to whoever draws it.
 */
export type Report = {
  /**
   * The form's title; empty without its questionnaire.
   */
  title: string;
  /**
   * The form's id.
   */
  form: string;
  /**
   * The form's version.
   */
  version: string;
  /**
   * Whether the questionnaire was there: without it, questions have paths and choices their names.
   */
  has_form: boolean;
  /**
   * The language of the texts.
   */
  language: string;
  /**
   * The languages in which they can be had.
   */
  languages: Array<string>;
  /**
   * The seal, and what is known of it.
   */
  seal: ReportSeal;
  /**
   * The word of the outcome.
   */
  outcome: string;
  /**
   * What the form says of an early end; empty where there was none.
   */
  outcome_text: string;
  /**
   * When the form was begun, by the clock of the device: ISO 8601 with offset.
   */
  begun: string;
  /**
   * When it was sealed, by the clock of the device: ISO 8601 with offset.
   */
  sealed: string;
  /**
   * The identity of the submission.
   */
  jti: string;
  /**
   * Headings and answers in the order of the form.
   */
  rows: Array<ReportRow>;
  /**
   * Answers that stand nowhere in the form, or only without a text: by path.
   */
  others: Array<ReportAnswer>;
  /**
   * What stands out in the answers.
   */
  remarks: Array<Remark>;
  /**
   * The score, where one is claimed or was computed.
   */
  score: ReportScore | null;
};

/**
 * A question that was asked, with what was answered.
 */
export type ReportAnswer = {
  /**
   * Its path.
   */
  path: string;
  /**
   * What was asked; the path where that is not known.
   */
  question: string;
  /**
   * The answer; absent where there is none.
   */
  value: ReportValue | null;
  /**
   * The comment.
   */
  comment: string | null;
  /**
   * Whether the value was taken as claimed, for it depends on what happened on the way.
   */
  is_claimed: boolean;
};

/**
 * One attempt to reach somebody.
 */
export type ReportAttempt = {
  /**
   * When: ISO 8601 with offset.
   */
  at: string;
  /**
   * By which channel.
   */
  channel: string;
  /**
   * What came of it.
   */
  outcome: string;
  /**
   * How long somebody waited, in seconds.
   */
  waited: number | null;
};

/**
 * A QR code without its margin, which is four modules wide.
 */
export type ReportCode = {
  /**
   * How many modules it is wide and high.
   */
  size: number;
  /**
   * The dark ones, as the path of an SVG element: one module is one unit.
   */
  path: string;
};

/**
 * A file that was attached.
 */
export type ReportFile = {
  /**
   * Its name.
   */
  name: string;
  /**
   * Its media type; empty where the file claims nothing of it.
   */
  media_type: string;
  /**
   * The digest of its bytes, in lower-case hexadecimal; empty where the file claims nothing of it.
   */
  sha256: string;
};

/**
 * A heading or an answer.
 */
export type ReportRow =
  | {
      is: "heading";
      /**
       * 0 for pages, more for what stands in them.
       */
      level: number;
      /**
       * Its text; may be empty for an instance.
       */
      text: string;
      /**
       * Which of its siblings an instance is, from 1.
       */
      number: number | null;
    }
  | ({ is: "answer" } & ReportAnswer);

/**
 * A number on a scale, with the two ends of the scale: in digits, with a point for decimals.
 */
export type ReportScale = {
  /**
   * What was chosen.
   */
  value: string;
  /**
   * Where the scale begins.
   */
  start: string;
  /**
   * Where it ends.
   */
  end: string;
  /**
   * What `start` means; may be empty.
   */
  start_label: string;
  /**
   * What `end` means; may be empty.
   */
  end_label: string;
};

/**
 * What a file claims of its score, and what was computed of it.
 */
export type ReportScore = {
  /**
   * How the two compare.
   */
  state: ScoreState;
  /**
   * The whole.
   */
  total: ReportScorePart;
  /**
   * Sections in the key's order.
   */
  sections: Array<ReportScorePart>;
  /**
   * The name of the result's band; empty where there is none.
   */
  band: string;
  /**
   * Why the whole was knocked out; empty where it was not.
   */
  knocked_out: string;
};

/**
 * One section, or the whole.
 */
export type ReportScorePart = {
  /**
   * Its label, or its name where there is none; empty for the whole.
   */
  label: string;
  /**
   * What was computed here. Sums that are fractions without end are about how much: the file has them exactly.
   */
  computed: Score | null;
  /**
   * What the file claims, written likewise.
   */
  claimed: Score | null;
};

/**
 * The seal of a report.
 */
export type ReportSeal = {
  /**
   * Whether no finding is an error.
   */
  ok: boolean;
  /**
   * What is known of the signer: `none`, `key`, `link` or `device`.
   */
  trust: Trusted;
  /**
   * Whether the answers were played through the form again.
   */
  replay: Replay;
  /**
   * The thumbprint of the key that signed.
   */
  signer: string;
  /**
   * SHA-256 of what was signed, in lower-case hexadecimal.
   */
  sha256: string;
  /**
   * The same as a QR code.
   */
  code: ReportCode;
};

/**
 * An answer in the words of the form.
 */
export type ReportValue =
  | { type: "text"; value: string }
  | { type: "number"; value: string }
  | { type: "scale"; value: ReportScale }
  | { type: "ticked"; value: boolean }
  | { type: "choices"; value: Array<string> }
  | { type: "ranking"; value: Array<string> }
  | { type: "date"; value: string }
  | { type: "time"; value: string }
  | { type: "moment"; value: string }
  | { type: "duration"; value: number }
  | { type: "places"; value: Array<string> }
  | { type: "files"; value: Array<ReportFile> }
  | { type: "attempts"; value: Array<ReportAttempt> }
  | { type: "data"; value: string };

/**
 * The two ends of a rating.
 */
export type ScaleView = {
  /**
   * The lowest step.
   */
  start: number;
  /**
   * The highest step.
   */
  end: number;
  /**
   * What the lowest means; may be empty.
   */
  start_label: string;
  /**
   * What the highest means; may be empty.
   */
  end_label: string;
};

/**
 * Points earned and possible, and the rounded percentage.
 */
export type Score = {
  /**
   * Points earned, as a decimal or `n/d`.
   */
  earned: string;
  /**
   * Points possible.
   */
  possible: string;
  /**
   * Absent where no points are possible: then there is no result.
   */
  percent: string | null;
};

/**
 * A score sheet: fractions are `n/d`, percentages rounded decimals.
 */
export type ScoreClaim = {
  /**
   * SHA-256 of the scoring key.
   */
  key_sha256: string;
  /**
   * The whole.
   */
  total: TotalClaim;
  /**
   * Sections, in the key's order.
   */
  sections: Array<PartClaim>;
  /**
   * Categories, in the key's order.
   */
  categories: Array<PartClaim>;
  /**
   * One line per scored question, where the key asks for them.
   */
  lines?: Array<LineClaim>;
};

/**
 * One scored question.
 */
export type ScoreLine = {
  /**
   * The question's path.
   */
  path: string;
  /**
   * The question's label.
   */
  label: string;
  /**
   * Points earned, as people read them.
   */
  earned: string;
  /**
   * Points possible, likewise.
   */
  possible: string;
  /**
   * Why it earned what it earned.
   */
  why: LineReason;
  /**
   * What was answered, as a person reads it; empty where there was no answer.
   */
  answer: string;
};

/**
 * One section, category or the whole.
 */
export type ScorePart = {
  /**
   * Its label.
   */
  label: string;
  /**
   * Points earned, as people read them: a decimal, or about how much where the sum is a fraction without end.
   */
  earned: string;
  /**
   * Points possible, likewise.
   */
  possible: string;
  /**
   * Rounded percentage; absent where no points are possible: then there is no result.
   */
  percent: string | null;
  /**
   * Its lines, one per scored question.
   */
  lines: Array<ScoreLine>;
};

export type ScoreState = "none" | "claimed" | "computed" | "confirmed" | "unconfirmed" | "differs" | "other_key";

/**
 * A score sheet in the language shown.
 */
export type ScoreView = {
  /**
   * Whether it is shown while the form is filled, and not only at the end.
   */
  live: boolean;
  /**
   * The whole.
   */
  total: ScorePart;
  /**
   * Sections, in the key's order.
   */
  sections: Array<ScorePart>;
  /**
   * Categories, in the key's order.
   */
  categories: Array<ScorePart>;
  /**
   * The name of the result's band, for example "excellent".
   */
  band: string | null;
  /**
   * Why the whole was knocked out, if it was.
   */
  knocked_out: string | null;
};

/**
 * How much a finding matters.
 */
export type Severity = "warning" | "error";

/**
 * The whole form as it is now.
 */
export type Snapshot = {
  /**
   * Title and languages.
   */
  form: FormView;
  /**
   * Pages in order; also those that are not relevant now.
   */
  pages: Array<PageView>;
  /**
   * Every group and question.
   */
  nodes: { [key in NodeKey]: NodeView };
  /**
   * How much is done.
   */
  progress: Progress;
  /**
   * Where the form ended early, if it did.
   */
  outcome: OutcomeView | null;
  /**
   * The score, where a key is attached and may be shown now.
   */
  score: ScoreView | null;
  /**
   * Where the person is.
   */
  position: Position;
};

/**
 * What a text question takes, by its parameter `input`.
 */
export type TextInput = "any" | "email" | "tel" | "url";

/**
 * The whole score.
 */
export type TotalClaim = {
  /**
   * Points earned.
   */
  earned: string;
  /**
   * Points possible.
   */
  possible: string;
  /**
   * The share; `null` where nothing is possible.
   */
  result: string | null;
  /**
   * The share as a rounded percentage.
   */
  percent: string | null;
  /**
   * The name of the result's band.
   */
  band?: string;
  /**
   * How many percentage points are missing to the target.
   */
  gap?: string;
  /**
   * The index of the rule that knocked it out.
   */
  knocked_out?: number;
};

/**
 * What whole numbers add up to.
 */
export type TotalView = {
  /**
   * What they add up to now.
   */
  have: number;
  /**
   * What they should add up to.
   */
  of: number;
};

export type Trusted = "none" | "key" | "link" | "device";

/**
 * The outcome of verifying one file: everything in it was computed, and nothing is what the file says of itself but `claims`,
 * which are what was signed.
 */
export type Verification = {
  /**
   * Whether no finding is an error.
   */
  ok: boolean;
  /**
   * What was found; warnings leave a file in order.
   */
  findings: Array<Finding>;
  /**
   * What an intact file says; absent where it is not intact.
   */
  intact: Intact | null;
};

/**
 * One choice of a widget.
 */
export type WidgetChoice = {
  /**
   * What is stored.
   */
  name: string;
  /**
   * What is read.
   */
  label: string;
  /**
   * Whether it excludes all others.
   */
  exclusive: boolean;
  /**
   * Where it is, as ODK writes it: `lat lon alt acc`, with semicolons between the points of a line or a shape.
   */
  geometry?: string;
};

/**
 * What a widget shows: the attribute `view` of `<sealform-widget>`, as JSON text.
 */
export type WidgetView =
  | {
      kind: "list";
      /**
       * The field.
       */
      field: FieldView;
      /**
       * The name of the choice, or several.
       */
      value: Json;
      /**
       * What is offered now.
       */
      choices: Array<WidgetChoice>;
      /**
       * Whether several can be chosen.
       */
      several: boolean;
    }
  | {
      kind: "places";
      /**
       * The field.
       */
      field: FieldView;
      /**
       * The name of the choice, or several.
       */
      value: Json;
      /**
       * What is offered now.
       */
      choices: Array<WidgetChoice>;
      /**
       * Whether several can be chosen.
       */
      several: boolean;
    }
  | {
      kind: "rank";
      /**
       * The field.
       */
      field: FieldView;
      /**
       * Names in their order.
       */
      value: Json;
      /**
       * What is offered now.
       */
      choices: Array<WidgetChoice>;
    }
  | {
      kind: "range";
      /**
       * The field.
       */
      field: FieldView;
      /**
       * The number as text.
       */
      value: Json;
      /**
       * Whether it stands there although nobody has entered it.
       */
      preset: boolean;
      /**
       * The first number.
       */
      start: string;
      /**
       * The last number; it may be the smaller one.
       */
      end: string;
      /**
       * The distance between two numbers.
       */
      step: string;
      /**
       * What the first number means; may be empty.
       */
      startLabel: string;
      /**
       * What the last number means; may be empty.
       */
      endLabel: string;
    }
  | {
      kind: "geo";
      /**
       * The field.
       */
      field: FieldView;
      /**
       * `{lat, lon, alt?, acc?}`, or a list of them.
       */
      value: Json;
      /**
       * Whether it is a single location, a line or a closed line.
       */
      shape: GeoShape;
      /**
       * What the form says of its exactness, by name: `capture-accuracy`, `warning-accuracy`, `digits`; or `null`.
       */
      parameters: Json;
    }
  | {
      kind: "file";
      /**
       * The field.
       */
      field: FieldView;
      /**
       * Their names.
       */
      value: Json;
      /**
       * What they are.
       */
      files: FileKind;
      /**
       * The longest edge that a picture may have.
       */
      maxPixels: number | null;
      /**
       * What else the form says of them, by name: `accept`, `max-files`, `max-seconds`, `quality`; or `null`.
       */
      parameters: Json;
    }
  | {
      kind: "input";
      /**
       * The field.
       */
      field: FieldView;
      /**
       * The answer as it was typed.
       */
      value: Json;
      /**
       * What it is.
       */
      takes: InputKind;
    }
  | {
      kind: "barcode";
      /**
       * The field.
       */
      field: FieldView;
      /**
       * The text.
       */
      value: Json;
    }
  | {
      kind: "attached";
      /**
       * The language of the interface.
       */
      language: string;
      /**
       * Their names.
       */
      names: Array<string>;
    }
  | {
      kind: "media";
      /**
       * The language of the interface.
       */
      language: string;
      /**
       * The label.
       */
      label: string;
      /**
       * The files.
       */
      media: Array<MediumView>;
    }
  | {
      kind: "rest";
      /**
       * The language of the interface.
       */
      language: string;
    };

/**
 * How many words there are, and how many are asked for.
 */
export type WordCount = {
  /**
   * How many there are (UAX #29).
   */
  have: number;
  /**
   * The fewest; 0 where none are asked for.
   */
  min: number;
};
