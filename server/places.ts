import type { Location, Position } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { SourceFile } from "../engine/text/source.js";
import type { Span } from "../engine/text/span.js";

/** Where a linted text stands in the client's documents: whole in one, or in the cells of a notebook. */
export interface Places {
  /** Where a span of the text is; one that goes over the end of a cell ends there. */
  locationOf(span: Span): Location;
  /** The offset in the text of a position in one of the documents; undefined for other documents. */
  offsetOf(uri: string, position: Position): number | undefined;
}

/** The places of a text that is one document or file. */
export function placesIn(source: SourceFile, uri: string): Places {
  const positionAt = (offset: number): Position => {
    const { line, column } = source.positionAt(offset);
    return { line, character: column };
  };
  return {
    locationOf: ({ start, end }) => ({ uri, range: { start: positionAt(start), end: positionAt(end) } }),
    offsetOf: (other, { line, character }) => {
      if (other !== uri) return undefined;
      const { lines } = source;
      // A position behind the end of its line means the end, as everywhere in the protocol.
      return Math.min(lines.startOf(Math.max(0, line)) + Math.max(0, character), lines.endOf(line));
    },
  };
}

/** A cell of a notebook, and where its Python begins, in the text of all cells and in its own. */
export interface CellPart {
  readonly document: TextDocument;
  readonly start: number;
  readonly inCell: number;
}

/** The places of a text that was put together from cells, of which there is at least one if it is not empty. */
export function placesInCells(parts: readonly CellPart[]): Places {
  const partAt = (offset: number): CellPart | undefined => parts.findLast(({ start }) => start <= offset) ?? parts[0];
  return {
    locationOf: ({ start, end }) => {
      const part = partAt(start);
      if (part === undefined) throw new RangeError("a notebook without cells has no places");
      const { document } = part;
      const shift = part.inCell - part.start;
      // Offsets behind the end of a document are taken for its end.
      const range = { start: document.positionAt(start + shift), end: document.positionAt(end + shift) };
      return { uri: document.uri, range };
    },
    offsetOf: (uri, position) => {
      const part = parts.find(({ document }) => document.uri === uri);
      if (part === undefined) return undefined;
      return part.start + Math.max(0, part.document.offsetAt(position) - part.inCell);
    },
  };
}
