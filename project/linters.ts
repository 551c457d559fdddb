import { Linter } from "../engine/lint.js";
import type { Rule } from "../engine/rule.js";
import type { Selection } from "./settings/selection.js";

/** Makes one linter for each set of rules that is wanted: making one prepares its scan, which takes some time. */
export class Linters {
  readonly #rules: readonly Rule[];
  readonly #allNames: readonly string[];
  readonly #bySelection = new WeakMap<Selection, Linter>();
  readonly #byNames = new Map<string, Linter>();

  /** @param names those of all rules that there are: comments may name some that are not to run. */
  constructor(rules: readonly Rule[], names: readonly string[]) {
    this.#rules = rules;
    this.#allNames = names;
  }

  /** The linter that runs those rules, and no others, which can find anything that is reported. */
  for(selection: Selection): Linter {
    const known = this.#bySelection.get(selection);
    if (known !== undefined) return known;
    const rules = this.#rules.filter((rule) => selection.runs(rule));
    const names = rules.map(({ name }) => name).join();
    const linter = this.#byNames.get(names) ?? new Linter(rules, this.#allNames);
    this.#byNames.set(names, linter);
    this.#bySelection.set(selection, linter);
    return linter;
  }
}
