import { beforeAll, describe, expect, it, test } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import type { Handle } from "../../../engine/semantics/handle.js";
import { Model } from "../../../engine/semantics/model.js";
import { formatPythonVersion, type PythonVersion } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { runPython } from "../../harness/run-python.js";
import { count } from "../../harness/tally.js";
import { parseText, startParser } from "../../support/parser.js";
import { expectations } from "./answers.js";

beforeAll(startParser);

/** The versions that are asked; what is between them opens files as they do. */
const VERSIONS = ["2.7", "3.8", "3.13"];

const MODES = ["r", "r+", "rb", "r+b", "rb+", "rt", "w", "w+", "wb", "wt", "w+b", "w+t", "a", "ab", "a+", "ab+", "at"];
const ODD_MODES = ["x", "xb", "br", "+r", "U", "rU", "q", "rw", "rbt", "rr", ""];

const each = (modes: readonly string[], call: (mode: string) => string): string[] => modes.map(call);

/** What opens something, in every mode; lines, of which the last is an expression. */
function openings(major: number): string[] {
  const all = [...MODES, ...ODD_MODES];
  const compressed = ["r", "rb", "rt", "w", "wb", "wt", "a", "ab", "at", "x", "xb", "r+", "br", "rU"];
  const common = [
    ...each(all, (mode) => `open("f", "${mode}")`),
    ...each(all, (mode) => `io.open("f", "${mode}")`),
    ...each(all, (mode) => `os.fdopen(os.open("f", os.O_RDWR), "${mode}")`),
    ...each(all, (mode) => `codecs.open("f", "${mode}")`),
    ...each(all, (mode) => `codecs.open("f", "${mode}", "utf-8")`),
    ...each(all, (mode) => `codecs.open("f", encoding="utf-8", mode="${mode}")`),
    ...each(all, (mode) => `codecs.open("f", "${mode}", None)`),
    ...each(all, (mode) => `tempfile.NamedTemporaryFile("${mode}")`),
    ...each(all, (mode) => `tempfile.TemporaryFile("${mode}")`),
    ...each(all, (mode) => `tempfile.SpooledTemporaryFile(99, "${mode}")`),
    ...each(["r", "rb", "w", "wb", "rw", "rwb", "b", "r+"], (mode) => `connected().makefile("${mode}")`),
    ...each(["r", "w", "rb", "wb", "rw", "a"], (mode) => `os.popen("cat", "${mode}")`),
    ...each([...all.filter((mode) => /^[rwa]b?\+?$/.test(mode))], (mode) => `io.FileIO("f", "${mode}")`),
    ...each(compressed, (mode) => `gzip.open("f.gz", "${mode}")`),
    ...each(["r", "rb", "w", "wb", "a"], (mode) => `gzip.GzipFile("f.gz", "${mode}")`),
    ...each(["r", "w"], (mode) => `bz2.BZ2File("f.bz2", "${mode}")`),
    ...each(["r", "w"], (mode) => `zipfile.ZipFile("f.zip", "${mode}").open("f"${major < 3 ? "" : `, "${mode}"`})`),
    "gzip.open('f.gz')",
    "open('f')",
    "open('f', buffering=1)",
    "io.open('f', mode='r')",
    "codecs.open('f')",
    "tempfile.NamedTemporaryFile()",
    "tempfile.NamedTemporaryFile(delete=False)",
    "tempfile.NamedTemporaryFile('w', delete=keep)",
    "tempfile.TemporaryFile()",
    "tempfile.SpooledTemporaryFile()",
    "connected().makefile()",
    "os.popen('echo x')",
    "io.BytesIO(b'x')",
    "io.StringIO(u'x')",
    "io.BufferedReader(io.FileIO('f'))",
    "io.BufferedWriter(io.FileIO('f', 'w'))",
    "io.BufferedRandom(io.FileIO('f', 'r+'))",
    "io.TextIOWrapper(io.BufferedReader(io.FileIO('f')))",
    "io.TextIOWrapper(io.BytesIO(), 'utf-8')",
    "tarfile.open('f.tar').extractfile('f')",
    "fileinput.input(['f'])",
    "fileinput.input(['f'], mode='rb')",
    "sys.stdin",
    "sys.stdout",
    "sys.__stderr__",
    "subprocess.Popen(['echo', 'x'], stdout=subprocess.PIPE).stdout",
    "subprocess.Popen(['cat'], stdin=subprocess.PIPE).stdin",
    "subprocess.Popen(['cat'], stdin=subprocess.PIPE, universal_newlines=False).stdin",
    "subprocess.Popen('echo x >&2', shell=True, stderr=subprocess.PIPE, universal_newlines=True).stderr",
    "subprocess.Popen(['cat'], stdin=subprocess.PIPE, universal_newlines=True).stdin",
    "open('f', 'rb' if keep else 'r+b')",
    "open('f') if keep else open('f', 'rb')",
    "open('f') if keep else sys.stdin",
    "None or open('f', 'w')",
    "f = open('f', 'rb')\nf",
    "with open('f', 'rb') as f:\n    pass\nf = io.open('f', 'rb')\nf",
    "p = subprocess.Popen(['echo', 'x'], stdout=subprocess.PIPE)\nout = p.stdout\nout",
    "MODE = 'wb'\nopen('f', MODE)",
    "fd, path = tempfile.mkstemp()\nos.fdopen(fd, 'wb')",
    "fd, path = tempfile.mkstemp()\nopen(path, 'rb')",
    "f = codecs.open('f', 'rb', 'utf-8') if keep else None\nf",
  ];
  const old = [
    ...each(all, (mode) => `file("f", "${mode}")`),
    "urllib2.urlopen('file://' + os.path.abspath('f'))",
    "os.popen2('cat')[0]",
    "give, take = os.popen2('cat')\ngive",
    "give, take = os.popen2('echo x')\ntake",
    "take, give = popen2.popen2('echo x')\ntake",
  ];
  const present = [
    ...each(all, (mode) => `pathlib.Path("f").open("${mode}")`),
    ...each(compressed, (mode) => `bz2.open("f.bz2", "${mode}")`),
    ...each(compressed, (mode) => `lzma.open("f.xz", "${mode}")`),
    ...each(["r", "rb", "w", "wb", "x"], (mode) => `lzma.LZMAFile("f.xz", "${mode}")`),
    "open(os.open('f', os.O_RDWR), 'r+b')",
    "fd = os.open('f', os.O_RDONLY)\nopen(fd)",
    "contextlib.closing(urllib.request.urlopen(URL)).__enter__()",
    "urllib.request.urlopen(URL)",
    "with contextlib.closing(urllib.request.urlopen(URL)) as page:\n    return page",
    "c = http.client.HTTPConnection(ADDRESS)\nc.request('GET', '/')\nc.getresponse()",
    "sys.stdin.buffer",
    "sys.stdout.buffer",
    "f = open('f')\nkept.append(f)\nf.buffer",
    "f = open('f', 'w')\nkept.append(f)\nf.buffer",
    ...each(["text=True", "text=False", "encoding='utf-8'", "errors='replace'", "encoding=None"], (flag) => {
      return `subprocess.Popen(['echo', 'x'], stdout=subprocess.PIPE, ${flag}).stdout`;
    }),
  ];
  return [...common, ...(major < 3 ? old : present)];
}

