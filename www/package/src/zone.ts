/** The name of the device's time zone, which the Wasm asks for (`crates/web/src/clock.rs`). */

/**
 * Has the name at hand. The first `Intl` of a page loads tables of the system for tens of milliseconds; browsers with `Temporal`
 * say it without.
 */
export function nameZone(): void {
  if (!("Temporal" in globalThis)) {
    new Intl.DateTimeFormat().resolvedOptions();
  }
}
