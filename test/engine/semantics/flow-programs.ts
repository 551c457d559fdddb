import { mulberry32 } from "../../support/random.js";

/**
 * Writes small random Python functions whose every step reports itself by a call with a number of its own: `t(7)`. Some
 * may be coroutines or generators.
 *
 * All choices are left to the functions called, so that one program has many runs. Every loop ends: once their budget is
 * used up, `c` (a condition) is false, `k` (the way out of an endless loop) is true, and nothing raises.
 */
export class ProgramWriter {
  readonly #random: () => number;
  readonly #version: number;
  readonly #kinds: readonly Context["suspends"][];
  #lines: string[] = [];
  #next = 0;

  /**
   * @param version the minor version of the Python 3 that is to run the programs
   * @param kinds what the functions may be suspended by; null stands for plain ones
   */
  constructor(seed: number, version: number, kinds: readonly Context["suspends"][] = [null]) {
    this.#random = mulberry32(seed);
    this.#version = version;
    this.#kinds = kinds;
  }

  /** A function `f` of a few statements. */
  program(): string {
    const suspends = this.#kinds[this.#below(this.#kinds.length)] ?? null;
    this.#lines = [`${suspends === "await" ? "async " : ""}def f():`];
    this.#next = 0;
    // A function is a generator by any yield in it.
    if (suspends === "yield") this.#line(1, `yield t(${this.#id()})`);
    this.#block(1, { loops: 0, inGroup: false, suspends });
    return `${this.#lines.join("\n")}\n`;
  }

