import { libraryMember } from "../../engine/knowledge/library.js";
import {
  ASYNC_QUEUES,
  CONCURRENT_WORDS,
  PROCESS_QUEUES,
  THREAD_QUEUES,
} from "../../engine/knowledge/synchronization.js";
import { accessToMember } from "../../engine/repairs/imports.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Model } from "../../engine/semantics/model.js";
import { onceAFile } from "../../engine/semantics/once.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  unbound: "`{name}` is not imported, so this raises NameError as soon as the queue is {state}: write `{right}`",
  missing: "there is no `{name}`, so this raises AttributeError as soon as the queue is {state}: write `{right}`",
  other: "`{name}` is not what {queues} raise, so it is not caught here: write `{right}`",
} as const;

type Kind = "threads" | "tasks";

/** The exceptions by their names without prefix, and what it means that they are raised. */
const STATES: Readonly<Record<string, string>> = { Empty: "empty", Full: "full", ShutDown: "shut down" };
const EXCEPTION = /^(?:Queue)?(Empty|Full|ShutDown)$/;

/** The places where the exceptions are looked for in vain. */
const WRONG_PLACES: ReadonlySet<string> = new Set([
  "asyncio",
  "multiprocessing",
  "queue",
  ...ASYNC_QUEUES,
  ...PROCESS_QUEUES,
  ...THREAD_QUEUES,
]);
const METHODS = /^(?:get|get_nowait|put|put_nowait)$/;

/**
 * `Empty` and `Full` are names of the module `queue`, and not of its classes, of their objects or of `multiprocessing`; the
 * queues of `asyncio` raise `QueueEmpty` and `QueueFull`. An `except` with a wrong name is only evaluated when the exception
 * comes, which tests seldom see.
 *
 * Found where the name is certainly not there, and where the other family's exception is caught around calls of known queues.
 */
export default defineRule({
  name: "queue-exception-name",
  question: "worker-threads",
  summary: "an `except` for a queue's exception by a name that is not its name",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.nodes(
      "except_clause",
      {
        anyOf: CONCURRENT_WORDS,
        pattern: /\b(?:Queue)?(?:Empty|Full|ShutDown)\b/,
      },
      (clause, context) => {
        const body = clause.parent?.kind === "try_statement" ? clause.parent.field("body") : null;
        for (const caught of body === null ? [] : exceptionsOf(clause)) checkName(caught, body as SyntaxNode, context);
      },
    ),
});

function exceptionsOf(clause: SyntaxNode): readonly SyntaxNode[] {
  const value = clause.fieldAll("value")[0];
  const caught = value?.kind === "as_pattern" ? value.namedChildren[0] : value;
  return caught?.kind === "tuple" ? caught.namedChildren : caught === undefined ? [] : [caught];
}

function checkName(caught: SyntaxNode, body: SyntaxNode, { model, report }: RuleContext<typeof MESSAGES>): void {
  const written = caught.kind === "attribute" ? caught.field("attribute")?.text : caught.text;
  const short = EXCEPTION.exec(written ?? "")?.[1];
  if (short === undefined || (caught.kind !== "attribute" && caught.kind !== "identifier")) return;
  const used = kindUsed(body, model);
  const name = model.qualifiedName(caught);
  if (name !== null && libraryMember(name) !== undefined) {
    const told: Kind | null = /^queue\.\w+$/.test(name) ? "threads" : /^asyncio\./.test(name) ? "tasks" : null;
    if (told === null || used === null || told === used) return;
    const queues = used === "tasks" ? "the queues of asyncio" : "the queues of threads and processes";
    const { right, fix } = repair(caught, short, used, model);
    report("other", { at: caught, data: { name: excerpt(caught.text), queues, right }, fix });
    return;
  }
  const place = placeOf(caught, name, model);
  if (place === null) return;
  const state = STATES[short] ?? short;
  const { right, fix } = repair(caught, short, used ?? (place.startsWith("asyncio") ? "tasks" : "threads"), model);
  const data = { name: excerpt(caught.text), state, right };
  report(place === "" ? "unbound" : "missing", { at: caught, data, fix });
}

/** Where a name that is not there was looked for; "" for one that nothing binds, null where it may be there. */
function placeOf(caught: SyntaxNode, name: string | null, model: Model): string | null {
  if (caught.kind === "identifier") {
    // Only in a file that has to do with queues, and where no `import *` may bring the name.
    return model.variableOf(caught) === undefined && namesQueuesOnly(model) ? "" : null;
  }
  const object = caught.field("object");
  const place = name === null ? object && model.madeBy(object) : name.slice(0, name.lastIndexOf("."));
  return place !== null && WRONG_PLACES.has(place) ? place : null;
}

const namesQueuesOnly = onceAFile(
  ({ imports, scopes }) =>
    scopes.scopes.every((scope) => !scope.isDynamic) &&
    imports.some(({ module }) => /^(?:queue|Queue|asyncio|multiprocessing)\b/.test(module)),
);

/** The kind of queues that are used in the body of a `try`, when all are of one kind. */
function kindUsed(body: SyntaxNode, model: Model): Kind | null {
  const kinds = body.descendants("call").flatMap((node): (Kind | null)[] => {
    const call = model.callAt(node);
    if (call?.receiver == null || !METHODS.test(call.method ?? "")) return [];
    const made = model.madeBy(call.receiver);
    if (made === null) return [null];
    if (ASYNC_QUEUES.includes(made)) return ["tasks"];
    return THREAD_QUEUES.includes(made) || PROCESS_QUEUES.includes(made) ? ["threads"] : [null];
  });
  const [first = null] = kinds;
  return kinds.every((kind) => kind === first) ? first : null;
}

function repair(caught: SyntaxNode, short: string, kind: Kind, model: Model): { right: string; fix: () => Fix | null } {
  const module = kind === "tasks" ? "asyncio" : model.target.major < 3 ? "Queue" : "queue";
  const member = kind === "tasks" ? `Queue${short}` : short;
  const access = accessToMember(module, member, model);
  const fix = (): Fix | null => {
    if (access === null) return null;
    const edits = [{ span: { start: caught.start, end: caught.end }, replacement: access.text }, ...access.edits];
    return { title: `Write ${access.text}`, safety: "safe", edits };
  };
  return { right: access?.text ?? `${module}.${member}`, fix };
}
