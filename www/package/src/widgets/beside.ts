/** Puts a panel beside a field, above everything else: no edge of a page or of a question cuts it. */

/** So high a panel is at most, and so much it keeps from the edges, in CSS pixels. */
const MOST = 384;
const EDGE = 8;
/** With less room below the field than this, the panel is where there is more. */
const LEAST = 220;

export interface Placed {
  show(): void;
  hide(): void;
}

export function beside(field: HTMLElement, panel: HTMLElement): Placed {
  panel.hidden = true;
  // An older browser shows it in the page, below the field.
  const isOnTop = typeof panel.showPopover === "function";
  if (isOnTop) {
    panel.setAttribute("popover", "manual");
  }
  const set = (name: string, pixels: number | null): void =>
    panel.style.setProperty(name, pixels === null ? "auto" : `${pixels}px`);
  const place = (): void => {
    const { left, top, bottom, width } = field.getBoundingClientRect();
    const height = document.documentElement.clientHeight;
    const seen = window.visualViewport;
    const end = seen && seen.scale <= 1.01 ? Math.min(height, seen.offsetTop + seen.height) : height;
    const [below, above] = [end - bottom - EDGE, top - EDGE];
    const isBelow = below >= LEAST || below >= above;
    set("left", left);
    set("inline-size", width);
    set("top", isBelow ? bottom + 4 : null);
    set("bottom", isBelow ? null : height - top + 4);
    set("max-block-size", Math.max(EDGE * 12, Math.min(MOST, isBelow ? below : above)));
  };
  let moved: AbortController | null = null;
  return {
    show() {
      panel.hidden = false;
      if (isOnTop && moved === null) {
        moved = new AbortController();
        const { signal } = moved;
        panel.showPopover();
        place();
        addEventListener("scroll", place, { signal, capture: true, passive: true });
        addEventListener("resize", place, { signal });
        window.visualViewport?.addEventListener("resize", place, { signal });
      }
    },
    hide() {
      moved?.abort();
      if (moved !== null && panel.isConnected) {
        panel.hidePopover();
      }
      moved = null;
      panel.hidden = true;
    },
  };
}
