export default async function init() {}
export const compute = () => undefined;
