// A page that takes what is sealed in it, with its attachments, and says so when it has them: the digests of all that it took stand in
// `localStorage.taken`, over loads, as a server of its own would keep them.
const digest = async (bytes) => {
  const all = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...all].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
addEventListener("sealform-sealed", async ({ detail }) => {
  const all = [detail.bytes, ...(await detail.files()).map(({ bytes }) => bytes)];
  const digests = await Promise.all(all.map(digest));
  localStorage.taken = JSON.stringify([...JSON.parse(localStorage.taken ?? "[]"), ...digests]);
  detail.acknowledge();
});
