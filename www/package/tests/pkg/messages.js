import en from "../../messages/en.json" with { type: "json" };

export const CATALOGUES = {
  en: {
    loading: en.loading,
    interface: async () => ({ default: "{}" }),
    widgets: async () => ({ default: en.widgets }),
    device: async () => ({ default: en.device }),
  },
};
