import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import { formatPythonVersion } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { parseText, startParser } from "../../support/parser.js";
import { expectations } from "./answers.js";

const MODULES = ["asyncio", "atexit", "collections", "concurrent.futures", "contextlib", "functools", "gc", "itertools"]
  .concat([
    "json",
    "logging",
    "math",
    "multiprocessing",
    "operator",
    "os",
    "os.path",
    "queue",
    "random",
    "re",
    "shutil",
  ])
  .concat(["signal", "socket", "socketserver", "sys", "tempfile", "threading", "time", "traceback", "weakref"]);

/** For each function and class of some modules that says what it takes, whether it takes so many positions, up to five. */
const ASK = `
import importlib, inspect, json, sys, warnings
warnings.simplefilter("ignore")
def takes(signature, count):
    try: signature.bind(*range(count))
    except TypeError: return False
    return True
answers = []
for name in json.load(sys.stdin):
    module = importlib.import_module(name)
    for key in dir(module):
        if key.startswith("_") or inspect.ismodule(getattr(module, key)): continue
        try: signature = inspect.signature(getattr(module, key))
        except (TypeError, ValueError): continue
        answers.append([name, key, [takes(signature, count) for count in range(6)]])
print(json.dumps(answers))
`;

/**
 * Where signatures say more than calls bear out: `*args` is passed on to what takes less, or nothing given is an error of
 * another kind; and `zip_longest()`, which works and which nobody hands over.
 */
const EXCEPTIONS =
  /^(?:os\.spawn|logging\.StringTemplateStyle|os\.sched_param|shutil\.chown|itertools\.zip_longest with 0)/;

const interpreters = (await findInterpreters()).filter(({ version }) =>
  ["3.9", "3.11", "3.13"].includes(formatPythonVersion(version)),
);

beforeAll(startParser);

describe("callables of the library", () => {
  it.each(interpreters.map((each) => [formatPythonVersion(each.version), each] as const))(
    "take at least what they say in CPython %s",
    (_, { command, version }) => {
      const { stdout, stderr } = spawnSync(command, ["-c", ASK], { input: JSON.stringify(MODULES), encoding: "utf8" });
      expect(stdout, stderr).not.toBe("");
      const answers = JSON.parse(stdout) as readonly (readonly [string, string, readonly boolean[]])[];
      const text = [
        ...MODULES.map((name) => `import ${name}`),
        ...answers.map(([module, name]) => `${module}.${name}`),
      ].join("\n");
      const model = new Model(parseText(text), version, NO_FACTS);
      const expressions = model.tree.nodesOfKind("expression_statement").map((node) => node.namedChildren[0]);
      let known = 0;
      const refused = answers.flatMap(([module, name, counts], i) => {
        const expression = expressions[i];
        const callable = expression === undefined ? null : model.callableOf(expression);
        if (callable === null) return [];
        known++;
        return counts.flatMap((fits, count) =>
          fits && !callable.accepts(count) ? [`${module}.${name} with ${count}: ${callable.takes}`] : [],
        );
      });
      expect(refused.filter((each) => !EXCEPTIONS.test(each))).toEqual([]);
      expect(known).toBeGreaterThan(600);
    },
  );

  it("are methods only where there is an object", () => {
    const { model, found } = expectations(
      `
import asyncio, functools, threading, time
event = threading.Event()
event.set  # takes: no arguments
threading.Event.set  # takes: -
asyncio.get_event_loop().stop  # takes: no arguments
functools.partial(time.sleep, 1)  # takes: no arguments
class C:
    make = threading.RLock
    def m(self):
        self.make  # takes: -
        self.event = threading.Event()
        self.event.wait  # takes: at most 1 argument
missing.f  # takes: -
`,
      "takes",
    );
    const told = found.map(({ line, expression }) => `${line}: ${model.callableOf(expression)?.takes ?? "-"}`);
    expect(told).toEqual(found.map(({ line, expected }) => `${line}: ${expected}`));
  });
});
