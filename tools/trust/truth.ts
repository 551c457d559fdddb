import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type {
  Diagnostic,
  DocumentDiagnosticReport,
  PublishDiagnosticsParams,
  Range,
  WorkspaceDiagnosticReport,
} from "vscode-languageserver/node";
import { LineIndex } from "../../engine/text/lines.js";
import { type LintedText, LintSession } from "../../project/session.js";
import { decoded } from "../../project/source-io.js";
import { RULES } from "../../rules/index.js";
import { supportOf } from "../../server/capabilities.js";
import { toLspDiagnostic } from "../../server/convert.js";
import { placesIn } from "../../server/places.js";
import { Client } from "../../test/server/client.js";
import { faqlintCommand } from "../../test/support/built.js";
import { mulberry32 } from "../../test/support/random.js";
import { type Edit, rangeOf, Typist } from "./edits.js";
import type { Problem } from "./laws.js";
import { toldOf } from "./progress.js";

/** A file, and how its text came into being in an editor. */
export interface EditedFile {
  readonly path: string;
  /** The texts it was before, the first of which was opened, each with the edit that makes the next of it. */
  readonly history: readonly { readonly before: string; readonly edit: Edit }[];
  /** What stands in the file. */
  readonly text: string;
}

/** What {@link compareWays} and {@link tryEdited} came to. */
export interface Truth {
  readonly problems: readonly Problem[];
  readonly files: number;
  readonly edits: number;
  readonly findings: number;
}

/** What was found by path, in a form that can be compared. */
type Found = Map<string, string>;

/** So many files lie in a folder at a time. */
const BATCH = 250;
const MOST_EDITS = 12;
const SETTINGS = { maxDiagnostics: 1_000_000 };
const RELATED = { relatedInformation: true };

/**
 * Edits texts at random and asks everybody who can what there is to be found in what comes of them.
 *
 * @param texts from which to start, in turns; at least one.
 * @param sequences how often to.
 */
export async function tryEdited(texts: readonly string[], sequences: number, seed: number): Promise<Truth> {
  const all: Truth[] = [];
  const starts = Array.from({ length: Math.ceil(sequences / BATCH) }, (_, batch) => batch * BATCH);
  for (const start of toldOf("truth, batches of edited texts", starts)) {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "faqlint-truth-")));
    try {
      mkdirSync(join(folder, "files"));
      const files: EditedFile[] = [];
      for (let index = start; index < Math.min(sequences, start + BATCH); index++) {
        const path = join(folder, "files", `edited_${index}.py`);
        const file = edited(path, texts[index % texts.length] ?? "", mulberry32(seed + index));
        const read = decoded(path, Buffer.from(file.text));
        // What an edit makes of a comment that names an encoding, the disk may give back as something else.
        if (read.kind !== "text" || read.text !== file.text) continue;
        files.push(file);
        writeFileSync(path, file.text);
      }
      all.push(await compareWays(join(folder, "files"), files, seed + start));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return sumOf(all);
}

/** The sum of what several comparisons came to. */
export function sumOf(all: readonly Truth[]): Truth {
  const sum = (of: (each: Truth) => number): number => all.reduce((total, each) => total + of(each), 0);
  return {
    problems: all.flatMap(({ problems }) => problems),
    files: sum(({ files }) => files),
    edits: sum(({ edits }) => edits),
    findings: sum(({ findings }) => findings),
  };
}

function edited(path: string, first: string, random: () => number): EditedFile {
  const typist = new Typist(first, random);
  const history = Array.from({ length: 1 + Math.floor(random() * MOST_EDITS) }, () => {
    const before = typist.text;
    return { before, edit: typist.edit() };
  });
  return { path, history, text: typist.text };
}

/**
 * Asks everybody who can what there is to be found in some files: the program with and without what it kept, with several
 * threads, the files in another order, or their folder; the server, which pushes or is asked; and the engine, without the scan
 * and after each edit. All must say what a fresh session says.
 *
 * @param folder in which all of the files lie.
 * @param seed of the order of files.
 */
export async function compareWays(folder: string, files: readonly EditedFile[], seed: number): Promise<Truth> {
  const problems: Problem[] = [];
  const session = new LintSession(RULES);
  let findings = 0;
  const expected: Found = new Map();
  for (const { path, text } of files) {
    const linted = session.lintText(path, text);
    findings += linted.report.diagnostics.length;
    expected.set(path, shownOf(path, linted));
  }
  const compare = (name: string, found: Found): void => {
    for (const { path, text } of files) {
      const [ours, theirs] = [expected.get(path), found.get(path)];
      if (theirs !== ours)
        problems.push({ subject: { name: path, text }, what: `${name}:\n${theirs}\nand not\n${ours}` });
    }
  };

  const scanless = new LintSession(RULES, { scan: false });
  compare(
    "without the scan",
    new Map(files.map(({ path, text }) => [path, shownOf(path, scanless.lintText(path, text))])),
  );
  compare("after edits", new Map(files.map((file) => [file.path, afterEdits(file, session)])));

  const kept = mkdtempSync(join(tmpdir(), "faqlint-kept-"));
  try {
    const check = (...args: readonly string[]): Found => inTerminal(files, ["--no-exclude", ...args]);
    const paths = files.map(({ path }) => path);
    compare("in the terminal", check("--no-cache", "--workers", "1", ...paths));
    compare("in the terminal, with three threads", check("--no-cache", "--workers", "3", ...paths));
    const random = mulberry32(seed);
    const order = new Map(paths.map((path) => [path, random()]));
    const shuffled = [...paths].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    // The second half is new to what was kept of the first.
    inTerminal(files, ["--no-exclude", "--cache-dir", kept, ...shuffled.slice(0, Math.ceil(paths.length / 2))]);
    compare("in the terminal, half of it kept", check("--cache-dir", kept, "--workers", "2", ...shuffled));
    compare("in the terminal, all of it kept", check("--cache-dir", kept, ...paths));
    compare("in the terminal, of the folder", check("--no-cache", folder));
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }

  compare("pushed", await pushed(files));
  const asked = await pulled(folder, files);
  compare("asked for", asked.documents);
  compare("asked for with the workspace", asked.workspace);
  return {
    problems,
    files: files.length,
    edits: files.reduce((sum, { history }) => sum + history.length, 0),
    findings,
  };
}

