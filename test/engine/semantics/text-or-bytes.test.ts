import { beforeAll, describe, expect, it, test } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import { formatPythonVersion } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { runPython } from "../../harness/run-python.js";
import { count } from "../../harness/tally.js";
import { parseText, startParser } from "../../support/parser.js";
import { expectations } from "./answers.js";

beforeAll(startParser);

/** Expressions that give bytes, text, or something that holds them; what is spread over several lines is set up first. */
const SOURCES = `
b"a b"
"a b"
f"{1} x"
"a" "b"
rb"x y"
'%d b' % 3
b'%d b' % 3
"a b" * 2
2 * b"a b"
open(PATH).read()
open(PATH, "rb").read()
open(PATH, "rb").read(1)
open(PATH).readline()
open(PATH, "rb").readlines()
open(PATH).readlines()[0]
io.StringIO("a b").getvalue()
io.BytesIO(b"a b").read()
gzip.open(GZ).read()
gzip.open(GZ, "rt").read()
pathlib.Path(PATH).read_text()
pathlib.Path(PATH).read_bytes()
(pathlib.Path(FOLDER) / "f").read_bytes()
pathlib.Path(PATH).name
pathlib.Path(PATH).parent.name
next(open(PATH))
next(iter(open(PATH, "rb")))
next(iter(lambda: open(PATH, "rb").read(2), b""))
list(open(PATH))
[line for line in open(PATH, "rb")]
sorted(open(PATH))
list(enumerate(open(PATH, "rb")))[0][1]
list(zip(open(PATH), open(PATH, "rb")))[0]
subprocess.check_output(["echo", "a b"])
subprocess.check_output(["echo", "a b"], text=True)
subprocess.check_output("echo a b", shell=True, universal_newlines=True)
subprocess.run(["echo", "a b"], stdout=subprocess.PIPE).stdout
subprocess.run(["echo", "a b"], stdout=subprocess.PIPE, encoding="utf-8").stdout
subprocess.Popen(["echo", "a b"], stdout=subprocess.PIPE).communicate()[0]
subprocess.Popen(["echo", "a b"], stdout=subprocess.PIPE).stdout.read()
subprocess.getoutput("echo a b")
subprocess.getstatusoutput("echo a b")[1]
os.read(os.open(PATH, os.O_RDONLY), 9)
os.getcwd()
os.listdir()
os.listdir(".")[0]
os.listdir(b".")[0]
os.path.join("a", "b")
os.path.join(b"a", b"b")
os.path.splitext("a.b")[0]
os.path.split(b"a/b")
os.sep
os.environ["HOME"]
os.environ.get("HOME")
os.environ.get("HOME", "x")
os.getenv("NOT", "a b")
os.fsencode("a b")
os.fsdecode(b"a b")
os.urandom(3)
sys.argv[0]
sys.version
sys.platform
__name__
base64.b64encode(b"a b")
base64.b64decode("YSBi")
binascii.hexlify(b"a b")
pickle.dumps(1)
marshal.dumps(1)
struct.pack(">hh", 1, 2)
zlib.compress(b"a b")
hashlib.sha256(b"a").digest()
hashlib.md5(b"a").hexdigest()
json.dumps({"a": 1})
str(3)
repr(b"a b")
str(b"a b", "ascii")
bytes(3)
bytes([97, 32, 98])
bytearray(b"a b")
bytes(bytearray(b"a b"))
chr(97)
hex(3)
format(3, "x")
ascii("a b")
(3).to_bytes(2, "big")
re.sub("a", "b", "a c")
re.sub(b"a", b"b", b"a c")
re.split(" ", "a b")
re.escape("a b")
urllib.parse.quote("a b")
urllib.parse.urlencode({"a": 1})
urllib.parse.urljoin("a", "b")
urllib.parse.unquote_to_bytes("a")
urllib.request.urlopen("data:,a%20b").read()
shlex.split("a b")
textwrap.dedent("a b")
time.strftime("%Y %m")
tempfile.gettempdir()
string.ascii_letters
["a b", "c"]
(b"a b", "c")
{"a b": b"c"}["a b"]
{b"a b": 1}
{"a b", "c"}
["x" for _ in range(3)]
[str(n) for n in range(3)]
list(map(str, [1, 2]))
max("a b", "b")
min(["a b", "b"])
b"a b" if ONE else b"c"
b"a b" if ONE else "c"
None or "a b"
b"" or b"a b"
(lambda: 1)
[name for name in os.listdir(FOLDER)]
os.path.basename(PATH)
mmap.mmap(-1, 4)[:2]
socket.gethostname()
dbm.open(DB, "c").keys()
email.message_from_string("a: b").as_string()
string.Template("a b").substitute()
html.escape("a b")
locale.setlocale(locale.LC_ALL)
PAIR[0].recv(1)
PAIR[1].makefile("rb").read(1)
"a b".encode().decode().encode()
"".join(["a", " b"])
b"".join([b"a", b" b"])
[b"a", "b"]
data = b"a b"; data
data = b"a"; data += b" b"; data
data = "a"; data = data + " b"; data
data = b"a b"; data = data.decode(); data
data = b"a b"; data = data[0]; data
text = None; text = "a b" if ONE else None; text
out, err = subprocess.Popen(["echo", "a b"], stdout=subprocess.PIPE).communicate(); out
first, second = "a b", b"c"; second
for name in ["a b", "c"]: pass; name
for part in b"a b": pass; part
for part in "a b": pass; part
for key, value in {"a b": b"c"}.items(): pass; value
for number, line in enumerate(open(PATH)): pass; line
for root, folders, files in os.walk(FOLDER): pass; files[0]
with open(PATH, "rb") as f: data = f.read(); data
f = open(PATH); lines = f.readlines(); lines
names = ["a"]; names.append(b"b"); names
names = ["a b", "c"]; names[0] = b"x"; names
names = ["a b", "c"]; names
fd, path = tempfile.mkstemp(); path
p = subprocess.Popen(["echo", "a b"], stdout=subprocess.PIPE); p.stdout.read()
chunks = []; chunks.append(b"a b"); b"".join(chunks)
data = b""; [data := data + part for part in [b"a", b" b"]]; data
def f(x: bytes = b"a b"): return x; f()
def f(): return b"a b"; f()
def f(x) -> str: return x; f("a b")
def f(x: bytes): return x.upper(); f(b"a b")
if ONE: value = "a b"⏎else: value = "c d"; value
`
  .trim()
  .split("\n");

