import { type Disposable, type DocumentSelector, LanguageStatusSeverity, languages } from "vscode";

/** What the server is doing, as far as a user can tell. */
export type ServerState =
  | { readonly kind: "off" }
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly version: string | undefined; readonly program: string }
  | { readonly kind: "failed"; readonly reason: string };

const RESTART = { title: "Restart server", command: "faqlint.restart" };
const SETTINGS = { title: "Settings", command: "workbench.action.openSettings", arguments: ["faqlint.enable"] };

/** The entry in the list of language tools that editors show beside a Python file's language. */
export class Status implements Disposable {
  readonly #item;

  constructor(selector: DocumentSelector) {
    this.#item = languages.createLanguageStatusItem("faqlint.status", selector);
    this.#item.name = "faqlint";
    this.show({ kind: "off" });
  }

  show(state: ServerState): void {
    const item = this.#item;
    item.busy = state.kind === "starting";
    item.severity = state.kind === "failed" ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.command = state.kind === "off" ? SETTINGS : RESTART;
    switch (state.kind) {
      case "off":
        item.text = "faqlint";
        item.detail = "off";
        break;
      case "starting":
        item.text = "faqlint";
        item.detail = "starting";
        break;
      case "running":
        item.text = state.version === undefined ? "faqlint" : `faqlint ${state.version}`;
        item.detail = state.program;
        break;
      case "failed":
        item.text = "faqlint";
        item.detail = `failed: ${state.reason}`;
    }
  }

  dispose(): void {
    this.#item.dispose();
  }
}
