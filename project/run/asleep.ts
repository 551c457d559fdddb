import { reportAsleep } from "../../engine/asleep.js";
import { type RelevanceScan, scanFor } from "../../engine/relevance-scan.js";
import type { Relevance } from "../../engine/subscriptions.js";
import { SourceFile } from "../../engine/text/source.js";
import type { Selection } from "../settings/selection.js";
import { decoded } from "../source-io.js";
import type { Surroundings } from "../surroundings.js";
import type { Answer } from "./answer.js";
import { asData } from "./found-data.js";

/** What wakes each rule, by its name. */
export type Relevances = ReadonlyMap<string, readonly Relevance[]>;

/** What a look at a file tells: what becomes of it, or else the names of the rules that it wakes. */
export type Look = { readonly answer: Answer } | { readonly awake: ReadonlySet<string> };

/** Looks for what wakes the rules that run in a file. */
interface Scan {
  readonly scan: RelevanceScan;
  /** The name of the rule to which each of what is looked for belongs. */
  readonly rules: readonly string[];
}

/** Tells what becomes of files that wake no rule, and what others wake, with neither rules nor parser. */
export class AsleepFiles {
  readonly #surroundings: Surroundings;
  readonly #relevances: Relevances;
  readonly #scans = new Map<Selection, Scan>();

  /** @param relevances those of all rules there are. */
  constructor(surroundings: Surroundings, relevances: Relevances) {
    this.#surroundings = surroundings;
    this.#relevances = relevances;
  }

  /** What `answerTo` would make of a file's bytes, or what it needs for that; undefined where that may be any rule. */
  look(path: string, bytes: Uint8Array): Look | undefined {
    const surroundings = this.#surroundings;
    const read = decoded(path, bytes, surroundings.maxFileSizeFor(path));
    if (read.kind !== "text") return { answer: read };
    const source = new SourceFile(path, read.notebook?.cells.python ?? read.text);
    const report = reportAsleep(source, surroundings.targetFor(path));
    // In Python 2 a file finds the modules beside it as well.
    if (report === undefined || report.target.major === 2) return undefined;
    const { scan, rules } = this.#scanFor(path);
    const awake = new Set(scan.fulfilledBy(source).map((place) => rules[place] as string));
    if (awake.size > 0) return { awake };
    const { doubt } = read;
    const found = { ...asData({ path, source, report, withheld: [] }), ...(doubt !== undefined && { doubt }) };
    return { answer: { kind: "linted", found, asked: {}, key: surroundings.keyOf(path) } };
  }

  #scanFor(path: string): Scan {
    const selection = this.#surroundings.selectionFor(path);
    let scan = this.#scans.get(selection);
    if (scan === undefined) {
      const running = [...this.#relevances].filter(([name]) => {
        const rule = this.#surroundings.rule(name);
        return rule !== undefined && selection.runs(rule);
      });
      scan = {
        scan: scanFor(running.flatMap(([, relevances]) => relevances)),
        rules: running.flatMap(([name, relevances]) => relevances.map(() => name)),
      };
      this.#scans.set(selection, scan);
    }
    return scan;
  }
}
