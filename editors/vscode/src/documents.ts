import { commands, EventEmitter, type TextDocumentContentProvider, Uri, window, workspace } from "vscode";
import type { ShowDocumentRequest } from "vscode-languageclient/node";

/** Shows what the server asks the editor to show: an answer, which is Markdown, as a page beside the code. */
export const showDocument: ShowDocumentRequest.MiddlewareSignature = async (params, token, next) => {
  const uri = Uri.parse(params.uri, true);
  if (params.external === true || uri.scheme !== "file" || !uri.path.endsWith(".md")) return next(params, token);
  try {
    await commands.executeCommand("markdown.showPreviewToSide", uri);
    return { success: true };
  } catch {
    // The editor's own Markdown extension may be disabled.
    return next(params, token);
  }
};

/** The scheme of the texts that only exist to be read. */
export const TEXT_SCHEME = "faqlint";

/** Shows texts of the server as documents that cannot be changed and need not be saved. */
export class TextViewer implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? "";
  }

  /** @param title the document's name; a later text of the same title replaces the earlier one. */
  async show(title: string, text: string): Promise<void> {
    const uri = Uri.from({ scheme: TEXT_SCHEME, path: `/${title}` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }
}
