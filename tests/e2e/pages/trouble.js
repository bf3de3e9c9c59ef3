// A device that is told what goes wrong with it: `?unlocked` has no Web Locks, as on plain http, `?ahead=MS` another time.
const told = new URLSearchParams(location.search);
if (told.has("unlocked")) {
  Object.defineProperty(Navigator.prototype, "locks", { get: () => undefined });
}

let isFull = false;
for (const name of ["put", "add"]) {
  const write = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...given) {
    if (isFull) {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    }
    return write.apply(this, given);
  };
}

let ahead = Number(told.get("ahead") ?? 0);
const RightDate = Date;
globalThis.Date = class extends RightDate {
  constructor(...given) {
    if (given.length === 0) {
      super(RightDate.now() + ahead);
    } else {
      super(...given);
    }
  }
  static now() {
    return RightDate.now() + ahead;
  }
};

window.trouble = {
  full(is) {
    isFull = is;
  },
  clock(ms) {
    ahead = ms;
  },
  // As another tab does it, or a person who clears the data of the site.
  clear: () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase("sealform");
      request.onsuccess = () => resolve(true);
      request.onerror = () => reject(request.error);
    }),
};
