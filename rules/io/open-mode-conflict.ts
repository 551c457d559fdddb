import { OPENERS, type OpenerRole } from "../../engine/knowledge/openers.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { isExpectedToFail } from "../../engine/semantics/expected-errors.js";
import { guardOf } from "../../engine/semantics/guards.js";
import type { Handle } from "../../engine/semantics/handle.js";
import { stringValue } from "../../engine/semantics/literals.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";
import { excerpt } from "../../engine/text/wording.js";
import { comparePythonVersions } from "../../engine/versions.js";

const MESSAGES = {
  binary: "binary mode takes no `{argument}`: this raises ValueError",
  unbuffered: "only a file in binary mode can be unbuffered: this raises ValueError",
  lines:
    "in binary mode lines are not flushed one by one, whatever the `1` says: Python warns of it and buffers as always",
  universal:
    "the mode `U` was removed in Python 3.11, so this raises ValueError: text mode reads all line ends by itself",
  several:
    "a mode has one of `r`, `w`, `a` and `x`, and `{mode}` has more, so this raises ValueError: `{instead}` reads and writes",
} as const;

type Context = RuleContext<typeof MESSAGES>;

const FUNCTIONS = [
  "builtins.open",
  "io.open",
  "os.fdopen",
  "gzip.open",
  "bz2.open",
  "lzma.open",
  "tempfile.NamedTemporaryFile",
  "tempfile.TemporaryFile",
];
/** What goes with one kind of mode only, and modes that are no longer, or never were. */
const CONFLICT =
  /\b(?:encoding|errors|newline|buffering)\s*=|["'][rwaxbtU+]{1,4}["']\s*,\s*\d|["'][bt+]{0,2}[rwaxU][bt+]{0,2}[rwaxU][bt+]{0,2}["']|["']U["']/;
/** What only text has. */
const OF_TEXT: readonly OpenerRole[] = ["encoding", "errors", "newline"];

/**
 * `open` refuses what contradicts itself: an encoding for bytes, text without a buffer, two directions at once. Python 2 took
 * most of that, or did not look, so it is mostly found by those who port a program.
 *
 * Found where the mode and the argument that does not go with it are both written out.
 */
export default defineRule({
  name: "open-mode-conflict",
  question: "binary-data",
  summary: "a mode of `open` that does not go with its other arguments, or that there is not",
  severity: "error",
  fix: "safe",
  pythons: { since: "3.0" },
  messages: MESSAGES,
  on: (when) => [
    {
      ...when.calls(FUNCTIONS, check),
      relevance: { anyOf: [["open"], ["fdopen"], ["TemporaryFile"], ["NamedTemporaryFile"]], pattern: CONFLICT },
    },
  ],
});

function check(call: Call, context: Context): void {
  const { model, source } = context;
  if (!textMatches(source, CONFLICT) || call.hasUnpacking) return;
  const handle = model.handleOf(call.node);
  if (handle === null || guardOf(call.node, model, []) !== null) return;
  if (isExpectedToFail(call.node, model, ["builtins.ValueError", "builtins.TypeError", "builtins.Exception"])) return;
  if (checkMode(call, handle, context)) return;
  if (handle.kind === "binary") checkBinary(call, handle, context);
  else if (handle.kind === "text" && handle.buffering === 0) {
    const buffering = argumentOf(call, "buffering") ?? call.node;
    context.report("unbuffered", { at: buffering, fix: () => lineBuffered(buffering) });
  }
}

function argumentOf(call: Call, role: OpenerRole): SyntaxNode | undefined {
  const name = call.name ?? "";
  const parameter = Object.hasOwn(OPENERS, name) ? OPENERS[name]?.parameters.get(role) : undefined;
  return parameter === undefined ? undefined : call.argument(parameter.position, parameter.keyword);
}

/** Whether the mode is wrong by itself; that is then said. */
function checkMode(call: Call, { modeNode }: Handle, { target, report }: Context): boolean {
  const mode = modeNode?.kind === "string" ? stringValue(modeNode) : null;
  if (modeNode === null || mode === null) return false;
  const directions = mode.replace(/[^rwax]/g, "");
  if (mode.includes("U")) {
    const isGone = comparePythonVersions(target, { major: 3, minor: 11 }) >= 0;
    if (!isGone || call.name?.startsWith("tempfile.") === true || !/^[rbtU]+$/.test(mode)) return true;
    const instead = `r${mode.replace(/[^bt]/g, "")}`;
    report("universal", { at: modeNode, fix: () => withMode(modeNode, instead, "safe") });
    return true;
  }
  if (directions.length < 2 || /[^rwaxbt+]/.test(mode) || new Set(directions).size < 2) return false;
  const instead = `${mode.includes("w") ? "w" : directions[0]}${mode.includes("b") ? "b" : ""}+`.replace("w", "r");
  report("several", {
    at: modeNode,
    data: { mode, instead },
    fix: () => withMode(modeNode, instead, "unsafe"),
  });
  return true;
}

function withMode(node: SyntaxNode, mode: string, safety: "safe" | "unsafe"): Fix | null {
  const quote = /^["']/.exec(node.text)?.[0];
  if (quote === undefined) return null;
  return { title: `Open with "${mode}"`, safety, edits: [{ span: node, replacement: `${quote}${mode}${quote}` }] };
}

function checkBinary(call: Call, handle: Handle, { target, report }: Context): void {
  for (const role of OF_TEXT) {
    const given = handle[role as "encoding" | "errors" | "newline"];
    if (given === null || given.kind === "none" || given.kind === "identifier" || given.kind === "attribute") continue;
    report("binary", { at: given, data: { argument: excerpt(role) } });
    return;
  }
  const buffering = argumentOf(call, "buffering");
  const warns = comparePythonVersions(target, { major: 3, minor: 8 }) >= 0;
  if (
    handle.buffering === "line" &&
    buffering !== undefined &&
    warns &&
    /^(?:builtins|io)\.open$/.test(call.name ?? "")
  ) {
    report("lines", { at: buffering, severity: "warning" });
  }
}

/** What is closest to no buffer at all: each line goes out at its end. */
function lineBuffered(buffering: SyntaxNode): Fix | null {
  if (buffering.kind !== "integer") return null;
  return { title: "Flush at the end of each line", safety: "safe", edits: [{ span: buffering, replacement: "1" }] };
}