/** What is done with a source or a result, `_` being that. */
const STEPS = [
  "_.strip()",
  "_.upper()",
  "_.split()",
  "_.split()[0]",
  "_.partition(_[:1])[2]",
  "_.replace(_, _)",
  "_[0]",
  "_[0:1]",
  "_[-1]",
  "_ + _",
  "_ * 2",
  "2 * _",
  "_ % ()",
  "_.join([_, _])",
  "_.decode()",
  "_.decode('latin-1')",
  "_.encode()",
  "_.encode('utf-8', 'replace')",
  "str(_)",
  "repr(_)",
  "bytes(_)",
  "y = _; f'{y}'",
  "'{}'.format(_)",
  "'%s' % (_,)",
  "_ if ONE else _",
  "_ or _",
  "(_)",
  "list(_)",
  "list(_)[0]",
  "next(iter(_))",
  "[x for x in _][0]",
  "[x for x in _]",
  "sorted(_)[0]",
  "tuple(_)",
  "[_, _][1]",
  "{1: _}[1]",
  "(_, 1)[0]",
  "max(_, _)",
  "list(enumerate(_))[0][1]",
  "base64.b64encode(_)",
  "hashlib.sha1(_).hexdigest()",
  "io.BytesIO(_).read()",
  "io.StringIO(_).readline()",
  "os.path.basename(_)",
  "re.sub(_[:1], _, _)",
  "_.pop()",
  "_.splitlines()[0]",
  "_.hex()",
  "(lambda: _)()",
  "len(_)",
  "_.title().center(9)",
  "_.removeprefix(_)",
  "_.translate({})",
  "_ == _",
  "x = _; x",
  "x = _; y = x; y",
  "x = _; x += x; x",
  "for x in _: pass; x",
  "x, *y = _; x",
  "if ONE: x = _\nelse: x = _; x",
  "x = []; x.append(_); x[0]",
  "x = _; x = x[0]; x",
];

interface Program {
  readonly lines: readonly string[];
  readonly expression: string;
}

function programOf(text: string): Program {
  const parts = text.split("; ");
  const expression = parts.pop() ?? "";
  return { lines: parts.flatMap((part) => part.split(/[\n⏎]/)), expression };
}

/** A step made with a program's result; names of the step are its own. */
function stepped({ lines, expression }: Program, step: string, depth: number): Program {
  const own = step.replace(/\b[xy]\b/g, (name) => `${name}${depth}`);
  const next = programOf(own.replace(/\b_\b/g, `(${expression.replace(/\$/g, "$$$$")})`));
  return { lines: [...lines, ...next.lines], expression: next.expression };
}

