import binaryen from "binaryen";
import { expect, it, vi } from "vitest";
import { pack, unpack } from "../scripts/pack.mjs";
import { shorten } from "../scripts/short-names.mjs";
import { unpacked } from "../src/packed/unpacked.js";
import type { WasmSource } from "../src/wasm-start.js";

const FEATURES =
  binaryen.Features.BulkMemory |
  binaryen.Features.BulkMemoryOpt |
  binaryen.Features.Multivalue |
  binaryen.Features.MutableGlobals |
  binaryen.Features.NontrappingFPToInt |
  binaryen.Features.ReferenceTypes |
  binaryen.Features.SignExt;

function assembled(text: string): Uint8Array<ArrayBuffer> {
  const module = binaryen.parseText(text);
  module.setFeatures(FEATURES);
  return new Uint8Array(module.emitBinary());
}

/** An instruction of every shape that code can have. */
const EVERY_SHAPE = `(module
  (memory (export "memory") 2)
  (table $functions 2 funcref)
  (elem (i32.const 0) $sum $sum)
  (global $count (mut i32) (i32.const 7))
  (type $binary (func (param i32 i32) (result i32)))
  (data "behind the code")
  (func $sum (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $pick (export "pick") (param $which i32) (result i32)
    (block $third (block $second (block $first
      (br_table $first $second $third (local.get $which)))
      (return (i32.const 300000000)))
      (return (i32.const -70)))
    (i32.const 127))
  (func (export "numbers") (param $address i32) (result i64)
    (local $double f64) (local $single f32)
    (local.set $double (f64.const 3.25))
    (local.set $single (f32.const -0.5))
    (i32.store (local.get $address) (i32.const 1048577))
    (i32.store8 offset=9 (local.get $address) (i32.const 200))
    (i64.store offset=70000 align=1 (local.get $address) (i64.const -9000000000000000000))
    (f64.store align=4 (local.get $address) (local.get $double))
    (global.set $count (i32.trunc_sat_f64_s (local.get $double)))
    (memory.fill (i32.const 64) (i32.const 1) (i32.const 9))
    (memory.copy (i32.const 80) (i32.const 64) (i32.const 9))
    (drop (memory.grow (i32.const 0)))
    (if (ref.is_null (table.get $functions (i32.const 1))) (then (unreachable)))
    (table.set $functions (i32.const 1) (select (result funcref) (ref.null func) (ref.func $sum) (i32.const 0)))
    (i64.add
      (i64.extend_i32_s (i32.extend8_s (i32.load8_s offset=9 (local.get $address))))
      (i64.extend_i32_u (call_indirect $functions (type $binary) (global.get $count) (memory.size) (i32.const 1))))))`;

it("a module is the same when it is unpacked, whatever its instructions have for operands", async () => {
  const module = assembled(EVERY_SHAPE);
  const packed = await pack(module);
  expect(WebAssembly.validate(packed)).toBe(true);
  expect(Buffer.compare(await unpack(packed), module)).toBe(0);
  const instance = await WebAssembly.instantiate(await unpacked(packed, "pick"));
  const { pick, numbers } = instance.exports as Record<string, (value: number) => unknown>;
  expect([0, 1, 2, 9].map((which) => pick?.(which))).toEqual([300000000, -70, 127, 127]);
  expect(numbers?.(16)).toBe(BigInt(-56 + 3 + 2));
});

it("random functions are the same again, with numbers of every length", async () => {
  const { int } = random(20);
  for (let round = 0; round < 60; round++) {
    const body = Array.from({ length: int(200) }, () => instruction(int)).join("\n");
    const module = assembled(
      `(module (memory 1) (func $f (param i32) (local ${"i64 ".repeat(int(300))}) ${body}) (export "f" (func $f)))`,
    );
    expect(Buffer.compare(await unpack(await pack(module)), module)).toBe(0);
  }
});

it("what is not known, and what was cut off, is not packed", async () => {
  const module = assembled('(module (func (export "f") (result i32) (i32.const 1)))');
  const at = module.indexOf(0x41);
  await expect(pack(module.with(at, 0xfb))).rejects.toThrow("the instruction 0xfb is not known here");
  await expect(pack(module.subarray(0, at + 1))).rejects.toThrow("ends too early");
  await expect(pack(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))).rejects.toThrow("no section 10");
});

