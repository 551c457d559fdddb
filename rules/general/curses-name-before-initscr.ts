import { COLOR_MAKERS, COLOR_NAME, LATE_NAME, SCREEN_MAKERS, SCREENLESS } from "../../engine/knowledge/curses.js";
import { libraryMember } from "../../engine/knowledge/library.js";
import { defineRule, type RuleContext } from "../../engine/rule.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Model } from "../../engine/semantics/model.js";
import { isBeforeAll } from "../../engine/semantics/not-yet-called.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

const LATE_WORD = /\b(?:LINES|COLS|COLORS|COLOR_PAIRS|ACS_[A-Z0-9]+)\b/;
/** How Python says that a name, or the screen, is not there. */
const NAME_ERRORS = ["ImportError", "AttributeError", "NameError"];
const CALL_ERRORS = ["curses.error", "_curses.error"];

const MESSAGES = {
  imported: "`{name}` is made by `{maker}()`, so it cannot be imported before: use `curses.{name}` once that has run",
  starred: "`{name}` is made by `{maker}()`, too late for `from curses import *`: write `curses.{name}`",
  early: "`curses.{name}` is made by `{maker}()`, which has not run yet",
  called: "`curses.{name}()` raises an exception, since `curses.initscr()` has not run yet",
} as const;

/**
 * The module gets `LINES`, `COLS` and the line-drawing characters when the screen is made, and `COLORS` with the colours;
 * most of its functions raise an exception before.
 *
 * Found where it is certain that there is no screen yet: in imports, in the code of a module, and in a function that
 * makes the screen further down.
 */
export default defineRule({
  name: "curses-name-before-initscr",
  question: "curses",
  summary: "a name or function of curses that is used before there is a screen",
  severity: "error",
  fix: "none",
  messages: MESSAGES,
  on: (when) => [
    when.nodes("identifier", { anyOf: [["curses"]], pattern: LATE_WORD }, checkName),
    when.nodes("call", { anyOf: [["curses"]] }, (node, { model, report }) => {
      const name = model.callAt(node)?.name;
      if (!name?.startsWith("curses.") || SCREENLESS.has(name) || libraryMember(name)?.kind !== "function") return;
      if (!/^curses\.\w+$/.test(name) || !isBeforeAll(node, SCREEN_MAKERS, model)) return;
      if (isGuarded(node, model)) return;
      report("called", { at: node, data: { name: name.slice("curses.".length) } });
    }),
  ],
});

function checkName(node: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const name = node.text;
  const qualified = `curses.${name}`;
  if (!LATE_NAME.test(qualified)) return;
  const [makers, maker] = COLOR_NAME.test(qualified)
    ? [COLOR_MAKERS, "curses.start_color"]
    : [SCREEN_MAKERS, "curses.initscr"];
  const data = { name, maker };
  const statement = node.enclosing("import_from_statement");
  if (statement !== null) {
    if (!isImported(node, statement, model) || !isBeforeAll(statement, makers, model)) return;
    if (!isGuarded(statement, model)) report("imported", { at: node, data });
    return;
  }
  const attribute = node.fieldName === "attribute" ? node.parent : null;
  const expression = attribute ?? node;
  if (model.qualifiedName(expression) !== qualified) return;
  if (attribute === null) {
    const star = starImport(node, model);
    if (star !== null && isBeforeAll(star, makers, model) && !isGuarded(node, model)) {
      report("starred", { at: node, data, related: [{ span: star, message: "imported here" }] });
    }
  } else if (!isBound(attribute) && isBeforeAll(attribute, makers, model) && !isGuarded(attribute, model)) {
    report("early", { at: attribute, data });
  }
}

/** Whether an identifier is what an import statement takes from curses, and not the name it gives it. */
function isImported(node: SyntaxNode, statement: SyntaxNode, { imports }: Model): boolean {
  if (node.fieldName === "alias") return false;
  const found = imports.find((each) => each.statement === statement && each.module === "curses");
  return found?.names.some((each) => each.member === node.text && each.node.covers(node)) === true;
}

/** The only statement of the module that could bring a name in by `*`. */
function starImport(node: SyntaxNode, model: Model): SyntaxNode | null {
  const [star, ...others] = model.scopes.module.starImports;
  return star !== undefined && others.length === 0 && model.variableOf(node) === undefined ? star : null;
}

function isBound({ fieldName, parent }: SyntaxNode): boolean {
  return (fieldName === "left" && parent?.kind === "assignment") || parent?.kind === "delete_statement";
}

function isGuarded(node: SyntaxNode, model: Model): boolean {
  return guardOf(node, model, NAME_ERRORS) !== null || isExpectedToFail(node, model, CALL_ERRORS);
}
