import { mulberry32 } from "../../test/support/random.js";
import { PATHOLOGICAL } from "../bench/pathological.js";

/** One error, which must be found however hostile what follows it is. */
export const DEFECT = "import signal\n\ndef stop():\n    raise SystemExit\n\nsignal.signal(signal.SIGTERM, stop)\n";

/** A file that somebody may have made to do harm, or that a damaged disk has left. */
export interface HostileFile {
  readonly name: string;
  /** @param scale of what is only large: 1 for all of it. */
  readonly bytes: (scale: number) => Uint8Array;
  /** What is to come of it: its defect is found; it is told for a reason; nothing is said of it, since there is nothing in it. */
  readonly outcome: "found" | "silent" | RegExp;
  /** Whether it is known to take longer than it may: that is told and is no problem. */
  readonly isSlow?: true;
}

const utf8 = (text: string): Uint8Array => Buffer.from(text);
const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");
const utf16 = (text: string): Uint8Array => Buffer.from(text, "utf16le");
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

/** A file whose bytes do not depend on the scale. */
function bytes(name: string, content: Uint8Array, outcome: HostileFile["outcome"] = "found"): HostileFile {
  return { name, bytes: () => content, outcome };
}

/** A file that begins with a defect and goes on with what is large. */
function large(name: string, size: number, text: (size: number) => string): HostileFile {
  return {
    name,
    bytes: (scale) => utf8(`${DEFECT}${text(Math.max(1, Math.round(size * scale)))}\n`),
    outcome: "found",
  };
}

const slow = (file: HostileFile): HostileFile => ({ ...file, isSlow: true });

const BINARY = /NUL bytes/;

/** Encodings, declared and not, and what is none. */
const ENCODED: readonly HostileFile[] = [
  bytes("empty", utf8(""), "silent"),
  bytes("nothing but a byte order mark", utf8("\ufeff"), "silent"),
  bytes("nothing but a line break", utf8("\r"), "silent"),
  bytes("a byte order mark", utf8(`\ufeff${DEFECT}`)),
  bytes("two byte order marks", utf8(`\ufeff\ufeff\n${DEFECT}`)),
  bytes("a byte order mark, declared as Latin-1", utf8(`\ufeff# coding: latin-1\n${DEFECT}`)),
  bytes("lone carriage returns", utf8(DEFECT.replaceAll("\n", "\r"))),
  bytes("all kinds of line ends", utf8(DEFECT.replace("\n\n", "\r\r\n").replace("Exit\n", "Exit\r"))),
  bytes("form feeds and vertical tabs", utf8(`\f${DEFECT.replaceAll("\n\n", "\n\f\v\n")}`)),
  bytes("no line break at the end", utf8(DEFECT.trimEnd())),
  bytes("a backslash at the end", utf8(`${DEFECT}\\`)),
  bytes("NUL", utf8(`${DEFECT}\0`), BINARY),
  bytes("nothing but NUL", new Uint8Array(1000), BINARY),
  bytes("UTF-16", utf16(`\ufeff${DEFECT}`), /UTF-16/),
  bytes("UTF-16 without a mark", utf16(DEFECT), /UTF-16/),
  bytes(
    "lone surrogates",
    joined(utf8(`${DEFECT}x = "`), Uint8Array.of(0xed, 0xa0, 0x80, 0xed, 0xbf, 0xbf), utf8('"\n')),
  ),
  bytes("lone surrogates in escapes", utf8(`${DEFECT}x = "\\ud800" "\\udfff\\U0010ffff"\n`)),
  bytes("invalid UTF-8", joined(utf8(`${DEFECT}# `), Uint8Array.of(0xc3, 0x28, 0xff, 0xfe, 0xf5, 0x80), utf8("\n"))),
  bytes("overlong UTF-8", joined(utf8(`${DEFECT}# `), Uint8Array.of(0xc0, 0xaf, 0xe0, 0x80, 0xaf), utf8("\n"))),
  bytes("Latin-1 that is declared", latin1(`# -*- coding: latin-1 -*-\n${DEFECT}x = "\xe9"\n`)),
  bytes("Latin-1 that is not", latin1(`${DEFECT}x = "\xe9"\n`)),
  bytes("KOI8-R on the second line", latin1(`#!/usr/bin/python\n# vim: set fileencoding=koi8-r :\n${DEFECT}# \xc1\n`)),
  ...["utf-16", "utf-7", "rot13", "hex", "undefined", "no-such-codec", "a".repeat(10_000), "utf-8\u00e9"].map((codec) =>
    bytes(`declared as ${codec.slice(0, 20)}`, utf8(`# coding: ${codec}\n${DEFECT}`)),
  ),
  bytes("two declarations", utf8(`# coding: latin-1\n# coding: utf-8\n${DEFECT}# é\n`)),
  bytes("characters beyond the first plane", utf8(`${DEFECT}x = "${"\u{1f40d}".repeat(1000)}"\n`)),
  bytes("characters that turn the text around", utf8(`${DEFECT}x = "\u202e\u2066" # \u2069\u202c\n`)),
  bytes("characters that command a terminal", utf8(`${DEFECT}x = "\u001b]0;x\u0007\u001b[2J" #\u0008\u009b\n`)),
  bytes("characters that end lines elsewhere", utf8(`${DEFECT}x = "\u2028\u2029\u0085"\n`)),
];

