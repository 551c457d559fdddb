import { spawnSync } from "node:child_process";
import { findInterpreters, type Interpreter } from "../../harness/interpreters.js";

/**
 * The newest CPython 3 found.
 *
 * @throws Error that says what could not be compared for want of one.
 */
export async function newestPython3(subject: string): Promise<Interpreter> {
  const python = (await findInterpreters()).filter(({ version }) => version.major === 3).at(-1);
  if (python !== undefined) return python;
  throw new Error(`no CPython 3 was found on PATH: ${subject} could NOT be compared with real runs`);
}

/**
 * Has CPython run programs.
 *
 * @param runner a program that reads `{"programs": [...], "runs": N}` and prints one line of JSON for each.
 * @returns what it printed for each program.
 */
export function runPrograms<Answer>(
  { command }: Interpreter,
  runner: string,
  programs: readonly string[],
  runs: number,
): readonly (Answer | null)[] {
  const { stdout, stderr, status } = spawnSync(command, ["-c", runner], {
    input: JSON.stringify({ programs, runs }),
    encoding: "utf8",
    maxBuffer: 1 << 29,
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  const lines = stdout.trimEnd().split("\n");
  return programs.map((_, index) => JSON.parse(lines[index] ?? "null") as Answer | null);
}

/**
 * Python for runners: `steps(rng, fail, spent)` gives what the random programs call to choose their ways. `fail` raises now and
 * then, `spent` tells that the run should come to its end, `note` hears of each exception that a program is handed to raise.
 */
export const STEPS = `
import json, random, sys, warnings
warnings.simplefilter("ignore")

class A(Exception): pass
class B(A): pass
class C(Exception): pass

def steps(rng, fail, spent, note=lambda: None):
    def c(n):
        fail()
        return not spent() and rng.random() < 0.5
    def k(n):
        fail()
        return spent() or rng.random() < 0.4
    def v(n):
        fail()
        return rng.choice([0, 1, 2])
    def o(n):
        fail()
        return rng.random()
    def d(n):
        fail()
        return lambda f: f
    def b(n):
        fail()
        return object
    def x(n):
        fail()
        note()
        return rng.choice([A, B, C])()
    def ex(n):
        return rng.choice([A, B, C])
    class Items:
        def __init__(self, n):
            fail()
            self.count = 0 if spent() else rng.choice([0, 1, 2])
        def __iter__(self):
            return self
        def __next__(self):
            fail()
            if self.count == 0: raise StopIteration
            self.count -= 1
    class Manager:
        def __init__(self, n, kinds):
            fail()
            self.kinds = kinds
        def __enter__(self):
            fail()
        def __exit__(self, kind, *_):
            fail()
            return kind is not None and issubclass(kind, self.kinds)
    return dict(c=c, k=k, v=v, o=o, d=d, b=b, x=x, ex=ex, it=Items, g=lambda *_, **__: None, store={},
                cm=lambda n: Manager(n, ()), suppress=lambda n: Manager(n, rng.choice([A, (A, C)])))
`;
