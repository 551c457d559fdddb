import type { Model } from "../semantics/model.js";
import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";
import type { Span } from "../text/span.js";
import { freshName } from "./imports.js";
import { insertStatementBefore } from "./statements.js";

/** The edits that write a statement of Python 2 as Python 3 reads it. */
export interface StatementRepair {
  readonly edits: readonly TextEdit[];
  /** Whether it is certain that the program goes on as before. */
  readonly isExact: boolean;
}

/** What `raise E, value, traceback` raises, in the order written; null for other statements. */
export function raisedParts(raise: SyntaxNode): readonly SyntaxNode[] | null {
  const list = raise.namedChildren[0];
  return list?.kind === "expression_list" && list.namedChildren.length <= 3 ? list.namedChildren : null;
}

/**
 * `raise E, value` as `raise E(value)`, with `.with_traceback()` for a third part.
 *
 * Python 2 spreads a tuple over the arguments, and raises a value that is an object of the class itself.
 */
export function raiseRepair(raise: SyntaxNode, model: Model): StatementRepair | null {
  const [type, value, traceback] = raisedParts(raise) ?? [];
  if (type === undefined || value === undefined) return null;
  const caught = traceback === undefined ? null : caughtValue(type, value, traceback, model);
  const ending = traceback === undefined || traceback.kind === "none" ? "" : `.with_traceback(${traceback.text})`;
  const end = (traceback ?? value).end;
  if (caught !== null) {
    return {
      edits: [
        { span: { start: type.start, end: value.start }, replacement: "" },
        { span: { start: value.end, end }, replacement: ending },
      ],
      isExact: true,
    };
  }
  if (isWrittenText(type)) {
    return {
      edits: [
        { span: { start: type.start, end: type.start }, replacement: "Exception(" },
        { span: { start: value.end, end }, replacement: `)${ending}` },
      ],
      isExact: false,
    };
  }
  const callable = /^(?:identifier|attribute|call|subscript|parenthesized_expression)$/.test(type.kind);
  if (!callable) return null;
  if (value.kind === "none") {
    const made = ending === "" || type.kind === "call" ? "" : "()";
    return {
      edits: [{ span: { start: type.end, end }, replacement: `${made}${ending}` }],
      isExact: type.kind === "call",
    };
  }
  const isTuple = value.kind === "tuple";
  const open = isTuple ? "" : "(";
  const close = isTuple ? "" : ")";
  return {
    edits: [
      { span: { start: type.end, end: value.start }, replacement: open },
      { span: { start: value.end, end }, replacement: `${close}${ending}` },
    ],
    isExact: isTuple || isText(value, model),
  };
}

/** Whether what is raised is a text, written out, which no Python since 2.6 raises. */
export function isWrittenText(type: SyntaxNode): boolean {
  if (type.kind === "binary_operator") return type.field("left")?.kind === "string";
  return type.kind === "string" || type.kind === "concatenated_string";
}

function isText(value: SyntaxNode, model: Model): boolean {
  if (/^(?:string|concatenated_string|integer|float)$/.test(value.kind)) return true;
  return model.contentOf(value) !== null;
}

/** The exception itself, where the three parts are those of `sys.exc_info()`. */
function caughtValue(type: SyntaxNode, value: SyntaxNode, traceback: SyntaxNode, model: Model): SyntaxNode | null {
  const parts = [type, value, traceback];
  const objects = parts.map((part, index) => {
    const isPart = part.kind === "subscript" && part.field("subscript")?.text === String(index);
    return isPart ? part.field("value")?.text : undefined;
  });
  if (objects[0] !== undefined && new Set(objects).size === 1) return value;
  const isTriple = parts.every(({ kind }) => kind === "identifier" || kind === "attribute");
  const written = parts.map(({ text }) => text).join();
  const isUnpacked = model.tree
    .nodesOfKind("pattern_list")
    .some(
      (list) =>
        list.parent?.kind === "assignment" &&
        list.namedChildren.map(({ text }) => text).join() === written &&
        list.parent.field("right")?.text === "sys.exc_info()",
    );
  return isTriple && isUnpacked ? value : null;
}

/** `except E, target:` as its two parts; null for other clauses. */
export function caughtInto(clause: SyntaxNode): readonly [exceptions: SyntaxNode, target: SyntaxNode] | null {
  const [exceptions, target, ...others] = clause.fieldAll("value");
  if (exceptions === undefined || target === undefined || others.length > 0 || clause.token(",") === null) return null;
  return /^(?:identifier|attribute|subscript|tuple|list)$/.test(target.kind) ? [exceptions, target] : null;
}

/**
 * `except E, e:` as `except E as e:`; a target of another kind, and a name that is still used behind the clause, where Python 3
 * has forgotten it, are assigned in its block.
 */
export function exceptRepair(clause: SyntaxNode, model: Model): StatementRepair | null {
  const [exceptions, target] = caughtInto(clause) ?? [];
  const block = clause.namedChildren.at(-1);
  const first = block?.kind === "block" ? block.namedChildren[0] : undefined;
  if (exceptions === undefined || target === undefined || first === undefined) return null;
  const between = { start: exceptions.end, end: target.start };
  if (target.kind === "identifier" && !isUsedElsewhere(target, clause)) {
    return { edits: [{ span: between, replacement: " as " }], isExact: true };
  }
  const name = freshName(clause, model, ...["error", "caught"].filter((wish) => wish !== target.text));
  const isUnpacked = target.kind === "tuple" || target.kind === "list";
  const assigned = isUnpacked ? `${tupleText(target)} = ${name}.args` : `${target.text} = ${name}`;
  return {
    edits: [
      { span: { start: exceptions.end, end: target.end }, replacement: ` as ${name}` },
      insertStatementBefore(first, assigned),
    ],
    isExact: true,
  };
}

