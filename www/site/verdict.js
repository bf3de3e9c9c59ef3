// What came of a verification, in words: `{kind, heading, text, points}`.

/** What is known of the signer, by the word of the engine. */
const SIGNERS = {
  none: ["signer unknown", "Nothing has changed since it was sealed. Nobody whom you trust vouches for the key that sealed it."],
  key: ["sealed by a device that you trust", "Nothing has changed since it was sealed, and the key is that of one of your devices."],
  link: [
    "sealed by a holder of the agency\u2019s link",
    "Nothing has changed since it was sealed. The agency signed the assignment; anybody who had its link can have sealed the file.",
  ],
  device: [
    "sealed by the device that the agency enrolled",
    "Nothing has changed since it was sealed, and the agency\u2019s assignment names this very key.",
  ],
};

/** Faults of files that were changed, or put together by hand, after they were sealed. */
const CHANGED = ["seal/signature", "seal/readable-copy", "seal/file-form"];
/** Faults of what a receiver decides. */
const NOT_TRUSTED = ["seal/untrusted-key", "seal/other-device", "seal/revoked", "seal/token", "seal/token-facts", "seal/token-questionnaire"];

export function verdictOf({ ok, findings, intact }, { trust }) {
  const points = findings.map(pointOf);
  if (intact === null) {
    const [heading, text] = refusal(findings.map(({ code }) => code));
    return { kind: "bad", heading, text, points };
  }
  const [signer, text] = SIGNERS[intact.trust];
  if (!ok) {
    return {
      kind: "bad",
      heading: `Intact, ${signer}, but not in order`,
      text: "Nothing has changed since it was sealed, but not everything that it says can be true.",
      points,
    };
  }
  const more = intact.trust === "none" && trust === null ? " Choose a trust document above to learn more." : "";
  return { kind: "good", heading: `Intact, ${signer}`, text: text + more, points };
}

function refusal(codes) {
  const has = (list) => codes.some((code) => list.includes(code));
  if (has(["seal/file-json", "seal/file-member", "seal/too-large"])) {
    return ["This is not a sealed file", "It is something else, or only a part of one. Choose the .jws.json file as it was saved or sent."];
  }
  if (has(CHANGED)) {
    return ["This file was changed after it was sealed", "Do not use it. Ask the sender for the file as it was sealed."];
  }
  if (has(NOT_TRUSTED)) {
    return ["Do not trust this file", "Nothing in it was changed, but your trust document does not accept whoever sealed it."];
  }
  return ["Do not trust this file", "It is signed, but not as a report of Sealform is. Ask the sender for the file as it was sealed."];
}

function pointOf({ code, message, hint }) {
  const sentence = `${message[0].toUpperCase()}${message.slice(1)}`;
  return `${sentence} (${hint === undefined ? "" : `${hint}; `}${code})`;
}
