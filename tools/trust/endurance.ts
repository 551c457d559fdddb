import type { Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver/node";
import { LintSession } from "../../project/session.js";
import { RULES } from "../../rules/index.js";
import { supportOf } from "../../server/capabilities.js";
import { MAX_DIAGNOSTICS } from "../../server/gravest.js";
import { placesIn } from "../../server/places.js";
import { shownDiagnostics } from "../../server/reports.js";
import { pathOfUri } from "../../server/uris.js";
import { Client } from "../../test/server/client.js";
import { mulberry32 } from "../../test/support/random.js";
import { rangeOf, Typist } from "./edits.js";
import { FAULTS, type Fault, probe } from "./faults.js";
import type { Problem } from "./laws.js";

const PER_SECOND = 50;
/** One document is worked on for so many changes; this part of all changes is made to others meanwhile. */
const FOCUS = 100;
const ELSEWHERE = 0.2;
/** How often, in seconds of changes, it is written down how much memory the server holds. */
const COURSE_SECONDS = 40;
/** In milliseconds: a server whose client is gone must have ended by then. */
const END_PATIENCE = 10_000;
/** In milliseconds: diagnostics that have not come by then count as lost. */
const SHOWN_PATIENCE = 120_000;
/** Lines of the text whose changes are timed while nothing else is done, and how many are made. */
const TIMED_LINES = 1000;
const TIMED_CHANGES = 300;

/** What is to be endured. */
export interface Ordeal {
  /** The documents that are open: their URIs with their texts. */
  readonly documents: readonly (readonly [uri: string, text: string])[];
  /** For how many seconds of changes. */
  readonly seconds: number;
  /** How often the client is gone all of a sudden. */
  readonly disconnects: number;
  /** How many of the faults that end the server are tried; all others are. */
  readonly endings: number;
  readonly seed: number;
}

/** What {@link endure} came to; times in milliseconds, memory in MB. */
export interface Endurance {
  readonly problems: readonly Problem[];
  /** What was measured, in words. */
  readonly figures: string;
}

/** A document, and what a server shows of it. */
interface ShownDocument {
  readonly uri: string;
  readonly typist: { readonly text: string };
  shown: { readonly version: number; readonly diagnostics: readonly Diagnostic[] } | undefined;
}

interface OpenDocument extends ShownDocument {
  readonly typist: Typist;
  version: number;
  /** When the changes were made whose diagnostics have not come, by version. */
  readonly sent: Map<number, number>;
}

/** A client with many documents, and the server that it has at the moment. */
class Editor {
  readonly documents: readonly OpenDocument[];
  /** From a change to the diagnostics of the text with it. */
  latencies: number[] = [];
  changes = 0;
  highest = 0;
  #client: Client | undefined;
  #ending: Awaited<Client["ending"]> | undefined;
  readonly #byUri: ReadonlyMap<string, OpenDocument>;
  readonly #random: () => number;
  #focus: OpenDocument | undefined;

  constructor({ documents, seed }: Ordeal) {
    this.#random = mulberry32(seed);
    this.documents = documents.map(([uri, text]) => {
      return { uri, typist: new Typist(text, this.#random), version: 0, shown: undefined, sent: new Map() };
    });
    this.#byUri = new Map(this.documents.map((document) => [document.uri, document]));
  }

  get client(): Client {
    if (this.#client === undefined) throw new Error("there is no server");
    return this.#client;
  }

  /** How the server ended; undefined while there is one. */
  get ending(): Awaited<Client["ending"]> | undefined {
    return this.#ending;
  }

  /** Starts a server and opens all documents as they are now. */
  async start(): Promise<void> {
    const client = await Client.start({});
    this.#client = client;
    this.#ending = undefined;
    void client.ending.then((ending) => {
      if (this.#client === client) this.#ending = ending;
    });
    client.taker = (method, params) => method === "textDocument/publishDiagnostics" && this.#take(params);
    for (const document of this.documents) {
      document.shown = undefined;
      document.sent.clear();
      client.open(document.uri, document.typist.text, ++document.version);
    }
  }

  /** Changes the document that is worked on, or another one. */
  change(): void {
    if (this.changes++ % FOCUS === 0) this.#focus = this.#any();
    const document = this.#random() < ELSEWHERE ? this.#any() : (this.#focus ?? this.#any());
    this.edit(document);
    if (this.changes % PER_SECOND === 0) this.highest = Math.max(this.highest, this.client.resident ?? 0);
  }

  edit(document: OpenDocument): void {
    const before = document.typist.text;
    const edit = document.typist.edit();
    document.version++;
    document.sent.set(document.version, performance.now());
    this.client.change(document.uri, document.version, { range: rangeOf(before, edit), text: edit.text });
  }

  /** Waits until the diagnostics of every text as it is now have come; the documents for which they do not come. */
  async settled(documents = this.documents): Promise<readonly OpenDocument[]> {
    const limit = performance.now() + SHOWN_PATIENCE;
    for (;;) {
      const late = documents.filter(({ shown, version }) => shown?.version !== version);
      if (late.length === 0 || this.#ending !== undefined || performance.now() > limit) return late;
      await pause(documents.length === 1 ? 1 : 10);
    }
  }

  /** Whether diagnostics of all documents have come from the server that there is now. */
  get hasShownAll(): boolean {
    return this.documents.every(({ shown }) => shown !== undefined);
  }

  #any(): OpenDocument {
    const chosen = this.documents[Math.floor(this.#random() * this.documents.length)];
    if (chosen === undefined) throw new Error("there are no documents");
    return chosen;
  }

  #take(params: unknown): boolean {
    const { uri, version, diagnostics } = params as PublishDiagnosticsParams;
    const document = this.#byUri.get(uri);
    if (document === undefined || version === undefined) return false;
    document.shown = { version, diagnostics };
    const now = performance.now();
    for (const [of, at] of document.sent) {
      if (of > version) break;
      document.sent.delete(of);
      this.latencies.push(now - at);
    }
    return true;
  }
}

/**
 * Has a server live through many documents, changes, faults, and clients that are gone without a word: what ends it must be told
 * why, what does not must be answered as the protocol says, and in the end each document must be shown what a fresh
 * lint finds in it. What ends a server comes in the first third, so that the last one lives through the rest.
 */
export async function endure(ordeal: Ordeal): Promise<Endurance> {
  const random = mulberry32(ordeal.seed + 1);
  const editor = new Editor(ordeal);
  const problems: Problem[] = [];
  const fails = (name: string, what: string, text = ""): void => void problems.push({ subject: { name, text }, what });
  const total = Math.ceil(ordeal.seconds * PER_SECOND);
  const deadly = shuffled(
    [
      ...shuffled(
        FAULTS.filter((fault) => fault.ends),
        random,
      ).slice(0, ordeal.endings),
      ...Array.from({ length: ordeal.disconnects }, () => DISCONNECT),
    ],
    random,
  );
  const harmless = shuffled(
    FAULTS.filter((fault) => !fault.ends),
    random,
  );
  const third = Math.floor(total / 3);
  const due = new Map<number, Fault>();
  for (const [index, fault] of deadly.entries())
    due.set(Math.floor(((index + 1) * third) / (deadly.length + 1)), fault);
  for (const [index, fault] of harmless.entries())
    due.set(third + Math.floor(((index + 1) * (total - third)) / (harmless.length + 1)), fault);
  const recoveries: number[] = [];
  let committed = 0;
  let running: Promise<void> = Promise.resolve();
  const commit = async (fault: Fault, name: string): Promise<void> => {
    committed++;
    try {
      await fault.commit(editor.client, `untitled:fault-${committed}.py`);
      if (!fault.ends) await probe(editor.client, `untitled:probe-${committed}.py`);
    } catch (error) {
      fails(name, error instanceof Error ? error.message.slice(0, 500) : String(error));
      if (fault.ends) editor.client.kill();
    }
  };

  await editor.start();
  await editor.settled();
  let atStart = editor.client.resident;
  let course: (number | undefined)[] = [];
  let lost = 0;
  const began = performance.now();
  for (let change = 0; change < total; change++) {
    const wait = began + lost + (change * 1000) / PER_SECOND - performance.now();
    if (wait > 1) await pause(wait);
    editor.change();
    // Once all has been linted, which the last server has time for.
    if (change % PER_SECOND === 0 && atStart === undefined && editor.hasShownAll) atStart = editor.client.resident;
    if (change % (PER_SECOND * COURSE_SECONDS) === 0 && atStart !== undefined) course.push(editor.client.resident);
    const fault = due.get(change);
    if (fault === undefined) continue;
    await running;
    if (fault.ends) {
      const from = performance.now();
      await commit(fault, fault.name);
      await editor.client.ending;
      await editor.start();
      lost += performance.now() - from;
      recoveries.push(performance.now() - from);
      atStart = undefined;
      course = [];
    } else running = commit(fault, fault.name);
  }
  await running;
  const took = (performance.now() - began - lost) / 1000;
  for (const { uri } of await editor.settled()) fails(uri, "its diagnostics did not come");
  if (editor.ending !== undefined) fails("the server", `ended: ${JSON.stringify(editor.ending)}`);
  const busy = editor.latencies;
  const end = editor.client.resident;
  const [wrong, count] = compareWithFresh(editor.documents);
  problems.push(...wrong);
  const quiet = await timeAlone(editor, ordeal.seconds);
  if (editor.ending === undefined) await editor.client.stop();
  const mb = (bytes: number | undefined): string => (bytes === undefined ? "?" : (bytes / 1e6).toFixed(0));
  const figures = [
    `${ordeal.documents.length} documents, ${editor.changes} changes in ${took.toFixed(0)} s`,
    `diagnostics after ${quantiles(busy)}`,
    `of ${quiet.lines} lines while nothing else is done after ${quantiles(quiet.latencies)}`,
    `memory ${mb(atStart)} MB at the start, ${mb(editor.highest)} MB at most, ${mb(end)} MB in the end, and every ${COURSE_SECONDS} s between ${course.map(mb).join(", ")}`,
    `${harmless.length} kinds of faults passed over or refused`,
    `${deadly.length - ordeal.disconnects} ended the server with a message, ${ordeal.disconnects} lost clients`,
    `${recoveries.length} servers started again in ${quantiles(recoveries)}`,
    `${count} diagnostics compared in the end`,
  ].join("; ");
  return { problems, figures };
}

/** A client that is killed. */
const DISCONNECT: Fault = {
  name: "a client that is gone",
  ends: true,
  commit: async (client) => {
    client.disconnect();
    const status = await Promise.race([client.ending.then((ending) => ending.status), pause(END_PATIENCE)]);
    if (status !== 1) throw new Error(`the server ended with ${status} after ${END_PATIENCE} ms at most`);
  },
};

/** What is wrong in what is shown, and how many diagnostics there are. */
export function compareWithFresh(documents: readonly ShownDocument[]): [Problem[], number] {
  const session = new LintSession(RULES);
  let count = 0;
  const problems = documents.flatMap(({ uri, typist: { text }, shown }): Problem[] => {
    const { source, report } = session.lintText(pathOfUri(uri, process.platform === "win32"), text);
    const fresh = shownDiagnostics(report.diagnostics, placesIn(source, uri), supportOf({}), MAX_DIAGNOSTICS, 0);
    count += fresh.length;
    const [ours, theirs] = [fresh, shown?.diagnostics].map((each) => JSON.stringify(each));
    if (ours === theirs) return [];
    return [{ subject: { name: uri, text }, what: `${theirs} is shown, and a fresh lint finds ${ours}` }];
  });
  return [problems, count];
}

/** Changes of one document, each made when the diagnostics of the one before have come. */
async function timeAlone(editor: Editor, seconds: number): Promise<{ lines: number; latencies: readonly number[] }> {
  const linesOf = ({ typist: { text } }: OpenDocument): number => text.split(/\r\n?|\n/).length;
  const distance = (document: OpenDocument): number => Math.abs(linesOf(document) - TIMED_LINES);
  const [timed] = [...editor.documents].sort((a, b) => distance(a) - distance(b));
  editor.latencies = [];
  for (let time = Math.min(TIMED_CHANGES, 20 * seconds); timed !== undefined && time > 0; time--) {
    editor.edit(timed);
    if ((await editor.settled([timed])).length > 0) break;
  }
  return { lines: timed === undefined ? 0 : linesOf(timed), latencies: editor.latencies };
}

function quantiles(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(0);
  return `${at(0.5)} ms (p50), ${at(0.95)} ms (p95), ${at(1)} ms (longest)`;
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list];
  for (let at = out.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [out[at], out[other]] = [out[other] as T, out[at] as T];
  }
  return out;
}

function pause(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined));
}
