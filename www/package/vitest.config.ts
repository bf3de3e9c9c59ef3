import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const standIn = (name: string): string => fileURLToPath(new URL(`tests/pkg/${name}.js`, import.meta.url));

export default defineConfig({
  resolve: {
    // What `cargo xtask dist` makes is not there; its stand-ins return what they were given.
    alias: [
      { find: /^.*\/pkg\/(sealform_\w+)\/.*$/, replacement: standIn("$1") },
      { find: /^\.\/packed\/unpacked\.js$/, replacement: standIn("unpacked") },
      { find: /^.*\/pkg\/messages\/(enrolments|in_app|recordings)\.js$/, replacement: standIn("$1") },
      { find: /^.*\/pkg\/messages\/index\.js$/, replacement: standIn("messages") },
      { find: /^.*\/pkg\/messages\/reports\.js$/, replacement: standIn("reports") },
      { find: /^.*\/pkg\/messages\/assignments\.js$/, replacement: standIn("assignments") },
      { find: /^.*\/pkg\/(styles|inline)\/.*$/, replacement: standIn("text") },
    ],
  },
  test: {
    setupFiles: ["tests/setup.ts"],
    include: ["tests/*.test.ts"],
    environment: "node",
    testTimeout: 60_000,
  },
});
