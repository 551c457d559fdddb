import { defineRule } from "../../engine/rule.js";
import { regionOf } from "../../engine/semantics/flow.js";
import { grouped } from "../../engine/semantics/grouped.js";
import { integerValue } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceForEach } from "../../engine/semantics/once.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";

/** What exceptions inherit from that pass `except Exception`. */
const HARD: ReadonlySet<string> = new Set([
  "builtins.BaseException",
  "builtins.KeyboardInterrupt",
  "builtins.SystemExit",
]);

/**
 * The exception of a handler is raised in whatever line runs. If that stands in a `try` with `except Exception:`, it is caught
 * there, as one of the errors that clause was meant for, and the time-out has no effect.
 *
 * Found where a function sets an alarm, waits for the handler's exception by name, and within that has a `try` that catches
 * everything and goes on.
 */
export default defineRule({
  name: "signal-timeout-swallowed",
  question: "signal-handlers",
  summary: "an `except` within a time-out by signal that catches the time-out as well",
  severity: "warning",
  fix: "none",
  messages: {
    swallowed:
      "this also catches the `{error}` that the alarm's handler raises, and the time-out is lost: let it pass with `except {error}: raise` before",
  },
  on: (when) =>
    when.calls("signal.signal", (call, { model, report }) => {
      const [number, handler] = call.positional;
      if (number === undefined || handler === undefined || model.qualifiedName(number) !== "signal.SIGALRM") return;
      const definition = model.callableOf(handler)?.definition;
      const raised = definition?.kind === "function_definition" ? onlyRaised(definition) : null;
      const region = regionOf(call.node);
      const { setsAlarm, waiting, seen } = timeoutsIn(region, model);
      if (raised === null || region.token("async") !== null || !setsAlarm || seen.has(raised)) return;
      seen.add(raised);
      for (const { outer, clause } of waiting.get(raised) ?? []) {
        for (const swallower of swallowing(outer, raised, region, model)) {
          const at = swallower.token("except") ?? swallower;
          const message = "waits for the time-out";
          report("swallowed", { at, data: { error: raised }, related: [{ span: clause, message }] });
        }
      }
    }),
});

/** The name of the exception that a handler raises whatever happens; null for anything else. */
function onlyRaised(handler: SyntaxNode): string | null {
  const last = handler.field("body")?.namedChildren.at(-1);
  const value = last?.kind === "raise_statement" ? last.namedChildren[0] : undefined;
  const error = value?.kind === "call" ? value.field("function") : value;
  return error?.kind === "identifier" ? error.text : null;
}

/** What one function has to do with time-outs, found once: it may install many handlers. */
interface Timeouts {
  readonly setsAlarm: boolean;
  /** By the name of an exception, the `try` statements that wait for it, and their clauses that do. */
  readonly waiting: ReadonlyMap<string, readonly { readonly outer: SyntaxNode; readonly clause: SyntaxNode }[]>;
  /** The exceptions that handlers raise that have been looked at. */
  readonly seen: Set<string>;
}

const timeoutsIn = onceForEach((region: SyntaxNode, model): Timeouts => {
  const own = region.descendants("try_statement").filter((each) => regionOf(each) === region);
  const waiting = own.flatMap((outer) => {
    const names = new Set(clausesOf(outer).flatMap((clause) => caughtBy(clause).map(({ text }) => text)));
    return [...names].flatMap((name) => {
      const clause = clauseFor(outer, name);
      return clause === null ? [] : [{ name, outer, clause }];
    });
  });
  return { setsAlarm: setsAlarm(region, model), waiting: grouped(waiting, ({ name }) => name), seen: new Set() };
});

function setsAlarm(region: SyntaxNode, model: Model): boolean {
  return region.descendants("call").some((node) => {
    const call = model.callAt(node);
    const [seconds] = call?.positional ?? [];
    const isSet = call?.name === "signal.alarm" && seconds !== undefined && integerValue(seconds) !== 0n;
    return isSet || call?.name === "signal.setitimer";
  });
}

/** The clause of a `try` that names an exception. */
function clauseFor(statement: SyntaxNode, error: string): SyntaxNode | null {
  return clausesOf(statement).find((clause) => caughtBy(clause).some(({ text }) => text === error)) ?? null;
}

function clausesOf(statement: SyntaxNode): readonly SyntaxNode[] {
  return statement.children.filter(({ kind }) => kind === "except_clause");
}

function caughtBy(clause: SyntaxNode): readonly SyntaxNode[] {
  const value = clause.fieldAll("value")[0];
  const caught = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
  return caught?.kind === "tuple" ? caught.namedChildren : caught === undefined ? [] : [caught];
}

/** The clauses that catch everything, of the `try` statements in the body of another, and let nothing out. */
function swallowing(outer: SyntaxNode, error: string, region: SyntaxNode, model: Model): SyntaxNode[] {
  const inner = outer.field("body")?.descendants("try_statement") ?? [];
  const broad = isHard(error, outer, model)
    ? ["builtins.BaseException"]
    : ["builtins.BaseException", "builtins.Exception"];
  return inner.flatMap((statement) => {
    if (regionOf(statement) !== region || clauseFor(statement, error) !== null) return [];
    return clausesOf(statement).filter(
      (clause) =>
        (clause.fieldAll("value").length === 0 ||
          caughtBy(clause).some((each) => broad.includes(model.qualifiedName(each) ?? ""))) &&
        clause.descendants("raise_statement").length === 0 &&
        clause.descendants("return_statement").length === 0,
    );
  });
}

/** Whether an exception that a clause of a `try` names passes `except Exception`, or is not known. */
function isHard(error: string, outer: SyntaxNode, model: Model): boolean {
  const clause = clauseFor(outer, error);
  const expression = clause === null ? undefined : caughtBy(clause).find(({ text }) => text === error);
  const definition = expression === undefined ? null : model.classes.localClass(expression);
  if (definition === null) return HARD.has(`builtins.${error}`) || expression === undefined;
  const { outside, isComplete } = model.classes.lineage(definition);
  return !isComplete || outside.some((base) => HARD.has(base));
}
