// Notes what goes wrong in a page from its first moment on: the policy of the page broken, errors that nobody caught, and
// what the element says has failed.
window.wrongs = [];
addEventListener("securitypolicyviolation", (event) => {
  window.wrongs.push(`policy: ${event.effectiveDirective} of ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
}, true);
addEventListener("error", (event) => window.wrongs.push(`error: ${event.message ?? event.target?.outerHTML}`), true);
addEventListener("unhandledrejection", (event) => window.wrongs.push(`rejection: ${event.reason}`));
addEventListener("sealform-error", (event) => window.wrongs.push(`form: ${event.detail.kind}: ${event.detail.message}`));
