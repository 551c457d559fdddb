/** A Python file that nobody writes by hand, made by a size. */
export interface Pathological {
  readonly name: string;
  /** How large it is when it is measured. */
  readonly size: number;
  readonly text: (size: number) => string;
}

const times = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join("");

const indented = (depth: number, line: (depth: number) => string): string =>
  `${times(depth, (at) => `${" ".repeat(at)}${line(at)}\n`)}${" ".repeat(depth)}pass\n`;

/** What a rule can be led into everywhere: a child, a thread, a queue, a struct, a signal. */
const IMPORTS = "import os, queue, random, signal, struct, subprocess, threading\n";
const CHILD = "subprocess.Popen(c, stdin=subprocess.PIPE, stdout=subprocess.PIPE)";
const TALK = "p.stdin.write(x); p.stdout.read()";

/** Files that grow in one direction only, large enough that work which grows faster than they do would be felt. */
export const PATHOLOGICAL: readonly Pathological[] = [
  { name: "terms of one sum", size: 100_000, text: (size) => `x = ${times(size, (i) => `a${i} + `)}0\n` },
  { name: "operands of one `and`", size: 50_000, text: (size) => `x = ${times(size, () => "a.b and ")}f()\nx.y()\n` },
  { name: "parts of one concatenated string", size: 100_000, text: (size) => `x = (${times(size, () => '"a"\n')})\n` },
  { name: "strings joined by +", size: 100_000, text: (size) => `x = ${times(size, () => '"a" + ')}""\nx.y()\n` },
  { name: "elif", size: 20_000, text: (size) => `if x:\n pass\n${times(size, (i) => `elif x == ${i}:\n y = ${i}\n`)}` },
  { name: "cases", size: 20_000, text: (size) => `match x:\n${times(size, (i) => ` case ${i}:\n  y = f(${i})\n`)}` },
  {
    name: "except clauses",
    size: 20_000,
    text: (size) => `try:\n f()\n${times(size, (i) => `except E${i}:\n g()\n`)}finally:\n h()\n`,
  },
  {
    name: "items of one with",
    size: 20_000,
    text: (size) => `with ${times(size, (i) => `f() as a${i}, `)}f():\n g()\n`,
  },
  {
    name: "1 MB of data literals",
    size: 1_000_000,
    text: (size) => `x = [\n${times(size / 20, () => " (1, 'a', 0x2f, 2),\n")}]\n`,
  },
  { name: "one line of 1 MB", size: 1_000_000, text: (size) => times(size / 20, () => "f(a.b, c=1); x = 1 ; ") },
  { name: "nested brackets", size: 200_000, text: (size) => `x = ${"(".repeat(size)}1${")".repeat(size)}\nx.y()\n` },
  { name: "nested lists", size: 50_000, text: (size) => `x = ${"[".repeat(size)}1${"]".repeat(size)}\n` },
  { name: "nested calls", size: 50_000, text: (size) => `x = ${"f(".repeat(size)}1${")".repeat(size)}\n` },
  { name: "a chain of calls", size: 50_000, text: (size) => `x = a${".b(c)".repeat(size)}\n` },
  { name: "a chain of members", size: 50_000, text: (size) => `x = a${".b".repeat(size)}\n` },
  { name: "a chain of subscripts", size: 50_000, text: (size) => `x = a${"[0]".repeat(size)}\nx.y()\n` },
  { name: "nested lambdas", size: 20_000, text: (size) => `x = ${"lambda a: ".repeat(size)}1\nx()\n` },
  {
    name: "nested conditional expressions",
    size: 20_000,
    text: (size) => `x = ${times(size, (i) => `${i} if a else `)}f\nx()\n`,
  },
  { name: "not", size: 50_000, text: (size) => `if ${"not ".repeat(size)}x:\n pass\n` },
  { name: "nested if", size: 5_000, text: (size) => indented(size, () => "if x:") },
  { name: "nested functions", size: 3_000, text: (size) => indented(size, (at) => `def f${at}(a):`) },
  { name: "nested classes", size: 3_000, text: (size) => indented(size, (at) => `class C${at}:`) },
  {
    name: "nested loops with try",
    size: 2_000,
    text: (size) => indented(size, (at) => (at % 2 ? "try:" : "while x:")),
  },
  { name: "nested with", size: 5_000, text: (size) => indented(size, () => "with f() as g:") },
  {
    name: "nested try-finally",
    size: 2_000,
    text: (size) =>
      times(size, (at) => `${" ".repeat(at)}try:\n`) +
      `${" ".repeat(size)}return f()\n` +
      times(size, (at) => `${" ".repeat(size - 1 - at)}finally:\n${" ".repeat(size - at)}g()\n`),
  },
  { name: "functions", size: 60_000, text: (size) => times(size, (i) => `def f${i}(a, b=1):\n return a\n`) },
  { name: "functions of one name", size: 30_000, text: (size) => times(size, () => "def f(a): return f(a)\n") },
  {
    name: "lambdas in a dict",
    size: 50_000,
    text: (size) => `x = {\n${times(size, (i) => `${i}: lambda a: a + ${i},\n`)}}\nx.y()\n`,
  },
  {
    name: "decorators of one function",
    size: 10_000,
    text: (size) => `${times(size, (i) => `@d${i % 9}(1)\n`)}def f(): pass\nf()\n`,
  },
  { name: "assignments to one name", size: 50_000, text: (size) => times(size, (i) => `x = f(${i})\nx.y()\n`) },
  { name: "assignments of None to one name", size: 50_000, text: (size) => times(size, () => "x = None\nx.y()\n") },
  {
    name: "a chain of aliases",
    size: 10_000,
    text: (size) => `a0 = f()\n${times(size, (i) => `a${i + 1} = a${i}\na${i}.x()\n`)}`,
  },
  { name: "targets of one assignment", size: 20_000, text: (size) => `${times(size, (i) => `a${i} = `)}f()\na1.x()\n` },
  {
    name: "names unpacked at once",
    size: 20_000,
    text: (size) =>
      `${times(size, (i) => `a${i}, `)} = ${times(size, () => "f(), ")}\n${times(size, (i) => `a${i}.x()\n`)}`,
  },
  { name: "imports of one name", size: 20_000, text: (size) => times(size, () => "import os\nos.path.join(a)\n") },
  { name: "names of one import", size: 50_000, text: (size) => `from m import ${times(size, (i) => `a${i}, `)}b\n` },
  {
    name: "global names",
    size: 10_000,
    text: (size) =>
      `def f():\n global ${times(size, (i) => `a${i}, `)}b\n${times(size, (i) => ` a${i} = f()\n a${i}.x()\n`)}`,
  },
  {
    name: "functions that declare one global",
    size: 20_000,
    text: (size) => times(size, (i) => `def f${i}():\n global a\n a = f${i}()\n a.x()\n`),
  },
  {
    name: "self.x = self.x or ...",
    size: 3_000,
    text: (size) => `class C:\n def f(self):\n${times(size, (i) => `  self.x = self.x or f(${i})\n  self.x.y()\n`)}`,
  },
  {
    name: "attributes of self",
    size: 20_000,
    text: (size) =>
      `class C:\n def f(self):\n${times(size, (i) => `  self.x${i} = f(self.x${i})\n  self.x${i}.y()\n`)}`,
  },
  {
    name: "classes, each of the one before",
    size: 10_000,
    text: (size) =>
      `class C0: pass\n${times(size, (i) => `class C${i + 1}(C${i}):\n def m(self):\n  self.m(); self.x = C${i}()\n`)}`,
  },
  {
    name: "classes of one base",
    size: 10_000,
    text: (size) =>
      `class B:\n def m(self):\n${"  self.m()\n".repeat(size)}${times(size, (i) => `class C${i}(B):\n def m(self): self.m()\n`)}`,
  },
  {
    name: "bases of one class",
    size: 10_000,
    text: (size) =>
      `${times(size, (i) => `class C${i}: pass\n`)}class D(${times(size, (i) => `C${i}, `)}):\n def f(self): self.g()\n`,
  },
  {
    name: "parameters",
    size: 20_000,
    text: (size) => `def f(${times(size, (i) => `a${i}=g, `)}):\n${times(size, (i) => ` a${i}.x()\n`)}`,
  },
  { name: "arguments of one call", size: 50_000, text: (size) => `f(${times(size, (i) => `a${i}=g, `)})\n` },
  {
    name: "functions that call each other",
    size: 20_000,
    text: (size) => times(size, (i) => `def f${i}():\n return f${i + 1}()\nf${i}().x()\n`),
  },
  {
    name: "return statements",
    size: 20_000,
    text: (size) => `def f(a):\n${times(size, (i) => ` if a: return g(${i})\n`)}f(1).x()\n`,
  },
  {
    name: "raise and try in a loop",
    size: 10_000,
    text: (size) => `while x:\n${times(size, () => " try:\n  f()\n except E:\n  continue\n")}`,
  },
  {
    name: "breaks through finally",
    size: 10_000,
    text: (size) =>
      `while x:\n try:\n${times(size, (i) => `  if a == ${i}: break\n  if b: continue\n`)} finally:\n  f()\n`,
  },
  { name: "comprehensions", size: 20_000, text: (size) => times(size, (i) => `[a for a in f(${i}) if a.b]\n`) },
  {
    name: "nested comprehensions",
    size: 5_000,
    text: (size) => `x = ${"[a for a in ".repeat(size)}y${"]".repeat(size)}\n`,
  },
  {
    name: "clauses of one comprehension",
    size: 10_000,
    text: (size) => `x = [a ${times(size, (i) => `for a${i} in f(a${i - 1}) if a${i} `)}]\n`,
  },
  { name: "broken text", size: 50_000, text: (size) => times(size, (i) => `def (${i} = )] x.y(\n`) },
  { name: "comments", size: 100_000, text: (size) => times(size, (i) => `# faqlint: allow nothing ${i}\n`) },
  {
    name: "children under one name",
    size: 3_200,
    text: (size) => `${IMPORTS}def f(c, x):\n${times(size, () => ` p = ${CHILD}; ${TALK}\n`)}`,
  },
  {
    name: "threads under one name",
    size: 3_200,
    text: (size) => `${IMPORTS}def f():\n${times(size, () => " t = threading.Thread(target=f); t.daemon = True\n")}`,
  },
  {
    name: "children and threads under the same names",
    size: 3_200,
    text: (size) =>
      `${IMPORTS}def f(c, x):\n${times(size, () => ` p = ${CHILD}; ${TALK}\n t = threading.Thread(target=f); t.daemon = True\n`)}`,
  },
  {
    name: "writes and reads of one child",
    size: 5_000,
    text: (size) => `${IMPORTS}def f(c, x):\n p = ${CHILD}\n${times(size, () => ` ${TALK}\n`)}`,
  },
  {
    name: "children of self",
    size: 2_000,
    text: (size) =>
      `${IMPORTS}class C:\n def f(self, c):\n${times(size, (i) => `  self.p${i} = ${CHILD}\n`)}${times(size, (i) => ` def g${i}(self): self.p${i}.stdin.write(x); self.p${i}.stdout.read()\n`)}`,
  },
  {
    name: "one child of self in many methods",
    size: 5_000,
    text: (size) =>
      `${IMPORTS}class C:\n def f(self, c):\n  self.p = ${CHILD}\n${times(size, (i) => ` def g${i}(self): self.p.stdin.write(x); self.p.stdout.read()\n`)}`,
  },
  {
    name: "branches around one thread",
    size: 10_000,
    text: (size) =>
      `${IMPORTS}def f(x):\n t = threading.Thread(target=f)\n${times(size, (i) => ` if x == ${i}: t.daemon = x\n`)}`,
  },
  {
    name: "calls of the library",
    size: 10_000,
    text: (size) =>
      `${IMPORTS}${times(size, (i) => `q${i} = queue.Queue(); q${i}.get(1)\nx = random.shuffle(x)\nstruct.pack(">4sI", x)\nsignal.signal(1, lambda: 0)\nprint(f.write(x))\n`)}`,
  },
  {
    name: "databases under one path",
    size: 20_000,
    text: (size) => `import dbm, os\n${times(size, () => 'dbm.open("a", "c"); os.path.exists("a")\n')}`,
  },
  { name: "print statements", size: 20_000, text: (size) => times(size, () => 'print "a %s" % b,\nprint >>f, x\n') },
  {
    name: "removed modules",
    size: 10_000,
    text: (size) => times(size, () => "import imp, cgi\nimp.load_source(a, b); cgi.escape(x)\n"),
  },
  {
    name: "version tests",
    size: 5_000,
    text: (size) =>
      times(size, (i) => `if sys.version_info > (3, ${i % 9}) and not PY2 or x:\n import cgi\nelse:\n import imp\n`),
  },
];