/** Each source; each with some of the steps; and random ways of two and three steps. */
function programs(): Program[] {
  const sources = SOURCES.map(programOf);
  let seed = 7;
  const random = (bound: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * bound);
  };
  const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T;
  const once = sources.flatMap((source) => STEPS.filter(() => random(9) === 0).map((step) => stepped(source, step, 1)));
  const further = Array.from({ length: 600 }, (_, index) => {
    let program = pick(sources);
    for (let depth = 0; depth < 2 + (index % 2); depth++) program = stepped(program, pick(STEPS), depth);
    return program;
  }).filter(({ expression, lines }) => expression.length + lines.join().length < 1500);
  return [...sources, ...once, ...further];
}

const PRELUDE = `
import base64, binascii, dbm.dumb as dbm, email, gzip, hashlib, html, io, json, locale, marshal, mmap, os, pathlib
import pickle, re, shlex, socket, string, struct, subprocess, sys, tempfile, textwrap, time, urllib.parse, urllib.request, zlib
ONE = len(sys.argv)
FOLDER = tempfile.mkdtemp()
PATH = os.path.join(FOLDER, "f")
GZ = os.path.join(FOLDER, "g")
DB = os.path.join(FOLDER, "d")
open(PATH, "w").write("a b")
gzip.open(GZ, "w").write(b"a b")
PAIR = socket.socketpair()
for end in PAIR:
    end.sendall(b"a b" * 20000)
    end.settimeout(0.001)
`;

const RUNNER = `
import warnings
warnings.simplefilter("ignore")
def told(case):
    try:
        return type(case()).__name__
    except Exception as error:
        return "!"
quick = {}
def once(function):
    def again(*args, **given):
        key = (function, repr(args), repr(sorted(given.items())))
        if key not in quick: quick[key] = function(*args, **given)
        return quick[key]
    return again
# Starting thousands of children takes long, and all say the same.
subprocess.check_output, subprocess.getoutput = once(subprocess.check_output), once(subprocess.getoutput)
subprocess.run, subprocess.getstatusoutput = once(subprocess.run), once(subprocess.getstatusoutput)
print("\\n" + json.dumps([told(case) for case in cases]))
`;

function written(all: readonly Program[]): string {
  const functions = all.map(({ lines, expression }, index) => {
    const body = [...lines, `return ${expression}`].map((line) => `    ${line}\n`).join("");
    return `def case_${index}():\n${body}`;
  });
  return `${PRELUDE}${functions.join("")}cases = [${all.map((_, index) => `case_${index}`).join(", ")}]\n`;
}

test("what is said to be bytes or text is, in real programs", { timeout: 60_000 }, async () => {
  const all = programs();
  const interpreters = (await findInterpreters()).filter(({ version }) =>
    ["3.8", "3.13"].includes(formatPythonVersion(version)),
  );
  if (interpreters.length === 0) count({ what: "claims", version: "any", done: 0, missed: all.length });
  const text = written(all);
  await Promise.all(
    interpreters.map(async (interpreter) => {
      const version = formatPythonVersion(interpreter.version);
      const model = new Model(parseText(text), interpreter.version, NO_FACTS);
      const results = model.tree
        .nodesOfKind("function_definition")
        .filter((definition) => definition.field("name")?.text.startsWith("case_"))
        .map((definition) => definition.descendants("return_statement").at(-1)?.namedChildren[0]);
      const { stdout, stderr, status } = await runPython(
        { path: "cases.py", text: text + RUNNER, limit: 30_000 },
        interpreter,
      );
      expect(status, stderr).toBe(0);
      const types = JSON.parse(stdout.slice(stdout.lastIndexOf("\n[") + 1)) as string[];
      expect(types.length).toBe(all.length);
      expect(results.length).toBe(all.length);
      let strings = 0;
      let answered = 0;
      const wrong: string[] = [];
      const missed: string[] = [];
      for (const [index, type] of types.entries()) {
        const result = results[index];
        const answer = result === undefined ? null : model.contentOf(result);
        if (type === "bytes" || type === "str") {
          strings++;
          if (answer !== null) answered++;
          else missed.push(`${all[index]?.lines.join("; ")} ${all[index]?.expression}`);
        }
        if (answer !== null && type !== "!" && answer !== type) {
          wrong.push(`${all[index]?.lines.join("; ")} ${all[index]?.expression}: ${answer}, not ${type}`);
        }
      }
      expect(wrong, version).toEqual([]);
      console.info(`${version}: ${answered} of ${strings} results told, none of ${types.length} programs wrongly`);
      if (process.env.FAQLINT_MISSED) console.info(missed.slice(0, Number(process.env.FAQLINT_MISSED)).join("\n"));
      expect(answered / strings, version).toBeGreaterThan(0.9);
      count({ what: "claims", version, done: types.length, missed: 0 });
    }),
  );
});

