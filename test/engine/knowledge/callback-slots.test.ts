import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { ASSIGNED_SLOTS, CALLBACK_SLOTS, type CallbackSlot } from "../../../engine/knowledge/callback-slots.js";
import { Model } from "../../../engine/semantics/model.js";
import { formatPythonVersion, isInRange, NEWEST_PYTHON } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { parseText, startParser } from "../../support/parser.js";
import { CALLBACK_EXAMPLES } from "./callback-examples.js";

const RECORDER = fileURLToPath(new URL("callback_recorder.py", import.meta.url));

interface Answer {
  readonly status: number;
  readonly calls: readonly (readonly [label: number, positions: number, keywords: readonly string[], where: string])[];
}

const found = await findInterpreters();
const wanted = found.filter(({ version }) => ["2.7", "3.8", "3.13"].includes(formatPythonVersion(version)));
/** Three are enough; where none of them is, whatever there is. */
const interpreters = wanted.length > 0 ? wanted : found.slice(-1);
const tried = new Set<string>();

/** Slots of the same method on several classes are one fact. */
function factOf({ callee, callback, passes, runsIn }: CallbackSlot): string {
  return JSON.stringify([callee.slice(callee.lastIndexOf(".") + 1), callback, passes, runsIn]);
}

beforeAll(startParser);

test.each(interpreters.map((each) => [formatPythonVersion(each.version), each] as const))(
  "slots are called in CPython %s as the table says",
  { timeout: 60_000 },
  (_, { command, version }) => {
    const wrong: string[] = [];
    const examples = CALLBACK_EXAMPLES.map((text) => {
      const { callbacks } = new Model(parseText(text), NEWEST_PYTHON, NO_FACTS);
      return { text, registrations: callbacks.filter(({ callback }) => callback.text.startsWith("R(")) };
    }).filter(({ text, registrations }) => {
      if (registrations.length !== text.match(/\bR\(/g)?.length) wrong.push(`not all is found in ${text}`);
      const only = /^# Python (\d)/.exec(text)?.[1] ?? version.major;
      return registrations.every(({ slot }) => isInRange(version, slot)) && Number(only) === version.major;
    });
    const input = JSON.stringify(examples.map(({ text }) => text));
    const { stdout, stderr } = spawnSync(command, ["-B", RECORDER], { input, encoding: "utf8", timeout: 50_000 });
    expect(stdout, stderr).not.toBe("");
    const answers = JSON.parse(stdout) as readonly Answer[];
    for (const [i, { text, registrations }] of examples.entries()) {
      const answer = answers[i];
      if (answer?.status !== 0) wrong.push(`${text} ends with ${answer?.status}: ${stderr}`);
      for (const { callback, slot, positions, keywords, runsIn } of registrations) {
        const label = Number(/(\d+)\)$/.exec(callback.text)?.[1] ?? 0);
        const calls = answer?.calls.filter(([each]) => each === label) ?? [];
        if (calls.length > 0) tried.add(factOf(slot));
        for (const [, ...given] of calls) {
          // Of a coroutine function, only what it gives is run by the loop.
          const isThere =
            slot.takesCoroutines || runsIn === given[2] || !["process", "thread", "event loop"].includes(runsIn);
          const said = [positions, [...(keywords ?? ["?"])].sort(), isThere ? given[2] : runsIn];
          if (JSON.stringify(said) !== JSON.stringify(given)) wrong.push(`${slot.callee} ${said} is ${given}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  },
);

test("every slot was tried", () => {
  if (wanted.length < 3)
    return console.warn("NOT CHECKED: that every slot is tried, for want of CPython 2.7, 3.8 and 3.13");
  const missing = [...CALLBACK_SLOTS, ...ASSIGNED_SLOTS].map(factOf).filter((fact) => !tried.has(fact));
  expect([...new Set(missing)].slice(0, 20)).toEqual([]);
});
