import { beforeAll, describe, expect, test } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { bytesOfItem } from "../../../engine/semantics/bytes-and-text.js";
import { Model } from "../../../engine/semantics/model.js";
import { mayBeBytes, mayBeText } from "../../../engine/semantics/possible-strings.js";
import type { SyntaxNode } from "../../../engine/syntax/tree.js";
import { fencesOf, markdownFilesIn } from "../../harness/markdown.js";
import { parseText, startParser } from "../../support/parser.js";

beforeAll(startParser);

const TARGET = { major: 3, minor: 13 };
const KINDS = [
  ...(["identifier", "attribute", "call", "subscript", "binary_operator", "string", "concatenated_string"] as const),
  ...(["conditional_expression", "boolean_operator", "named_expression", "await"] as const),
];

/** Programs whose last expression is bytes, by ways that are easily missed: other names of functions, modules and classes. */
const ROUNDABOUT = [
  'b"a"',
  'x = b"a"\nx',
  "from os import urandom as more\nmore(3)",
  "import os\nmore = os.urandom\nmore(3)",
  "from six.moves.urllib.request import urlopen as get\nget(x).read()",
  "from cPickle import dumps as write\nwrite(x)",
  "from serial import Serial as Port\nport = Port(p)\nport.read_all()",
  "import base64 as coding\ncoding.b64encode(x)",
  "import base64\ncoding = base64\ncoding.b64encode(x)",
  "import base64\nclass A:\n    coding = base64\nA.coding.b64encode(x)",
  'import base64\nencoded = getattr(base64, "b64encode")\nencoded(x)',
  'import importlib\nimportlib.import_module("base64").b64encode(x)',
  "import codecs\ncodecs.BOM_UTF8",
  "from codecs import BOM_UTF8 as mark\nmark",
  "from codecs import *\nBOM_UTF8",
  "from base64 import *\nb64encode(x)",
  "B = bytes\nB(3)",
  'bytes.fromhex("00")',
  "import os\nclass A:\n    @property\n    def more(self):\n        return os.urandom\nA().more(3)",
  'def f():\n    return b"a"\nf()',
  "def f() -> bytes:\n    return g()\nf()",
  'f = lambda: b"a"\nf()',
  'class A:\n    def f(self):\n        return b"a"\nA().f()',
  'class A:\n    def __init__(self):\n        self.data = b"a"\n    def f(self):\n        return self.data\nA().f()',
  'class A:\n    data = b"a"\nA.data',
  'class A:\n    __data = b"a"\n    def f(self):\n        return self.__data\nA().f()',
  'data = b"a"\nclass A:\n    for _ in [1]:\n        got = data\n        data = 1\n',
  'import typing\nx = typing.cast(str, b"a")\nx',
  'from contextlib import closing as shut\nwith shut(open(p, "rb")) as f:\n    x = f.read()\nx',
  'import contextlib\nf = contextlib.closing(open(p, "rb"))\nwith f as g:\n    x = g.read()\nx',
  'import contextlib\nwith contextlib.ExitStack() as s:\n    f = s.enter_context(open(p, "rb"))\n    x = f.read()\nx',
  'f = open(p, mode="rb")\nfor line in f:\n    pass\nline',
  'x = next(iter(open(p, "rb").readline, b""))\nx',
  "import gzip\nx = gzip.open(p).read()\nx",
  "import io\ndef f(file: io.BytesIO):\n    return file.getvalue()\nf(x)",
  "from io import BytesIO as Buffer\ndef f(file: Buffer):\n    for line in file:\n        return line\nf(x)",
  "import sys\nsys.stdin.buffer.read()",
  "import os\nos.environb[b'a']",
  "import os\nos.path.join(b'a', b'b')",
  "import subprocess\nout, _ = subprocess.Popen(a).communicate()\nout",
  "import subprocess\nsubprocess.run(a, stdout=subprocess.PIPE).stdout",
  "import socket\ns = socket.socket()\ndata, address = s.recvfrom(9)\ndata",
  "import dbm\nd = dbm.open(p)\nd.get(k, b'')",
  "def f(x):\n    return x.encode()\nf(x)",
  "2 * b'a'",
  "n = 2\nn *= b'a'\nn",
  "[part for part in [b'a']][0]",
  "for a, (b, c) in zip(x, [(1, b'a')]):\n    c\n",
  "async def f(reader):\n    return await g()\nasync def g():\n    return 1\nimport asyncio\nb''",
];

