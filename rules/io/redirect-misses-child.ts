import { defineRule, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { startArgument } from "../../engine/semantics/child-processes.js";
import { regionOf } from "../../engine/semantics/flow.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  missed:
    "what the command writes does not go to `{file}`: it has the program's own {output}, whatever `{stream}` is: pass `{argument}=subprocess.PIPE` and write what comes to `{file}`",
  system:
    "what the command writes does not go to `{file}`: it has the program's own {output}, whatever `{stream}` is: use `subprocess.run` with `{argument}=subprocess.PIPE`",
  fileno: "`{file}` has no descriptor that a child could write to, so this raises io.UnsupportedOperation",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type Argument = "stdout" | "stderr";

const STARTERS = ["Popen", "run", "call", "check_call", "check_output"].map((name) => `subprocess.${name}`);
const SYSTEM = ["os.system", "os.spawnl", "os.spawnlp", "os.spawnv", "os.spawnvp"];
const REDIRECTS: ReadonlyMap<string, Argument> = new Map([
  ["contextlib.redirect_stdout", "stdout"],
  ["contextlib.redirect_stderr", "stderr"],
]);
const OUTPUTS = { stdout: "standard output", stderr: "standard error" } as const;
const STREAMS = ["redirect_stdout", "redirect_stderr", "StringIO"];
/** What lives in memory alone. */
const IN_MEMORY: ReadonlySet<string> = new Set(["io.BytesIO", "io.StringIO"]);

/** Where Python's output goes instead. */
interface Redirection {
  readonly argument: Argument;
  readonly file: SyntaxNode;
  readonly at: SyntaxNode;
}

/**
 * `redirect_stdout`, like an assignment to `sys.stdout`, only changes where Python's own `print` writes. A child process gets the
 * program's descriptors and writes past it.
 *
 * Found where a child is started with the program's own output in a block that redirects, or after a function has put a
 * `StringIO` in the place of `sys.stdout`.
 */
export default defineRule({
  name: "redirect-misses-child",
  question: "closing-stdout",
  summary: "a child process whose output a redirection of `sys.stdout` does not catch",
  severity: "warning",
  fix: "none",
  messages: MESSAGES,
  on: (when) =>
    when.calls(
      [...STARTERS, ...SYSTEM],
      (call, context) => {
        // Of two streams that are both missed, one says it all.
        redirectionsAt(call, context.model).some((redirection) => check(call, redirection, context));
      },
      STREAMS.map((word) => [word]),
    ),
});

/** Reports a child that a redirection misses; false where it does not. */
function check(call: Call, { argument, file, at }: Redirection, { model, report }: Context): boolean {
  const stream = `sys.${argument}`;
  const data = { file: excerpt(file.text), stream, argument, output: OUTPUTS[argument] };
  const related = [{ span: at, message: "it is redirected here" }];
  if (SYSTEM.includes(call.name ?? "")) {
    report("system", { at: call.node, data, related });
    return true;
  }
  const given = startArgument(call, argument);
  if (given !== undefined) {
    const isInMemory = IN_MEMORY.has(model.madeBy(file) ?? "") && model.qualifiedName(given) === stream;
    if (isInMemory) report("fileno", { at: given, data: { file: data.file }, severity: "error", related });
    return isInMemory;
  }
  if (call.hasUnpacking || call.argument(null, "capture_output") !== undefined) return false;
  if (call.name === "subprocess.check_output" && argument === "stdout") return false;
  report("missed", { at: call.node, data, related });
  return true;
}

function redirectionsAt(call: Call, model: Model): Redirection[] {
  const region = regionOf(call.node);
  const found = stored(call, model);
  for (let child = call.node, up = child.parent; up !== null && child !== region; child = up, up = up.parent) {
    if (up.kind !== "with_statement" || child.fieldName !== "body") continue;
    for (const item of up.descendants("with_item")) {
      if (child.covers(item)) continue;
      const entered = item.field("value");
      const value = entered?.kind === "as_pattern" ? entered.namedChildren[0] : entered;
      const redirecting = value === null || value === undefined ? null : model.callAt(value);
      const argument = REDIRECTS.get(redirecting?.name ?? "");
      const file = redirecting?.argument(0, "new_target");
      if (argument !== undefined && file !== undefined) found.push({ argument, file, at: item });
    }
  }
  return found;
}

/** A `StringIO` that the same function has certainly put in the place of a stream before. */
function stored({ node }: Call, model: Model): Redirection[] {
  const region = regionOf(node);
  const graph = model.flowOf(node);
  return (["stdout", "stderr"] as const).flatMap((argument): Redirection[] => {
    const stores = model.attributes.replacements(`sys.${argument}`);
    const own = stores.filter(({ target }) => regionOf(target) === region);
    const last = own.filter(({ target }) => graph.dominates(target, node)).at(-1);
    const file = last?.site.field("right");
    if (last === undefined || file === null || file === undefined || !IN_MEMORY.has(model.madeBy(file) ?? ""))
      return [];
    const isUndone = own.some((each) => each !== last && graph.reachedWithout(each.target, [last.target])(node));
    return isUndone ? [] : [{ argument, file, at: last.site }];
  });
}
