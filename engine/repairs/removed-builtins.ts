import { REMOVED_BUILTINS } from "../knowledge/removed-builtins.js";
import type { Call } from "../semantics/call.js";
import { plainText } from "../semantics/docstrings.js";
import type { Model } from "../semantics/model.js";
import { onceAFile, onceForEach } from "../semantics/once.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import { accessToModule } from "./imports.js";
import { evaluatingInputs, inputEdits } from "./old-input.js";

/** The edits that do without a builtin that is gone, and whether the program surely goes on as before. */
export interface BuiltinRepair {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  readonly isExact: boolean;
}

const ATOMS = /^(?:identifier|attribute|call|subscript|string|integer|float|parenthesized_expression|list|dictionary)$/;

/** What to write for a builtin of Python 2 where it is named; null where that cannot be said. */
export function removedBuiltinRepair(node: SyntaxNode, name: string, model: Model): BuiltinRepair | null {
  const call = node.parent === null ? null : model.callAt(node.parent);
  const own = call?.callee === node ? call : null;
  switch (name) {
    case "execfile":
      return own && executed(own, model);
    case "apply":
      return own && applied(own);
    case "cmp":
      return own === null ? null : compared(own);
    case "basestring":
    case "long":
    case "unicode":
      return withoutDouble(node) ?? renamed(node, name, model);
    case "raw_input":
      return evaluatingInputs(model).size === 0
        ? renamed(node, name, model)
        : { title: "Use `input`, and evaluate what it was used for", edits: inputEdits(model), isExact: false };
    case "file":
      return own && renamed(node, name, model);
    default:
      return renamed(node, name, model);
  }
}

function renamed(node: SyntaxNode, name: string, model: Model): BuiltinRepair | null {
  const { to, sameBehaviour } = REMOVED_BUILTINS[name] ?? {};
  if (to === undefined) return null;
  const [module = "", member = ""] = to.split(".");
  const text = module === "builtins" ? member : to;
  const title = `Use \`${text}\``;
  if (module === "builtins") {
    if (!isFree(member, node, model)) return null;
    return {
      title,
      edits: [{ span: node, replacement: text }],
      isExact: sameBehaviour === true && isSame(node, name, model),
    };
  }
  const access = importOf(module, node, model);
  return access && { title, edits: [...access, { span: node, replacement: text }], isExact: sameBehaviour === true };
}

/** False where the name does more than the new one, which decodes no text. */
function isSame(node: SyntaxNode, name: string, model: Model): boolean {
  const call = node.parent === null ? null : model.callAt(node.parent);
  return name !== "unicode" || call?.callee !== node || call.arguments.length < 2;
}

/** The import of a module, behind another one or, in a file without any, before its first statement. */
function importOf(module: string, node: SyntaxNode, model: Model): readonly TextEdit[] | null {
  const access = accessToModule(module, model);
  if (access !== null) return access.edits;
  if (model.imports.length > 0 || isBoundSomewhere(module, model)) return null;
  const first = firstStatement(model);
  if (first === undefined || first.start > node.start) return null;
  return [{ span: { start: first.start, end: first.start }, replacement: `import ${module}${model.source.lineBreak}` }];
}

const isBoundSomewhere = onceForEach((name: string, { scopes }) =>
  scopes.scopes.some(({ variables }) => variables.has(name)),
);

/** The first statement that is no docstring. */
const firstStatement = onceAFile(({ tree, target }) =>
  tree.root.namedChildren.find((statement) => plainText(statement, target) === null),
);

function isFree(name: string, node: SyntaxNode, model: Model): boolean {
  return model.scopeAt(node).lookup(name) === undefined;
}

/** `(str, unicode)` and `(int, long)` in a test of types as the one that is left. */
function withoutDouble(node: SyntaxNode): BuiltinRepair | null {
  const tuple = node.parent;
  const [first, second, ...others] = tuple?.kind === "tuple" ? tuple.namedChildren : [];
  if (tuple === null || first === undefined || second === undefined || others.length > 0) return null;
  const names = [first.text, second.text].sort().join();
  const left = names === "int,long" ? "int" : names === "str,unicode" || names === "basestring,str" ? "str" : undefined;
  if (left === undefined || tuple.parent?.kind !== "argument_list") return null;
  return { title: `Use \`${left}\``, edits: [{ span: tuple, replacement: left }], isExact: true };
}

/** `execfile(path, names)` as `exec(compile(open(path, "rb").read(), path, "exec"), names)`. */
function executed(call: Call, model: Model): BuiltinRepair | null {
  const [path, ...names] = call.positional;
  if (path === undefined || call.positional.length !== call.arguments.length) return null;
  if (!["exec", "compile", "open"].every((name) => isFree(name, call.node, model))) return null;
  const rest = names.map(({ text }) => `, ${text}`).join("");
  const isSimple = /^(?:identifier|attribute|string|subscript)$/.test(path.kind);
  const file = isSimple ? path.text : '"<file>"';
  const replacement = `exec(compile(open(${path.text}, "rb").read(), ${file}, "exec")${rest})`;
  // Within a function, the names of the file would be the function's own in Python 2 only.
  const isExact = names.length > 0 || model.scopeAt(call.node).kind === "module";
  return { title: "Execute what is in the file", edits: [{ span: call.node, replacement }], isExact };
}

/** `apply(f, arguments, keywords)` as `f(*arguments, **keywords)`. */
function applied(call: Call): BuiltinRepair | null {
  const [callee, values, keywords, ...others] = call.positional;
  if (callee === undefined || others.length > 0 || call.positional.length !== call.arguments.length) return null;
  const unpacked = [
    values === undefined ? [] : `*${atom(values)}`,
    keywords === undefined ? [] : `**${atom(keywords)}`,
  ];
  const replacement = `${atom(callee)}(${unpacked.flat().join(", ")})`;
  return { title: "Call the function itself", edits: [{ span: call.node, replacement }], isExact: true };
}

/** `cmp(a, b)` as `(a > b) - (a < b)`. */
function compared(call: Call): BuiltinRepair | null {
  const [left, right, ...others] = call.positional;
  if (left === undefined || right === undefined || others.length > 0 || call.arguments.length !== 2) return null;
  if ([left, right].some((side) => side.descendants("yield", "await", "comment").length > 0)) return null;
  const [a, b] = [atom(left), atom(right)];
  const text = `(${a} > ${b}) - (${a} < ${b})`;
  const isOpen = /^(?:expression_statement|return_statement|assignment|argument_list|lambda|print_statement)$/;
  const replacement = isOpen.test(call.node.parent?.kind ?? "") ? text : `(${text})`;
  // What cannot be compared has an order of its own in Python 2.
  return { title: "Compare with `<` and `>`", edits: [{ span: call.node, replacement }], isExact: false };
}

function atom(node: SyntaxNode): string {
  return ATOMS.test(node.kind) || node.kind === "tuple" ? node.text : `(${node.text})`;
}
