import { CodeActionKind } from "vscode-languageserver/node";

/** The kind under which editors make all safe repairs of a file, when told to do so on saving. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.faqlint`;

/** Shows the answer to a question; its argument is the question's slug. */
export const SHOW_ANSWER = "faqlint.showAnswer";
/** Tells what is set for a file, and where; its argument is the file's URI. */
export const SHOW_SETTINGS = "faqlint.showSettings";
/** Lints all files of the workspace, once. */
export const LINT_WORKSPACE = "faqlint.lintWorkspace";

/** All commands that a client may have the server execute. */
export const COMMANDS: readonly string[] = [SHOW_ANSWER, SHOW_SETTINGS, LINT_WORKSPACE];
