import { ProgramWriter } from "./flow-programs.js";
import { STEPS } from "./program-runs.js";

/**
 * Makes of a random flow a program in which values with numbers are given to names, passed on and looked at.
 *
 * `t(7)` gives a value that bears the number 7; `u(8, va)` reports the number of what it is given. Two thirds of the
 * programs are functions, the others modules.
 *
 * @param isPlain whether all happens where and when it is written: without closures, generator expressions and names
 * that other functions bind
 */
export function originsProgram(seed: number, version: number, isPlain: boolean): string {
  const random = numbers(seed);
  const below = (limit: number): number => random() % limit;
  const inFunction = below(3) > 0;
  const hasOtherWriter = !isPlain && below(3) === 0;
  let next = 1000;
  const id = (): number => next++;
  const name = (): string => (below(2) === 0 ? "va" : "vb");
  const make = (): string => `t(${id()})`;
  const see = (what: string): string => `u(${id()}, ${what})`;
  const source = (): string => {
    switch (below(9)) {
      case 0:
        return `(${name()} if c(${id()}) else ${make()})`;
      case 1:
        return `(${name()} or ${make()})`;
      case 2:
        return `(${make()} and ${name()})`;
      case 3:
        return `(${name()}, ${make()})[${below(2)}]`;
      default:
        return below(3) === 0 ? name() : make();
    }
  };
  const statements: readonly (() => string[])[] = [
    () => [`${name()} = ${source()}`],
    () => [`${name()} = ${source()}`],
    () => [see(name())],
    () => [see(name())],
    () => [see(name())],
    () => [`va, vb = ${source()}, ${source()}`, see(name())],
    () => [`[vb, (*vc, va)] = [${source()}, (0, 0, ${source()})]`],
    () => [`vd = ${source()}, (${source()}, ${name()})`, `(va, (vb, _)) = vd`, see("vd[1][1]")],
    () => [`del ${name()}`],
    () => [`g(${name()} := ${source()}, ${see(name())})`],
    () => [`g(${see(name())}, va := ${source()}, ${see("va")})`],
    () => [`c(${id()}) and (${name()} := ${source()})`, see(name())],
    () => [`g((va := ${source()}) if c(${id()}) else ${see("va")}, ${see("va")})`],
    () => [`va = store[${see("va")}] = ${source()}`, see("va")],
    () => [`va = store[${see("va")}] = vb = ${source()}`],
    () => [`with contextlib.closing(${source()}) as va:`, ` ${see(name())}`],
    () => [`va += ${make()}`, see("va")],
    () => [`if ${name()} is None:`, ` ${name()} = ${source()}`, see(name())],
  ];
  const untimed: typeof statements = [
    () => [
      `g([(${see(name())}, va := ${source()}, ${see(name())}) for z in it(${id()}) if not ${see(name())}])`,
      see("va"),
    ],
    () => [`g([va := ${source()}, *(vb := ${source()} for z in it(${id()}))])`, see(name())],
    () => [`for ${name()} in (${source()}, ${source()}):`, ` ${see(name())}`],
    () => [`for va, vb in [(${source()}, ${make()}), (vb, va)]:`, ` ${see("va")}; ${see("vb")}`, see("vb")],
    () => [`g(lambda: ${see(name())}, list(${see(name())} for z in it(${id()})))`],
    () => ["def r():", ` ${see(name())}`, "r()"],
    () => (hasOtherWriter ? ["w()"] : [see(name())]),
  ];
  const usable = isPlain ? statements : [...statements, ...untimed];
  const flow = new ProgramWriter(seed, version).program().split("\n").slice(1, -1);
  const body = flow.flatMap((line) => {
    const [, indent = "", statement = ""] = /^( +)(.*)$/.exec(line) ?? [];
    if (/^(?:t\(\d+\)|pass)$/.test(statement)) {
      const chosen = Array.from({ length: 1 + below(4) }, () => usable[below(usable.length)]?.() ?? []);
      return chosen.flat().map((each) => indent + each);
    }
    return [
      line
        .replace(/\bp = q = /, "va = vb = ")
        .replace(/^( +)for p in/, (_, blanks: string) => `${blanks}for ${name()} in`)
        .replace(/\bas p\b/, () => `as ${name()}`)
        .replace(/\bcase p:/, () => `case ${name()}:`)
        .replace(/^( +except ex\(\d+\)):/, (_, head: string) => `${head} as ${name()}:`),
    ];
  });
  const others = [
    ...(below(6) > 0 ? [` va = ${make()}`] : []),
    ...(below(6) > 0 ? [` vb = ${make()}`] : []),
    ...(hasOtherWriter ? [" def w():", `  ${inFunction ? "nonlocal" : "global"} vb`, `  vb = ${make()}`] : []),
    ...(inFunction ? [" if 0: va = vb = None"] : []),
  ];
  const lines = [...others, ...body, ` ${see("va")}`, ` ${see("vb")}`];
  if (inFunction)
    return ["import contextlib", `def f(${below(2) === 0 ? "" : "va=None"}):`, ...lines, "f()", ""].join("\n");
  return ["import contextlib", ...lines.map((line) => line.slice(1).replace(/\breturn\b/, "")), ""].join("\n");
}