  #block(depth: number, context: Context): void {
    const count = 1 + this.#below(depth < 3 ? 3 : 2);
    for (let i = 0; i < count; i++) this.#statement(depth, context);
  }

  #statement(depth: number, context: Context): void {
    const big = depth < 5 && this.#lines.length < 40;
    const choice = this.#below(big ? 20 : 9);
    if (choice < 2) this.#line(depth, `t(${this.#id()})`);
    else if (choice < 4) this.#line(depth, this.#step(context));
    else if (choice === 4) this.#line(depth, this.#expression());
    else if (choice === 5) this.#jump(depth, context);
    else if (choice === 6) this.#line(depth, `p = q = t(${this.#id()})`);
    else if (choice === 7) this.#line(depth, `assert c(${this.#id()}), t(${this.#id()})`);
    else if (choice === 8) this.#line(depth, "pass");
    else if (choice < 11) this.#if(depth, context);
    else if (choice < 13) this.#loop(depth, context);
    else if (choice < 17) this.#try(depth, context);
    else if (choice === 17) this.#with(depth, context);
    else if (choice === 18) this.#match(depth, context);
    else this.#definition(depth);
  }

  #step({ suspends }: Context): string {
    const step = `t(${this.#id()})`;
    return suspends === null ? step : suspends === "yield" ? `p = yield ${step}` : `await w(${step})`;
  }

  #expression(): string {
    switch (this.#below(7)) {
      case 0:
        return `t(${this.#id()}) and t(${this.#id()})`;
      case 1: {
        const [yes, condition, no] = [this.#id(), this.#id(), this.#id()];
        return `t(${yes}) if c(${condition}) else t(${no})`;
      }
      case 2:
        return `g(t(${this.#id()}), a=t(${this.#id()}))`;
      case 3: {
        const [body, test] = [this.#id(), this.#id()];
        return `[t(${body}) for p in it(${this.#id()}) if c(${test})]`;
      }
      case 4: {
        const target = this.#id();
        return `store[t(${target})] = t(${this.#id()})`;
      }
      case 5:
        return `o(${this.#id()}) < o(${this.#id()}) < o(${this.#id()})`;
      default:
        return `g(lambda: t(${this.#id()}), not c(${this.#id()}))`;
    }
  }

  #jump(depth: number, context: Context): void {
    const kinds = ["raise"];
    if (!context.inGroup) {
      kinds.push("return");
      if (context.loops > 0) kinds.push("break", "continue");
    }
    const kind = kinds[this.#below(kinds.length)];
    if (kind === "raise") this.#line(depth, `raise x(${this.#id()})`);
    else if (kind === "return") this.#line(depth, `return t(${this.#id()})`);
    else this.#line(depth, kind ?? "pass");
  }

  #if(depth: number, context: Context): void {
    this.#line(depth, this.#below(8) === 0 ? "if not 0:" : `if c(${this.#id()}):`);
    this.#block(depth + 1, context);
    while (this.#below(3) === 0) {
      this.#line(depth, `elif c(${this.#id()}):`);
      this.#block(depth + 1, context);
    }
    if (this.#below(2) === 0) {
      this.#line(depth, "else:");
      this.#block(depth + 1, context);
    }
  }

  #loop(depth: number, context: Context): void {
    const inside = { ...context, loops: context.loops + 1 };
    const kind = this.#below(3);
    if (kind === 0) this.#line(depth, `${this.#async(context)}for p in it(${this.#id()}):`);
    else if (kind === 1 || context.inGroup) this.#line(depth, `while c(${this.#id()}):`);
    else {
      this.#line(depth, "while True:");
      this.#line(depth + 1, `if k(${this.#id()}):`);
      this.#line(depth + 2, "break");
    }
    this.#block(depth + 1, inside);
    if (this.#below(3) === 0) {
      this.#line(depth, "else:");
      this.#block(depth + 1, context);
    }
  }

  #try(depth: number, context: Context): void {
    const isGroup = this.#version >= 11 && this.#below(6) === 0;
    const clauses = this.#below(3);
    const hasFinally = clauses === 0 || this.#below(2) === 0;
    this.#line(depth, "try:");
    this.#block(depth + 1, context);
    for (let i = 0; i < clauses; i++) {
      const isBare = i === clauses - 1 && !isGroup && this.#below(3) === 0;
      this.#line(depth, isBare ? "except:" : `except${isGroup ? "*" : ""} ex(${this.#id()}):`);
      this.#line(depth + 1, `t(${this.#id()})`);
      this.#block(depth + 1, isGroup ? { ...context, inGroup: true } : context);
    }
    if (clauses > 0 && this.#below(3) === 0) {
      this.#line(depth, "else:");
      this.#block(depth + 1, context);
    }
    if (hasFinally) {
      this.#line(depth, "finally:");
      this.#block(depth + 1, context);
    }
  }

  #with(depth: number, context: Context): void {
    const items = Array.from({ length: 1 + this.#below(2) }, () =>
      this.#below(4) === 0 ? `suppress(${this.#id()})` : `cm(${this.#id()}) as p`,
    );
    this.#line(depth, `${this.#async(context)}with ${items.join(", ")}:`);
    this.#block(depth + 1, context);
  }

  #match(depth: number, context: Context): void {
    if (this.#version < 10) {
      this.#line(depth, `t(${this.#id()})`);
      return;
    }
    this.#line(depth, `match v(${this.#id()}):`);
    for (let value = 0; value < 1 + this.#below(2); value++) {
      this.#line(depth + 1, this.#below(2) === 0 ? `case ${value}:` : `case ${value} if c(${this.#id()}):`);
      this.#line(depth + 2, `t(${this.#id()})`);
      this.#block(depth + 2, context);
    }
    if (this.#below(2) === 0) {
      this.#line(depth + 1, this.#below(2) === 0 ? "case _:" : "case p:");
      this.#block(depth + 2, context);
    }
  }

  #definition(depth: number): void {
    if (this.#below(2) === 0) {
      this.#line(depth, `@d(${this.#id()})`);
      this.#line(depth, `def h(a=t(${this.#id()})):`);
      this.#line(depth + 1, `t(${this.#id()})`);
    } else {
      this.#line(depth, `class C(b(${this.#id()})):`);
      this.#block(depth + 1, { loops: 0, inGroup: true, suspends: null });
    }
  }

  #async({ suspends }: Context): string {
    return suspends === "await" && this.#below(2) === 0 ? "async " : "";
  }

  #line(depth: number, text: string): void {
    this.#lines.push(" ".repeat(depth) + text);
  }

  #id(): number {
    return this.#next++;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

