// Finding a question by its words costs time that would be counted as the page's: what was found is kept as long as it is
// in the page.
export function remembered(find) {
  const found = new Map();
  return (item) => {
    const before = found.get(item.name);
    if (before?.isConnected) return before;
    const now = find(item);
    if (now) found.set(item.name, now);
    return now;
  };
}
