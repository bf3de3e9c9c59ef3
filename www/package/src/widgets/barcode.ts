/** The text of a barcode: typed, or read by the camera where the browser can. */

import { button, liveLine, type Mount, make, owed, type ViewOf, wordsOf } from "./toolkit.js";

/** The part of `BarcodeDetector` that is used; the platform's types lack it. */
interface Detector {
  detect(from: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
const DETECTOR = (globalThis as { BarcodeDetector?: new () => Detector }).BarcodeDetector;
const PAUSE_MS = 200;

export const mount: Mount<"barcode"> = (host, first, emit) => {
  let view = first;
  let stream: MediaStream | null = null;
  const input = make("input", {
    type: "text",
    id: first.field.id,
    autocomplete: "off",
    className: "input",
    part: "input",
  });
  input.addEventListener("input", () => emit(input.value === "" ? null : input.value));
  const video = make("video", { className: "camera", hidden: true, muted: true, playsInline: true });
  const status = liveLine();
  const stop = (): void => {
    for (const track of stream?.getTracks() ?? []) {
      track.stop();
    }
    stream = null;
    video.hidden = true;
    video.srcObject = null;
    draw();
  };
  const canScan = DETECTOR !== undefined && "mediaDevices" in navigator;
  const facingMode = first.field.appearance.split(" ").includes("front") ? "user" : "environment";
  const scan = button("", () => void (stream === null ? look() : stop()), { hidden: true });
  const typed = make("p", { className: "hint", hidden: true });
  host.append(input, scan, typed, video, status);

  const look = async (): Promise<void> => {
    const words = wordsOf(view.field);
    try {
      if (DETECTOR === undefined) {
        throw new Error("no detector");
      }
      const detector = new DETECTOR();
      const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode } });
      stream = camera;
      video.srcObject = camera;
      video.hidden = false;
      await video.play();
      status.textContent = words.scanning;
      draw();
      while (stream === camera) {
        const [code] = await detector.detect(video);
        if (code !== undefined && stream === camera) {
          stop();
          emit(code.rawValue);
          status.textContent = words.scanned;
          input.focus();
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    } catch {
      stop();
      status.textContent = words.noCamera;
    }
  };
  const draw = (): void => {
    scan.textContent = stream === null ? wordsOf(view.field).scan : wordsOf(view.field).stopScanning;
    scan.hidden = view.field.readonly || !canScan;
    // Nobody looks for a camera that this browser does not use.
    typed.hidden = view.field.readonly || canScan;
    typed.textContent = wordsOf(view.field).noScanner;
  };
  const update = (next: ViewOf<"barcode">): void => {
    view = next;
    const text = typeof view.value === "string" ? view.value : "";
    if (input.value !== text) {
      input.value = text;
    }
    input.readOnly = view.field.readonly;
    owed(input, view.field);
    draw();
  };
  const hidden = (): void => {
    if (document.visibilityState === "hidden" && stream !== null) {
      stop();
      status.textContent = "";
    }
  };
  document.addEventListener("visibilitychange", hidden);
  update(first);
  return {
    update,
    end() {
      document.removeEventListener("visibilitychange", hidden);
      stop();
    },
  };
};
