// The form is a file of the site.
export const convert = () => '';
