// Keeps the sealed file for this tab, so that the verify page can show it at once.
document.addEventListener("sealform-sealed", (event) => {
  try {
    sessionStorage.setItem("sealed", event.detail.jws);
  } catch {
    return; // No storage: the file can still be saved and chosen there.
  }
  document.querySelector(".after[hidden]")?.removeAttribute("hidden");
});