describe("bytes and text", () => {
  it("are not told where something else may be", () => {
    const { model, found } = expectations(
      `
import os, subprocess, json, jwt, codecs
from library import load
from typing import Optional
class Message:
    def __init__(self, body: bytes):
        self.body = body
        self.head = b""
        self.mixed = b""
        self.mixed = load()
    def encode(self):
        return []
    def ask(self, other, raw: bytes, maybe: "Optional[str]" = None, *rest: bytes, **options):
        raw  # is: bytes
        raw[0]  # is: -
        raw[:1]  # is: bytes
        maybe  # is: str
        rest  # is: -
        other  # is: -
        other.encode()  # is: bytes
        other.encode("utf-8")  # is: bytes
        other.encode(other)  # is: -
        other.decode("hex")  # is: -
        self.encode()  # is: -
        jwt.decode("x")  # is: -
        self.head  # is: bytes
        self.mixed  # is: -
        Message(raw).encode()  # is: -
        json.loads(other)  # is: -
        subprocess.check_output(other, **options)  # is: -
        subprocess.check_output(other, text=other)  # is: -
        os.listdir(other)[0]  # is: -
        os.path.join(other, "x")  # is: str
        os.path.join(other, other)  # is: -
        str(other)  # is: str
        other + "x"  # is: -
        "x" + other  # is: str
        other % 3  # is: -
        (b"" if other else "")  # is: -
        data = b""
        while other:
            data += other.recv(9)
            data  # is: bytes
        for piece in [b"", ""]:
            piece  # is: -
        if other:
            late = b""
        late  # is: bytes
        late = 3
        late  # is: -
        codecs.encode(b"x", "hex")  # is: -
def str_of(bytes, repr):
    bytes(3)  # is: -
    repr(3)  # is: -
`,
      "is",
    );
    const given = found.map(({ line, expression }) => `${line}: ${model.contentOf(expression) ?? "-"}`);
    expect(given).toEqual(found.map(({ line, expected }) => `${line}: ${expected}`));
  });

  it("come from somewhere", () => {
    const { model, found } = expectations(
      `
import subprocess
f = open("a", "rb")
data = f.read()
data  # from: open("a", "rb")
first = data.split()[0].strip() + b"x"
first  # from: open("a", "rb")
for line in f:
    line  # from: open("a", "rb")
out, err = subprocess.Popen(["a"], stdout=subprocess.PIPE).communicate()
out  # from: subprocess.Popen(["a"], stdout=subprocess.PIPE).communicate()
"a".encode()  # from: "a".encode()
text = "a"
text.upper()  # from: "a"
`,
      "from",
    );
    const given = found.map(({ line, expression }) => `${line}: ${model.contentOrigin(expression).text}`);
    expect(given).toEqual(found.map(({ line, expected }) => `${line}: ${expected}`));
  });

  it("are left alone in Python 2", () => {
    const tree = parseText("x = b'a'\nx\n");
    const model = new Model(tree, { major: 2, minor: 7 }, NO_FACTS);
    expect(tree.nodesOfKind("identifier", "string").map((node) => model.contentOf(node))).toEqual([null, null, null]);
  });

  it("cost a bounded time, however they are written", () => {
    const sum = `x = b""${' + b"a"'.repeat(5_000)}\nx\n`;
    const names = Array.from({ length: 1_000 }, (_, index) => `x${index} = x${index + 1} + x${index + 2}`).join("\n");
    const deep = `${"(".repeat(50_000)}b""${")".repeat(50_000)}\n${"-".repeat(50_000)}1\n${"f(".repeat(5_000)}1${")".repeat(5_000)}\n`;
    for (const text of [sum, names, deep]) {
      const tree = parseText(text);
      const model = new Model(tree, { major: 3, minor: 13 }, NO_FACTS);
      const start = performance.now();
      for (const node of tree.nodesOfKind("identifier", "binary_operator", "call").slice(0, 1_000))
        model.contentOf(node);
      expect(performance.now() - start).toBeLessThan(5000);
    }
    const tree = parseText(sum);
    const last = tree.nodesOfKind("identifier").at(-1);
    expect(last && new Model(tree, { major: 3, minor: 13 }, NO_FACTS).contentOf(last)).toBe("bytes");
  });
});
