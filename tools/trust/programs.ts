import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { RULES } from "../../rules/index.js";
import { fencesOf } from "../../test/harness/markdown.js";

const SPECIFICATIONS = fileURLToPath(new URL("../../test/rules/", import.meta.url));

type Lines = readonly string[];

/** The qualified names that rules ask for: programs are made of them, so that rules have something to look at. */
const NAMES = [
  ...new Set(
    RULES.flatMap(({ subscriptions }) => subscriptions()).flatMap((subscription) => {
      if (subscription.kind === "calls" || subscription.kind === "references") return [...subscription.names];
      return subscription.kind === "methods" ? [...subscription.classes] : [];
    }),
  ),
].map((name) => name.replace(/^builtins\./, ""));
const METHODS = [
  ...new Set(
    RULES.flatMap(({ subscriptions }) => subscriptions()).flatMap((subscription) =>
      subscription.kind === "methods" || subscription.kind === "methodCalls" ? [...subscription.methods] : [],
    ),
  ),
];
const MODULES = [...new Set(NAMES.filter((name) => name.includes(".")).map((name) => name.replace(/\.\w+$/, "")))];

/** What programs may stand in that can be compiled there as well as alone, but for a few statements. */
const PLACES: readonly Lines[] = [
  ["def f(a, *b, c=1):"],
  ["async def f():"],
  ["class A(B):", "    def f(self):"],
  ["if x:", "    try:"],
  ["with a as b:"],
  ["for i in x:", "    while i:"],
];

/**
 * Programs of the specifications, two at most, alone or in a function, a class or a block: most compile, and most can be
 * repaired.
 */
export function specimenPrograms(): fc.Arbitrary<string> {
  const place = fc.option(fc.constantFrom(...PLACES), { nil: undefined });
  const placed = fc.tuple(fc.constantFrom(...specimens()), place).map(([lines, heads = []]): Lines => {
    const margin = "    ".repeat(heads.length);
    const body = lines.map((line) => (line === "" ? "" : margin + line));
    return [...heads, ...body, ...(heads.at(-1)?.endsWith("try:") ? ["    finally:", "        pass"] : [])];
  });
  return fc
    .tuple(fc.array(placed, { minLength: 1, maxLength: 2 }), fc.constantFrom("\n", "\n", "\n", "\r\n", "\r"))
    .map(([parts, end]) => `${parts.flat().join("\n")}\n`.replaceAll("\n", end));
}

/** The programs of the rules' specifications, as lines: nearly all of them are about a pitfall. */
function specimens(): readonly Lines[] {
  return readdirSync(SPECIFICATIONS, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .sort()
    .flatMap((path) => fencesOf(readFileSync(join(SPECIFICATIONS, path), "utf8")))
    .filter(({ info }) => /^python\b/.test(info))
    .map(({ lines }) => lines.filter((line) => !/^#!/.test(line)))
    .filter((lines) => lines.length > 0 && lines.length <= 40);
}

const ident = fc.constantFrom("a", "b", "x", "self", "cls", "data", "lock", "é", "_", "print", "match", "type", "exec");
const literal = fc.constantFrom(
  ...["0", "1", "-1", "0x1F", "1_000", "1e9", "1j", "0777", "10L", "None", "True", "...", "''", '"w"', '"rb"', 'b""'],
  ...[
    'b"ok"',
    "u'x'",
    "r'\\d'",
    '"%s"',
    'f"{x!r:>{a}}"',
    "f'{x}' b''",
    '"""long\ntext"""',
    "'a' 'b'",
    '"\\x00\\N{DASH}"',
    "`x`",
  ],
);
const operator = fc.constantFrom("+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^", "and", "or");
const comparison = fc.constantFrom("==", "!=", "<>", "<", ">=", "is", "is not", "in", "not in");
const augmented = fc.constantFrom("+=", "-=", "*=", "|=", "//=", "@=");
const word = fc.oneof(fc.constantFrom(...NAMES), ident);

const { expression } = fc.letrec<{ expression: string; argument: string }>((tie) => ({
  argument: fc.oneof(
    { weight: 4, arbitrary: tie("expression") },
    fc
      .tuple(fc.constantFrom("target", "args", "mode", "shell", "timeout", "key", "encoding"), tie("expression"))
      .map(([name, value]) => `${name}=${value}`),
    fc.tuple(fc.constantFrom("*", "**"), tie("expression")).map(([star, value]) => star + value),
  ),
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 3, arbitrary: word },
    { weight: 2, arbitrary: literal },
    {
      weight: 6,
      arbitrary: fc
        .tuple(tie("expression"), fc.array(tie("argument"), { maxLength: 3 }))
        .map(([callee, args]) => `${callee}(${args.join(", ")})`),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(tie("expression"), fc.constantFrom(...METHODS, "x", "pid", "stdout"))
        .map(([value, name]) => `${value}.${name}`),
    },
    fc.tuple(tie("expression"), tie("expression")).map(([value, index]) => `${value}[${index}]`),
    fc.tuple(tie("expression"), tie("expression")).map(([value, end]) => `${value}[:${end}:-1]`),
    fc.tuple(tie("expression"), operator, tie("expression")).map((parts) => parts.join(" ")),
    fc.tuple(tie("expression"), comparison, tie("expression")).map((parts) => parts.join(" ")),
    fc
      .tuple(
        fc.constantFrom("not ", "-", "await ", "yield ", "yield from ", "*", "lambda: ", "lambda x, *a: "),
        tie("expression"),
      )
      .map(([before, value]) => `(${before}${value})`),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([a, b, c]) => `(${a} if ${b} else ${c})`),
    fc.tuple(ident, tie("expression")).map(([name, value]) => `(${name} := ${value})`),
    fc
      .tuple(fc.constantFrom(["[", "]"], ["(", ")"], ["{", "}"]), tie("expression"), ident, tie("expression"))
      .map(([[open, close], value, name, source]) => `${open}${value} for ${name} in ${source} if ${name}${close}`),
    fc
      .tuple(
        fc.constantFrom(["[", "]"], ["(", ",)"], ["{", "}"]),
        fc.array(tie("expression"), { minLength: 1, maxLength: 3 }),
      )
      .map(([[open, close], values]) => `${open}${values.join(", ")}${close}`),
    fc
      .array(fc.tuple(tie("expression"), tie("expression")), { maxLength: 2 })
      .map((pairs) => `{${pairs.map((pair) => pair.join(": ")).join(", ")}}`),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `(${a},  # why\n      ${b})`),
  ),
}));

