import type { Message } from "vscode-languageserver/node";

/** Notifications from which documents are kept, and where in their parameters the documents or texts stand. */
const KEPT: Readonly<Record<string, (params: Params) => boolean>> = {
  "textDocument/didOpen": ({ textDocument }) => isDocument(textDocument),
  "textDocument/didChange": isChange,
  "textDocument/didClose": ({ textDocument }) => isNamed(textDocument),
  "textDocument/didSave": ({ textDocument }) => isNamed(textDocument),
  "notebookDocument/didOpen": ({ notebookDocument, cellTextDocuments }) =>
    isNamed(notebookDocument) && isListOf(cellTextDocuments, isDocument),
  "notebookDocument/didChange": ({ notebookDocument, change }) => {
    if (!isNamed(notebookDocument) || !isObject(change)) return false;
    const { structure, textContent } = isObject(change.cells) ? change.cells : {};
    const opened = isObject(structure) ? structure.didOpen : undefined;
    return (
      isListOf(opened ?? [], isDocument) &&
      isListOf(textContent ?? [], (each) => isObject(each) && isChange({ textDocument: each.document, ...each }))
    );
  },
};

type Params = Readonly<Record<string, unknown>>;

/**
 * Whether a message can be dealt. What tells of documents must have the members that are kept of them: a text that is none would
 * be met much later, when it is linted, and end the server with all documents of the client.
 */
export function isWellFormed(message: Message): boolean {
  const { method, params } = message as { readonly method?: unknown; readonly params?: unknown };
  const isSound = typeof method === "string" && Object.hasOwn(KEPT, method) ? KEPT[method] : undefined;
  return isSound === undefined || (isObject(params) && isSound(params));
}

function isDocument(value: unknown): boolean {
  return isNamed(value) && isObject(value) && typeof value.text === "string" && typeof value.version === "number";
}

function isChange({ textDocument, contentChanges, changes = contentChanges }: Params): boolean {
  return isNamed(textDocument) && isListOf(changes, (each) => isObject(each) && typeof each.text === "string");
}

function isNamed(value: unknown): boolean {
  return isObject(value) && typeof value.uri === "string";
}

function isListOf(value: unknown, test: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}

function isObject(value: unknown): value is Params {
  return typeof value === "object" && value !== null;
}
