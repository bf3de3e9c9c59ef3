// The contenders of a run, in the order of the tables. To add one: a folder adapters/<name>/ with
// engine.mjs and/or page.mjs (see README.md) and an entry here.
//   packages  whose installed versions are reported ('label=folder' where npm has it under an alias)
//   css, sass style sheets the page needs           alias  esbuild import aliases
//   files     static files copied beside the bundle note   what a reader of the tables should know
import { existsSync, readdirSync } from 'node:fs';

/** Wasm and style sheets of a package that `cargo xtask bench` has put into a folder. */
const packaged = (folder) => {
  const at = new URL(`${folder}/`, import.meta.url);
  const names = existsSync(at) ? readdirSync(at) : [];
  return names.filter((name) => /\.(wasm|css)$/.test(name)).map((name) => `${folder}/${name}`);
};

export const contenders = {
  plain: {
    title: 'plain DOM (floor)',
    packages: [],
    css: [],
    note: 'Not a peer: about the least code that does the work (first page only, no validation, no submission). The floor of the harness.',
  },
  surveyjs: {
    title: 'SurveyJS',
    packages: ['survey-core', 'survey-js-ui'],
    css: ['survey-core/survey-core.fontless.min.css'],
    note: 'survey-js-ui is 2.5.38 at most and asks for survey-core 2.5.38. Style sheet without web fonts. Default settings: questions fade and slide in and out, so "gone" holds an animation of about a quarter of a second. Text answers are taken on blur, not per key.',
  },
  surveyjs3: {
    title: 'SurveyJS 3 (React)',
    packages: ['survey-core (engine)=survey-core-3', 'survey-core (page)=survey-core-300', 'survey-react-ui', 'react'],
    css: ['survey-core-300/survey-core.fontless.min.css'],
    alias: { 'survey-core': 'survey-core-300' },
    note: 'The newest major: engine rows are survey-core 3.1.1, page rows survey-react-ui 3.0.0, which asks for survey-core 3.0.0. Same animations.',
  },
  odk: {
    title: 'ODK Web Forms',
    packages: ['@getodk/xforms-engine', '@getodk/web-forms', 'vue'],
    css: [],
    note: 'Has no paging yet: wide-N is one long page. Styles and the Roboto font are inside the JS; a map chunk loads lazily and is not counted. The engine needs jsdom in node, which its load figures include; see the Chromium table for native parsing.',
  },
  enketo: {
    title: 'Enketo',
    packages: ['enketo-core', 'enketo-transformer', 'openrosa-xpath-evaluator'],
    sass: 'enketo-core/src/sass/formhub/formhub.scss',
    css: [],
    note: 'enketo-core 9.0.1 does not install from npm as published (a git dependency, and openrosa-xpath-evaluator 3.2.0 which is not there): package.json overrides them with leaflet-draw 1.0.4 and openrosa-xpath-evaluator 3.1.0. No headless engine. The XSLT step is done beforehand, as its server does. All its default widgets are in the bundle.',
  },
  formio: {
    title: 'Form.io',
    packages: ['@formio/js', '@formio/core'],
    css: ['bootstrap/dist/css/bootstrap.min.css', '@formio/js/dist/formio.form.min.css'],
    note: 'Renderer only (@formio/js/form), no builder. Engine rows are @formio/core, the headless evaluator, which processes the whole form again after each answer; the page uses its own component tree and applies conditions some time after the next frame, so read "appears" and "gone", not "next frame".',
  },
  rjsf: {
    title: 'RJSF',
    packages: ['@rjsf/core', '@rjsf/validator-ajv8', 'react', 'react-dom'],
    css: ['bootstrap3/dist/css/bootstrap.min.css'],
    note: 'No computed values (chain-N n/a; the score is app code) and no paging: wide-N is one long page. Live validation off (the default). The style sheet is Bootstrap 3.4.1, for which its default theme is written.',
  },
  sealform: {
    title: 'Sealform',
    packages: [],
    css: [],
    // What the package's script looks for beside itself.
    files: packaged('adapters/sealform/sealform'),
  },
  'sealform-site': {
    title: 'Sealform (built site)',
    packages: [],
    css: [],
    // The form whose site is measured.
    site: 'ksp',
    note: 'What `sealform build` writes: the first page is HTML. "ready" is the first question that takes a click; "form there" is the first frame in which the runtime has taken over, and the answer must stand then.',
  },
};
