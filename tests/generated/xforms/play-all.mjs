// Fills all forms of a file: `node play-all.mjs FORMS CASES`.
//
// Web Forms' engine keeps what it has loaded, so that some hundred forms at a time are filled by a process of their own.

import { spawn } from "node:child_process";
import { createReadStream, createWriteStream, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

const AT_ONCE = 500;
/** A process that takes longer waits for something that does not come. */
const LONGEST_MS = 300_000;
/** So many forms that could not be played are told. */
const TOLD = 5;

const [forms, cases] = process.argv.slice(2);
if (cases === undefined) throw new Error("usage: node play-all.mjs FORMS CASES");

let count = 0;
for await (const _ of createInterface({ input: createReadStream(forms) })) count += 1;
const parts = Math.ceil(count / AT_ONCE);
const waiting = Array.from({ length: parts }, (_, part) => part);
const failed = [];
await Promise.all(Array.from({ length: availableParallelism() }, work));
for (let part = 0; part < parts; part += 1) {
  await pipeline(createReadStream(`${cases}.${part}`), createWriteStream(cases, { flags: part === 0 ? "w" : "a" }));
  rmSync(`${cases}.${part}`);
}
process.stdout.write(`${failed.length} of ${count} could not be played\n`);
for (const why of failed.slice(0, TOLD)) process.stdout.write(`  ${why}\n`);

async function work() {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) failed.push(...(await play(part)));
}

function play(part) {
  const program = fileURLToPath(new URL("play.mjs", import.meta.url));
  const child = spawn(process.execPath, [program, forms, `${cases}.${part}`, String(part), String(parts)], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LONGEST_MS,
  });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(said.split("\n").slice(1).filter(Boolean));
      else reject(new Error(`part ${part} of ${parts} ended with ${code ?? "a signal: it took too long"}`));
    });
  });
}
