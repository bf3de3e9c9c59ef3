/** The targets by their type. Each is a script of its own, which pages load whose delivery names it. */

import type { ServerType } from "../delivery.js";
import type { Target } from "./target.js";

/** A record, so that none can be missing. */
const TARGETS: Readonly<Record<ServerType, () => Promise<{ readonly default: Target }>>> = {
  webhook: () => import("./webhook.js"),
  "s3-put": () => import("./s3-put.js"),
  "s3-post": () => import("./s3-post.js"),
  azure: () => import("./azure.js"),
  webdav: () => import("./webdav.js"),
  postgrest: () => import("./postgrest.js"),
  openrosa: () => import("./openrosa.js"),
  json: () => import("./json.js"),
  form: () => import("./form.js"),
};

/** Loads what a type of target needs. */
export async function loadTarget(type: ServerType): Promise<Target> {
  return (await TARGETS[type]()).default;
}
