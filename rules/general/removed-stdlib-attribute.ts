import { isSubclass, libraryMember, memberHistory } from "../../engine/knowledge/library.js";
import { moduleHistory } from "../../engine/knowledge/modules.js";
import { wordsOfName } from "../../engine/knowledge/names.js";
import {
  classesWithRemovedMembers,
  type MemberReplacement,
  methodOfString,
  removedNames,
  replacementOfMember,
  replacementOfObjectMember,
} from "../../engine/knowledge/removed-members.js";
import { calledOnText, renamedAttribute, renamedImport, renamedMember } from "../../engine/repairs/removed-members.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import { guardOf, IMPORT_ERRORS, NAME_ERRORS } from "../../engine/semantics/guards.js";
import { libraryClassesOf } from "../../engine/semantics/library-objects.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import type { TextEdit } from "../../engine/text/edits.js";
import { textMatches } from "../../engine/text/matching.js";
import { comparePythonVersions, formatPythonVersion, type PythonVersion } from "../../engine/versions.js";

const MESSAGES = {
  removed: "`{name}` was removed in Python {version}: {advice}",
  left: "Python 3 has no `{name}`: {advice}",
} as const;
type Context = RuleContext<typeof MESSAGES>;

/** Versions from 3.0 to this one are not told apart: what went in one of them went "in Python 3". */
const FIRST_TOLD: PythonVersion = { major: 3, minor: 6 };

/** By member, the classes whose objects had it. */
const OWNERS = new Map<string, string[]>();
for (const [className, members] of classesWithRemovedMembers()) {
  for (const member of members) OWNERS.set(member, [...(OWNERS.get(member) ?? []), className]);
}
const AFTER_DOT = new RegExp(String.raw`\.[\s\\]*(?:#|(?:${[...OWNERS.keys()].join("|")})\b)`);

/**
 * Modules stay and lose functions, classes and constants; classes stay and lose methods. What uses them ends in
 * AttributeError or ImportError, but not before it is run.
 *
 * Found at uses and imports of names that the target version no longer has, and at attributes of objects that are
 * certainly of a class of the library, unless a handler, a condition, a `hasattr` or an assignment of the very attribute shows that the
 * author knows.
 */
export default defineRule({
  name: "removed-stdlib-attribute",
  question: "find-a-module",
  summary: "a function, class or method of the standard library that is gone from the Python version in use",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    // One subscription for each module, so that a word of one and the import of another wake nobody.
    ...[...removedNames().values()].map((names) => when.references(names, checkName)),
    when.nodes("attribute", { anyOf: [...OWNERS].flatMap(mentions), pattern: AFTER_DOT }, checkMember),
  ],
});

/** The words that a file has which uses a removed member: its name, and where the class comes from. */
function mentions([member, classes]: readonly [string, readonly string[]]): string[][] {
  return classes.flatMap((className) => {
    if (/^(?:builtins|types)\./.test(className)) return [[member]];
    // Parsers are made by the class's name; tests and threads often by that of a class which inherits from it.
    const isNamed = className === "html.parser.HTMLParser";
    return wordsOfName(className).map((words) => [...(isNamed ? words : words.slice(0, 1)), member]);
  });
}

function checkName(node: SyntaxNode, name: string, context: Context): void {
  const { model } = context;
  const until = goneSince(name, model);
  const replacement = replacementOfMember(name);
  // `from os import getcwdu` fails before any use of the name can.
  if (until === undefined || replacement === undefined || node.kind === "identifier") return;
  if (isExcused(node, name.slice(name.lastIndexOf(".") + 1), model) || isOfOldModule(node, model)) return;
  const at = node.kind === "aliased_import" ? (node.field("name") ?? node) : node;
  tell(context, { at, name, until, replacement, fix: () => repairName(node, name, replacement, model) });
}

/** Whether a name is imported from a module that is gone as a whole: that is said of the module. */
function isOfOldModule(node: SyntaxNode, { imports, target }: Model): boolean {
  if (node.kind === "attribute") return false;
  const module = imports.find(({ names }) => names.some((each) => each.node === node))?.module;
  const until = module === undefined ? undefined : moduleHistory(module)?.until;
  return until !== undefined && comparePythonVersions(target, until) >= 0;
}

