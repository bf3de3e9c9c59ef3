/** Hands a drawing over a moment after its last stroke, or at once. */

/** What is done with what is drawn. */
export interface Drawn {
  /** Something is drawn: the drawing comes when it is done, or at once by `hurry`. */
  take(drawing: Promise<Blob | null>, hurry: () => void): void;
  /** The drawing is taken back. */
  wipe(): void;
}

/** A name has several strokes: so long after one, the next is waited for. */
const PAUSE_MS = 1_000;

export class Handover {
  readonly #drawn: Drawn;
  readonly #picture: () => Promise<Blob | null>;
  /** Ends the pause after the last stroke, while there is one. */
  #end: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How many drawings no picture was made of yet. */
  #waiting = 0;

  constructor(drawn: Drawn, picture: () => Promise<Blob | null>) {
    this.#drawn = drawn;
    this.#picture = picture;
  }

  /** Whether something is drawn that was not handed over: it is newer than what is kept. */
  get isPending(): boolean {
    return this.#waiting > 0;
  }

  /** The first stroke begins a drawing, each further one the pause after it anew; what is drawn when that ends is handed over. */
  touch(): void {
    const flush = (): void => this.flush();
    if (this.#end === null) {
      const over = new Promise<void>((resolve) => {
        this.#end = () => {
          clearTimeout(this.#timer);
          this.#end = null;
          resolve();
        };
      });
      this.#waiting += 1;
      const picture = over.then(this.#picture).finally(() => {
        this.#waiting -= 1;
      });
      this.#drawn.take(picture, flush);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(flush, PAUSE_MS);
  }

  /** Hands over at once what was drawn last. */
  flush(): void {
    this.#end?.();
  }
}
