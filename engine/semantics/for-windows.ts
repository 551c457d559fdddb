import { POSIX_MODULES } from "../knowledge/posix-modules.js";
import type { SyntaxNode } from "../syntax/tree.js";
import { textMatches } from "../text/matching.js";
import { guardOf } from "./guards.js";
import type { Model } from "./model.js";
import { onceAFile } from "./once.js";

/** How programs name Windows in conditions and names: `platformType == "win32"`, `os_version == "Windows"`, `find_on_windows`. */
const NAMES_WINDOWS = /win(?:32|64|dows|_?nt)\b|windows|\bnt\b|msvc|msys|cygwin/i;
/** Modules that only Windows has, and what else only it has a use for. */
const WINDOWS_ONLY =
  /^[^\S\n]*(?:import|from)[^\S\n]+(?:_?winreg|msvcrt|win32\w*|pywintypes|winsound)\b|\bwindll\b|\bvcvarsall\b/m;

/** Whether some code is written for Windows, or for a platform that was asked about: by its conditions, its function's name, its file. */
export function isForWindows(node: SyntaxNode, model: Model): boolean {
  return guardOf(node, model, []) !== null || namesWindows(node, model);
}

/** Whether the file imports modules that Windows does not have. */
export const importsPosixModules = onceAFile(({ imports }) =>
  imports.some(({ module }) => Object.hasOwn(POSIX_MODULES, module)),
);

/** Whether something around some code says that it is for Windows. */
export function namesWindows(node: SyntaxNode, model: Model): boolean {
  if (textMatches(model.source, WINDOWS_ONLY)) return true;
  for (let child = node, parent = node.parent; parent !== null; child = parent, parent = parent.parent) {
    const condition = parent.field("condition");
    if (condition !== null && condition !== child && NAMES_WINDOWS.test(condition.text)) return true;
    const isNamed = parent.kind === "function_definition" || parent.kind === "class_definition";
    if (isNamed && NAMES_WINDOWS.test(parent.field("name")?.text.replaceAll("_", " ") ?? "")) return true;
  }
  return false;
}
