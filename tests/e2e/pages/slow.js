// While the sealed file is being written, the page turns the form's language, and everything takes its time: what is
// saved because of that must not be written over what was sealed.
const add = IDBObjectStore.prototype.add;
IDBObjectStore.prototype.add = function (...given) {
  if (this.name === "files") {
    document.querySelector("sealform-form").lang = "nb";
    const end = performance.now() + 400;
    while (performance.now() < end);
  }
  return add.apply(this, given);
};
