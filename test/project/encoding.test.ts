import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declaredEncoding, decodeSource } from "../../project/encoding.js";

/** Bytes from a text with one byte per character. */
const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

const HEADERS = [
  "# -*- coding: utf-8 -*-\n",
  "# vim: set fileencoding=latin-1 :\n",
  "#!/usr/bin/python\n# -*- coding: iso-8859-15 -*-\n",
  "#!/usr/bin/python\r# coding=koi8-r\r",
  "#!/usr/bin/python\r\n# coding=cp1252\r\n",
  "\f\n\t# coding:   ascii\n",
  "\n\n# coding: latin-1\n",
  "import os\n# coding: latin-1\n",
  "x = 1 # coding: latin-1\n",
  "'''\n# coding: latin-1\n'''\n",
  "# coding : latin-1\n",
  "# encoding: Latin_1\n",
  "# a\n# coding: euc-jp and more\n",
  "# coding: utf-8-unix\n",
  "",
  "#",
];

describe("the declaration", () => {
  const python = ["python3", "python"].find(
    (name) => spawnSync(name, ["-c", "import sys; assert sys.version_info > (3, 8)"]).status === 0,
  );
  if (python === undefined)
    console.warn("No Python 3 was found: declarations are not compared with CPython's reading.");

  it.runIf(python !== undefined)("is found where CPython finds it", () => {
    const script = `
import io, json, sys, tokenize
found = []
for text in json.loads(sys.stdin.read()):
    lines = io.TextIOWrapper(io.BytesIO(text.encode("latin-1")), "latin-1", newline=None).read().encode("latin-1")
    found.append(tokenize.detect_encoding(io.BytesIO(lines).readline)[0])
print(json.dumps(found))`;
    const output = execFileSync(python as string, ["-c", script], { input: JSON.stringify(HEADERS), encoding: "utf8" });
    const expected = JSON.parse(output) as string[];
    const ours = HEADERS.map((text) => declaredEncoding(bytes(text))?.toLowerCase().replaceAll("_", "-") ?? "utf-8");
    const sameName = (name: string): string =>
      name === "latin-1" ? "iso-8859-1" : name.replace(/^utf-8-unix$/, "utf-8");
    expect(ours.map(sameName)).toEqual(expected);
  });

  it("is looked for in two lines only", () => {
    expect(declaredEncoding(bytes("#\n# coding: latin-1\n"))).toBe("latin-1");
    expect(declaredEncoding(bytes("#\n#\n# coding: latin-1\n"))).toBeUndefined();
    expect(declaredEncoding(bytes("pass\n# coding: latin-1\n"))).toBeUndefined();
  });
});

