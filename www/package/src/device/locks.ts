/**
 * One tab writes a draft, one tab sends an entry: a Web Lock, or, where pages may use none (plain http), a lease in the
 * database that its holder renews. Either is released when its tab is gone. No wait is without an end.
 */

import { database, StoreFault } from "./database.js";
import { pause } from "./deadline.js";

/** A lock that is held. */
export interface Guard {
  /** Whether it is still held: another tab may have taken it over. */
  readonly isHeld: boolean;
  release(): void;
}

export interface Wish {
  readonly name: string;
  /** How long to wait for another tab to let go, in milliseconds: one that is being left lets go a moment later. */
  readonly patience?: number;
  /** Take it over from another tab, which is asked to let go first. */
  readonly takeOver?: boolean;
  /** Another tab asks for it: what is unsaved is saved now. The lock is let go afterwards. */
  readonly asked?: () => Promise<void>;
  /** Something is kept under it, and must not be written by two: without a lock it is not gone on. */
  readonly isNeeded?: boolean;
  /** It is gone to another tab. */
  readonly lost?: () => void;
}

/** How long a tab that is asked has to save and let go. */
const GRACE_MS = 1_500;
const WAIT_MS = 10_000;
const POLL_MS = 200;
const LEASE_MS = 15_000;
const RENEWAL_MS = 5_000;
const CHANNEL = "sealform-locks";

/** Takes a lock; `null` where another tab has it. Throws a {@link StoreFault} where it is needed and cannot be asked for now. */
export async function take(wish: Wish): Promise<Guard | null> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  if (locks === undefined) {
    return takeLease(wish);
  }
  try {
    return await takeLock(locks, wish);
  } catch {
    // There are locks, and the browser denies them: that is no other tab.
    return takeLease(wish);
  }
}

async function takeLock(locks: LockManager, wish: Wish): Promise<Guard | null> {
  if (wish.takeOver !== true) {
    const { patience } = wish;
    return request(
      locks,
      wish,
      patience === undefined ? { ifAvailable: true } : { signal: AbortSignal.timeout(patience) },
    );
  }
  ask(wish.name);
  const given = await request(locks, wish, { signal: AbortSignal.timeout(GRACE_MS) });
  return given ?? request(locks, wish, { steal: true });
}

function request(locks: LockManager, wish: Wish, options: LockOptions): Promise<Guard | null> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      resolve(null);
    }, WAIT_MS);
    let guard: Held | null = null;
    locks
      .request(wish.name, options, (lock) => {
        clearTimeout(timer);
        // What nobody waits for any more must not be held: no other tab would get it.
        if (lock === null || isLate) {
          resolve(null);
          return;
        }
        return new Promise<void>((release) => {
          guard = new Held(wish, release);
          resolve(guard);
        });
      })
      .catch((error: unknown) => {
        clearTimeout(timer);
        if (guard === null && !isWaitOver(error)) {
          reject(error);
        } else {
          resolve(null);
          guard?.lose();
        }
      });
  });
}

/** Whether a lock was not given in time, or was stolen; anything else is a browser that gives none. */
function isWaitOver(error: unknown): boolean {
  const { name } = error as DOMException;
  return name === "TimeoutError" || name === "AbortError";
}

class Held implements Guard {
  readonly #wish: Wish;
  readonly #free: () => void;
  readonly #channel: BroadcastChannel | null;
  #isHeld = true;

  constructor(wish: Wish, free: () => void) {
    this.#wish = wish;
    this.#free = free;
    this.#channel = wish.asked === undefined ? null : openChannel();
    if (this.#channel !== null) {
      this.#channel.onmessage = ({ data }) => {
        if (data === wish.name) {
          void this.#give();
        }
      };
    }
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  release(): void {
    if (this.#isHeld) {
      this.#isHeld = false;
      this.#channel?.close();
      this.#free();
    }
  }

  lose(): void {
    if (this.#isHeld) {
      this.release();
      this.#wish.lost?.();
    }
  }

