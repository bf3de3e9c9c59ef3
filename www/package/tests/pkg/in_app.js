/** What `cargo xtask dist` makes of what the catalogues say in browsers of other apps. */
const catalogues = Object.values(import.meta.glob("../../messages/*.json", { eager: true, import: "default" }));

export const IN_APP = Object.fromEntries(catalogues.map(({ tag, in_app }) => [tag, async () => ({ default: in_app })]));
