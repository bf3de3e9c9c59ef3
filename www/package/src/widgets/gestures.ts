/** What fingers, a mouse and its wheel do on a surface: drag, tap, and zoom. */

export interface At {
  readonly left: number;
  readonly top: number;
}

export interface Takes {
  /** A finger is put down. */
  grasp(at: At): void;
  /** It moves, by so much since it last did. */
  drag(at: At, by: At): void;
  /** It is lifted after it moved. */
  drop(): void;
  /** It is lifted where it was put down. */
  tap(at: At): void;
  /** Two fingers go apart or together, or a wheel turns. */
  zoom(by: number, at: At): void;
}

/** A hand is not still: so much is no movement, in CSS pixels. */
const STILL = 6;

export class Gestures {
  readonly #surface: HTMLElement;
  readonly #takes: Takes;
  readonly #fingers = new Map<number, At>();
  #begin: At | null = null;
  #isMoved = false;

  constructor(surface: HTMLElement, takes: Takes) {
    this.#surface = surface;
    this.#takes = takes;
    surface.addEventListener("pointerdown", (event) => this.#down(event));
    surface.addEventListener("pointermove", (event) => this.#move(event));
    surface.addEventListener("pointerup", (event) => this.#up(event, true));
    surface.addEventListener("pointercancel", (event) => this.#up(event, false));
    surface.addEventListener(
      "wheel",
      (event) => {
        // Whoever scrolls the page past the surface goes on scrolling; in use, or with the key for it, it zooms.
        if (event.ctrlKey || surface.matches(":focus")) {
          event.preventDefault();
          takes.zoom(event.deltaY < 0 ? 1.25 : 0.8, this.#at(event));
        }
      },
      { passive: false },
    );
  }

  #at(event: MouseEvent): At {
    const box = this.#surface.getBoundingClientRect();
    return { left: event.clientX - box.left, top: event.clientY - box.top };
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) {
      return;
    }
    const at = this.#at(event);
    this.#surface.setPointerCapture?.(event.pointerId);
    this.#fingers.set(event.pointerId, at);
    if (this.#fingers.size === 1) {
      [this.#begin, this.#isMoved] = [at, false];
      this.#takes.grasp(at);
    } else if (this.#begin !== null) {
      // Two fingers neither tap nor drag what the first one was put on.
      this.#takes.drop();
      [this.#begin, this.#isMoved] = [null, true];
    }
  }

  #move(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (before === undefined) {
      return;
    }
    const at = this.#at(event);
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other !== undefined) {
      const apart = (one: At): number => Math.max(1, Math.hypot(one.left - other.left, one.top - other.top));
      this.#takes.zoom(apart(at) / apart(before), other);
    } else if (this.#begin !== null) {
      this.#isMoved ||= Math.hypot(at.left - this.#begin.left, at.top - this.#begin.top) > STILL;
      if (this.#isMoved) {
        this.#takes.drag(at, { left: at.left - before.left, top: at.top - before.top });
      } else {
        return;
      }
    }
    this.#fingers.set(event.pointerId, at);
  }

  #up(event: PointerEvent, isLifted: boolean): void {
    if (!this.#fingers.delete(event.pointerId) || this.#begin === null) {
      return;
    }
    this.#begin = null;
    if (isLifted && !this.#isMoved) {
      this.#takes.tap(this.#at(event));
    } else {
      this.#takes.drop();
    }
  }
}
