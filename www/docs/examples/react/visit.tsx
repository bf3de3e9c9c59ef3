// The element in React 19, which sets properties where an element has them. `scoringKey` is called so because React keeps `key`
// for itself. Documents may be written in place: the element compares them before it opens a form anew.
import { useEffect, useRef } from "react";
import "@sealform/form";
import "@sealform/form/react";
import type { SealformForm } from "@sealform/form";

interface Props {
  readonly language: string;
  readonly onSealed: (fileName: string, bytes: Uint8Array) => Promise<void>;
}

export function Visit({ language, onSealed }: Props) {
  const form = useRef<SealformForm>(null);
  useEffect(() => {
    const element = form.current;
    const keep = async ({ detail }: HTMLElementEventMap["sealform-sealed"]) => {
      await onSealed(detail.fileName, detail.bytes);
      detail.acknowledge();
    };
    element?.addEventListener("sealform-sealed", keep);
    return () => element?.removeEventListener("sealform-sealed", keep);
  }, [onSealed]);
  return <sealform-form ref={form} src="/forms/visit.json" program="/forms/visit.program" lang={language} />;
}
