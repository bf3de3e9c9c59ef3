/** What `cargo xtask dist` makes of what the catalogues say in reports. */
const catalogues = Object.values(import.meta.glob("../../messages/*.json", { eager: true, import: "default" }));

export const REPORTS = Object.fromEntries(
  catalogues.map(({ tag, report }) => [tag, async () => ({ default: report })]),
);
