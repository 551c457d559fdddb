import { commands, type ExtensionContext, window, workspace } from "vscode";
import { SELECTOR } from "./client.js";
import { fixAll, showAnswerAtCursor, showEffectiveSettings } from "./commands.js";
import { TEXT_SCHEME, TextViewer } from "./documents.js";
import { Server } from "./server.js";
import { Status } from "./status.js";

let server: Server | undefined;

/** Called by the editor when the first Python file is opened, or one of the commands is used. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("faqlint", { log: true });
  const status = new Status(SELECTOR);
  const viewer = new TextViewer();
  const running = new Server(context, log, status);
  server = running;

  const register = (command: string, run: () => unknown) =>
    commands.registerCommand(command, async () => {
      try {
        await run();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log.error(`${command}: ${reason}`);
        void window.showErrorMessage(`faqlint: ${reason}`);
      }
    });

  context.subscriptions.push(
    log,
    status,
    workspace.registerTextDocumentContentProvider(TEXT_SCHEME, viewer),
    workspace.onDidChangeConfiguration(async (event) => {
      // The server asks for all others itself, when they change.
      if (event.affectsConfiguration("faqlint.path") || event.affectsConfiguration("faqlint.enable")) {
        await running.restart();
      }
    }),
    register("faqlint.restart", () => running.restart()),
    register("faqlint.showLog", () => log.show()),
    register("faqlint.fixAll", fixAll),
    register("faqlint.showAnswerAtCursor", () => showAnswerAtCursor(running)),
    register("faqlint.showEffectiveSettings", () => showEffectiveSettings(running, viewer)),
  );
  await running.restart();
}

/** Called by the editor before it ends or disables the extension. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
