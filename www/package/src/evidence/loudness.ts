/** How loud it is: a level that is shown, so that nobody records silence for ten minutes. */

/** Waves of this many samples are looked at. */
const SAMPLES = 1_024;
const LOOKING_MS = 100;
/** Quieter than this is silence, in decibels below the loudest. */
const FLOOR = 60;
/** So long nothing is heard before that is said. */
const SILENT_MS = 5_000;

export class Loudness {
  readonly #context: AudioContext;
  readonly #timer: ReturnType<typeof setInterval>;

  /** Tells, ten times a second, how loud a stream is from 0 to 1, and whether nothing has been heard for a while. */
  constructor(stream: MediaStream, heard: (level: number, isSilent: boolean) => void) {
    this.#context = new AudioContext();
    // A browser lets no page make sounds by itself; this one only listens.
    void this.#context.resume().catch(() => undefined);
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = SAMPLES;
    this.#context.createMediaStreamSource(stream).connect(analyser);
    const wave = new Float32Array(SAMPLES);
    let last = performance.now();
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(wave);
      const level = levelOf(wave);
      if (level > 0) {
        last = performance.now();
      }
      heard(level, performance.now() - last > SILENT_MS);
    }, LOOKING_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    void this.#context.close().catch(() => undefined);
  }
}

/** The level of a wave from 0 (silence) to 1 (as loud as can be), as ears judge it: in decibels. */
export function levelOf(wave: Float32Array): number {
  const power = wave.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, wave.length);
  const decibels = 10 * Math.log10(power);
  return Math.min(1, Math.max(0, 1 + decibels / FLOOR));
}