const SEED = 7;

/** Random bytes without NUL, for which a file would not be read. */
function noise(size: number): Uint8Array {
  const random = mulberry32(SEED);
  return Uint8Array.from({ length: size }, () => 1 + Math.floor(255 * random()));
}

/** What tokens of Python come to when nobody has thought about them. */
function tokens(size: number): string {
  const random = mulberry32(SEED);
  const all =
    "def class if elif else : ( ) [ ] { } , . = == -> lambda for in while try except finally with as import from x y 1 2.0 'a' f'{x}' \"\"\" # @ * ** \\\n \n \n\t \n    ".split(
      " ",
    );
  return Array.from({ length: size }, () => all[Math.floor(all.length * random())]).join(" ");
}

/** Much of something: depth, length, number. */
const LARGE: readonly HostileFile[] = [
  large("brackets that are never closed", 1_000_000, (size) => `x = ${"(".repeat(size)}`),
  large("brackets that were never opened", 1_000_000, (size) => `x = 1${")".repeat(size)}`),
  large("brackets of all kinds", 300_000, (size) => `x = ${"([{".repeat(size / 3)}`),
  large("a million signs", 1_000_000, (size) => `x = ${"-".repeat(size)}1`),
  large("nested f-strings", 2_000, (size) => `x = ${"f'{".repeat(size)}1${"}'".repeat(size)}`),
  large("a string of 5 MB", 5_000_000, (size) => `x = "${"a".repeat(size)}"`),
  large("a string of 5 MB that is never closed", 5_000_000, (size) => `x = """${"a\n".repeat(size / 2)}`),
  large("a line of 5 MB", 5_000_000, (size) => `x = ${"a + ".repeat(size / 4)}0`),
  large("a comment of 5 MB", 5_000_000, (size) => `#${" a".repeat(size / 2)}`),
  large("a name of 5 MB", 5_000_000, (size) => `${"a".repeat(size)} = 1`),
  large("a number of 1 MB", 1_000_000, (size) => `x = ${"9".repeat(size)}`),
  large("5 MB of blanks", 5_000_000, (size) => " ".repeat(size)),
  large("5 MB of empty lines", 5_000_000, (size) => "\n".repeat(size)),
  slow(large("line breaks that are escaped", 50_000, (size) => "\\\n".repeat(size))),
  large("3 MB of functions", 60_000, (size) => "def f(a, b):\n    return g(a, b=b) + 1\n\n".repeat(size)),
  large("20,000 defects", 20_000, (size) => "signal.signal(signal.SIGKILL, stop)\n".repeat(size)),
  large("20,000 comments that ignore what is not there", 20_000, (size) =>
    Array.from({ length: size }, (_, index) => `x = ${index}  # faqlint: ignore[no-such-rule-${index}]\n`).join(""),
  ),
  large("20,000 comments that are misspelt", 20_000, (size) =>
    "x = 1  # faqlint: ignroe[removed-modul e\n".repeat(size),
  ),
  large("comments of a module", 100_000, (size) => "# a comment\n".repeat(size)),
  slow(large("comments of a function", 8_000, (size) => `def f():\n${"    # a comment\n".repeat(size)}    pass`)),
  large("200 KB of tokens", 60_000, tokens),
  { name: "200 KB of bytes", bytes: (scale) => joined(utf8(DEFECT), noise(200_000 * scale)), outcome: "found" },
  { name: "17 MB", bytes: () => new Uint8Array(17_000_000).fill(0x23), outcome: /17 MB.*max-file-size/ },
];

/** Files that may lie in a folder; of those that are only large, the benchmark's among them. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  ...ENCODED,
  ...LARGE,
  ...PATHOLOGICAL.map(({ name, size, text }) => large(name, size, text)),
];

/** Names that a file can have where names are bytes, and by which programs are misled. */
export const HOSTILE_NAMES: readonly string[] = [
  "new\nline.py",
  "carriage\rreturn.py",
  "quote'\".py",
  "percent%41%.py",
  "brackets[a]{b}.py",
  "star*?.py",
  "-dash.py",
  "--fix.py",
  " blank .py",
  "hash#x.py",
  "colon:1:2.py",
  "back\\slash.py",
  "$(touch pwned).py",
  "tab\t\u001b[31m.py",
  "::error::x.py",
  "\u202egnp.py",
  "e\u0301\u00e9.py",
  "\u{1f40d}.py",
  `${"a".repeat(240)}.py`,
];

/** What editors call a document by. */
export const HOSTILE_URIS: readonly string[] = [
  "untitled:Untitled-1",
  "untitled:/tmp/x.py",
  "file:///c%3A/Users/x.py",
  "file:///C:/Users/x.py",
  "file://server/share/x.py",
  "file:///new%0Aline.py",
  "file:///quote%27%22.py",
  "file:///percent%2541%25.py",
  "file:///brackets%5Ba%5D.py",
  "file:///%F0%9F%90%8D.py",
  "file:///not%FFutf8.py",
  "file:///a%2Fb.py",
  "file:///nul%00.py",
  "file:///x.py?query#fragment",
  "vscode-notebook-cell:/a.ipynb#W0",
  "git:/x.py?%7B%7D",
  "inmemory://model/1",
  "no scheme",
  "",
];
