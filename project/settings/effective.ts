import { dirname } from "node:path";
import type { PythonVersion } from "../../engine/versions.js";
import { isNotebookName, isPythonName } from "../python-names.js";
import { Globs } from "./globs.js";
import type { BasedGlobs, PerFileIgnore, SettingsLayer, Sourced } from "./layer.js";
import { Selection } from "./selection.js";

/** What several layers of settings come to. */
export class EffectiveSettings {
  /** The strongest first, without what others make void. */
  readonly layers: readonly SettingsLayer[];
  /** What somebody has set; undefined where requirements or the text of a file are to tell. */
  readonly targetVersion: Sourced<PythonVersion> | undefined;
  readonly hints: Sourced<boolean>;
  readonly include: Sourced<BasedGlobs> | undefined;
  /** All of them hold. */
  readonly exclude: readonly Sourced<BasedGlobs>[];
  readonly perFileIgnores: readonly Sourced<PerFileIgnore>[];
  readonly baseline: Sourced<string> | undefined;
  readonly cacheDir: Sourced<string> | undefined;
  /** In bytes. */
  readonly maxFileSize: Sourced<number> | undefined;
  readonly #included: Globs | undefined;
  readonly #excluded: readonly Globs[];
  readonly #perFile: readonly Globs[];
  readonly #selections = new Map<string, Selection>();

  /** @param layers the strongest first. */
  constructor(layers: readonly SettingsLayer[]) {
    const isChosenByFiles = layers.some(
      ({ source, select, ignore }) => source === "file" && (select !== undefined || ignore !== undefined),
    );
    this.layers = layers.map((layer) => (layer.source === "editor" && isChosenByFiles ? withoutChoice(layer) : layer));
    this.targetVersion = first(layers, ({ targetVersion }) => targetVersion);
    this.hints = first(layers, ({ hints }) => hints) ?? { value: false, origin: { kind: "default" } };
    this.include = first(layers, ({ include }) => include);
    this.baseline = first(layers, ({ baseline }) => baseline);
    this.cacheDir = first(layers, ({ cacheDir }) => cacheDir);
    this.maxFileSize = first(layers, ({ maxFileSize }) => maxFileSize);
    this.exclude = layers.flatMap(({ exclude }) => exclude ?? []);
    const perFile = layers.flatMap(({ perFileIgnores }) => perFileIgnores);
    this.perFileIgnores = perFile;
    this.#perFile = perFile.map(({ value }) => new Globs(value.base, [value.glob]));
    this.#included = this.include && globsOf(this.include);
    this.#excluded = this.exclude.map(globsOf);
  }

  /** What is reported in a file; the same object for all files in which the same is. */
  selectionFor(path: string | undefined): Selection {
    const matching = path === undefined ? [] : this.ignoresIn(path);
    const key = matching.map((each) => this.perFileIgnores.indexOf(each)).join();
    const known = this.#selections.get(key);
    if (known !== undefined) return known;
    const off = matching.flatMap(({ value }) => value.selectors);
    const selection = new Selection(this.layers, this.hints.value, off);
    this.#selections.set(key, selection);
    return selection;
  }

  /** The version that a file is linted for, if its text is not to tell; an editor's only counts where a project's does not. */
  targetGiven(required: Sourced<PythonVersion> | undefined): Sourced<PythonVersion> | undefined {
    return this.targetVersion?.origin.kind === "editor"
      ? (required ?? this.targetVersion)
      : (this.targetVersion ?? required);
  }

  /** Those of {@link perFileIgnores} that hold for a file. */
  ignoresIn(path: string): readonly Sourced<PerFileIgnore>[] {
    return this.perFileIgnores.filter((_, at) => this.#perFile[at]?.match(path));
  }

  /** Who says that a file or a folder is not to be checked; undefined when nobody does. */
  exclusionOf(path: string, isFolder: boolean): Sourced<BasedGlobs> | undefined {
    return this.exclude.find((_, at) => this.#excluded[at]?.match(path, isFolder));
  }

  /** Whether a file that was found in a folder is to be checked. */
  isIncluded(path: string): boolean {
    const isUsual = isPythonName(path) || isNotebookName(path);
    if (this.#included === undefined) return isUsual;
    if (!this.#included.match(path)) return false;
    // A folder that is named does not make programs of its other files.
    return isUsual || !this.#included.match(dirname(path), true);
  }
}

/** What an editor says, where files of the project say what is reported. */
function withoutChoice({ select: _, ignore: __, ...rest }: SettingsLayer): SettingsLayer {
  return rest;
}

function first<T>(
  layers: readonly SettingsLayer[],
  value: (layer: SettingsLayer) => Sourced<T> | undefined,
): Sourced<T> | undefined {
  for (const layer of layers) {
    const said = value(layer);
    if (said !== undefined) return said;
  }
  return undefined;
}

function globsOf({ value: { base, globs } }: Sourced<BasedGlobs>): Globs {
  return new Globs(base, globs);
}
