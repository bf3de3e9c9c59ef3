// The network fails once the form is ready: nothing is fetched after that.
const fetchNow = window.fetch;
let isGone = false;
window.fetch = (...what) => (isGone ? Promise.reject(new TypeError("no network")) : fetchNow(...what));
addEventListener("sealform-ready", () => (isGone = true));