function afterEdits({ path, history, text }: EditedFile, session: LintSession): string {
  let last: LintedText | undefined;
  for (const { before } of history) last = session.lintText(path, before, last?.report.tree);
  return shownOf(path, session.lintText(path, text, last?.report.tree));
}

/** What is found in a session, as the server says it. */
function shownOf(path: string, { source, report }: LintedText): string {
  const uri = pathToFileURL(path).href;
  const support = supportOf({ textDocument: { publishDiagnostics: RELATED } });
  return shown(report.diagnostics.map((each) => toLspDiagnostic(each, placesIn(source, uri), support)));
}

function shown(diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.map(({ code, severity, message, range, relatedInformation = [] }) =>
    JSON.stringify([
      code,
      severity,
      message,
      range,
      relatedInformation.map((each) => [each.message, each.location.range]),
    ]),
  );
  return lines.join("\n");
}

const SEVERITIES = ["", "error", "warning", "information", "hint"];

/** What the program says of files, in the terms of the server: lines from 0, columns in UTF-16 units. */
function inTerminal(files: readonly EditedFile[], args: readonly string[]): Found {
  const [command, ...rest] = faqlintCommand("check", "--format", "json", ...args);
  const { stdout, stderr } = spawnSync(command, rest, { cwd: "/", encoding: "utf8", maxBuffer: 1 << 30 });
  interface Said {
    readonly message: string;
    readonly range: { readonly start: Place; readonly end: Place };
  }
  interface Place {
    readonly line: number;
    readonly column: number;
  }
  const said = new Map<string, (Said & { rule: string; severity: string; related: readonly Said[] })[]>();
  try {
    const { diagnostics } = JSON.parse(stdout) as {
      diagnostics: (Said & { path: string; rule: string; severity: string; related: Said[] })[];
    };
    for (const each of diagnostics) {
      const path = join("/", each.path);
      said.set(path, [...(said.get(path) ?? []), each]);
    }
  } catch {
    throw new Error(`no report: ${stderr.slice(0, 2000)}`);
  }
  return new Map(
    files.map(({ path, text }) => {
      const lines = new LineIndex(text);
      const position = ({ line, column }: Place): Range["start"] => {
        const start = lines.startOf(line - 1);
        const before = [...text.slice(start, lines.endOf(line - 1))].slice(0, column - 1).join("");
        return { line: line - 1, character: before.length };
      };
      const range = ({ start, end }: Said["range"]): Range => ({ start: position(start), end: position(end) });
      const found = (said.get(path) ?? []).map(({ rule, severity, message, related, range: at }) =>
        JSON.stringify([
          ...[rule, SEVERITIES.indexOf(severity), message, range(at)],
          related.map((each) => [each.message, range(each.range)]),
        ]),
      );
      return [path, found.join("\n")];
    }),
  );
}

/** Opens a file as it was first, and makes the edits. */
function edit(client: Client, uri: string, { history, text }: EditedFile): void {
  client.open(uri, history[0]?.before ?? text, 0);
  for (const [index, { before, edit: made }] of history.entries())
    client.change(uri, index + 1, { range: rangeOf(before, made), text: made.text });
}

/** What a server pushes after the edits. */
async function pushed(files: readonly EditedFile[]): Promise<Found> {
  const capabilities = { textDocument: { publishDiagnostics: RELATED } };
  const client = await Client.start(capabilities, { initializationOptions: SETTINGS });
  const found: Found = new Map();
  let last: PublishDiagnosticsParams | undefined;
  client.taker = (method, params) => {
    if (method === "textDocument/publishDiagnostics") last = params as PublishDiagnosticsParams;
    return false;
  };
  for (const file of files) {
    const uri = pathToFileURL(file.path).href;
    edit(client, uri, file);
    found.set(file.path, shown(await client.published(uri, file.history.length)));
    if (last?.version !== file.history.length) throw new Error(`${file.path}: the last version was not pushed last`);
    client.notify("textDocument/didClose", { textDocument: { uri } });
    client.received.length = 0;
  }
  await client.stop();
  return found;
}

/** What a server answers: for the workspace before anything is open, and for each document after the edits. */
async function pulled(folder: string, files: readonly EditedFile[]): Promise<{ documents: Found; workspace: Found }> {
  const client = await Client.start(
    { textDocument: { diagnostic: RELATED } },
    { initializationOptions: { ...SETTINGS, workspace: true }, folders: [pathToFileURL(folder).href] },
  );
  const report = (await client.request("workspace/diagnostic", { previousResultIds: [] })) as WorkspaceDiagnosticReport;
  const workspace: Found = new Map();
  for (const item of report.items) if (item.kind === "full") workspace.set(fileURLToPath(item.uri), shown(item.items));
  const documents: Found = new Map();
  for (const file of files) {
    const textDocument = { uri: pathToFileURL(file.path).href };
    edit(client, textDocument.uri, file);
    const answer = (await client.request("textDocument/diagnostic", { textDocument })) as DocumentDiagnosticReport;
    if (answer.kind === "full") documents.set(file.path, shown(answer.items));
    client.notify("textDocument/didClose", { textDocument });
  }
  await client.stop();
  return { documents, workspace };
}