/** Tries each case with files of its own, and prints what became of it. */
const RUNNER = `
import json
def told(action):
    try:
        return action()
    except Exception as error:
        return "!" + type(error).__name__
def tell(number, case):
    for name in ("f", "f.gz", "f.bz2", "f.xz", "f.zip", "f.tar"):
        if os.path.exists(name): os.remove(name)
    io.open("f", "wb").write(b"x")
    if "f.gz" in texts[number]: gzip.GzipFile("f.gz", "w").close()
    if "f.bz2" in texts[number]: bz2.BZ2File("f.bz2", "w").close()
    if "f.xz" in texts[number]: lzma.LZMAFile("f.xz", "w").close()
    for module, name in ((zipfile.ZipFile, "f.zip"), (tarfile.open, "f.tar")):
        if name in texts[number]:
            archive = module(name, "w"); getattr(archive, "add", getattr(archive, "write", None))("f"); archive.close()
    if '"x' in texts[number]:
        for name in ("f", "f.gz", "f.bz2", "f.xz"): os.path.exists(name) and os.remove(name)
    handle = told(case)
    if isinstance(handle, str):
        return dict(opens=handle)
    seek = told(lambda: (handle.seek(0), True)[1])
    closed = getattr(handle, "name", None) if isinstance(getattr(handle, "name", None), str) else None
    answer = dict(
        opens=True,
        seek=seek,
        read=told(lambda: type(handle.read() if hasattr(handle, "read") else handle.readline()).__name__),
        bytes=told(lambda: (handle.write(b"x"), getattr(handle, 'flush', int)(), True)[2]),
        text=told(lambda: (handle.write(u"x"), getattr(handle, 'flush', int)(), True)[2]))
    if handle not in (sys.stdin, sys.stdout, sys.__stderr__) and not str(getattr(handle, "name", "")).startswith("<"):
        told(handle.close)
        answer["stays"] = bool(closed) and os.path.exists(closed)
    return answer
out = sys.stdout
sys.stdout = sys.__stdout__ = open(os.devnull, "w")
sys.__stderr__ = open(os.devnull, "w")
out.write("\\n" + json.dumps([tell(number, case) for number, case in enumerate(cases)]))
`;

