import { beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../engine/lint.js";
import { defineRule, type Rule } from "../../engine/rule.js";
import type { Model, ModelPart } from "../../engine/semantics/model.js";
import type { Subscription, When } from "../../engine/subscriptions.js";
import { SourceFile } from "../../engine/text/source.js";
import { RULES } from "../../rules/index.js";
import { startParser } from "../support/parser.js";

beforeAll(startParser);

type Quiet = Readonly<Record<string, never>>;

function ruleThat(on: (when: When<Quiet>) => Subscription): Rule {
  const facts = { question: "testing", summary: "nothing", severity: "error", fix: "none", messages: {} } as const;
  return defineRule({ name: "asks-for-something", ...facts, on });
}

/** The parts of the model that linting a text builds. */
function builtBy(text: string, rules: readonly Rule[]): readonly ModelPart[] {
  let seen: Model | undefined;
  const witness = ruleThat((when) =>
    when.nodes("module", { anyOf: [[]] }, (_, { model }) => {
      seen = model;
    }),
  );
  const { crashes } = new Linter([...rules, witness]).lint(new SourceFile("test.py", text));
  expect(crashes).toEqual([]);
  if (seen === undefined) throw new Error("the witness was not asked");
  return [...seen.built].sort();
}

const QUEUE = "import queue\nq = queue.Queue()\nif q:\n    q = queue.Queue(1)\nq.get(1)\nfor x in q: print(x)\n";

describe("what no awake rule asks for is not built", () => {
  const cases: readonly (readonly [string, (when: When<Quiet>) => Subscription, readonly ModelPart[]])[] = [
    ["nodes", (when) => when.nodes("for_statement", { anyOf: [["for"]] }, () => {}), []],
    ["imports", (when) => when.imports("queue", () => {}), ["imports"]],
    ["references", (when) => when.references("queue.Queue", () => {}), ["imports", "names", "scopes"]],
    ["calls", (when) => when.calls("queue.Queue", () => {}), ["names", "scopes"]],
    ["methodCalls", (when) => when.methodCalls(["get"], { anyOf: [["queue"]] }, () => {}), []],
    [
      "methods",
      (when) => when.methods("queue.Queue", "get", () => {}),
      ["flows", "names", "reaching", "scopes", "values"],
    ],
  ];

  it.each(cases)("for a rule that is about %s", (_, on, parts) => {
    expect(builtBy(QUEUE, [ruleThat(on)])).toEqual(parts);
  });

  it("no flow for a name that is bound once", () => {
    const rule = ruleThat((when) => when.methods("queue.Queue", "get", () => {}));
    expect(builtBy("import queue\nq = queue.Queue()\nq.get(1)\n", [rule])).not.toContain("flows");
  });

  it("nothing for a rule that is asleep", () => {
    const rule = ruleThat((when) => when.calls("queue.Queue", ({ node }, { model }) => void model.flowOf(node)));
    expect(builtBy("x = Queues()\n", [rule])).toEqual([]);
  });

  it("one part after the other, for one question each", () => {
    const parts = (ask: (model: Model) => unknown): readonly ModelPart[] =>
      builtBy("x = 1\n", [
        ruleThat((when) => when.nodes("assignment", { anyOf: [["x"]] }, (_, { model }) => ask(model))),
      ]);
    expect(parts(({ scopes }) => scopes)).toEqual(["scopes"]);
    expect(parts((model) => model.flowOf(model.tree.root))).toEqual(["flows"]);
    expect(parts(({ classes }) => classes)).toEqual(["names", "scopes"]);
    expect(parts(({ callbacks }) => callbacks)).toContain("callbacks");
    expect(parts((model) => model.handleOf(model.tree.root))).not.toContain("contents");
  });

  it("with all rules of the product, nothing that no awake one needs", () => {
    const parts = builtBy("import queue\nq = queue.Queue()\nq.get(block=True)\n", RULES);
    for (const part of ["callables", "callbacks", "contents", "contexts", "flows", "handles"]) {
      expect(parts).not.toContain(part);
    }
  });

  it("no tree when only the text itself is asked about", () => {
    let asked = 0;
    const head = ruleThat((when) => when.text(/^#!/, () => asked++));
    const nodes = ruleThat((when) => when.nodes("for_statement", { anyOf: [["for"]] }, () => {}));
    const source = new SourceFile("test.py", "#!/usr/bin/python\nx = 1\n");
    expect(new Linter([head, nodes]).lint(source).tree).toBeUndefined();
    expect(asked).toBe(1);
  });
});
