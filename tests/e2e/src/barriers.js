// Runs axe-core over the whole page, with everything in open shadow roots, and gives a line for every barrier.
const done = arguments[arguments.length - 1];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }).then(
  ({ violations }) => done(violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.flat().join(' ')} ${node.html.slice(0, 200)} ${node.any.concat(node.all, node.none).map((check) => check.message).join('; ')}`))),
  (error) => done([`axe-core: ${error}`]),
);
