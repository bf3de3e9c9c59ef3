import "@sealform/form/react";
import type { SealformForm } from "@sealform/form";
import { useRef } from "react";

export function Visit() {
  const form = useRef<SealformForm>(null);
  return (
    <sealform-form
      ref={form}
      src="visit.json"
      scoring-key="visit.key.json"
      facts={{ site: "A" }}
      lang="nb"
      onsealform-sealed={({ detail }) => detail.acknowledge()}
      onsealform-change={({ detail }) => detail.answered.toFixed()}
    />
  );
}

// @ts-expect-error: facts are an object
export const wrong = <sealform-form facts="x" />;