const simple = fc.oneof(
  { weight: 4, arbitrary: expression },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.oneof(ident, fc.constantFrom("self.x", "a, b", "x[0]", "[a, *b]", "x: int")), expression)
      .map((parts) => parts.join(" = ")),
  },
  fc.tuple(ident, augmented, expression).map((parts) => parts.join(" ")),
  fc
    .tuple(
      fc.constantFrom("return ", "raise ", "del ", "assert ", "yield ", "print ", "print >>f, ", "exec ", "await "),
      expression,
    )
    .map((parts) => parts.join("")),
  fc.constantFrom(
    "pass",
    "break",
    "continue",
    "global x",
    "nonlocal a",
    "return",
    "raise E, 'm'",
    "x = 1; y = 2",
    "type T[K] = int",
    "# é 😀 comment",
    '"""doc\\d"""',
    "print",
  ),
  fc.constantFrom(...MODULES).map((name) => `import ${name}`),
  fc
    .tuple(fc.constantFrom(...MODULES), fc.constantFrom(...NAMES))
    .map(
      ([module, name]) => `from ${module} import ${name.replace(/^.*\./, "")}${name.length % 3 === 0 ? " as a" : ""}`,
    ),
  fc.constantFrom(...MODULES).map((name) => `from ${name} import *`),
);

const indented = (body: Lines): Lines =>
  body.length === 0 ? ["    pass"] : body.map((line) => (line === "" ? "" : `    ${line}`));

/**
 * Programs of all of Python's grammar, and of some that only Python 2 has: of what rules look at, the programs of their specifications
 * among them, in places where nobody would write them. Many do not compile.
 */
export function programs(): fc.Arbitrary<string> {
  const specimen = fc.constantFrom(...specimens());
  const { block } = fc.letrec<{ block: Lines; statement: Lines }>((tie) => ({
    block: fc
      .array(tie("statement"), { minLength: 1, maxLength: 5, size: "max" })
      .map((statements) => statements.flat()),
    statement: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 6, arbitrary: simple.map((text): Lines => text.split("\n")) },
      { weight: 4, arbitrary: specimen },
      fc
        .tuple(expression, tie("block"), tie("block"))
        .map(([test, body, other]) => [`if ${test}:`, ...indented(body), "else:", ...indented(other)]),
      fc
        .tuple(fc.constantFrom("for ", "async for "), ident, expression, tie("block"))
        .map(([head, name, source, body]) => [`${head}${name} in ${source}:`, ...indented(body)]),
      fc.tuple(expression, tie("block")).map(([test, body]) => [`while ${test}:`, ...indented(body), "else: pass"]),
      fc
        .tuple(
          tie("block"),
          fc.constantFrom("except:", "except OSError as e:", "except (A, B), e:", "except* ValueError:", "finally:"),
          tie("block"),
        )
        .map(([body, clause, other]) => ["try:", ...indented(body), clause, ...indented(other)]),
      fc
        .tuple(fc.constantFrom("with ", "async with "), expression, tie("block"))
        .map(([head, value, body]) => [`${head}${value} as f:`, ...indented(body)]),
      fc
        .tuple(
          fc.constantFrom(
            "def f(",
            "async def test_x(self, ",
            "def __init__(self, a=1, *b, c, ",
            "def run(self, (a, b), ",
          ),
          tie("block"),
        )
        .map(([head, body]) => [`${head}**k):`, ...indented(body)]),
      fc
        .tuple(
          fc.constantFrom(
            "class A:",
            "class T(threading.Thread):",
            "class C(unittest.TestCase, metaclass=M):",
            "@property\nclass G[K: int]:",
          ),
          tie("block"),
        )
        .map(([head, body]) => [...head.split("\n"), ...indented(body)]),
      fc
        .tuple(expression, tie("block"))
        .map(([subject, body]) => [
          `match ${subject}:`,
          "    case [1, *_] | {'k': A(x=b)} if x:",
          ...indented(indented(body)),
          "    case _: pass",
        ]),
      fc
        .constantFrom(
          "",
          "\\",
          "\f",
          "if __name__ == '__main__':",
          "#!/usr/bin/python",
          "# -*- coding: latin-1 -*-",
          "# faqlint: ignore[x]",
        )
        .map((line): Lines => [line]),
    ),
  }));
  const ends = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r");
  return fc
    .tuple(block, ends, fc.constantFrom("", "", "\uFEFF", "#!/usr/bin/env python3\n"))
    .map(([lines, end, head]) => {
      const text = `${head}${lines.join("\n")}\n`;
      return end === "\n" ? text : text.replaceAll("\n", end);
    });
}
