import { exportsOf } from "../knowledge/library.js";
import { entriesOf } from "../knowledge/library-text.js";
import { canonicalName } from "../knowledge/names.js";
import type { PythonVersion } from "../versions.js";
import type { Scope } from "./scopes.js";

/** With more star imports than this in one scope, nothing is said of the names they may give. */
const MAX_STARS = 50;

interface Star {
  readonly row: number;
  readonly module: string | null;
  /** Null where they are not known: a star import of the project, or of a third party. */
  readonly exports: ReadonlySet<string> | null;
  /** It stands in the block itself, not behind an `if` or in a `try`. */
  readonly isCertain: boolean;
}

/** Whether some version has a builtin of this name. */
export function isBuiltin(name: string): boolean {
  return entriesOf("builtins")?.has(name) ?? false;
}

/**
 * What the star imports of one scope give.
 *
 * A star import of a module that is not of the standard library may define anything. It is taken to leave builtins and the names
 * that the file binds itself as they are: nearly all do, and most old programs have one.
 */
export class StarImports {
  readonly #stars: readonly Star[];
  readonly #isOverfull: boolean;
  readonly #known = new Map<string, string | null | undefined>();

  /** @param moduleOf the module a statement imports from, as it is written, or null for one of the project's own */
  constructor(scope: Scope, target: PythonVersion, moduleOf: (statement: Scope["node"]) => string | null) {
    this.#isOverfull = scope.starImports.length > MAX_STARS;
    this.#stars = scope.starImports.slice(0, MAX_STARS).map((statement) => {
      const module = moduleOf(statement);
      const exports = module === null ? null : exportsOf(module, target);
      const isCertain = statement.parent === scope.node || statement.parent?.parent === scope.node;
      return { row: statement.row, module, exports: exports?.size === 0 ? null : exports, isCertain };
    });
  }

  /**
   * What a name is that comes from the star imports before a row: its qualified name; null where that is not known;
   * undefined when none of them gives it.
   */
  before(row: number, name: string): string | null | undefined {
    if (this.#isOverfull) return isBuiltin(name) ? undefined : null;
    const last = this.#stars.at(-1);
    if (last === undefined) return undefined;
    if (row <= last.row) {
      return this.#given(
        this.#stars.filter((star) => star.row < row),
        name,
      );
    }
    if (!this.#known.has(name)) this.#known.set(name, this.#given(this.#stars, name));
    return this.#known.get(name);
  }

  /** The rows of the star imports that are known to give a name. */
  givingFrom(name: string): number {
    return this.#stars.findLast(({ exports }) => exports?.has(name))?.row ?? -1;
  }

  #given(stars: readonly Star[], name: string): string | null | undefined {
    const builtin = isBuiltin(name);
    let found: string | undefined;
    for (const { module, exports, isCertain } of stars.toReversed()) {
      if (exports === null && builtin) continue;
      if (exports === null) return null;
      if (!exports.has(name)) continue;
      const given = canonicalName(`${module}.${name}`);
      if (found !== undefined && found !== given) return null;
      found = given;
      if (isCertain) return found;
    }
    return found === undefined || !builtin ? found : found === `builtins.${name}` ? found : null;
  }
}
