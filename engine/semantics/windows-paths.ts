import { PATH_FUNCTIONS } from "../knowledge/path-arguments.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Model } from "./model.js";

/** A drive, and names behind single backslashes; spaces only within names. */
const PATH = /^[A-Za-z]:(?:\\[\w.$~()+-]+(?: [\w.$~()+-]+)*)+$/;
/** What a file is called at its end, and the folders that Windows, and those who write examples, have. */
const EXTENSION = /\.\w{1,5}$/;
const FOLDER =
  /^[A-Za-z]:\\(?:app\w*|back\w*|bin\w*|build\w*|fil\w*|folder\w*|root|temp\w*|test\w*|tmp|tool\w*|new\w*|user\w*|Users|repo\w*|ruby\w*|anaconda\w*|boot\w*|vendor|var|video\w*|xampp\w*)(?:\\|$)/;

/** What stands between the quotes of a literal, escapes as they are written, if it is meant as a path of Windows; else null. */
export function windowsPathOf(node: SyntaxNode, model: Model): string | null {
  const body = /^[A-Za-z]*("""|'''|"|')([\s\S]*)\1$/.exec(node.text)?.[2] ?? "";
  return PATH.test(body) && isPath(node, body, model) ? body : null;
}

function isPath(node: SyntaxNode, body: string, model: Model): boolean {
  if (EXTENSION.test(body) || FOLDER.test(body)) return true;
  const list = node.parent;
  const call = list?.kind === "argument_list" && list.parent !== null ? model.callAt(list.parent) : null;
  return call?.name != null && Object.hasOwn(PATH_FUNCTIONS, call.name);
}