interface Context {
  readonly loops: number;
  /** Inside `except*` and class bodies nothing may be jumped to outside of them. */
  readonly inGroup: boolean;
  /** What the function may be suspended by. */
  readonly suspends: "await" | "yield" | null;
}

/**
 * The program that runs such functions: it reads a list of them and the number of runs from stdin and prints, for each,
 * the different runs. A run is a list of numbers: `4 * step + what`, with `what` 0 for a step that has begun, 1 for one
 * that has ended without an exception, 2 for a context manager that is left. Its last entry is -1 for a normal end and
 * -2 for an exception.
 */
export const RUNNER = `
import json, random, sys, warnings
warnings.simplefilter("ignore")
sys.setrecursionlimit(5000)

class A(Exception): pass
class B(A): pass
class C(Exception): pass

def run(code, seed):
    rng = random.Random(seed)
    trace = []
    rate = rng.choice([0, 0.05, 0.3])
    def begin(n): trace.append(4 * n)
    def end(n): trace.append(4 * n + 1)
    def spent(): return len(trace) > 120
    def fail():
        if not spent() and rng.random() < rate: raise rng.choice([A, B, C])()
    def t(n, *_):
        begin(n); fail(); end(n)
        return rng.random() < 0.5
    def c(n):
        begin(n); fail(); end(n)
        return not spent() and rng.random() < 0.5
    def k(n):
        begin(n); fail(); end(n)
        return spent() or rng.random() < 0.4
    def v(n):
        begin(n); fail(); end(n)
        return rng.choice([0, 1, 2])
    def o(n):
        begin(n); fail(); end(n)
        return rng.random()
    def d(n):
        begin(n); fail(); end(n)
        return lambda f: f
    def b(n):
        begin(n); fail(); end(n)
        return object
    def x(n):
        begin(n); fail(); end(n)
        return rng.choice([A, B, C])()
    def ex(n):
        begin(n); end(n)
        return rng.choice([A, B, C])
    class Items:
        def __init__(self, n):
            begin(n); fail(); end(n)
            self.count = 0 if spent() else rng.choice([0, 1, 2])
        def __iter__(self):
            return self
        def __next__(self):
            fail()
            if self.count == 0: raise StopIteration
            self.count -= 1
        def __aiter__(self):
            return self
        async def __anext__(self):
            try:
                return self.__next__()
            except StopIteration:
                raise StopAsyncIteration
    class Manager:
        def __init__(self, n, kinds):
            begin(n); fail(); end(n)
            self.n = n; self.kinds = kinds
        def __enter__(self):
            fail()
        def __exit__(self, kind, *_):
            trace.append(4 * self.n + 2)
            fail()
            return kind is not None and issubclass(kind, self.kinds)
        async def __aenter__(self):
            return self.__enter__()
        async def __aexit__(self, *error):
            return self.__exit__(*error)
    async def w(_):
        fail()
    def finish(given):
        if not hasattr(given, "send"):
            return
        try:
            given.send(None)
            while True:
                # What a generator is suspended by may give it an exception.
                if not spent() and rng.random() < rate: given.throw(rng.choice([A, B, C])())
                else: given.send(None)
        except StopIteration:
            pass
    scope = dict(t=t, w=w, c=c, k=k, v=v, o=o, d=d, b=b, x=x, ex=ex, it=Items, g=lambda *_, **__: None, store={},
                 cm=lambda n: Manager(n, ()), suppress=lambda n: Manager(n, rng.choice([A, (A, C)])))
    exec(code, scope)
    try:
        finish(scope["f"]())
        trace.append(-1)
    except BaseException as error:
        if not isinstance(error, (A, C, AssertionError)) and "ExceptionGroup" not in type(error).__name__:
            raise
        trace.append(-2)
    return trace

task = json.load(sys.stdin)
for text in task["programs"]:
    code = compile(text, "program", "exec")
    print(json.dumps(sorted(set(tuple(run(code, seed)) for seed in range(task["runs"])))))
`;
