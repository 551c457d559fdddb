import { resolve } from "node:path";
import { didYouMean } from "../../engine/text/suggest.js";
import type { PythonVersion } from "../../engine/versions.js";
import { parseTarget } from "../target.js";
import { isTable, type Table } from "../toml.js";
import { parseFileSize } from "./file-size.js";
import type { Origin, PerFileIgnore, SettingsLayer, SeverityChange, Sourced } from "./layer.js";
import { SEVERITIES, type Selector, type SelectorNames } from "./selectors.js";
import { SETTINGS, type SettingKey } from "./table.js";

/** Where settings stand, and whom to tell what is wrong with them. */
export interface ReadContext {
  readonly source: SettingsLayer["source"];
  readonly names: SelectorNames;
  /** The folder from which globs start. */
  readonly base: string;
  /** How a message calls the whole of the settings: `[tool.faqlint]`. */
  readonly owner: string;
  /** How a message calls one of them, if not by its key. */
  readonly nameOf?: (key: SettingKey) => string;
  originOf(keys: readonly string[]): Origin;
  /** @param item the text within the value that is meant. */
  complain(message: string, keys: readonly string[], item?: string): void;
}

/**
 * So many globs a setting may have, and so many characters one of them: each is compared with the path of each file, and what compares
 * them is made from it.
 */
const MOST_GLOBS = 1_000;
const LONGEST_GLOB = 500;

/** No system has longer paths. */
export const LONGEST_PATH = 4_096;

/** For so many unknown names it is looked what was meant. */
const MOST_SUGGESTIONS = 100;

const LEVELS: readonly string[] = [...SEVERITIES, "off"];

/** Reads settings by their names in files; what is said wrongly is complained of and counts as not said. */
export function readLayer(table: Table, context: ReadContext): SettingsLayer {
  return new LayerReader(table, context).read();
}

class LayerReader {
  readonly #table: Table;
  readonly #context: ReadContext;

  constructor(table: Table, context: ReadContext) {
    this.#table = table;
    this.#context = context;
  }

  read(): SettingsLayer {
    this.#complainOfUnknownKeys();
    return {
      source: this.#context.source,
      ...this.#optional("targetVersion", this.#version()),
      ...this.#optional("hints", this.#hints()),
      ...this.#optional("select", this.#selectors("select")),
      ...this.#optional("ignore", this.#selectors("ignore")),
      ...this.#optional("include", this.#globs("include")),
      ...this.#optional("exclude", this.#globs("exclude")),
      ...this.#optional("baseline", this.#path("baseline", "faqlint-baseline.json")),
      ...this.#optional("cacheDir", this.#path("cache-dir", ".faqlint-cache")),
      ...this.#optional("maxFileSize", this.#maxFileSize()),
      severity: this.#severities(),
      perFileIgnores: this.#perFileIgnores(),
    };
  }

  #complainOfUnknownKeys(): void {
    const keys = SETTINGS.map(({ key }) => key);
    const unknown = Object.keys(this.#table).filter((key) => !(keys as readonly string[]).includes(key));
    for (const [index, key] of unknown.entries()) {
      const hint =
        (index < MOST_SUGGESTIONS ? didYouMean(key, keys) : undefined) ?? `its settings are ${keys.join(", ")}`;
      this.#context.complain(`${this.#context.owner} has no setting "${key}"; ${hint}`, [key]);
    }
  }