describe("decoding", () => {
  it("keeps a byte order mark in the text", () => {
    const source = Buffer.from("\uFEFFx = 'é'\r\n", "utf8");
    const decoded = decodeSource(source);
    expect(decoded?.text).toBe("\uFEFFx = 'é'\r\n");
    expect(Buffer.from(decoded?.encoding.encode(decoded.text) ?? [])).toEqual(source);
  });

  it.each([
    ["latin-1", "# coding: latin-1\ns = '\x80\xe9'\n", "\x80é"],
    ["iso-8859-15", "# coding: iso-8859-15\ns = '\xa4'\n", "€"],
    ["cp1252", "# coding: cp1252\ns = '\x80'\n", "€"],
    ["koi8-r", "# coding: koi8-r\ns = '\xcd\xc9\xd2'\n", "мир"],
    ["shift_jis", "# coding: shift_jis\ns = '\x83\x5c'\n", "ソ"],
    ["euc_jp", "# coding: euc_jp\ns = '\xa4\xa2'\n", "あ"],
    ["cp936", "# coding: cp936\ns = '\xd6\xd0'\n", "中"],
    ["utf-8", "# coding: utf-8\ns = '\xc3\xa9'\n", "é"],
  ])("reads what %s declares, and writes it back", (_, source, expected) => {
    const decoded = decodeSource(bytes(source));
    expect(decoded?.text.slice(0, -2)).toMatch(new RegExp(`${expected}$`, "u"));
    expect(Buffer.from(decoded?.encoding.encode(decoded.text) ?? [])).toEqual(bytes(source));
  });

  it.each([
    ["no declaration", "s = '\xe9'\n"],
    ["a declaration that is not true", "# coding: utf-8\ns = '\xe9'\n"],
    ["ASCII declared", "# coding: ascii\ns = '\xe9'\n"],
    ["an encoding nobody knows", "# coding: klingon\ns = '\xe9'\n"],
    ["bytes the declared encoding lacks", "# coding: shift_jis\ns = '\xfd'\n"],
  ])("falls back to Latin-1 with %s", (_, source) => {
    const decoded = decodeSource(bytes(source));
    expect(decoded?.text).toBe(source);
    expect(decoded?.encoding.name).toBe("iso-8859-1");
    expect(Buffer.from(decoded?.encoding.encode(source) ?? [])).toEqual(bytes(source));
  });

  it("prefers UTF-8 where the declaration is of no use", () => {
    expect(decodeSource(Buffer.from("# coding: klingon\ns = 'é'\n"))?.text).toContain("é");
    expect(decodeSource(Buffer.from("\uFEFF# coding: latin-1\ns = 'é'\n"))?.text).toContain("é");
  });

  it.each([
    ["a\n\nx = '\xe9'\n\xe9", "line 3 is not in UTF-8, and no encoding is declared; read as Latin-1"],
    ["# coding: utf8\nx = '\xe9", "line 2 is not in UTF-8, which it declares; read as Latin-1"],
    ["\xef\xbb\xbfx = '\xe9'", "line 1 is not in UTF-8, which its byte order mark says; read as Latin-1"],
    [
      "\xef\xbb\xbf# coding: latin-1\n",
      "it declares latin-1, and begins with the byte order mark of UTF-8; read as UTF-8",
    ],
    ["# coding: ascii\n# \xc3\xa9", "it declares ASCII, and is not in it; read as UTF-8"],
    ["# coding: klingon\n# \xe9", "it declares klingon, which faqlint does not know; read as Latin-1"],
    ["# coding: shift_jis\ns = '\xfd'\n", "it declares shift_jis, and is not in it; read as Latin-1"],
  ])("tells what is doubtful about %j", (source, doubt) => {
    expect(decodeSource(bytes(source))?.doubt).toBe(doubt);
  });

  it.each(["# \xc3\xa9", "# coding: latin-1\n# \xe9", "# coding: klingon\nx", "\xef\xbb\xbf# coding: utf-8\nx", ""])(
    "has no doubt about %j",
    (source) => {
      expect(decodeSource(bytes(source))?.doubt).toBeUndefined();
    },
  );

  it("takes what holds NUL bytes for no text", () => {
    expect(decodeSource(Buffer.from("x = 1\n\0"))).toBeUndefined();
    expect(decodeSource(Buffer.from("x = 1\n", "utf16le"))).toBeUndefined();
  });

  it("refuses to write what the encoding lacks", () => {
    for (const name of ["latin-1", "koi8-r", "shift_jis"]) {
      const decoded = decodeSource(bytes(`# coding: ${name}\n`));
      expect(decoded?.encoding.encode("# \u{1F600}")).toBeUndefined();
    }
  });

  it("gives back the same bytes, whatever they are", () => {
    const names = ["utf-8", "latin-1", "ascii", "cp1252", "koi8-r", "iso-8859-7", "mac-roman"];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ min: 1 }), (name, tail) => {
        const source = Buffer.concat([bytes(`# coding: ${name}\n`), tail]);
        const decoded = decodeSource(source);
        expect(Buffer.from(decoded?.encoding.encode(decoded.text) ?? [])).toEqual(source);
      }),
    );
  });
});