/** A random program in which values are stored on objects of three classes, by their methods and from outside, and read. */
export function attributesProgram(seed: number): string {
  const random = numbers(seed);
  const below = (limit: number): number => random() % limit;
  let next = 1;
  const pick = (...choices: readonly string[]): string => choices[below(choices.length)] ?? "";
  const make = (): string => `t(${next++})`;
  const see = (what: string): string => `u(${next++}, ${what})`;
  const attribute = (): string => pick("p", "q");
  const statement = (object: string, others: readonly string[]): string => {
    const [left, right] = [
      `${object}.${attribute()}`,
      `${below(4) === 0 ? pick(object, ...others) : object}.${pick("p", "q", "p", "q", "r", "both[1]")}`,
    ];
    return pick(
      `${left} = ${make()}`,
      `${left} = ${right}`,
      `${left}, va = ${make()}, ${right}`,
      `${left} = ${right} if c(${next++}) else ${make()}`,
      see(right),
      see(right),
      see(`${object}.start().${attribute()}`),
      see(`${object}.give()`),
    );
  };
  const classes = ["class A:", "class B(A):", "class D:"].flatMap((head) => [
    head,
    " both = None, None",
    ...(below(3) === 0 ? [` p = ${make()}`] : []),
    ...(below(2) === 0 ? [" def __init__(self):", `  self.${attribute()} = ${make()}`] : []),
    " @property",
    ` def r(self): return self.${attribute()}`,
    ` def start(self): return ${pick("self", "self", "self.start2()")}`,
    " def start2(self): return self",
    ` def give(self): return ${pick(make(), "self.p", "self.q")}`,
    " def __enter__(self): return self",
    " def __exit__(self, *_): pass",
    " @classmethod",
    ` def make(cls): return cls()`,
    ...["m", "n"].flatMap((name) => [
      ` def ${name}(self, other):`,
      ...Array.from({ length: 1 + below(3) }, () => `  ${statement("self", ["other"])}`),
      ...(below(3) === 0 ? [`  other.${attribute()} = ${make()}`] : []),
    ]),
  ]);
  const objects = ["oa", "ob", "od"];
  const body = Array.from({ length: 12 }, () => {
    const object = pick(...objects);
    return pick(
      `${object}.${pick("m", "n")}(${pick(...objects)})`,
      `with ${object} as w: ${see(`w.${attribute()}`)}`,
      `${object} = ${pick("A()", "B()", "D()", "A.make()", "D.make()", ...objects)}`,
      statement(object, objects),
      statement(object, objects),
    );
  });
  const guarded = body.flatMap((line) => ["try:", ` ${line}`, "except AttributeError: pass"]);
  return [...classes, "oa = A()", `ob = ${pick("B()", "B.make()")}`, "od = D()", ...guarded, ""].join("\n");
}

function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

/**
 * The program that runs such programs: it reads a list of them and the number of runs from stdin and prints, for each, the
 * reports of all runs as `[number of the place, number of the value]`, -1 for a value without a number, with how often it was seen;
 * null for a program that is none.
 */
export const RUNNER = `${STEPS}
import collections

def run(code, seed, reports):
    rng = random.Random(seed)
    rate = rng.choice([0, 0.03, 0.2])
    count = [0]
    def spent(): return count[0] > 150
    def fail():
        count[0] += 1
        if not spent() and rng.random() < rate: raise rng.choice([A, B, C])()
    class Value:
        def __init__(self, n): self.n = n
        def __bool__(self): return rng.random() < 0.5
        def __iadd__(self, other): return Value(-1)
        def close(self): fail()
    def t(n, *_):
        fail()
        return Value(n)
    def u(n, value):
        reports[n, getattr(value, "n", -1)] += 1
        fail()
    scope = dict(steps(rng, fail, spent), t=t, u=u)
    try:
        exec(code, scope)
    except BaseException as error:
        known = isinstance(error, (A, C, AssertionError, NameError, TypeError, AttributeError)) or "ExceptionGroup" in type(error).__name__
        if not known: raise

task = json.load(sys.stdin)
for text in task["programs"]:
    try:
        code = compile(text, "program", "exec")
    except SyntaxError as error:
        print("null")
        continue
    reports = collections.Counter()
    for seed in range(task["runs"]): run(code, seed, reports)
    print(json.dumps([[place, value, times] for (place, value), times in sorted(reports.items())]))
`;
