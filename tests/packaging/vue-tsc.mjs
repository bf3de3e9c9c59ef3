// `vue-tsc`, over TypeScript 5: it needs the compiler's interface for programs, which TypeScript 7 does not have.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
require("vue-tsc").run(require.resolve("typescript5/lib/tsc.js"));
