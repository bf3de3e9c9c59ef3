// The network goes when the form stands: nothing is fetched any more.
const fetchNow = window.fetch;
let isGone = false;
window.fetch = (...what) => (isGone ? Promise.reject(new TypeError("no network")) : fetchNow(...what));
addEventListener("sealform-ready", () => (isGone = true));