  async #give(): Promise<void> {
    // What cannot be saved cannot keep the other tab waiting.
    await this.#wish.asked?.().catch(() => undefined);
    this.lose();
  }
}

function openChannel(): BroadcastChannel | null {
  return typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
}

function ask(name: string): void {
  const channel = openChannel();
  channel?.postMessage(name);
  channel?.close();
}

/** Who has something, and until when unless it is renewed. */
interface Lease {
  readonly holder: string;
  readonly until: number;
}

/** No secret: two tabs only must not have the same. */
const holder = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
/** The leases of this very page: two elements are two. */
const mine = new Set<string>();

/** In the storage of the tab: the page that has left it and whose leases are this one's, if it has any. */
const LEFT = "sealform-left";
/** The page that was in this tab before. */
let leftBy: string | null | undefined;

/**
 * Who loads a page again finds its own leases: a page that is being left can wait for nothing, and lets none go. While it is there
 * its name is in no storage, so a copy of its tab is another tab.
 */
function followInTab(): void {
  if (leftBy === undefined) {
    leftBy = null;
    try {
      leftBy = sessionStorage.getItem(LEFT);
      sessionStorage.removeItem(LEFT);
      addEventListener("pagehide", () => sessionStorage.setItem(LEFT, holder));
      // It comes back as it was, and no copy of its tab may find its name.
      addEventListener("pageshow", () => sessionStorage.removeItem(LEFT));
    } catch {
      // Without storage the leases of the page before are over a moment later.
    }
  }
}

async function takeLease(wish: Wish): Promise<Guard | null> {
  followInTab();
  if (mine.has(wish.name) && wish.takeOver !== true) {
    return null;
  }
  if (wish.takeOver === true) {
    ask(wish.name);
    await pause(GRACE_MS / 3);
  }
  try {
    for (let left = wish.patience ?? 0; !(await leased(wish.name, wish.takeOver === true)); left -= POLL_MS) {
      if (left <= 0) {
        return null;
      }
      await pause(POLL_MS);
    }
  } catch (error) {
    if (wish.isNeeded === true && error instanceof StoreFault && error.fault === "failed") {
      throw error;
    }
    // Where nothing is kept, no two tabs can write over each other.
    return new Held(wish, () => undefined);
  }
  mine.add(wish.name);
  const guard = new Held(wish, () => {
    clearInterval(timer);
    mine.delete(wish.name);
    database.change("leases", wish.name, (lease) => (isMine(lease) ? null : undefined)).catch(() => undefined);
  });
  const timer = setInterval(() => {
    stillLeased(wish.name).then(
      (isStill) => {
        if (!isStill) {
          guard.lose();
        }
      },
      () => undefined,
    );
  }, RENEWAL_MS);
  return guard;
}

/** Takes a lease that is free, over, or taken over; gives whether it is ours now. */
async function leased(name: string, takeOver: boolean): Promise<boolean> {
  const lease = await database.change("leases", name, (held) => {
    const other = held as Lease | undefined;
    const now = Date.now();
    // A clock that was put back must not make a lease last for ever.
    const isFree = other === undefined || other.until < now || other.until > now + LEASE_MS || takeOver;
    return isFree || isMine(other) || other.holder === leftBy ? { holder, until: now + LEASE_MS } : undefined;
  });
  return isMine(lease);
}

/** Renews a lease that is still ours; gives whether it is. */
export async function stillLeased(name: string): Promise<boolean> {
  const renewed = await database.change("leases", name, (lease) =>
    isMine(lease) ? { holder, until: Date.now() + LEASE_MS } : undefined,
  );
  return isMine(renewed);
}

function isMine(lease: unknown): boolean {
  return (lease as Lease | undefined)?.holder === holder;
}

/** Whether a lease of this page stands for a lock: a tab that slept may have lost it without a word, and asks before it writes. */
export function isLeased(name: string): boolean {
  return mine.has(name);
}
