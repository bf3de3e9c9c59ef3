/** The desk: seals finished forms, and sends them. */

import init, { Desk, type DeskOptions, type Teller } from "../pkg/sealform_seal/sealform_seal.js";
import { loader } from "./load.js";

export type { Desk };

const load = loader(init);

/** Opens the desk of a form. */
export async function openDesk(options: DeskOptions, teller: Teller): Promise<Desk> {
  await load();
  return Desk.open(options, teller);
}
