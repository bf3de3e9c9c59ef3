/** Where the pictures, sounds and films of a form lie. A page that is one file has them in itself (`single/address.ts`). */

/**
 * Files lie beside the questionnaire, or what was built of it, in its folder or below; a questionnaire that was handed over as
 * a document has them beside the page. Whatever else a form names is not fetched (`null`): it could tell a stranger's server who
 * fills the form, and when.
 */
export function addressOf(host: HTMLElement, file: string): string | null {
  const name = file.replace(/^jr:\/\/(images|audio|video|file|file-csv)\//, "");
  const tree = host.getRootNode();
  const source =
    tree instanceof ShadowRoot ? (tree.host.getAttribute("src") ?? tree.host.getAttribute("program")) : null;
  try {
    const folder = new URL(".", new URL(source ?? "", document.baseURI));
    const address = new URL(name, folder);
    const isBeside =
      ["http:", "https:"].includes(address.protocol) &&
      address.origin === folder.origin &&
      address.pathname.startsWith(folder.pathname) &&
      // Servers may read an escaped separator as a separator.
      !/%2f|%5c/i.test(address.pathname.slice(folder.pathname.length));
    return isBeside ? address.href : null;
  } catch {
    return null;
  }
}
