import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { classOf } from "../../engine/semantics/classes.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import { restorationOf } from "../../engine/semantics/restoration.js";
import { isStandardInput } from "../../engine/semantics/standard-input.js";
import { mayFollow, SETTERS, writesIn } from "../../engine/semantics/terminal-attributes.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";

const MODES: ReadonlySet<string> = new Set(["tty.setcbreak", "tty.setraw"]);
const FLAGS: ReadonlySet<string> = new Set(["ECHO", "ICANON"].flatMap((flag) => [`termios.${flag}`, `tty.${flag}`]));
/** Other ways to give the terminal back. */
const OTHER_WAYS = /\bstty\b|["'](?:reset|sane)["']/;
/** What nobody is waited for in, and what does not fail. */
const HARMLESS = /^(?:termios|tty|fcntl|sys\.stdout)\.|^sys\.stdin\.fileno$|^builtins\.(?:chr|len|ord|print|repr)$/;

/** What waits for keys: in raw mode Ctrl+C is one of them, and interrupts nothing. */
const WAITING = /^(?:os\.read|select\.select|sys\.stdin(?:\.buffer)?\.(?:read|flush))$/;

const MESSAGES = {
  never:
    "nothing gives the terminal its mode back: save `termios.tcgetattr(...)` before, and set it again in a `finally`",
  calmly:
    "an exception, or Ctrl+C, before `{restore}` leaves the terminal as it is set here: restore it in a `finally`",
} as const;

/**
 * The mode of a terminal outlives the program: a shell that gets it without echo and lines is of little use.
 *
 * Found where standard input is put into raw or cbreak mode, or loses its echo or its lines, and nothing in the file sets
 * it again, or only where no exception comes by.
 */
export default defineRule({
  name: "terminal-mode-not-restored",
  question: "single-keypress",
  summary: "a mode of the terminal that is not restored, or not when an exception comes between",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) => when.calls([...MODES, ...SETTERS], check),
});

function check(call: Call, { model, source, report }: RuleContext<typeof MESSAGES>): void {
  if (!isChange(call, model) || textMatches(source, OTHER_WAYS)) return;
  const restores = restoresFor(call.node, model);
  const restoration = restorationOf(call.node, restores, model, (node) => {
    const { name = null } = model.callAt(node) ?? {};
    return name !== null && (HARMLESS.test(name) || (call.name === "tty.setraw" && WAITING.test(name)));
  });
  if (restoration === "never") {
    if (isForOthers(call.node, model)) return;
    report("never", { at: call.node });
  } else if (restoration === "calmly") {
    const [first] = restores;
    report("calmly", {
      at: call.node,
      data: { restore: excerpt(first?.text ?? "", 60) },
      related: restores.map((span) => ({ span, message: "not reached then" })),
    });
  }
}

/** Whether a call puts standard input into a mode in which no shell wants it. */
function isChange({ node, name, positional: [descriptor, , list] }: Call, model: Model): boolean {
  if (name === null || descriptor === undefined || !isStandardInput(descriptor, model)) return false;
  if (MODES.has(name)) return true;
  return SETTERS.has(name) && list !== undefined && clearsMode(node, list, model);
}

/** Whether echo or lines are taken out of a list of attributes before it is set. */
function clearsMode(setting: SyntaxNode, list: SyntaxNode, model: Model): boolean {
  return writesIn(model).some((write) => {
    const value = write.target.parent?.field("right");
    if (write.list.text !== list.text || !value || regionOf(write.target) !== regionOf(setting)) return false;
    const isCleared = value.descendants("attribute", "identifier").some((flag) => {
      const negation = flag.enclosing("unary_operator");
      return FLAGS.has(model.qualifiedName(flag) ?? "") && negation?.field("operator")?.text === "~";
    });
    return isCleared && mayFollow(write.target, setting, model);
  });
}

/** What each change of the mode is compared with, found once a file. */
interface Changes {
  /**
   * The calls of `tcsetattr`, and the mentions of it that are no calls, but those that change the mode: of the functions that make such a
   * change, each its own, which undoes it itself.
   */
  readonly own: ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>;
  /** Those of all other functions. */
  readonly others: readonly SyntaxNode[];
}

const known = new Kept<Model, Changes>(({ tree }) => tree);

function changesIn(model: Model): Changes {
  const found = known.get(model);
  if (found !== undefined) return found;
  const changes = new Set(model.calls.filter((call) => isChange(call, model)).map(({ node }) => node));
  const mentions = model.tree.nodesOfKind("identifier").flatMap((name) => {
    if (name.text !== "tcsetattr" || name.enclosing("import_from_statement") !== null) return [];
    const whole = name.fieldName === "attribute" && name.parent !== null ? name.parent : name;
    return [whole.fieldName === "function" && whole.parent !== null ? whole.parent : whole];
  });
  const own = new Map([...changes].map((node) => [regionOf(node), [] as SyntaxNode[]]));
  const others: SyntaxNode[] = [];
  for (const node of mentions) if (!changes.has(node)) (own.get(regionOf(node)) ?? others).push(node);
  const all = { own, others };
  known.set(model, all);
  return all;
}

/** The calls of `tcsetattr` that may undo a change, and the mentions of it that are no calls. */
function restoresFor(change: SyntaxNode, model: Model): readonly SyntaxNode[] {
  const { own, others } = changesIn(model);
  const mine = own.get(regionOf(change)) ?? [];
  return others.length === 0 ? mine : [...mine, ...others].sort((a, b) => a.row - b.row);
}

/** Whether the change is made for somebody outside the file: by a method, or a function that nobody here calls. */
function isForOthers(node: SyntaxNode, model: Model): boolean {
  const region = regionOf(node);
  if (region.kind !== "function_definition") return region.kind === "lambda";
  const name = region.field("name");
  const references = name === null ? [] : (model.variableOf(name)?.references ?? []);
  return classOf(region) !== null || references.every((reference) => region.covers(reference));
}
