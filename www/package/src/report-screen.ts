/** The report of a receipt, over the page: read where it was sealed, and printed from there. */

import { outbox } from "./device/desk.js";
import { fromBase64Url } from "./device/records.js";
import { Engine, load, SealformError } from "./engine.js";
import { element } from "./notice.js";
import type { Report, ReportFile } from "./protocol.js";
import { SealformReport } from "./report.js";
import { reportWords } from "./report-words.js";
import { find } from "./widgets/blobs.js";

export interface Asked {
  /** Which file. */
  readonly jti: string;
  /** Where the form stands: its theme is the report's. */
  readonly host: Element;
  /** The language that the form speaks. */
  readonly language: string;
  /** Gives the program of the form. */
  readonly program: (() => Promise<Uint8Array | null>) | undefined;
}

/** The custom properties of forms that a report takes over. */
const THEME = [
  "accent",
  "surface",
  "raised",
  "text",
  "muted",
  "line",
  "edge",
  "error",
  "done",
  "font",
  "radius",
  "size",
];

export async function showReport({ jti, host, language, program }: Asked): Promise<void> {
  const [file, bytes, words] = await Promise.all([outbox.file(jti), program?.(), reportWords(language), load()]);
  if (file === null) {
    throw new SealformError("report/no-file", "the sealed file is not on this device any more");
  }
  const read = (wanted: string): Report => {
    const report = Engine.report(file.jws, { program: bytes ?? null, language: wanted, isRespondent: true });
    if (report === null) {
      throw new SealformError("report/damaged", "the sealed file is damaged");
    }
    return report;
  };
  const dialog = element("dialog", "");
  dialog.setAttribute("aria-label", words.said.title);
  const report = new SealformReport();
  const close = element("button", "", words.said.close);
  close.type = "button";
  close.slot = "close";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  const theme = getComputedStyle(host);
  for (const name of THEME.map((name) => `--sealform-${name}`)) {
    report.style.setProperty(name, theme.getPropertyValue(name));
  }
  await report.show({ report: read, language, zone: zoneOf(file.jws), attachment: kept, isRespondent: true });
  report.append(close);
  dialog.append(report);
  document.body.append(dialog);
  dialog.showModal();
}

/** The zone of the site, as the assignment in a sealed file says it; `undefined` where it says none. */
export function zoneOf(jws: string): string | undefined {
  try {
    const { assignment_token: token } = payloadOf((JSON.parse(jws) as { readonly payload: string }).payload);
    const { visit } = payloadOf(String(token).split(".")[1] ?? "");
    const { tz } = visit as { readonly tz?: unknown };
    return typeof tz === "string" ? tz : undefined;
  } catch {
    // It was filled in without an assignment, or for one without a visit.
    return undefined;
  }
}

function payloadOf(part: string): Readonly<Record<string, unknown>> {
  return JSON.parse(fromBase64Url(part)) as Record<string, unknown>;
}

/** The bytes that the device keeps under the digest that was sealed. */
async function kept({ name, sha256, media_type: type }: ReportFile): Promise<Blob | null> {
  const found = await find(name).catch(() => null);
  return found === null || found.sha256 !== sha256 ? null : new Blob([found.bytes], { type });
}
