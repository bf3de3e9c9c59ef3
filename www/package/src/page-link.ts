/** The link by which the page was opened: whoever opens it elsewhere comes to the same form. */

/** What stood behind `#`, and was taken out of the address bar; empty where nothing was. */
let taken = "";

/** Remembers what of the link is no longer in the address bar, as it stood there: `#a=…`. */
export function rememberFragment(fragment: string): void {
  taken = fragment;
}

/** The whole link of the page, with what was taken out of the address bar. */
export function pageLink(): string {
  const link = new URL(location.href);
  if (taken !== "") {
    link.hash = taken;
  }
  return link.href;
}