const PRELUDE = `
import bz2, codecs, contextlib, fileinput, gzip, io, os, socket, subprocess, sys, tarfile, tempfile, threading, zipfile
try:
    import http.client, http.server, lzma, pathlib, urllib.request
except ImportError:
    import popen2, urllib2
    lzma = None
keep = True
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(5)
kept = []
def serve():
    while True:
        peer, _ = listener.accept()
        kept.append(peer)
        try:
            peer.sendall(b"x"); peer.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # closed by the other side already
thread = threading.Thread(target=serve)
thread.daemon = True
thread.start()
def connected():
    return socket.create_connection(listener.getsockname())
if lzma:
    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.end_headers(); self.wfile.write(b"x")
        def log_message(self, *_): pass
    pages = http.server.HTTPServer(("127.0.0.1", 0), Pages)
    ADDRESS = "127.0.0.1:%d" % pages.server_port
    URL = "http://%s/" % ADDRESS
    thread = threading.Thread(target=pages.serve_forever)
    thread.daemon = True
    thread.start()
`;

interface Told {
  readonly opens: true | string;
  readonly seek: true | string;
  /** The name of the type, or `!` and the exception's. */
  readonly read: string;
  readonly bytes: true | string;
  readonly text: true | string;
  readonly stays?: boolean;
}

/** A program with a function for each case, and the expressions that these give back. */
function program(cases: readonly string[], version: PythonVersion) {
  const functions = cases.map((text, index) => {
    const lines = text.split("\n");
    const last = lines.pop() ?? "";
    const result = /^\s+return /.test(last) ? last : `return ${last}`;
    return `def case_${index}():\n${[...lines, result].map((line) => `    ${line}\n`).join("")}`;
  });
  const text = `${PRELUDE}${functions.join("")}cases = [${cases.map((_, index) => `case_${index}`)}]\ntexts = ${JSON.stringify(cases)}\n`;
  const tree = parseText(text);
  const model = new Model(tree, version, NO_FACTS);
  const handles = tree.nodesOfKind("function_definition").flatMap((definition) => {
    if (!definition.field("name")?.text.startsWith("case_")) return [];
    const result = definition.descendants("return_statement")[0]?.namedChildren[0];
    return result === undefined ? [] : [model.handleOf(result)];
  });
  return { text: text + RUNNER, handles };
}

/** What of a handle is not as Python has it. */
function contradictions(handle: Handle, told: Told, major: number): string[] {
  const wrong: string[] = [];
  const claim = (name: string, holds: boolean): void => {
    if (!holds) wrong.push(name);
  };
  if (told.opens !== true) {
    if (told.opens === "!ValueError") claim("mode", handle.mode === null);
    return wrong;
  }
  const { gives, takes, mode } = handle;
  const isRead = !told.read.startsWith("!");
  const names =
    major < 3 ? { bytes: "str", str: "unicode", native: "str" } : { bytes: "bytes", str: "str", native: "" };
  if (isRead && gives !== null) claim("gives", told.read === names[gives]);
  if (mode !== null) {
    claim("reads", mode.reads === isRead);
    claim("writes", mode.writes === (told.bytes === true || told.text === true));
    if (mode.writes && takes !== null) {
      claim("takes bytes", (takes !== "str") === (told.bytes === true));
      claim("takes text", (takes !== "bytes") === (told.text === true));
    }
  }
  if (handle.isSeekable !== null) claim("seek", handle.isSeekable === (told.seek === true));
  if (told.stays !== undefined && handle.deletesItself !== null)
    claim("deletes", handle.deletesItself !== told.stays || handle.path !== null || !told.stays);
  return wrong;
}

