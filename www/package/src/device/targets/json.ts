/**
 * Repositories that take files by JSON: GitHub's contents (docs.github.com/rest/repos/contents), also Gitea's and Forgejo's,
 * and GitLab's repository files (docs.gitlab.com/api/repository_files), known by its path. One commit for each object, which
 * is named by what is in it; a parameter `branch` of the address names the branch.
 */

import { fileItem, type Item } from "../outgoing.js";
import type { Call } from "./call.js";
import { base64, call, type Grant, objectAddress, type Shipment, type Target } from "./target.js";

const json: Target = {
  blob: (shipment, item, grant) => commit(shipment, { ...item, name: item.sha256 }, grant),
  file: (shipment, _, grant) => commit(shipment, fileItem(shipment.file), grant),
};

export default json;

/** What may say that the object is there, or that another commit came first. */
const UNCLEAR = [400, 409, 422];

function commit(shipment: Shipment, item: Item, grant: Grant): Call {
  const url = new URL(objectAddress(shipment, grant, item.name));
  const isGitLab = url.pathname.includes("/repository/files/");
  const branch = url.searchParams.get("branch") ?? (isGitLab ? "main" : null);
  url.searchParams.delete("branch");
  const content = base64(item.bytes);
  const message = `Add ${item.name}`;
  const body = isGitLab
    ? { branch, commit_message: message, content, encoding: "base64" }
    : { message, content, ...(branch === null ? {} : { branch }) };
  const asked = new URL(url);
  if (branch !== null) {
    asked.searchParams.set("ref", branch);
  }
  return call(shipment, grant, {
    method: isGitLab ? "POST" : "PUT",
    url: url.href,
    body: JSON.stringify(body),
    sha256: item.sha256,
    headers: { Accept: "application/json", "Content-Type": "application/json" },
    // The name of an object says what is in it, but 409 is also said of a branch that moved on meanwhile.
    checked: { on: UNCLEAR, url: asked.href },
    means: () => null,
  });
}
