import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { formatPythonVersion } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { parseText, startParser } from "../../support/parser.js";
import { mulberry32 } from "../../support/random.js";
import { CallableWriter } from "./callable-programs.js";

const SIZE = 2000;
const CALLS = 12;
/** The same in each run, so that a failure is one of the change at hand; FAQLINT_SEED=N tries others. */
const seed = Number(process.env.FAQLINT_SEED ?? 20_261_126);

/** Runs a program and makes every call that is asked for: whether the arguments fitted, and what came of it. */
const RUNNER = `
import json, re, sys, types, warnings
warnings.simplefilter("ignore")
class O(object):
    def __iter__(self): return iter((O(), O()))
    def __getitem__(self, i): return O()
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return lambda *a: None
def make(cls):
    return cls.__new__(cls) if hasattr(cls, "__new__") else types.InstanceType(cls)
def wrapper(f): return lambda *a, **k: f(*a, **k)
question = json.load(sys.stdin)
module = sys.modules["program"] = types.ModuleType("program")
space = module.__dict__
space.update({"O": O, "make": make, "wrapper": wrapper, "flag": question["flag"]})
# What the constructor takes is asked for elsewhere.
exec(re.sub(r"= (\\w+)\\(\\)  # made", r"= make(\\1)", question["text"]), space)
kinds = {"coroutine": "coroutine", "generator": "generator", "async_generator": "async generator",
         "_GeneratorContextManager": "context manager", "GeneratorContextManager": "context manager", "NoneType": "nothing"}
answers = []
for python, calls in question["targets"]:
    if python == "skip":
        answers.append(None); continue
    try: called = eval(python, space)
    except TypeError:
        answers.append(None); continue
    given = []
    for positions, keywords in calls:
        try:
            value = called(*[O() for _ in range(positions)], **{k: 1 for k in keywords})
            kind = type(value).__name__
            if kind == "coroutine": value.close()
            given.append(kinds.get(kind, "object"))
        except TypeError: given.append(False)
        # A constructor of the library that looks at what it is given.
        except AssertionError: given.append("raised")
    answers.append(given)
json.dump(answers, sys.stdout)
`;

const found = await findInterpreters();
const wanted = found.filter(({ version }) => ["2.7", "3.8", "3.13"].includes(formatPythonVersion(version)));
/** Three are enough; where none of them is, whatever there is. */
const interpreters = wanted.length > 0 ? wanted : found.slice(-1);

beforeAll(startParser);

describe("what callables take and give, asked of real calls", () => {
  it.each(interpreters.map((each) => [formatPythonVersion(each.version), each] as const))("CPython %s", (_, each) => {
    const { command, version } = each;
    const random = mulberry32(seed + version.minor);
    const { text, targets } = new CallableWriter(random, version.major * 100 + version.minor).program(SIZE);
    const model = new Model(parseText(text), version, NO_FACTS);
    const marked = expressionsByMark(model);
    const questions = targets.map(
      ({ python }) => [python, Array.from({ length: CALLS }, () => someCall(random))] as const,
    );
    const { stdout, stderr, status } = spawnSync(command, ["-B", "-c", RUNNER], {
      input: JSON.stringify({ text, targets: questions, flag: random() < 0.5 }),
      encoding: "utf8",
      maxBuffer: 1 << 28,
      timeout: 30_000,
    });
    if (status !== 0) throw new Error(`seed ${seed}: ${stderr.slice(-2000)}`);
    const answers = JSON.parse(stdout) as readonly (readonly (string | false)[] | null)[];

    const wrong: string[] = [];
    let compared = 0;
    for (const [i, { mark, isTold }] of targets.entries()) {
      const expression = marked.get(mark);
      const answer = answers[i];
      if (expression === undefined) throw new Error(`nothing stands at ${mark}`);
      const callable = model.callableOf(expression);
      const where = `${mark} ${expression.text} (${callable?.takes})`;
      if (callable === null) {
        if (isTold && answer !== null) wrong.push(`${where} is not told`);
        continue;
      }
      for (const [j, [positions, keywords]] of (questions[i]?.[1] ?? []).entries()) {
        const result = answer?.[j];
        if (result === undefined) continue;
        compared++;
        const fits = callable.accepts(positions, keywords);
        if (fits !== (result !== false)) wrong.push(`${where} with ${positions} and ${keywords}: ${fits}`);
        if (result !== false && callable.gives !== null && result !== "raised" && callable.gives !== result) {
          wrong.push(`${where} gives ${callable.gives}, not ${result}`);
        }
        // The words are about the same calls: those that name what is required, and nothing else.
        const { arity } = callable;
        const isPlain = arity !== null && String(arity.keywords) === String(keywords);
        if (isPlain && fits !== (arity.least <= positions && positions <= arity.most)) {
          wrong.push(`${where} is the wrong arity for ${positions}`);
        }
      }
    }
    expect(wrong.slice(0, 20), `seed ${seed}`).toEqual([]);
    expect(compared).toBeGreaterThan(5000);
  });
});

/** The expression that a line with a comment `# T1` states. */
function expressionsByMark(model: Model): Map<string, SyntaxNode> {
  const { tree } = model;
  const { lines } = tree.source;
  const byLine = new Map<number, SyntaxNode>();
  for (const statement of tree.nodesOfKind("expression_statement")) {
    const [expression] = statement.namedChildren;
    if (expression !== undefined) byLine.set(lines.lineAt(statement.start), expression);
  }
  return new Map(
    tree.nodesOfKind("comment").flatMap((comment) => {
      const expression = byLine.get(lines.lineAt(comment.start));
      return expression === undefined ? [] : [[comment.text.slice(2), expression] as const];
    }),
  );
}

function someCall(random: () => number): readonly [positions: number, keywords: readonly string[]] {
  const keywords = random() < 0.5 ? [] : ["a", "b", "c", "d", "e", "zz"].filter(() => random() < 0.3);
  return [Math.floor(random() * 5), keywords];
}
