// A device that is told what goes wrong with it: `?unlocked` has no Web Locks, as on plain http, `?ahead=MS` another time, `?at=MOMENT` this one.
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

const RightDate = Date;
const until = (moment) => Date.parse(moment) - RightDate.now();
let ahead = told.has("at") ? until(told.get("at")) : Number(told.get("ahead") ?? 0);
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
  at(moment) {
    ahead = until(moment);
  },
  // As another tab does it, or a person who clears the data of the site.
  clear: () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase("sealform");
      request.onsuccess = () => resolve(true);
      request.onerror = () => reject(request.error);
    }),
};
