import { type Connection, NotebookDocuments, type TextDocuments } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { SourceFile } from "../engine/text/source.js";
import { JoinedCells } from "../project/notebook/joined-cells.js";
import { type CellPart, type Places, placesIn, placesInCells } from "./places.js";

/** What is linted together: a document, or all cells of a notebook, which share their names. */
export interface Unit {
  /** Of the document, or of the notebook. */
  readonly uri: string;
  readonly text: string;
  /** The documents it consists of. */
  readonly documents: readonly TextDocument[];
  /** The cells, if it is a notebook. */
  readonly cells?: JoinedCells;
  /** Where its text stands in them. */
  places(source: SourceFile): Places;
}

/** The client's open documents as they are linted. */
export class Units {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #notebooks: NotebookDocuments<TextDocument>;

  constructor(documents: TextDocuments<TextDocument>) {
    this.#documents = documents;
    this.#notebooks = new NotebookDocuments(documents);
  }

  /** Follows the notebooks of a client. */
  listen(connection: Connection, changed: (uri: string) => void, closed: (uri: string) => void): void {
    this.#notebooks.onDidOpen(({ uri }) => changed(uri));
    this.#notebooks.onDidChange(({ notebookDocument }) => changed(notebookDocument.uri));
    this.#notebooks.onDidClose(({ uri }) => closed(uri));
    this.#notebooks.listen(connection);
  }

  /** What the document with some URI, or the notebook, belongs to; undefined when it is not open. */
  of(uri: string): Unit | undefined {
    const notebook = this.#notebooks.findNotebookDocumentForCell(uri) ?? this.#notebooks.getNotebookDocument(uri);
    if (notebook !== undefined) return this.#notebook(notebook.uri);
    const document = this.#documents.get(uri);
    if (document === undefined) return undefined;
    return {
      uri,
      text: document.getText(),
      documents: [document],
      places: (source) => placesIn(source, uri),
    };
  }

  /** The URIs of all units. */
  get uris(): readonly string[] {
    return [...new Set(this.#documents.keys().flatMap((uri) => this.of(uri)?.uri ?? []))];
  }

  #notebook(uri: string): Unit | undefined {
    const cells = this.#notebooks.getNotebookDocument(uri)?.cells ?? [];
    const documents = cells.flatMap((cell) => this.#notebooks.getCellTextDocument(cell) ?? []);
    const python = documents.filter(({ languageId }) => languageId === "python");
    if (python.length === 0) return undefined;
    const joined = new JoinedCells(python.map((document) => document.getText()));
    const parts = joined.places.flatMap(({ cell, start, inCell }): CellPart[] => {
      const document = python[cell];
      return document === undefined ? [] : [{ document, start, inCell }];
    });
    return { uri, text: joined.python, documents: python, cells: joined, places: () => placesInCells(parts) };
  }
}
