import { type PythonVersion, parsePythonVersion } from "../versions.js";
import { LIBRARY } from "./library.generated.js";

/** A stretch of versions: `until` is the first without. */
export interface Stretch {
  readonly since: PythonVersion;
  readonly until?: PythonVersion;
}

/** What the generated text says of one name. The notation of payloads is told in tools/knowledge/library.ts. */
export interface Entry {
  readonly payload: string;
  readonly history: Stretch;
  readonly deprecatedSince?: PythonVersion;
  /** When `import *` binds it; null for never. */
  readonly exported: Stretch | null;
  /** Of a class. */
  readonly ownerOf?: ClassText;
}

/** A class as its lines tell it; `?` among the bases stands for one of which nothing is known. */
export interface ClassText {
  readonly bases: readonly string[];
  readonly members: ReadonlyMap<string, Entry>;
}

let texts: ReadonlyMap<string, string> | undefined;

/** What is told of each module: its versions, then a line for each group of names. */
function textOf(): ReadonlyMap<string, string> {
  texts ??= new Map(
    LIBRARY.slice("\n#".length)
      .split("\n\n#")
      .map((text) => [text.slice(0, text.indexOf(" ")), text.slice(text.indexOf(" ") + 1)]),
  );
  return texts;
}

/** Every module about which something is known. */
export function textModules(): readonly string[] {
  return [...textOf().keys()];
}

const modules = new Map<string, ReadonlyMap<string, Entry> | undefined>();

/** The names of a module, classes inside classes under `Outer.Inner`; undefined where nothing is known of the module. */
export function entriesOf(module: string): ReadonlyMap<string, Entry> | undefined {
  if (!modules.has(module)) {
    const text = textOf().get(module);
    modules.set(module, text === undefined ? undefined : readModule(module, text));
  }
  return modules.get(module);
}

function readModule(module: string, text: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const [first = "", ...lines] = text.split("\n");
  const always = readStretch(first);
  let members: Map<string, Entry> | undefined;
  let within = always;
  for (const line of lines) {
    const words = line.split(" ");
    const isClass = line.startsWith("+");
    let at = 1;
    let history = isClass ? always : within;
    let exported: Stretch | null | undefined;
    let deprecatedSince: PythonVersion | undefined;
    for (; at < words.length; at++) {
      const word = words[at] as string;
      if (word.startsWith("@")) history = readStretch(word.slice(1));
      else if (word.startsWith("!")) deprecatedSince = parsePythonVersion(word.slice(1));
      else if (word.startsWith("^")) exported = readStretch(word.slice(1));
      else if (word === "~") exported = null;
      else break;
    }
    const rest = words.slice(at);
    const common = {
      history,
      exported: exported === undefined ? history : exported,
      ...(deprecatedSince === undefined ? {} : { deprecatedSince }),
    };
    if (isClass) {
      members = new Map();
      within = history;
      const bases = rest.map((base) => (base.startsWith(".") ? module + base : base));
      entries.set(line.slice(1).split(" ", 1)[0] as string, { payload: "+", ...common, ownerOf: { bases, members } });
    } else {
      const entry = { payload: words[0] as string, ...common };
      for (const name of rest) (members ?? entries).set(name, entry);
    }
  }
  return entries;
}

const stretches = new Map<string, Stretch>();

function readStretch(text: string): Stretch {
  let stretch = stretches.get(text);
  if (stretch === undefined) {
    const [from = "", to = ""] = text.split("-");
    const since = parsePythonVersion(from);
    const until = parsePythonVersion(to);
    if (since === undefined) throw new Error(`not a stretch of versions: ${text}`);
    stretch = until === undefined ? { since } : { since, until };
    stretches.set(text, stretch);
  }
  return stretch;
}
