/** What `cargo xtask dist` makes of the catalogues: those of the folder, each under its tag. */
const catalogues = Object.values(import.meta.glob("../../messages/*.json", { eager: true, import: "default" }));

export const CATALOGUES = Object.fromEntries(
  catalogues.map(({ tag, numbers, interface: sentences, loading, widgets, device }) => [
    tag,
    {
      loading,
      interface: async () => ({ default: JSON.stringify({ tag, numbers, interface: sentences }) }),
      widgets: async () => ({ default: widgets }),
      device: async () => ({ default: device }),
    },
  ]),
);
