import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import "@sealform/form/react";
import { questionnaire } from "../form/questionnaire.js";

globalThis.ready = 0;
globalThis.drawn = 0;

/** Every object is new at each drawing, as in most pages. */
function Visit() {
  const [progress, setProgress] = useState({ answered: 0 });
  globalThis.drawn += 1;
  return (
    <>
      <p>{progress.answered} answered</p>
      <sealform-form
        ref={(form) => {
          globalThis.form = form ?? globalThis.form;
        }}
        questionnaire={{ ...questionnaire }}
        facts={{ assignment: { site: "A" } }}
        delivery={{ targets: [{ type: "page" }] }}
        lang="en"
        onsealform-ready={() => {
          globalThis.ready += 1;
        }}
        onsealform-change={({ detail }) => setProgress({ ...detail })}
      />
    </>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <Visit />
  </StrictMode>,
);
