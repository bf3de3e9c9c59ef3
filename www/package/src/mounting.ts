/** From what a page has set to the form on the screen. */

import type { Beginning } from "./beginning.js";
import { within } from "./device/deadline.js";
import { type Given, type Read, readDocuments } from "./documents.js";
import { failureDetail } from "./failure.js";
import type { FormSession } from "./form-session.js";
import { formMessages } from "./messages.js";
import { loadRuntime } from "./runtime.js";
import type { Scene } from "./scene.js";
import { addFormStyles } from "./styles.js";
import { Detour } from "./trouble.js";
import type { ReadyDetail } from "./types.js";

/** How long a form waits for what stands above it: it comes later then. */
const ABOVE_MS = 1_500;

export interface Mounting {
  readonly session: FormSession;
  readonly scene: Scene;
  readonly tree: ShadowRoot;
  readonly given: Given;
  readonly beginning: Beginning;
  /** The form is on the screen. */
  opened(): void;
  ready(detail: ReadyDetail): void;
}

/** Opens a form and puts it on the screen, or what the person is asked first. */
export async function mountForm(mounting: Mounting): Promise<void> {
  const { session, tree } = mounting;
  try {
    await mount(mounting);
  } catch (error) {
    if (!(error instanceof Detour)) {
      throw error;
    }
    await addFormStyles(tree);
    if (!session.ended) {
      await error.show();
    }
  }
}

async function mount({ session, scene, tree, given, beginning, opened, ready }: Mounting): Promise<void> {
  const place = scene.load();
  // The form will most likely speak this language, and asks for it as soon as it knows.
  formMessages(given.language || (navigator.languages[0] ?? "")).catch(() => undefined);
  const [documents] = await Promise.all([
    // An agency's link may ask for something else first.
    scene.enrol(given, session).then(() => readDocuments(given, session.signal, beginning, scene)),
    loadRuntime(),
    addFormStyles(tree),
  ]);
  const form = await session.mount(documents);
  if (form === null) {
    return;
  }
  const { restored, mounted } = form;
  await dress(documents, session);
  await place(mounted.canvas as HTMLElement, session, restored);
  if (session.ended) {
    return;
  }
  if (beginning.isAsked === true) {
    // A draft comes back where the person was.
    const first = restored ? null : scene.above.querySelector<HTMLElement>("[data-first]");
    (first ?? mounted.canvas.querySelector<HTMLElement>("h2, h1"))?.focus();
  }
  opened();
  const { assignment } = documents;
  const checked = assignment?.isChecked === true ? "checked" : "unchecked";
  ready({ restored, assignment: assignment === null ? null : checked });
  if (assignment?.isChecked === false) {
    scene.tellUnchecked();
  }
  if (globalThis.isSecureContext === false) {
    import("./soft/insecure.js").then(
      ({ insecure }) => session.warn(insecure()),
      () => undefined,
    );
  }
}

/** What an assignment says stands there with the form: coming later, it would move the form under the finger. */
async function dress({ arrived }: Read, session: FormSession): Promise<void> {
  const dressed = arrived?.dress(session.form).catch((error: unknown) => {
    // The form is filled in all the same, and the page hears of it.
    session.warn(failureDetail(error, "filling"));
  });
  if (dressed !== undefined) {
    await within(ABOVE_MS, dressed).catch(() => undefined);
  }
}
