import { insertStatementBefore, insertStatementBehind, statementAround } from "../../engine/repairs/statements.js";
import { defineRule, type Fix, type RuleContext } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { STARTERS, startArgument, WAITING_STARTERS } from "../../engine/semantics/child-processes.js";
import { constantOf } from "../../engine/semantics/constants.js";
import { type Place, regionOf } from "../../engine/semantics/flow.js";
import type { Handle } from "../../engine/semantics/handle.js";
import { followLife, type Life, type LifeUse, type Protocol } from "../../engine/semantics/lifetimes.js";
import { unparenthesized } from "../../engine/semantics/literals.js";
import type { Model } from "../../engine/semantics/model.js";
import { isSameValue } from "../../engine/semantics/same-values.js";
import { Kept } from "../../engine/syntax/kept.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { excerpt } from "../../engine/text/wording.js";

const MESSAGES = {
  copied:
    "`{function}` gets the file without what is still in the buffer of `{handle}`, often all of it: {advice} before",
  started:
    "the command gets the file without what is still in the buffer of `{handle}`, often all of it: {advice} before",
  moved:
    "the file is moved while what was written is still in the buffer of `{handle}`: until it is closed others find it empty, and Windows refuses to move it: {advice} before",
} as const;

type Context = RuleContext<typeof MESSAGES>;
type Event = "write" | "flush";
type FileLife = Life<"open", Event>;

/** What opens a file by its path and buffers what is written. */
const OPENERS: ReadonlySet<string> = new Set([
  "builtins.open",
  "builtins.file",
  "io.open",
  "codecs.open",
  "os.fdopen",
  "pathlib.Path.open",
  "tempfile.NamedTemporaryFile",
]);
/** What compresses: not even a flush brings all of it to the file. */
const COMPRESSORS: ReadonlySet<string> = new Set([
  "bz2.BZ2File",
  "bz2.open",
  "gzip.GzipFile",
  "gzip.open",
  "lzma.LZMAFile",
  "lzma.open",
]);

/** Functions that read the file at a path, and where the path stands among their arguments. */
const READERS: Readonly<Record<string, readonly [position: number, keyword: string | null]>> = {
  "PIL.Image.open": [0, "fp"],
  "builtins.open": [0, "file"],
  "numpy.loadtxt": [0, "fname"],
  "os.path.getsize": [0, "filename"],
  "pandas.read_csv": [0, "filepath_or_buffer"],
  "runpy.run_path": [0, "path_name"],
  "shutil.copy": [0, "src"],
  "shutil.copy2": [0, "src"],
  "shutil.copyfile": [0, "src"],
};
const MOVERS = ["os.rename", "os.replace", "shutil.move"];
const SHELLS = ["os.popen", "os.system"];

/** What a text has in which a file is opened by a path and something is written to it. */
const WRITTEN = ["write", "writelines", "dump", "print"].flatMap((write) =>
  ["open", "NamedTemporaryFile", "fdopen", "GzipFile", "BZ2File", "LZMAFile"].map((opener) => [write, opener]),
);
const TEMPORARY = ["write", "writelines", "dump", "print"].map((write) => [write, "NamedTemporaryFile"]);

/** Functions that write to a file that they are given as their second argument. */
const WRITERS: ReadonlySet<string> = new Set(["json.dump", "marshal.dump", "pickle.dump", "shutil.copyfileobj"]);
/** What can be asked of a file without any effect on its buffer. */
const ASKS: ReadonlySet<string> = new Set([
  "closed",
  "encoding",
  "fileno",
  "isatty",
  "mode",
  "name",
  "readable",
  "seekable",
  "writable",
]);

/**
 * What is written to a file waits in a buffer of some kilobytes until it is full, flushed or closed. Whoever opens the file by
 * its path before that finds the file without it.
 *
 * Found where something is certainly written to a file, and the same function hands the file's path, or the name of a temporary
 * file, to what reads it, with nothing between that can have flushed it.
 */
export default defineRule({
  name: "copy-unflushed-handle",
  question: "copy-file",
  summary: "a file that is copied, or read by its path, while what was written is still in the buffer",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) => [
    when.calls(
      Object.keys(READERS).filter((name) => name !== "builtins.open"),
      checkReader,
      WRITTEN,
    ),
    when.calls("builtins.open", checkReader, TEMPORARY),
    when.calls(MOVERS, checkMover, WRITTEN),
    when.calls([...STARTERS, ...SHELLS], checkStarter, WRITTEN),
    when.methods("zipfile.ZipFile", "write", (call, _, context) => checkPath(call, [0, "filename"], "copied", context)),
    when.methods(["tarfile.open", "tarfile.TarFile"], "add", (call, _, context) =>
      checkPath(call, [0, "name"], "copied", context),
    ),
  ],
});