function tupleText(target: SyntaxNode): string {
  return target.kind === "tuple" && target.namedChildren.length > 1 ? target.text.slice(1, -1).trim() : target.text;
}

/** By function or module: each of many clauses asks. */
const used = new Kept<SyntaxNode, Map<string, boolean>>(({ tree }) => tree);

/** Whether the name is read in the same function or module, outside of all handlers that bind it. */
function isUsedElsewhere(target: SyntaxNode, clause: SyntaxNode): boolean {
  const region = clause.enclosing("function_definition", "lambda", "module") ?? clause;
  let names = used.get(region);
  if (names === undefined) {
    names = new Map();
    used.set(region, names);
  }
  let isUsed = names.get(target.text);
  if (isUsed === undefined) {
    isUsed = isReadOutside(target.text, region);
    names.set(target.text, isUsed);
  }
  return isUsed;
}

function isReadOutside(name: string, region: SyntaxNode): boolean {
  return region.descendants("identifier").some((identifier) => {
    if (identifier.text !== name || isBound(identifier)) return false;
    for (let node: SyntaxNode | null = identifier; node !== null && node !== region; node = node.parent) {
      if (node.kind === "except_clause" && bindsName(node, name)) return false;
      if (/^(?:function_definition|class_definition|lambda)$/.test(node.kind)) return false;
    }
    return true;
  });
}

function bindsName(clause: SyntaxNode, name: string): boolean {
  const alias = clause.descendants("as_pattern")[0]?.namedChildren.at(-1);
  return caughtInto(clause)?.[1].text === name || alias?.text === name;
}

function isBound({ parent, fieldName }: SyntaxNode): boolean {
  if (parent === null) return false;
  if (parent.kind === "attribute") return fieldName === "attribute";
  if (parent.kind === "keyword_argument") return fieldName === "name";
  return fieldName === "left" || /(?:^pattern_list|_pattern|^as_pattern_target)$/.test(parent.kind);
}

/** `exec code in globals, locals`: where its parts lie. */
export interface ExecStatement {
  readonly span: Span;
  readonly keywordEnd: number;
  /** From the beginning of the code to its end; parentheses that look like those of a call are part of it. */
  readonly code: Span;
  /** Where the namespaces begin; null without them. */
  readonly namespaces: number | null;
  /** Whether Python 3 reads it too, as a call and a comparison of its result. */
  readonly compiles: boolean;
}

/**
 * The exec statement that begins with a node; null where it is something else, or a call that Python 3 understands alike.
 *
 * The grammar takes most of its forms for something damaged, or for two statements.
 */
export function execStatementOf(node: SyntaxNode): ExecStatement | null {
  const { start, tree } = node;
  const { text } = tree.source;
  const keyword = /^exec(?:[ \t\f]|\\\r?\n)*/.exec(text.slice(start, node.end + 200));
  if (keyword === null || /^\w/.test(text.slice(start + 4, start + 5))) return null;
  const first = start + keyword[0].length;
  if (node.kind === "exec_statement") {
    const rest = node.nextSibling;
    const isSplit =
      rest?.kind === "expression_statement" && /^(?:[ \t]|\\\r?\n)*$/.test(text.slice(node.end, rest.start));
    const inside = node.token("in") ?? (isSplit ? membershipIn(rest) : null);
    return parts({ start, end: isSplit ? rest.end : node.end }, first, inside, false);
  }
  const inside = membershipIn(node);
  // Where the damage lies behind the statement, nothing tells how far the code goes.
  if (first < node.end && tree.errors.some((error) => error.start === first)) return parts(node, first, inside, false);
  const left = inside?.parent?.namedChildren[0];
  const isCall = left?.kind === "call" && left.field("function")?.text === "exec";
  return inside !== null && isCall ? parts(node, first, inside, true) : null;
}

function membershipIn(statement: SyntaxNode): SyntaxNode | null {
  const [comparison] = statement.namedChildren;
  return comparison?.kind === "comparison_operator" ? comparison.token("in") : null;
}

function parts({ start, end }: Span, first: number, inside: SyntaxNode | null, compiles: boolean): ExecStatement {
  const before = inside?.previousSibling ?? null;
  return {
    span: { start, end },
    keywordEnd: start + "exec".length,
    code: { start: first, end: before?.end ?? end },
    namespaces: inside?.nextSibling?.start ?? null,
    compiles,
  };
}

/** `exec code in names` as `exec(code, names)`. */
export function execRepair(
  { span, code, namespaces, compiles, keywordEnd }: ExecStatement,
  model: Model,
): StatementRepair {
  const { text } = model.source;
  const isBlank = /^[ \t]*$/.test(text.slice(keywordEnd, code.start));
  const open = { span: { start: span.start, end: isBlank ? code.start : keywordEnd }, replacement: "exec(" };
  const close = { span: { start: span.end, end: span.end }, replacement: ")" };
  // Without namespaces the code's names are the function's own in Python 2 only.
  const isExact = namespaces !== null || model.scopeAt(model.tree.nodeAt(span)).kind !== "function";
  if (namespaces === null) return { edits: [open, close], isExact };
  if (!compiles)
    return { edits: [open, { span: { start: code.end, end: namespaces }, replacement: ", " }, close], isExact };
  return { edits: [{ span: { start: code.end - 1, end: namespaces }, replacement: ", " }, close], isExact };
}
