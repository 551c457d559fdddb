import {
  type ClientCapabilities,
  CodeActionKind,
  type DiagnosticOptions,
  type DiagnosticTag,
  MarkupKind,
  PositionEncodingKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { COMMANDS, FIX_ALL } from "./names.js";

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
  /** It asks for the edits of an action that came without them when the user chooses it. */
  readonly resolvesEdits: boolean;
  /** It can show a document or an address that it is given. */
  readonly showsDocuments: boolean;
  /** It can show how far long work has come, and stop it. */
  readonly showsProgress: boolean;
  /** It can be told later which diagnostics to ask for. */
  readonly registersDiagnostics: boolean;
  /** It tells of folders that are opened and closed. */
  readonly changesFolders: boolean;
  readonly notebooks: boolean;
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
  const { notebookDocument, textDocument, window, workspace } = capabilities;
  const codeAction = textDocument?.codeAction;
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
    codeActionLiterals: isObject(codeAction?.codeActionLiteralSupport),
    resolvesEdits:
      Array.isArray(codeAction?.resolveSupport?.properties) &&
      codeAction.resolveSupport.properties.includes("edit") &&
      codeAction.dataSupport === true,
    showsDocuments: window?.showDocument?.support === true,
    showsProgress: window?.workDoneProgress === true,
    registersDiagnostics: textDocument?.diagnostic?.dynamicRegistration === true,
    changesFolders: workspace?.workspaceFolders === true,
    notebooks: isObject(notebookDocument?.synchronization),
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    // The formats stand in the order of the client's preference.
    hoverMarkdown: Array.isArray(hoverFormats) && hoverFormats[0] === MarkupKind.Markdown,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}

/** What the diagnostics are that a client may ask for; `wholeWorkspace`: also those of files that are not open. */
export function diagnosticOptions(wholeWorkspace: boolean): DiagnosticOptions {
  return { identifier: "faqlint", interFileDependencies: false, workspaceDiagnostics: wholeWorkspace };
}

/**
 * What the server announces to such a client: only what it will do for it.
 *
 * @param wholeWorkspace whether the client's settings ask for the diagnostics of files that are not open.
 */
export function capabilitiesFor(support: ClientSupport, wholeWorkspace: boolean): ServerCapabilities {
  return {
    positionEncoding: PositionEncodingKind.UTF16,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
    hoverProvider: true,
    ...(support.notebooks && {
      notebookDocumentSync: { notebookSelector: [{ cells: [{ language: "python" }] }], save: false },
    }),
    executeCommandProvider: { commands: [...COMMANDS] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    ...(support.codeActionLiterals && {
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL],
        ...(support.resolvesEdits && { resolveProvider: true }),
      },
    }),
    ...(support.pullsDiagnostics &&
      !support.registersDiagnostics && { diagnosticProvider: diagnosticOptions(wholeWorkspace) }),
  };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
