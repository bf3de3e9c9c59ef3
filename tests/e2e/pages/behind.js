// The network goes when the first page stands: what seals cannot be fetched until the page says that it is back.
const fetchNow = window.fetch;
window.isBack = false;
window.fetch = (what, ...more) => {
  const isBehind = String(what.url ?? what).includes("sealform_seal");
  return isBehind && !window.isBack ? Promise.reject(new TypeError("no network")) : fetchNow(what, ...more);
};
