/**
 * Looks where the device is (W3C Geolocation) until that is as exact as is wanted, somebody takes what there is, or it has taken too
 * long. The best that was found stands at any time.
 */

/** Good enough to stop looking where the form does not say it, as ODK has it; in metres. */
export const USUAL_METRES = 5;
const PATIENCE_MS = 60_000;

/** Why it ended: it is as exact as wanted, it was taken as it is, or too much time has passed; or there is no place to be had. */
export type Ending = "fine" | "taken" | "late" | "denied" | "unavailable";

export interface Seeks {
  /** A place is more exact than those before. */
  better(coords: GeolocationCoordinates): void;
  /** `best` is the most exact one; `null` where none was found. */
  ended(ending: Ending, best: GeolocationCoordinates | null): void;
}

export class Locator {
  #watch: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #seeks: Seeks | null = null;
  #best: GeolocationCoordinates | null = null;

  get isLooking(): boolean {
    return this.#seeks !== null;
  }

  /** The most exact place so far. */
  get best(): GeolocationCoordinates | null {
    return this.#best;
  }

  /** Begins to look; at `wanted` metres it ends by itself, at 0 never before its time. */
  start(wanted: number, seeks: Seeks): void {
    this.stop();
    this.#seeks = seeks;
    this.#best = null;
    const take = ({ coords }: GeolocationPosition): void => {
      if (this.#seeks !== seeks || coords.accuracy >= (this.#best?.accuracy ?? Number.POSITIVE_INFINITY)) {
        return;
      }
      this.#best = coords;
      seeks.better(coords);
      if (coords.accuracy <= wanted) {
        this.#end("fine");
      }
    };
    const fail = (error: GeolocationPositionError): void => {
      if (this.#seeks !== seeks) {
        return;
      }
      if (error.code === error.PERMISSION_DENIED) {
        this.#end("denied");
      } else if (error.code === error.POSITION_UNAVAILABLE && this.#best === null) {
        // One that was found stays, and may still become more exact.
        this.#end("unavailable");
      }
    };
    const options = { enableHighAccuracy: true, maximumAge: 0, timeout: PATIENCE_MS };
    this.#timer = setTimeout(() => this.#end("late"), PATIENCE_MS);
    this.#watch = navigator.geolocation.watchPosition(take, fail, options);
    if (!this.isLooking) {
      // It ended while it began.
      navigator.geolocation.clearWatch(this.#watch);
    }
  }

  /** Takes what there is. */
  stop(): void {
    this.#end("taken");
  }

  /** Ends without a place: somebody has given another one. */
  drop(): void {
    this.#best = null;
    this.#end("taken");
  }

  #end(ending: Ending): void {
    const seeks = this.#seeks;
    if (seeks === null) {
      return;
    }
    this.#seeks = null;
    clearTimeout(this.#timer);
    if (this.#watch !== null) {
      navigator.geolocation.clearWatch(this.#watch);
      this.#watch = null;
    }
    seeks.ended(ending, this.#best);
  }
}

/** Metres that a form names; `usual` where it names none. */
export function metresOf(text: string | undefined, usual: number | null): number | null {
  const metres = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(metres) && metres >= 0 ? metres : usual;
}

/** How long a digit of a degree is at its most, in metres: what a place is rounded to that is kept with so many digits. */
export function metresOfDigits(digits: number): number {
  return 111_195 / 10 ** digits;
}
