/**
 * The assignments on this device, by what their drafts are found by. They have a database of their own: another store in the one
 * that has the drafts would need a later version of it, which pages of the same origin that run an earlier version of this
 * package could not open any more.
 */

import { Database } from "../device/database.js";

export const ASSIGNMENTS = { name: "sealform-assignments", version: 1, stores: ["assignments"] } as const;

export const assignments = new Database<"assignments">(ASSIGNMENTS);
