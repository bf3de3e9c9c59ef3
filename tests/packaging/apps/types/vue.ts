import "@sealform/form/vue";
import type { SealformFormProps } from "@sealform/form/vue";
import type { GlobalComponents } from "vue";

export const name: keyof GlobalComponents = "sealform-form";
export const props: SealformFormProps = { facts: { site: "A" }, onSealformSealed: ({ detail }) => detail.acknowledge() };
