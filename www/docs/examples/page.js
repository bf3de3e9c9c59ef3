const form = document.querySelector("sealform-form");
form.addEventListener("sealform-error", ({ detail }) => console.warn(detail.kind, detail.message));
form.addEventListener("sealform-sealed", async ({ detail }) => {
  // It comes again on every load until it is acknowledged; `jti` is the same then.
  await fetch("/visits", { method: "POST", body: detail.bytes, headers: { "Idempotency-Key": `"${detail.jti}"` } });
  detail.acknowledge();
});