/** The same of text. */
const TEXTS = [
  "import tempfile\ntempfile.mkdtemp()",
  "import tempfile\nfd, path = tempfile.mkstemp()\npath",
  "import os\nos.listdir()[0]",
  "import os\nos.getenv(x)",
  "import os\nos.environ.get(x)",
  "from os import environ as env\nenv[x]",
  "import sys\nsys.argv[1:][0]",
  "def f(x):\n    return x.decode()\nf(x)",
  "for line in open(p):\n    line",
  "f = open(p)\nx = f.read()\nx",
  "import subprocess\nsubprocess.run(a, text=True, stdout=subprocess.PIPE).stdout",
  "import subprocess\nsubprocess.getstatusoutput(a)[1]",
  "import shlex\nshlex.split(a)[0]",
  "names = list(map(str, x))\nnames[0]",
  "x = next(iter(repr, ''))\nx",
  "import tkinter\nroot = tkinter.Tk()\nroot.bind('a', f)",
  "f'{x}'.upper() + x",
  "'%s' % x",
  "def f(x: 'str | None'):\n    x\n",
];

/** Texts in which nothing is bytes. */
const NEVER = [
  '"a"',
  "def f(x):\n    return x.read()\n",
  "def f(x):\n    x = x.y\n    return x.strip()\n",
  "with open(p) as f:\n    for line in f:\n        line.strip()",
  'x = "a"\nx += "b"\nx = x.strip().split(",")[0]\nx',
  "a = b = c = 1\na = b\nb = c\nc = a\nc",
  "class A:\n    def __init__(self, name):\n        self.name = name\n    def f(self):\n        return self.name\n",
];

describe("what may be bytes or text", () => {
  test.each(ROUNDABOUT)("is what is bytes: %j", (text) => {
    const model = modelOf(text);
    const isBytes = expressionsOf(model).filter((node) => model.contentOf(node) === "bytes");
    expect(isBytes.length).toBeGreaterThan(0);
    expect(missedIn(text)).toEqual([]);
  });

  test.each(TEXTS)("is what is text: %j", (text) => {
    const model = modelOf(text);
    expect(expressionsOf(model).filter((node) => model.contentOf(node) === "str").length).toBeGreaterThan(0);
    expect(missedIn(text)).toEqual([]);
  });

  test.each(NEVER)("is not, for bytes, what cannot be: %j", (text) => {
    const model = modelOf(text);
    expect(expressionsOf(model).filter((node) => mayBeBytes(node, model))).toEqual([]);
  });

  test("is, in the programs of all specifications and answers, all that is one of them", () => {
    const files = ["test/rules", "faq"].flatMap((folder) => markdownFilesIn(folder));
    const missed = files.flatMap(({ name, markdown }) =>
      fencesOf(markdown).flatMap(({ lines }) => missedIn(lines.join("\n")).map((text) => `${name}: ${text}`)),
    );
    expect(missed).toEqual([]);
  });

  test("takes time that grows with the text, whatever leads in circles", () => {
    const names = Array.from(
      { length: 3000 },
      (_, i) => `x${i} = [x${i + 1}, x${(i * 7) % 3000}, list(list(list(x0)))]`,
    );
    const model = modelOf(`from a import *\n${names.join("\n")}\n`);
    const began = performance.now();
    for (const node of expressionsOf(model)) if (!mayBeBytes(node, model)) mayBeText(node, model);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

/** The expressions that are bytes, items of bytes, or text, and are said not to be. */
function missedIn(text: string): string[] {
  // Each is asked on its own, so that neither answers from what the other found.
  const [exact, model] = [modelOf(text), modelOf(text)];
  return expressionsOf(model)
    .filter((node) => {
      const content = exact.contentOf(node);
      if (content === "str") return !mayBeText(node, model);
      return !mayBeBytes(node, model) && (content === "bytes" || bytesOfItem(node, exact) !== null);
    })
    .map((node) => node.text);
}

function expressionsOf(model: Model): SyntaxNode[] {
  return model.tree.nodesOfKind(...KINDS).filter((node) => node.kind !== "identifier" || model.scopes.isName(node));
}

function modelOf(text: string): Model {
  return new Model(parseText(text), TARGET, NO_FACTS);
}