test("handles are what Python opens, in every mode", { timeout: 60_000 }, async () => {
  const interpreters = (await findInterpreters()).filter(({ version }) =>
    VERSIONS.includes(formatPythonVersion(version)),
  );
  if (interpreters.length === 0) count({ what: "claims", version: "any", done: 0, missed: openings(3).length });
  await Promise.all(
    interpreters.map(async (interpreter) => {
      const version = formatPythonVersion(interpreter.version);
      const cases = openings(interpreter.version.major);
      const { text, handles } = program(cases, interpreter.version);
      const { stdout, stderr, status } = await runPython({ path: "cases.py", text, limit: 30_000 }, interpreter);
      expect(status, `${version}: ${stderr}`).toBe(0);
      const answers = JSON.parse(stdout.slice(stdout.lastIndexOf("\n"))) as Told[];
      expect(handles.length, version).toBe(cases.length);
      const wrong = cases.flatMap((text, index) => {
        const [handle, told] = [handles[index] ?? null, answers[index]];
        if (told === undefined || handle === null) return [];
        const found = contradictions(handle, told, interpreter.version.major);
        return found.length === 0 ? [] : [`${text}: ${found.join(", ")} (${JSON.stringify(told)})`];
      });
      expect(wrong, version).toEqual([]);
      const isOpen = answers.map(({ opens }) => opens === true);
      const known = handles.filter((handle, index) => isOpen[index] && handle !== null);
      const full = known.filter((handle) => handle?.mode !== null && handle?.takes !== null);
      console.info(
        `${version}: ${known.length} of ${isOpen.filter(Boolean).length} handles known, ${full.length} with their mode`,
      );
      expect(known.length / isOpen.filter(Boolean).length, version).toBeGreaterThan(0.97);
      count({ what: "claims", version, done: cases.length, missed: 0 });
    }),
  );
});

describe("handles", () => {
  it("are told through names, and not where something else may be", () => {
    const { model, found } = expectations(
      `
import os, sys, io, subprocess, tempfile
from typing import Optional
class Log:
    def __init__(self, path):
        self.file = None
        self.file = open(path, "wb")
        self.other = open(path)
        self.other = path
    def write(self, data):
        self.file  # opens: builtins.open binary path
        self.other  # opens: -
def f(path, given, text: Optional[io.TextIOWrapper], **rest):
    given  # opens: -
    text  # opens: io.TextIOWrapper text -
    open(path, **rest)  # opens: builtins.open - path
    open(path, given)  # opens: builtins.open - path
    open(path + ".x", "rb")  # opens: builtins.open binary path + ".x"
    os.fdopen(given, "rb")  # opens: os.fdopen binary -
    two = open("a")
    if given:
        two = open("b", "w")
    two  # opens: builtins.open text -
    mixed = open("a") if given else open("b", "rb")
    mixed  # opens: builtins.open - -
    dash = sys.stdin if path == "-" else open(path)
    dash  # opens: - text -
    loop = loop
    loop  # opens: -
    child = subprocess.Popen(path, stdout=-1, **rest)
    child.stdout  # opens: subprocess.Popen.stdout - -
    shut = open(path)
    shut = shut.read()
    shut  # opens: -
    shared = open(path)
    def inner():
        nonlocal shared
        shared = given
    shared  # opens: -
`,
      "opens",
    );
    const given = found.map(({ line, expression }) => {
      const handle = model.handleOf(expression);
      return `${line}: ${handle === null ? "-" : [handle.opener, handle.kind, handle.path?.text].map((part) => part ?? "-").join(" ")}`;
    });
    expect(given).toEqual(found.map(({ line, expected }) => `${line}: ${expected}`));
  });

  it("cost a bounded time, however they are written", () => {
    const many = Array.from({ length: 500 }, () => "f = open('x')\nf = f.buffer\nf.read()").join("\n");
    const chain = `open('x')${".buffer".repeat(5_000)}\n`;
    for (const text of [many, chain]) {
      const tree = parseText(text);
      const model = new Model(tree, { major: 3, minor: 13 }, NO_FACTS);
      const start = performance.now();
      for (const node of tree.nodesOfKind("attribute").slice(0, 300)) model.handleOf(node);
      expect(performance.now() - start).toBeLessThan(5000);
    }
  });
});