it("an address, bytes or a module may be packed, or not", async () => {
  const module = assembled('(module (func (export "f") (result i32) (i32.const 41)))');
  const packed = await pack(module);
  vi.stubGlobal("fetch", async () => new Response(packed, { headers: { "Content-Type": "text/plain" } }));
  const compiled = async (bytes: BufferSource) => WebAssembly.compile(bytes);
  const sources: WasmSource[] = [
    "https://cdn.example/a.wasm",
    packed,
    await compiled(packed),
    module,
    await compiled(module),
  ];
  for (const source of sources) {
    const { exports } = await WebAssembly.instantiate(await unpacked(source, "f"));
    expect((exports as { f: () => number }).f()).toBe(41);
  }
  vi.unstubAllGlobals();
  await expect(unpacked(packed.subarray(0, 900), "f")).rejects.toThrow(WebAssembly.CompileError);
  // The data of the packed module begin with where the streams are: the first one is behind the tables.
  const data = packed.findIndex((_, at) => packed.readUInt32LE(at) === 704);
  const opcode = data + packed.readUInt32LE(data + 4);
  const functions = data + 66;
  for (const at of [opcode, functions]) {
    const damaged = Buffer.from(packed);
    damaged[at] = 0xff;
    await expect(unpacked(damaged, "f")).rejects.toThrow(WebAssembly.CompileError);
  }
  await expect(unpacked(packed, "another")).rejects.toThrow(WebAssembly.LinkError);
});

it("what passes between a module and its glue has short names on both sides, and those of another module do not fit", async () => {
  const [from, imported, exported] = [
    "./some_bg.js",
    "__wbg_three_0123456789abcdef",
    "closures_0123456789abcdef_invoke",
  ];
  const module = assembled(`(module
    (import "${from}" "${imported}" (func $three (result i32)))
    (import "${from}" "__wbindgen_throw" (func $throw))
    (func (export "${exported}") (result i32) (i32.add (call $three) (i32.const 4)))
    (func (export "readable") (call $throw)))`);
  const glue = `const imports = () => {
    const import0 = {
        __proto__: null,
        ${imported}: function() { return 3; },
        __wbindgen_throw: function() {},
    };
    return { "${from}": import0 };
};
const invoke = () => wasm.${exported}() + wasm.readable;
`;
  const short = shorten(module, glue);
  expect(short.glue).not.toMatch(/0123456789abcdef|some_bg/);
  const made = new Function(
    `let wasm; ${short.glue}; return { imports, invoke, start: (exports) => { wasm = exports; } };`,
  )();
  const { instance } = await WebAssembly.instantiate(short.module, made.imports());
  made.start({ ...instance.exports, readable: 1 });
  expect(made.invoke()).toBe(8);
  const changed = (text: string): [Uint8Array, string] => [module, glue.replaceAll(imported, text)];
  expect(() => shorten(...changed("__wbg_four_0123456789abcdef"))).toThrow(`the glue has no ${imported}`);
  const another = assembled(`(module (import "${from}" "__wbg_four_0123456789abcdef" (func)) (func (export "f")))`);
  const fit = shorten(another, glue.replaceAll(imported, "__wbg_four_0123456789abcdef")).module;
  await expect(WebAssembly.instantiate(fit, made.imports())).rejects.toThrow(TypeError);
});

/** Numbers below another one, the same in each run. */
function random(seed: number): { int: (below: number) => number } {
  let state = seed;
  return {
    int(below) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    },
  };
}

function instruction(int: (below: number) => number): string {
  const number = int(2 ** int(31)) - int(2 ** int(20));
  const offset = int(2 ** int(24));
  const choices = [
    `(drop (i32.const ${number}))`,
    `(drop (i64.const ${number}${int(2 ** 31)}))`,
    `(local.set 0 (i32.load${["", "8_u", "16_s"][int(3)]} offset=${offset} align=1 (local.get 0)))`,
    `(local.set 0 (i32.load offset=${offset} (local.get 0)))`,
    `(i64.store offset=${offset} align=${2 ** int(4)} (local.get 0) (i64.const ${number}))`,
    `(block (br_if 0 (local.get 0)) (loop (br_if 1 (local.get 0))))`,
    `(drop (f64.const ${number}.5))`,
    `(if (local.get 0) (then (local.set 0 (i32.const ${number}))) (else (call $f (local.get 0))))`,
  ];
  return choices[int(choices.length)] ?? "";
}