function checkReader(call: Call, context: Context): void {
  const place = READERS[call.name ?? ""];
  if (place === undefined) return;
  const mode = call.name === "builtins.open" ? context.model.handleOf(call.node)?.mode : null;
  if (mode === null || (mode?.reads === true && !mode.writes)) checkPath(call, place, "copied", context);
}

function checkMover(call: Call, context: Context): void {
  checkPath(call, [0, "src"], "moved", context);
}

function checkPath(
  call: Call,
  place: readonly [position: number, keyword: string | null],
  key: "copied" | "moved",
  context: Context,
): void {
  const path = call.argument(...place);
  if (path !== undefined) check(call, [path], key, context);
}

function checkStarter(call: Call, context: Context): void {
  const command = SHELLS.includes(call.name ?? "") ? call.argument(0, null) : startArgument(call, "args");
  if (command === undefined) return;
  const node = constantOf(command, context.model);
  // A command that is told to write to the file is not told to read it.
  if (/>|["']-o["']|--out/.test(node.text)) return;
  check(call, [node, ...node.descendants("attribute", "identifier", "call")], "started", context);
}

function check(call: Call, paths: readonly SyntaxNode[], key: keyof typeof MESSAGES, context: Context): void {
  const { model, report } = context;
  for (const opening of openingsBefore(call, model)) {
    const handle = model.handleOf(opening);
    if (handle === null || !isBuffered(handle)) continue;
    if (!paths.some((path) => isPathOf(path, handle, opening, model))) continue;
    const life = followLife(model, opening, fileProtocol(model));
    const write = waitingWrite(life, opening, call.node, model);
    if (write === null || life.name === null) continue;
    const isCompressed = COMPRESSORS.has(handle.opener ?? "");
    const name = fileOf(write).text;
    report(key, {
      at: call.node,
      data: {
        function: excerpt(call.callee.text),
        handle: excerpt(name),
        advice: isCompressed ? "close it" : `call \`${excerpt(name)}.flush()\``,
      },
      // A child that nobody waits for may be late enough.
      severity: key === "moved" || (key === "started" && !isWaitedFor(call)) ? "warning" : "error",
      related: [{ span: write.site, message: "this may still be in the buffer" }],
      fix: () => (isCompressed ? null : flush(name, write, isOnlyWrite(life, write, call.node), call)),
    });
    return;
  }
}

function isWaitedFor({ name }: Call): boolean {
  return WAITING_STARTERS.includes(name ?? "") || name === "os.system";
}

/** Of so many files that one function has opened before, the last, one is looked for. */
const MAX_OPENINGS = 64;

/** The calls that open a file, by the function they stand in. */
const openings = new Kept<Model, ReadonlyMap<SyntaxNode, readonly SyntaxNode[]>>(({ tree }) => tree);

/** The calls of the same function, before a call, that open a file. */
function openingsBefore({ node }: Call, model: Model): readonly SyntaxNode[] {
  const known = openings.get(model) ?? openingsByRegion(model);
  openings.set(model, known);
  const own = known.get(regionOf(node)) ?? [];
  const last = own.findLastIndex((each) => each.start < node.start);
  return own.slice(Math.max(0, last + 1 - MAX_OPENINGS), last + 1);
}

function openingsByRegion(model: Model): ReadonlyMap<SyntaxNode, readonly SyntaxNode[]> {
  const found = new Map<SyntaxNode, SyntaxNode[]>();
  for (const { name, method, node } of model.calls) {
    if (!OPENERS.has(name ?? "") && !COMPRESSORS.has(name ?? "") && method !== "open") continue;
    const region = regionOf(node);
    const list = found.get(region);
    if (list === undefined) found.set(region, [node]);
    else list.push(node);
  }
  return found;
}

function isBuffered({ mode, buffering, opener }: Handle): boolean {
  if (mode?.writes !== true || opener === null) return false;
  return COMPRESSORS.has(opener) || (buffering === "default" && OPENERS.has(opener));
}

/** Whether an expression is the path of an open file: its `name`, what it was opened by, or the path of `mkstemp`. */
function isPathOf(expression: SyntaxNode, handle: Handle, opening: SyntaxNode, model: Model): boolean {
  const node = constantOf(expression, model);
  if (node.kind === "attribute" && node.field("attribute")?.text === "name") {
    const object = node.field("object");
    return object !== null && model.handleOf(object)?.call === opening;
  }
  if (handle.path !== null) return isSameValue(unparenthesized(expression), handle.path, model);
  if (handle.descriptor === null) return false;
  const [descriptor, path] = [model.onlyValueOf(handle.descriptor), model.onlyValueOf(node)];
  if (descriptor?.kind !== "element" || path?.kind !== "element" || descriptor.of.kind !== "call") return false;
  const isTemporary = descriptor.of.name === "tempfile.mkstemp" && descriptor.index === 0 && path.index === 1;
  return isTemporary && path.of.kind === "call" && path.of.node === descriptor.of.node;
}

const protocols = new Kept<Model, Protocol<"open", Event>>(({ tree }) => tree);

/** One protocol for a file: what all its lives may cost is bounded by protocol. */
function fileProtocol(model: Model): Protocol<"open", Event> {
  const known = protocols.get(model);
  if (known !== undefined) return known;
  const made: Protocol<"open", Event> = {
    initial: "open",
    states: { open: {} },
    event: (use) => eventOf(use, model),
    givesItself: (path) => path.length === 0,
  };
  protocols.set(model, made);
  return made;
}

function eventOf(use: LifeUse, model: Model): Event | "ignore" | undefined {
  const [member = ""] = use.path;
  if (ASKS.has(member) || use.kind === "enter" || use.kind === "read" || use.kind === "test") return "ignore";
  const call = use.site.kind === "call" ? model.callAt(use.site) : null;
  if (use.kind === "call" && (member === "write" || member === "writelines")) {
    const isFlushed = call?.name === "builtins.print" && !call.lacks(null, "flush");
    return isFlushed ? "flush" : "write";
  }
  if (use.kind !== "escape") return "flush";
  if (call === null || member !== "") return undefined;
  return WRITERS.has(call.name ?? "") && call.argument(1, null) === use.node ? "write" : undefined;
}

/** The last of the writes that certainly come before a place, with nothing between that can have emptied the buffer; or null. */
function waitingWrite(life: FileLife, opening: SyntaxNode, place: SyntaxNode, model: Model): LifeUse | null {
  const graph = model.flowOf(place);
  if (graph.isDamaged || life.escapes.some(({ site }) => graph.nodesOf(site).length === 0)) return null;
  const writes = life.events.filter(({ event }) => event === "write").map(({ use }) => use);
  const write = writes.filter(({ site }) => graph.dominates(site, place)).at(-1);
  if (write === undefined) return null;
  const leads = graph.firstAfter([place], [opening, write.site]);
  // Whether a way leads from somewhere to the place, without the file being opened anew or written to again.
  const comesBetween = (from: Place): boolean => leads(from) !== undefined || isWithin(from, place);
  if (life.losses.some(({ at }) => comesBetween(at))) return null;
  const flushes = life.events.filter(({ event }) => event === "flush").map(({ use }) => use);
  for (const { kind, site } of [...flushes, ...life.escapes]) {
    const places: readonly Place[] = kind === "exit" ? graph.leavesOf(site) : [site];
    if (places.some(comesBetween)) return null;
  }
  return write;
}

function isWithin(place: Place, call: SyntaxNode): boolean {
  return "row" in place && call.covers(place);
}

/** The expression that stands for the file: `f` of `f.write(x)` and of `print(x, file=f)`. */
function fileOf({ call, node }: LifeUse): SyntaxNode {
  return (call === null ? null : node.field("object")) ?? node;
}

/** Whether no other write can come between a write and a place. */
function isOnlyWrite(life: FileLife, write: LifeUse, { start }: SyntaxNode): boolean {
  return !life.events.some(({ event, use: { site } }) => {
    return event === "write" && site.start > write.site.start && site.start < start;
  });
}

/** Flushes behind the write or, where others may follow it, before what needs the whole file. */
function flush(file: string, { site }: LifeUse, isLast: boolean, call: Call): Fix | null {
  const written = site.parent?.kind === "expression_statement" ? site.parent : site;
  const isStatement = written.kind === "expression_statement" || written.kind === "print_statement";
  const statement = statementAround(call.node);
  const added = `${file}.flush()`;
  const edit =
    isLast && isStatement
      ? insertStatementBehind(written, added)
      : statement === null
        ? null
        : insertStatementBefore(statement, added);
  return edit && { title: `Call ${added} before it`, safety: "safe", edits: [edit] };
}
