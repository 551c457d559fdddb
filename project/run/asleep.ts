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

/** Tells what becomes of files that wake no rule, with neither rules nor parser. */
export class AsleepFiles {
  readonly #surroundings: Surroundings;
  readonly #relevances: Relevances;
  readonly #scans = new Map<Selection, RelevanceScan>();

  /** @param relevances those of all rules there are. */
  constructor(surroundings: Surroundings, relevances: Relevances) {
    this.#surroundings = surroundings;
    this.#relevances = relevances;
  }

  /** What `answerTo` would make of a file's bytes; undefined where only linting can tell. */
  answerTo(path: string, bytes: Uint8Array): Answer | undefined {
    const surroundings = this.#surroundings;
    const read = decoded(path, bytes, surroundings.maxFileSizeFor(path));
    if (read.kind !== "text") return read;
    const source = new SourceFile(path, read.notebook?.cells.python ?? read.text);
    const report = reportAsleep(source, surroundings.targetFor(path));
    // In Python 2 a file finds the modules beside it as well.
    if (report === undefined || report.target.major === 2) return undefined;
    if (this.#scanFor(path).fulfilledBy(source).length > 0) return undefined;
    const { doubt } = read;
    const found = { ...asData({ path, source, report, withheld: [] }), ...(doubt !== undefined && { doubt }) };
    return { kind: "linted", found, asked: {}, key: surroundings.keyOf(path) };
  }

  /** Looks for what wakes the rules that run in a file. */
  #scanFor(path: string): RelevanceScan {
    const selection = this.#surroundings.selectionFor(path);
    let scan = this.#scans.get(selection);
    if (scan === undefined) {
      const relevances = [...this.#relevances].flatMap(([name, each]) => {
        const rule = this.#surroundings.rule(name);
        return rule !== undefined && selection.runs(rule) ? each : [];
      });
      scan = scanFor(relevances);
      this.#scans.set(selection, scan);
    }
    return scan;
  }
}