  #version(): Sourced<PythonVersion> | undefined {
    return this.#read("target-version", 'must be a version in quotes, such as "3.13"', (value) => {
      // A number is refused: 3.10 would arrive as 3.1.
      if (typeof value !== "string") return undefined;
      const target = parseTarget(value);
      if (typeof target !== "string") return target;
      this.#complain("target-version", `: ${target}`);
      return null;
    });
  }

  #hints(): Sourced<boolean> | undefined {
    return this.#read("hints", "must be true or false", (value) => (typeof value === "boolean" ? value : undefined));
  }

  #selectors(key: "select" | "ignore"): Sourced<readonly Selector[]> | undefined {
    return this.#read(key, 'must be a list of names in quotes, such as ["threads"]', (value) => {
      if (!isTexts(value)) return undefined;
      const known = this.#known(value, key, [key]);
      // Nothing but slips: to select nothing for them would hide everything.
      return known.length === 0 && value.length > 0 ? null : known;
    });
  }

  #globs(key: "include" | "exclude") {
    return this.#read(key, 'must be a list of globs in quotes, such as ["build/", "*_pb2.py"]', (value) => {
      if (!isTexts(value)) return undefined;
      return this.#isBounded(key, value) ? { base: this.#context.base, globs: value } : null;
    });
  }

  #path(key: SettingKey, example: string): Sourced<string> | undefined {
    return this.#read(key, `must be a path in quotes, such as "${example}"`, (value) =>
      typeof value === "string" && value !== "" && value.length <= LONGEST_PATH
        ? resolve(this.#context.base, value)
        : undefined,
    );
  }

  #maxFileSize(): Sourced<number> | undefined {
    return this.#read("max-file-size", 'must be a size in quotes, such as "64 MB"', (value) =>
      typeof value === "string" ? parseFileSize(value) : undefined,
    );
  }

  #severities(): Sourced<SeverityChange>[] {
    const changes: Sourced<SeverityChange>[] = [];
    for (const [name, level] of this.#entries(
      "severity",
      'must name levels by rules, such as { removed-module = "off" }',
    )) {
      const keys = ["severity", name];
      const selector = this.#context.names.readOfRules(name);
      if (typeof selector === "string") this.#complain("severity", `: ${selector}`, keys);
      else if (!isLevel(level)) {
        const hint = typeof level === "string" ? didYouMean(level, LEVELS) : undefined;
        const levels = `a level is ${quotedChoices(LEVELS)}`;
        this.#complain("severity", `.${name}: ${JSON.stringify(level)} is no level; ${hint ?? levels}`, keys);
      } else changes.push({ value: { selector, level }, origin: this.#context.originOf(keys) });
    }
    return changes;
  }

  #perFileIgnores(): Sourced<PerFileIgnore & { readonly base: string }>[] {
    const key = "per-file-ignores";
    const shape = 'must name lists of names by globs, such as { "tests/" = ["threads"] }';
    const entries = this.#entries(key, shape);
    const globs = entries.map(([glob]) => glob);
    if (!this.#isBounded(key, globs)) return [];
    return entries.flatMap(([glob, names]) => {
      const keys = [key, glob];
      if (!isTexts(names)) {
        this.#complain(key, `."${glob}" must be a list of names in quotes, such as ["threads"]`, keys);
        return [];
      }
      const selectors = this.#known(names, key, keys);
      return [{ value: { glob, selectors, base: this.#context.base }, origin: this.#context.originOf(keys) }];
    });
  }

  /** Whether globs are few and short enough; complains where they are not. */
  #isBounded(key: SettingKey, globs: readonly string[]): boolean {
    const long = globs.find((glob) => glob.length > LONGEST_GLOB);
    if (globs.length > MOST_GLOBS)
      this.#complain(key, ` has ${globs.length} globs, and may have no more than ${MOST_GLOBS}`);
    else if (long !== undefined) {
      this.#complain(key, ` has a glob of ${long.length} characters, and the limit is ${LONGEST_GLOB}`);
    }
    return globs.length <= MOST_GLOBS && long === undefined;
  }

  /** What is called so, without the names that nothing has. */
  #known(names: readonly string[], key: SettingKey, keys: readonly string[]): Selector[] {
    return names.flatMap((name) => {
      const selector = this.#context.names.read(name);
      if (typeof selector !== "string") return [selector];
      this.#complain(key, `: ${selector}`, keys, name);
      return [];
    });
  }

  #entries(key: SettingKey, shape: string): [string, unknown][] {
    const table = this.#read(key, shape, (value) => (isTable(value) ? value : undefined));
    return Object.entries(table?.value ?? {});
  }

  /** @param understand gives undefined for a value of the wrong shape, null for what has been complained of. */
  #read<T>(
    key: SettingKey,
    shape: string,
    understand: (value: unknown) => T | undefined | null,
  ): Sourced<T> | undefined {
    const value = Object.hasOwn(this.#table, key) ? this.#table[key] : undefined;
    if (value === undefined) return undefined;
    const understood = understand(value);
    if (understood === undefined) this.#complain(key, ` ${shape}`);
    if (understood === undefined || understood === null) return undefined;
    return { value: understood, origin: this.#context.originOf([key]) };
  }

  #complain(key: SettingKey, rest: string, keys: readonly string[] = [key], item?: string): void {
    this.#context.complain(`${this.#context.nameOf?.(key) ?? key}${rest}`, keys, item);
  }

  #optional<K extends string, T>(name: K, value: T | undefined): { [key in K]?: T } {
    return value === undefined ? {} : ({ [name]: value } as { [key in K]: T });
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isLevel(value: unknown): value is SeverityChange["level"] {
  return typeof value === "string" && LEVELS.includes(value);
}

function quotedChoices(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

/** Settings of a command line or an editor, and a sentence for the user about each that was not understood. */
export interface CallerSettings {
  readonly layer: SettingsLayer;
  readonly problems: readonly string[];
}

/**
 * Reads settings that stand in no file.
 *
 * @param table by their names in files.
 * @param base the folder from which globs start.
 */
export function readCallerSettings(
  source: "command line" | "editor",
  table: Table,
  { names, base, nameOf }: Pick<ReadContext, "names" | "base" | "nameOf">,
): CallerSettings {
  const problems: string[] = [];
  const layer = readLayer(table, {
    ...{ source, names, base },
    ...(nameOf === undefined ? {} : { nameOf }),
    owner: "faqlint",
    originOf: () => ({ kind: source }),
    complain: (message) => problems.push(message),
  });
  return { layer, problems };
}
