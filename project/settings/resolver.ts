import { dirname } from "node:path";
import { Linter } from "../../engine/lint.js";
import type { Rule } from "../../engine/rule.js";
import { ConfigurationFiles } from "../configuration-files.js";
import { type Project, Projects } from "../projects.js";
import type { ConfigurationProblem } from "../toml.js";
import { EffectiveSettings } from "./effective.js";
import { SettingsFinder } from "./files.js";
import type { SettingsLayer } from "./layer.js";
import type { Selection } from "./selection.js";
import { SelectorNames } from "./selectors.js";

/** Settings that stand in no file, and how to treat those that do. */
export interface SettingsSources {
  /** Wins over all files. */
  readonly commandLine?: SettingsLayer;
  /** Counts where the project's files say nothing. */
  readonly editor?: SettingsLayer;
  /** Whether no settings are taken from files, the versions that a project admits among them. */
  readonly isolated?: boolean;
  /** What is known of configuration files from before; shared by sessions that follow each other. */
  readonly files?: ConfigurationFiles;
}

/** What holds for the files of one folder. */
export interface FolderSettings {
  readonly settings: EffectiveSettings;
  readonly project: Project;
  readonly problems: readonly ConfigurationProblem[];
}

const NO_LAYERS: readonly SettingsLayer[] = [];

/** Puts together the settings of files, editor and command line, and remembers them until told to forget. */
export class SettingsResolver {
  readonly #sources: SettingsSources;
  readonly #files: ConfigurationFiles;
  readonly #names: SelectorNames;
  #projects: Projects;
  #finder: SettingsFinder;
  readonly #folders = new Map<string, FolderSettings>();
  readonly #combined = new Map<readonly SettingsLayer[], EffectiveSettings>();

  constructor(rules: readonly Rule[], sources: SettingsSources) {
    this.#sources = sources;
    this.#files = sources.files ?? new ConfigurationFiles();
    this.#names = new SelectorNames(rules);
    this.#projects = new Projects(this.#files);
    this.#finder = new SettingsFinder(this.#files, this.#names);
  }

  /** What holds for files that lie nowhere. */
  get elsewhere(): EffectiveSettings {
    return this.#combine(NO_LAYERS);
  }

  /** What holds for a file; the same object for all files in its folder. */
  of(path: string): FolderSettings {
    const folder = dirname(path);
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const found = this.#resolve(folder);
    this.#folders.set(folder, found);
    return found;
  }

  /** Looks at the disk again. */
  forget(): void {
    this.#projects = new Projects(this.#files);
    this.#finder = new SettingsFinder(this.#files, this.#names);
    this.#folders.clear();
    this.#combined.clear();
  }

  #resolve(folder: string): FolderSettings {
    const project = this.#projects.projectOf(folder);
    if (this.#sources.isolated === true) {
      return { settings: this.elsewhere, project: { ...project, target: undefined }, problems: [] };
    }
    const { layers, problems } = this.#finder.settingsIn(folder);
    // A file that cannot be read is no project and no settings, and is told of once.
    return { settings: this.#combine(layers), project, problems: [...new Set([...problems, ...project.problems])] };
  }

  #combine(layers: readonly SettingsLayer[]): EffectiveSettings {
    const known = this.#combined.get(layers);
    if (known !== undefined) return known;
    const { commandLine, editor } = this.#sources;
    const combined = new EffectiveSettings([commandLine ?? [], layers, editor ?? []].flat());
    this.#combined.set(layers, combined);
    return combined;
  }
}

/** Makes one linter for each set of rules that is wanted: making one prepares its scan, which takes some time. */
export class Linters {
  readonly #rules: readonly Rule[];
  readonly #allNames: readonly string[];
  readonly #bySelection = new WeakMap<Selection, Linter>();
  readonly #byNames = new Map<string, Linter>();

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.#allNames = rules.map(({ name }) => name);
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
