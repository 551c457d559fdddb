/** A cell of a notebook as JSON has it. */
type Cell = Readonly<Record<string, unknown>>;

/** A code cell; its source is a list of lines unless it is given as a list or is to be one string. */
export function code(source: string | readonly string[], isString = false): Cell {
  const lines = typeof source === "string" && !isString ? (source.match(/.*\n|.+$/g) ?? []) : source;
  return { cell_type: "code", execution_count: 1, metadata: {}, outputs: [], source: lines };
}

/** A cell of prose. */
export function prose(text: string): Cell {
  return { cell_type: "markdown", metadata: {}, source: [text] };
}

/** The text of a notebook, as Jupyter writes it. */
export function notebook(cells: readonly Cell[], more: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...more }, undefined, 1)}\n`;
}
