import type { Call } from "../semantics/call.js";
import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { freshName } from "./imports.js";
import { insertStatementBefore } from "./statements.js";

/** What connections of both classes do in the same way. */
const SHARED_METHODS = new Set(["putrequest", "putheader", "endheaders", "connect", "set_debuglevel", "send"]);

/**
 * `HTTP(host)` as `HTTPConnection(host)`, with `getreply()` as `getresponse()` and `getfile()` as the response itself.
 *
 * Null unless all that is done with the object is to be seen, and can be written anew.
 */
export function connectionEdits(call: Call, model: Model): TextEdit[] | null {
  const name = call.callee.kind === "attribute" ? call.callee.field("attribute") : call.callee;
  const assignment = call.node.parent;
  const target = assignment?.kind === "assignment" ? assignment.field("left") : null;
  const variable = target?.kind === "identifier" ? model.variableOf(target) : undefined;
  if (name === null || variable === undefined || variable.bindings.length !== 1) return null;
  const imported = importOf(call, model);
  if (imported === null) return null;
  const edits: TextEdit[] = [name, ...imported].map((span) => ({ span, replacement: `${name.text}Connection` }));
  const response = freshName(call.node, model, "response", "answer");
  let replies = 0;
  for (const reference of variable.references) {
    if (reference === target) continue;
    const attribute = reference.parent?.kind === "attribute" ? reference.parent : null;
    const used = attribute?.parent ? model.callAt(attribute.parent) : null;
    if (used === null || used.callee !== attribute) return null;
    if (used.method === "getreply") {
      const taken = takenReply(used.node, response);
      if (taken === null || replies++ > 0) return null;
      edits.push(...taken);
    } else if (used.method === "getfile") edits.push({ span: used.node, replacement: response });
    else if (used.method === "send") edits.push(...encoded(used, model));
    else if (!SHARED_METHODS.has(used.method ?? "")) return null;
  }
  return edits;
}

/** Where the class is imported by its own name; null where it is so under another name, or is used a second time. */
function importOf({ callee }: Call, model: Model): SyntaxNode[] | null {
  if (callee.kind === "attribute") return [];
  const found = model.imports.flatMap(({ names }) => names).filter(({ local }) => local === callee.text);
  const uses = model.variableOf(callee)?.references.length ?? 0;
  return found.length === 1 && found.every(({ node }) => node.kind === "dotted_name") && uses <= 2
    ? found.map(({ node }) => node)
    : null;
}

/** `status, reason, headers = http.getreply()`, which takes the three from the response. */
function takenReply(node: SyntaxNode, response: string): TextEdit[] | null {
  const assignment = node.parent;
  const object = node.field("function")?.field("object");
  const targets = assignment?.kind === "assignment" ? assignment.field("left") : null;
  if (assignment?.parent?.kind !== "expression_statement" || targets === null || !object) return null;
  if (!/^(?:pattern_list|tuple_pattern)$/.test(targets.kind) || targets.namedChildren.length !== 3) return null;
  return [
    insertStatementBefore(assignment, `${response} = ${object.text}.getresponse()`),
    { span: node, replacement: `${response}.status, ${response}.reason, ${response}.headers` },
  ];
}

/** What is sent goes out as bytes. */
function encoded(call: Call, model: Model): TextEdit[] {
  const [data] = call.positional;
  if (data === undefined || model.contentOf(data) === "bytes") return [];
  const isAtom = /^(?:identifier|attribute|call|subscript|string)$/.test(data.kind);
  return [{ span: data, replacement: isAtom ? `${data.text}.encode()` : `(${data.text}).encode()` }];
}
