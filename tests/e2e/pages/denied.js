// As in a frame of another origin, or in a private window of some browsers.
Object.defineProperty(window, "indexedDB", {
  get() {
    throw new DOMException("The operation is insecure.", "SecurityError");
  },
});
