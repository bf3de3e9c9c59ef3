/**
 * Everything in one script, for a page that is one file (`sealform build --single`): the element with all that other pages
 * load on demand, and the Wasm. No other page loads this.
 */

// The program comes first: the element opens as soon as it is defined.
import "./single/form.js";
import "./first-page.js";
import "./index.js";
