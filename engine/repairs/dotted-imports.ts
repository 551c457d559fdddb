import type { ImportedModule } from "../semantics/imports.js";
import type { Model } from "../semantics/model.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { TextEdit } from "../text/edits.js";

/** What both `rfc822` and `email.utils` have. */
const IN_EMAIL_UTILS = new Set([
  "formatdate",
  "mktime_tz",
  "parseaddr",
  "parsedate",
  "parsedate_tz",
  "quote",
  "unquote",
]);

/**
 * `import a.B` as `import a.c`, with every `a.B` in the file as `a.c`; null for other imports, and where the module is also
 * used in another way.
 */
export function renameDotted(imported: ImportedModule, to: string, model: Model): TextEdit[] | null {
  const { at, module, statement } = imported;
  const [root = "", ...rest] = module.split(".");
  if (rest.length !== 1 || to.split(".")[0] !== root || !isPlain(imported)) return null;
  const uses = (rootVariable(at, model)?.references ?? []).flatMap((reference) => {
    const { parent } = reference;
    return parent?.kind === "attribute" && !statement.covers(parent) && parent.text === module ? [parent] : [];
  });
  return [at, ...uses].map((span) => ({ span, replacement: to }));
}

/** `import rfc822` as `import email.utils`, with all that the file uses of it; null where `email.utils` lacks something of that. */
export function emailUtilsEdits(imported: ImportedModule, model: Model): TextEdit[] | null {
  const { at, module, statement } = imported;
  const bound = model.scopes.scopes.some(({ variables }) =>
    variables.get("email")?.bindings.some(({ kind }) => kind !== "import"),
  );
  if (module !== "rfc822" || bound || !isPlain(imported)) return null;
  const edits: TextEdit[] = [{ span: at, replacement: "email.utils" }];
  for (const reference of rootVariable(at, model)?.references ?? []) {
    if (statement.covers(reference)) continue;
    const attribute = reference.parent?.kind === "attribute" ? reference.parent : null;
    const member = attribute?.field("attribute")?.text;
    if (member === undefined || !IN_EMAIL_UTILS.has(member)) return null;
    edits.push({ span: reference, replacement: "email.utils" });
    const call = attribute?.parent ? model.callAt(attribute.parent) : null;
    if (member !== "formatdate") continue;
    const close = call?.node.field("arguments")?.token(")");
    if (call === null || close === null || close === undefined || call.callee !== attribute) return null;
    // It ends in "GMT" there, and in "-0000" here unless it is told so.
    const comma = call.arguments.length === 0 ? "" : ", ";
    edits.push({ span: { start: close.start, end: close.start }, replacement: `${comma}usegmt=True` });
  }
  return edits;
}

function isPlain({ at, statement }: ImportedModule): boolean {
  return statement.kind === "import_statement" && at.kind === "dotted_name" && at.parent?.kind !== "aliased_import";
}

function rootVariable(at: SyntaxNode, model: Model) {
  const root = at.namedChildren[0];
  return root === undefined ? undefined : model.variableOf(root);
}
