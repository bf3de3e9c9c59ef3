// What we want to be, against what stands beside us in the same run. Each goal is a ratio, or so many milliseconds more.
//
// `ours` and `theirs` find a figure in the results of a run; where one is missing the goal is not judged.
const load = (profile, key = "ready") => (name) => (r) => r.load?.[name]?.[profile]?.[key];
const painted = (form, part) => (name) => (r) => r.interact?.[name]?.[form]?.appear?.[part];
const engine = (form, key) => (name) => (r) => r.engine?.[name]?.[form]?.[key];
const rate = (of) => (r) => r.verify?.rates && of(r.verify.rates);

/** What a page is loaded under, and how that is called. */
export const PROFILES = { plain: "no throttle", cpu4: "CPU x4", slow4g: "Slow 4G", "cpu4+slow4g": "CPU x4 + Slow 4G" };
/** How far behind Enketo a form may be wholly there. */
const LIVE = { plain: 1, cpu4: 1, slow4g: 1.1, "cpu4+slow4g": 1 };

const ratio = (what, ours, theirs, beside, most) => ({ what, ours, theirs, beside, most, unit: "x" });
const more = (what, ours, theirs, beside, most) => ({ what, ours, theirs, beside, most, unit: "ms more" });

export const goals = [
  ...Object.entries(PROFILES).map(([profile, title]) =>
    ratio(`first question can be answered, ${title}`, load(profile)("sealform-site"), load(profile)("plain"), "floor", 1.5),
  ),
  ...Object.entries(PROFILES).map(([profile, title]) =>
    ratio(`the whole form is there, ${title}`, load(profile, "taken")("sealform-site"), load(profile)("enketo"), "Enketo", LIVE[profile]),
  ),
  more("click to dependant painted, median", painted("ksp", "median")("sealform"), painted("ksp", "median")("plain"), "floor", 8),
  more("click to dependant painted, p95", painted("ksp", "p95")("sealform"), painted("ksp", "p95")("plain"), "floor", 25),
  ratio("the same in wide-1000", painted("wide-1000", "median")("sealform"), painted("ksp", "median")("sealform"), "our own in ksp", 1.3),
  ratio("open ksp in Node", engine("ksp", "loadMs")("sealform"), engine("ksp", "loadMs")("rjsf"), "RJSF", 3.75),
  ratio("set chain-1000", engine("chain-1000", "setMs")("sealform"), engine("chain-1000", "setMs")("plain"), "floor", 3.4),
  ratio("set fan-1000", engine("fan-1000", "setMs")("sealform"), engine("fan-1000", "setMs")("rjsf"), "RJSF", 0.9),
  ratio("open wide-10000 from JSON", engine("wide-10000", "loadMs")("sealform"), engine("wide-10000", "loadMs")("rjsf"), "RJSF", 0.5),
  ratio("memory of wide-10000 from JSON", engine("wide-10000", "heapBytes")("sealform"), engine("wide-10000", "heapBytes")("plain"), "floor", 4.3),
  ratio("bytes until the form is there", (r) => r.bytes?.sealform?.all.brotli, (r) => r.bytes?.surveyjs?.all.brotli, "SurveyJS", 0.88),
  ratio("verify, replay and score a file, in instructions", (r) => r.verify?.whole, (r) => r.verify?.curve, "one P-256 signature", 2.9),
  ratio("verify a file on one processor, ms", rate((v) => 1000 / v.one), rate((v) => 1000 / v.curve), "one bare P-256 signature", 5),
  ratio("the same where all processors verify, ms of each", rate((v) => (1000 * v.processors) / v.all), rate((v) => 1000 / v.one), "one at work", 1.05),
  ratio("files a second by as many programs as processors", rate((v) => v.apart), rate((v) => v.all), "one program on all of them", 1.05),
  ratio("memory to verify 100,000 files", (r) => r.verify?.memory?.many, (r) => r.verify?.memory?.few, "10,000 files", 1.5),
];

/** The goals that a run has figures for, and how it stands with each. */
export function judged(results) {
  return goals.flatMap(({ what, ours, theirs, beside, most, unit }) => {
    const [have, other] = [ours(results), theirs(results)];
    if (have == null || other == null) return [];
    const got = unit === "x" ? have / other : have - other;
    return [{ what, have, other, beside, got, most, unit, met: got <= most }];
  });
}