function checkMember(node: SyntaxNode, context: Context): void {
  const member = node.field("attribute")?.text ?? "";
  const owners = OWNERS.get(member);
  const object = node.field("object");
  if (owners === undefined || object === null || isExcused(node, member, context.model)) return;
  const classes = libraryClassesOf(object, member, context.model);
  if (classes === null) return;
  for (const className of owners) {
    if (!classes.some((each) => isSubclass(each, className))) continue;
    const name = `${className}.${member}`;
    const until = goneSince(name, context.model);
    const replacement = replacementOfObjectMember(className, member);
    if (until === undefined || replacement === undefined) continue;
    const at = node.field("attribute") ?? node;
    const fix = (): Fix | null => {
      const edits = renamedMember(node, member, replacement, context.model);
      return edits && { title: titleOf(replacement), safety: "safe", edits };
    };
    tell(context, { at, name: name.replace(/^builtins\./, ""), until, replacement, fix });
    return;
  }
}

interface Removal {
  readonly at: SyntaxNode;
  readonly name: string;
  readonly until: PythonVersion;
  readonly replacement: MemberReplacement;
  readonly fix: () => Fix | null;
}

function tell({ report }: Context, { at, name, until, replacement: { advice }, fix }: Removal): void {
  if (comparePythonVersions(until, FIRST_TOLD) <= 0) report("left", { at, data: { name, advice }, fix });
  else report("removed", { at, data: { name, version: formatPythonVersion(until), advice }, fix });
}

/** The version that took a member away, if the file is meant for it or a later one, and what had the member is still there. */
function goneSince(name: string, { target }: Model): PythonVersion | undefined {
  const until = memberHistory(name)?.until;
  if (until === undefined || comparePythonVersions(target, until) < 0) return undefined;
  const owner = moduleOf(name);
  const end = moduleHistory(owner)?.until;
  return end !== undefined && comparePythonVersions(target, end) >= 0 ? undefined : until;
}

function moduleOf(name: string): string {
  let module = name;
  do module = module.slice(0, module.lastIndexOf("."));
  while (module.includes(".") && libraryMember(module)?.kind !== "module");
  return module;
}

/** Whether the file shows that its author knew: somebody asks for the attribute by its name, or provides it. */
function isExcused(node: SyntaxNode, member: string, model: Model): boolean {
  const isAsked = textMatches(model.source, new RegExp(String.raw`attr\s*\([^"']{0,200}["']${member}["']`));
  if (isAsked || model.scopes.attributeStores.some(({ target }) => target.field("attribute")?.text === member))
    return true;
  return guardOf(node, model, [...NAME_ERRORS, ...IMPORT_ERRORS]) !== null;
}

const titleOf = ({ to, advice }: MemberReplacement): string =>
  to === undefined ? `${advice[0]?.toUpperCase()}${advice.slice(1)}` : `Use \`${to.replace(/^builtins\./, "")}\``;

function repairName(node: SyntaxNode, name: string, replacement: MemberReplacement, model: Model): Fix | null {
  const title = titleOf(replacement);
  const method = methodOfString(name);
  if (method !== undefined) {
    const call = node.parent === null ? null : model.callAt(node.parent);
    const edits = call?.callee === node ? calledOnText(call, method) : null;
    return edits && { title: `Call the method \`${method}\``, safety: "unsafe", edits };
  }
  const { to, sameBehaviour } = replacement;
  if (name === "smtplib.SSLFakeFile") return repairFakeFile(node, model);
  if (to === undefined) return null;
  const edits = node.kind === "attribute" ? renamedAttribute(node, name, to, model) : repairImport(node, to, model);
  return edits && { title, safety: sameBehaviour ? "safe" : "unsafe", edits };
}

/** The file that reads from a socket, which the class was a makeshift for. */
function repairFakeFile(node: SyntaxNode, model: Model): Fix | null {
  const call = node.parent === null ? null : model.callAt(node.parent);
  const [socket, ...others] = call?.callee === node ? call.positional : [];
  if (call === null || others.length > 0 || !/^(?:identifier|attribute|call|subscript)$/.test(socket?.kind ?? ""))
    return null;
  const edits = [{ span: call.node, replacement: `${socket?.text}.makefile("rb")` }];
  return { title: "Make a file of the socket", safety: "unsafe", edits };
}

function repairImport(node: SyntaxNode, to: string, model: Model): readonly TextEdit[] | null {
  for (const imported of model.imports) {
    const name = imported.names.find((each) => each.node === node);
    if (name !== undefined) return renamedImport(imported, name, to);
  }
  return null;
}
