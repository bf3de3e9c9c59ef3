// Stands in for what fetches a packed Wasm: the glue that stands in for it needs none.
export const unpacked = async (source) => source;
