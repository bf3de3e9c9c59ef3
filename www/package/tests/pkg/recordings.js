/** What `cargo xtask dist` makes of what the catalogues say of recordings. */
const catalogues = Object.values(import.meta.glob("../../messages/*.json", { eager: true, import: "default" }));

export const RECORDINGS = Object.fromEntries(
  catalogues.map(({ tag, recording }) => [tag, async () => ({ default: recording })]),
);
