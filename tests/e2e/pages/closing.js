// Every connection to the database can be closed from outside, as a browser does it when memory is short, and what is kept
// can be damaged.
const connections = new Set();
const openNow = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...given) {
  const request = openNow.apply(this, given);
  request.addEventListener("success", () => connections.add(request.result));
  return request;
};
window.closeConnections = () => connections.forEach((connection) => connection.close());
window.damageDrafts = (place) =>
  new Promise((resolve, reject) => {
    const request = openNow.call(indexedDB, "sealform");
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const transaction = request.result.transaction("drafts", "readwrite");
      const cursors = transaction.objectStore("drafts").openCursor();
      cursors.onsuccess = () => {
        const cursor = cursors.result;
        if (cursor !== null) {
          if (cursor.key[3] === place) {
            cursor.update(`${cursor.value.slice(0, -1)},`);
          }
          cursor.continue();
        }
      };
      transaction.oncomplete = () => {
        request.result.close();
        resolve();
      };
    };
  });
