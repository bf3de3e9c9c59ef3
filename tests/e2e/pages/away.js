// What the test asks of the service worker.
window.worker = async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  return {
    controls: navigator.serviceWorker.controller !== null,
    waits: registration?.waiting != null,
    versions: (await caches.keys()).filter((name) => name.startsWith("sealform ")).length,
  };
};
window.looksForVersions = async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update().catch(() => undefined);
};
// What did not come for use without a network.
window.broken = [];
document.addEventListener("sealform-error", ({ detail }) => window.broken.push(detail.url));
