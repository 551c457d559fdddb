import type { ModuleNames } from "../engine/facts.js";

/** Which names were asked for, and what the answers were, as data. */
export interface AskedNames {
  readonly present?: readonly string[];
  readonly absent?: readonly string[];
  /** Where what was found may depend on all names there are, a digest of them. */
  readonly all?: string;
}

/** The names of a project's own modules, noting which of them a lint asks for: of the others what it finds does not depend. */
export class AskedModules implements ModuleNames {
  readonly #namesOf: () => ModuleNames;
  readonly #answers = new Map<string, boolean>();
  #names: ModuleNames | undefined;
  #isListed = false;

  /** @param namesOf gathers the names; called when somebody asks for one. */
  constructor(namesOf: () => ModuleNames) {
    this.#namesOf = namesOf;
  }

  has(name: string): boolean {
    let answer = this.#answers.get(name);
    if (answer === undefined) {
      this.#names ??= this.#namesOf();
      answer = this.#names.has(name);
      this.#answers.set(name, answer);
    }
    return answer;
  }

  [Symbol.iterator](): Iterator<string> {
    this.#isListed = true;
    this.#names ??= this.#namesOf();
    return this.#names[Symbol.iterator]();
  }

  /** What was asked so far; undefined where all names were looked at. */
  get asked(): AskedNames | undefined {
    if (this.#isListed) return undefined;
    const names = (answer: boolean): string[] =>
      [...this.#answers].filter(([, is]) => is === answer).map(([name]) => name);
    const [present, absent] = [names(true), names(false)];
    return { ...(present.length > 0 && { present }), ...(absent.length > 0 && { absent }) };
  }
}
