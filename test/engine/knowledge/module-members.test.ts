import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { ambiguousModules, distinctiveMembers } from "../../../engine/knowledge/module-members.js";
import { existsIn, removedModules } from "../../../engine/knowledge/modules.js";
import { formatPythonVersion } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";

const QUESTION = `
from __future__ import print_function
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
answers = {}
for name in sys.argv[1:]:
    try:
        answers[name] = dir(importlib.import_module(name))
    except Exception:
        pass
print(json.dumps(answers))
`;

it("are modules that some version removed", () => {
  const removed = new Set(removedModules());
  expect(ambiguousModules().filter((name) => !removed.has(name))).toEqual([]);
});

it("are members of the real modules, wherever an interpreter has them", async () => {
  const members = new Map<string, Set<string>>();
  for (const { command, version } of await findInterpreters()) {
    const names = ambiguousModules().filter((name) => existsIn(name, version));
    if (names.length === 0) continue;
    const answer = execFileSync(command, ["-c", QUESTION, ...names], {
      encoding: "utf8",
      env: { ...process.env, DISPLAY: "" },
    });
    for (const [name, found] of Object.entries(JSON.parse(answer) as Record<string, string[]>)) {
      const known = members.get(name) ?? new Set();
      for (const member of found) known.add(member);
      members.set(name, known);
    }
  }
  const versions = (await findInterpreters()).map(({ version }) => formatPythonVersion(version));
  const unasked = ambiguousModules().filter((name) => !members.has(name) && distinctiveMembers(name)?.size !== 0);
  if (unasked.length > 0) console.warn(`Python ${versions.join(", ")} cannot tell about ${unasked.join(", ")}`);
  const wrong = [...members].flatMap(([name, real]) =>
    [...(distinctiveMembers(name) ?? [])].filter((member) => !real.has(member)).map((member) => `${name}.${member}`),
  );
  // A package's submodules only show in dir() once they are imported.
  expect(wrong.filter((name) => !name.startsWith("compiler."))).toEqual([]);
});
