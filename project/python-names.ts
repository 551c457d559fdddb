/**
 * Whether a file is a Python program by its name. Stubs (`.pyi`) are no programs: none of the pitfalls can be in them.
 *
 * @param name with or without folders.
 */
export function isPythonName(name: string): boolean {
  return /\.pyw?$/i.test(name);
}

/** Whether a file is a notebook of Jupyter by its name, with or without folders. */
export function isNotebookName(name: string): boolean {
  return /\.ipynb$/i.test(name);
}
