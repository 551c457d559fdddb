import type { MemberReplacement } from "../knowledge/removed-members.js";
import type { Call } from "../semantics/call.js";
import type { ImportedModule, ImportedName } from "../semantics/imports.js";
import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { accessToModule } from "./imports.js";

const ATOMS = new Set(["identifier", "attribute", "call", "subscript", "string", "parenthesized_expression"]);

/** Divides `a.b.c` into `a.b` and `c`; a builtin has no module. */
function divided(name: string): readonly [module: string | null, member: string] {
  const dot = name.lastIndexOf(".");
  const module = name.slice(0, dot);
  return [module === "builtins" ? null : module, name.slice(dot + 1)];
}

/** `module.old` with the new name in its place; null where that is out of reach. */
export function renamedAttribute(node: SyntaxNode, old: string, to: string, model: Model): TextEdit[] | null {
  const attribute = node.field("attribute");
  if (attribute === null) return null;
  const [module, member] = divided(to);
  const [oldModule] = divided(old);
  if (module === oldModule) return [{ span: attribute, replacement: member }];
  if (module === null || module === "builtins.str") {
    const replacement = to.slice("builtins.".length);
    const isFree = model.scopeAt(node).lookup(replacement.split(".", 1)[0] as string) === undefined;
    return isFree && !model.imports.some(({ isStar }) => isStar) ? [{ span: node, replacement }] : null;
  }
  const access = module.includes(".") ? accessToSubmodule(module, model) : accessToModule(module, model)?.edits;
  return access ? [...access, { span: node, replacement: to }] : null;
}

/** Makes `a.b` usable under its own name by an import behind `import a`, or `from a import c`, where the name `a` is free. */
function accessToSubmodule(module: string, model: Model): readonly TextEdit[] | null {
  const root = module.split(".", 1)[0] as string;
  const access = accessToModule(root, model);
  if (access === null) return null;
  const { lineBreak } = model.source;
  if (
    model.imports.some((imported) => imported.module === module && imported.names.some(({ local }) => local === root))
  )
    return [];
  const [added] = access.edits;
  if (added !== undefined) return [{ span: added.span, replacement: `${lineBreak}import ${module}` }];
  const before = model.imports.find((imported) => imported.module === root && isLine(imported.statement))?.statement;
  return before === undefined
    ? null
    : [{ span: { start: before.end, end: before.end }, replacement: `${lineBreak}import ${module}` }];
}

/** Whether a top-level statement has its last line to itself. */
function isLine({ parent, tree, end }: SyntaxNode): boolean {
  const { source } = tree;
  return (
    parent?.kind === "module" && source.text.slice(end, source.lines.endOf(source.lines.lineAt(end))).trim() === ""
  );
}

/** `from module import old` as an import, or another name, of what does the same, while the file goes on using `old`. */
export function renamedImport(
  { statement, at, names, module }: ImportedModule,
  name: ImportedName,
  to: string,
): TextEdit[] | null {
  const [toModule, member] = divided(to);
  const dotted = name.node.kind === "aliased_import" ? name.node.field("name") : name.node;
  if (dotted === null) return null;
  if (toModule === module) {
    const isAliased = name.node.kind === "aliased_import";
    return [{ span: dotted, replacement: isAliased ? member : `${member} as ${name.local}` }];
  }
  const { source } = statement.tree;
  const only = names.length === 1 ? names[0] : undefined;
  const imported = member === name.local ? member : `${member} as ${name.local}`;
  // `zip = zip` in a module would do, but nobody would understand it.
  const line = toModule === null ? `${name.local} = ${member}` : `from ${toModule} import ${imported}`;
  if (toModule === null && (member === name.local || statement.parent?.kind !== "module")) return null;
  if (only !== undefined) {
    if (toModule !== null)
      return [
        { span: at, replacement: toModule },
        { span: name.node, replacement: imported },
      ];
    return [{ span: statement, replacement: line }];
  }
  // The others stay; a comment beside one of them might be about this one.
  if (source.text.slice(statement.start, statement.end).includes("#")) return null;
  const first = source.lines.startOf(source.lines.lineAt(statement.start));
  const indentation = source.text.slice(first, statement.start).replace("\uFEFF", "");
  const rest = source.text.slice(statement.end, source.lines.endOf(source.lines.lineAt(statement.end)));
  if (indentation.trim() !== "" || rest.trim() !== "") return null;
  const index = names.indexOf(name);
  const [before, after] = [names[index - 1]?.node, names[index + 1]?.node];
  const span =
    before === undefined
      ? { start: name.node.start, end: after?.start ?? name.node.end }
      : { start: before.end, end: name.node.end };
  return [
    { span, replacement: "" },
    { span: { start: statement.end, end: statement.end }, replacement: `${source.lineBreak}${indentation}${line}` },
  ];
}

/** `string.method(text, *rest)` as `text.method(*rest)`; `join` has the text last, and a blank where there is none. */
export function calledOnText(call: Call, method: string): TextEdit[] | null {
  const given = call.positional;
  if (given.length !== call.arguments.length || given.some((each) => each.text.includes("\n"))) return null;
  const [first, ...others] = given;
  if (first === undefined || call.node.text.includes("#")) return null;
  const written = (node: SyntaxNode): string => (ATOMS.has(node.kind) ? node.text : `(${node.text})`);
  if (method === "join") {
    const [separator, ...more] = others;
    if (more.length > 0) return null;
    const object = separator === undefined ? '" "' : written(separator);
    return [{ span: call.node, replacement: `${object}.join(${first.text})` }];
  }
  const rest = others.map(({ text }) => text).join(", ");
  return [{ span: call.node, replacement: `${written(first)}.${method}(${rest})` }];
}

/** `d.has_key(k)` as `k in d`, `e.getchildren()` as `list(e)`, and the new name of what only has another. */
export function renamedMember(
  node: SyntaxNode,
  member: string,
  { to }: MemberReplacement,
  model: Model,
): TextEdit[] | null {
  const [object, attribute] = [node.field("object"), node.field("attribute")];
  if (object === null || attribute === null) return null;
  if (to !== undefined) return [{ span: attribute, replacement: to }];
  const call = node.parent === null ? null : model.callAt(node.parent);
  if (call === null || call.callee !== node || call.node.text.includes("#")) return null;
  if (member === "getchildren" && call.arguments.length === 0 && model.scopeAt(node).lookup("list") === undefined) {
    return [{ span: call.node, replacement: `list(${object.text})` }];
  }
  const [key, ...others] = call.positional;
  if (member !== "has_key" || key === undefined || others.length > 0 || call.arguments.length !== 1) return null;
  const left = ATOMS.has(key.kind) || key.kind === "integer" ? key.text : `(${key.text})`;
  const outer = call.node.parent;
  const isNegated = outer?.kind === "not_operator";
  if (isNegated) return [{ span: outer, replacement: bare(outer, `${left} not in ${object.text}`) }];
  return [{ span: call.node, replacement: bare(call.node, `${left} in ${object.text}`) }];
}

/** Where a comparison needs no parentheses. */
const OPEN =
  /^(?:if_statement|elif_clause|while_statement|return_statement|assignment|parenthesized_expression|argument_list|boolean_operator|expression_statement|assert_statement|not_operator)$/;

function bare(node: SyntaxNode, comparison: string): string {
  return node.parent !== null && OPEN.test(node.parent.kind) ? comparison : `(${comparison})`;
}
