import {
  type ClientCapabilities,
  CodeActionKind,
  type DiagnosticTag,
  MarkupKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";

/** What a client can take, read once from what it announced; whatever it did not announce it cannot. */
export interface ClientSupport {
  /** It asks for diagnostics itself, so that none are pushed. */
  readonly pullsDiagnostics: boolean;
  /** It can be told to ask for diagnostics again. */
  readonly refreshesDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly tags: ReadonlySet<DiagnosticTag>;
  readonly diagnosticData: boolean;
  /** It takes code actions as objects; commands, the older form, are not offered. */
  readonly codeActionLiterals: boolean;
  /** It takes edits that say which version of a document they are for. */
  readonly documentChanges: boolean;
  readonly hoverMarkdown: boolean;
  /** It can be asked for its settings. */
  readonly configuration: boolean;
  /** It tells of changed settings only to those who register for it. */
  readonly registersConfiguration: boolean;
  readonly registersWatchedFiles: boolean;
}

/** Clients leave members out or send `null` or a plain boolean for them; all of that means "not supported". */
export function supportOf(capabilities: ClientCapabilities): ClientSupport {
  const { textDocument, workspace } = capabilities;
  // One set of members, declared in two places: for pushed and, since 3.18, for pulled diagnostics.
  const diagnostics = { ...textDocument?.diagnostic, ...textDocument?.publishDiagnostics };
  const tags: unknown = diagnostics.tagSupport?.valueSet;
  const hoverFormats: unknown = textDocument?.hover?.contentFormat;
  return {
    pullsDiagnostics: isObject(textDocument?.diagnostic),
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: diagnostics.relatedInformation === true,
    // The link does no harm where it is unknown, and some clients hand it to scripts without announcing it.
    codeDescription: diagnostics.codeDescriptionSupport !== false,
    tags: new Set(Array.isArray(tags) ? (tags as DiagnosticTag[]) : []),
    diagnosticData: diagnostics.dataSupport === true,
    codeActionLiterals: isObject(textDocument?.codeAction?.codeActionLiteralSupport),
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    // The formats stand in the order of the client's preference.
    hoverMarkdown: Array.isArray(hoverFormats) && hoverFormats[0] === MarkupKind.Markdown,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}

/** What the server announces to such a client: only what it will do for it. */
export function capabilitiesFor(support: ClientSupport): ServerCapabilities {
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    hoverProvider: true,
    ...(support.codeActionLiterals && { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } }),
    ...(support.pullsDiagnostics && {
      diagnosticProvider: { identifier: "faqlint", interFileDependencies: false, workspaceDiagnostics: false },
    }),
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
