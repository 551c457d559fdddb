import { type RelevanceScan, scanFor } from "./relevance-scan.js";
import { type Rule, relevancesOf } from "./rule.js";
import type { Subscription } from "./subscriptions.js";
import type { SourceFile } from "./text/source.js";

/** A rule together with the one of its subscriptions that a file may matter to. */
export interface Awake {
  readonly rule: Rule;
  readonly subscription: Subscription;
}

/** A subscription, by the rule and its place among those of the rule: it need not be made as long as it sleeps. */
interface Sleeper {
  readonly rule: Rule;
  readonly place: number;
}

/** Tells, from the text alone, which subscriptions a file can matter to; with none awake the file is never parsed. */
export class Scanner {
  readonly #sleepers: readonly Sleeper[];
  readonly #scan: RelevanceScan;

  constructor(rules: readonly Rule[]) {
    const known = rules.map((rule) => ({ rule, relevances: relevancesOf(rule) }));
    this.#sleepers = known.flatMap(({ rule, relevances }) => relevances.map((_, place) => ({ rule, place })));
    this.#scan = scanFor(known.flatMap(({ relevances }) => relevances));
  }

  /**
   * The subscriptions this file can matter to.
   *
   * @param last an earlier state of it: what did not change since is not looked through again.
   */
  awake(source: SourceFile, last?: SourceFile): Awake[] {
    return this.#scan.fulfilledBy(source, last).flatMap((place) => woken(this.#sleepers[place]));
  }

  /** Every subscription, whatever the text: for the test that the scan changes nothing. */
  all(): readonly Awake[] {
    return this.#sleepers.flatMap(woken);
  }
}

function woken(sleeper: Sleeper | undefined): readonly Awake[] {
  const subscription = sleeper?.rule.subscriptions()[sleeper.place];
  return sleeper === undefined || subscription === undefined ? [] : [{ rule: sleeper.rule, subscription }];
}
