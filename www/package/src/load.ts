/** Starts a Wasm module once. */

/** From where the Wasm may come: an address, its bytes, or a compiled module. Beside its module where nothing is named. */
export type WasmSource = string | URL | BufferSource | WebAssembly.Module;

/** What the generated glue starts a module with. */
type Init = (source?: { module_or_path: WasmSource }) => Promise<unknown>;

/** Gives what loads and starts a Wasm module once; after a failure its next call tries again. */
export function loader(init: Init): (source?: WasmSource) => Promise<void> {
  let loading: Promise<void> | undefined;
  const start = async (source: WasmSource | undefined): Promise<void> => {
    await init(source === undefined ? undefined : { module_or_path: source });
  };
  return (source) => {
    loading ??= start(source).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
