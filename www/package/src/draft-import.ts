/** A draft from elsewhere, checked before the form that is there is taken away. */

import { StoreFault } from "./device/database.js";
import { wasSealed } from "./device/drafts.js";
import { draftFacts } from "./device/records.js";
import { SealformError } from "./errors.js";
import type { Draft } from "./protocol.js";

/** What a draft says of itself; throws where the text is not a draft. */
export function readDraft(draft: string): Pick<Draft, "questionnaire"> {
  let read: unknown;
  try {
    read = JSON.parse(draft);
  } catch (cause) {
    throw new SealformError("draft/unreadable", "importDraft takes what exportDraft gave: this is not JSON", { cause });
  }
  if (!isDraft(read)) {
    throw new SealformError("draft/unreadable", "importDraft takes what exportDraft gave: this is not a draft");
  }
  return read;
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null;
  return (
    typeof draft === "object" && typeof draft?.questionnaire?.sha256 === "string" && typeof draft.answers === "object"
  );
}

/**
 * Refuses a draft that could never be sealed: it was sealed on this device, and a sealed form is never opened again, or it has no
 * UUID of its own.
 */
export async function checkImport(draft: string): Promise<void> {
  const facts = draftFacts(draft);
  if (facts === null || !UUID.test(facts.id)) {
    throw new SealformError("draft/unreadable", "this is not a whole draft, or its `id` is not a UUID");
  }
  if (await isSealedHere(facts.id)) {
    throw new SealformError(
      "draft/sealed",
      "this draft was sealed on this device; a sealed form is never opened again",
    );
  }
}

async function isSealedHere(id: string): Promise<boolean> {
  try {
    return await wasSealed(id);
  } catch (cause) {
    // Where nothing is kept, nothing was sealed.
    if (cause instanceof StoreFault && cause.fault === "denied") {
      return false;
    }
    throw new SealformError("form/failed", "what was sealed on this device cannot be looked up now", { cause });
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
