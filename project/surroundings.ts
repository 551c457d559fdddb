import { dirname, join } from "node:path";
import type { FileReport } from "../engine/diagnostics.js";
import { type ModuleNames, NO_FACTS, type ProjectFacts } from "../engine/facts.js";
import type { RuleInfo } from "../engine/rule.js";
import { SUPPRESSION_CHECKS } from "../engine/suppression-rules.js";
import { isInRange, type PythonVersion } from "../engine/versions.js";
import { AskedModules, type AskedNames } from "./asked-modules.js";
import { builtin } from "./builtin.js";
import { LocalModules } from "./local-modules.js";
import type { Project } from "./projects.js";
import type { SettingsLayer } from "./settings/layer.js";
import { describeSettings, type SettingLine } from "./settings/render.js";
import { SettingsResolver, type SettingsSources } from "./settings/resolver.js";
import type { Selection } from "./settings/selection.js";
import type { ConfigurationProblem } from "./toml.js";

export interface SurroundingsOptions extends SettingsSources {
  /** The version to lint every file for, whatever its project or its text says. */
  readonly target?: PythonVersion;
  /** See {@link ProjectFacts.convertsLineEnds}; without it, what git does on this platform unless told otherwise. */
  readonly convertsLineEnds?: boolean;
  /** Whether to give advice, too, whatever the settings say. */
  readonly hints?: boolean;
  /** Whether the files are the standard library's, so that no module beside them hides one of it; the corpus tool asks so. */
  readonly isStandardLibrary?: boolean;
}

/**
 * What holds for files because of where they lie: settings, and facts about the projects they belong to. It knows the rules by
 * their descriptions alone, so that whoever needs no more than this need not load them.
 *
 * What was learnt about folders is remembered until {@link forgetProjects} is called.
 */
export class Surroundings {
  readonly #options: SurroundingsOptions;
  readonly #rules: ReadonlyMap<string, RuleInfo>;
  readonly #settings: SettingsResolver;
  readonly #projectKeys = new WeakMap<Project, string>();
  #localModules = new LocalModules();

  constructor(rules: readonly RuleInfo[], options: SurroundingsOptions = {}) {
    this.#options = options;
    this.#rules = new Map([...rules, ...SUPPRESSION_CHECKS].map((rule) => [rule.name, rule]));
    this.#settings = new SettingsResolver(rules, { ...options, commandLine: withOptions(options) });
  }

  /** The rule of that name. */
  rule(name: string): RuleInfo | undefined {
    return this.#rules.get(name);
  }

  /**
   * What is reported in a file.
   *
   * @param path undefined for a text that was never saved: it belongs to no project.
   */
  selectionFor(path: string | undefined): Selection {
    const settings = path === undefined ? this.#settings.elsewhere : this.#settings.of(path).settings;
    return settings.selectionFor(path);
  }

  /** How many bytes a file may have to be read; undefined where nobody says so. */
  maxFileSizeFor(path: string): number | undefined {
    return this.#settings.of(path).settings.maxFileSize?.value;
  }

  /** The version that a file is to be linted for; undefined where its own text is to tell. */
  targetFor(path: string | undefined): PythonVersion | undefined {
    if (path === undefined) return this.#settings.elsewhere.targetVersion?.value;
    const { settings, project } = this.#settings.of(path);
    return settings.targetGiven(project.target)?.value;
  }

  /**
   * What rules may know about a file's project. It is only gathered when a rule asks for it: most files wake no rule that does.
   *
   * @param isPython2 whether the file is one of Python 2, which also finds the modules beside it.
   */
  factsFor(path: string, isPython2: boolean): ProjectFacts & { readonly localModules: AskedModules } {
    const folder = dirname(path);
    const { root, dependencies } = this.#settings.of(path).project;
    const localModules = this.#localModules;
    const { isStandardLibrary = false } = this.#options;
    const namesOf = (): ModuleNames => {
      if (isStandardLibrary) return NO_FACTS.localModules;
      const names = localModules.namesIn(folder, root);
      return isPython2 ? new Set([...names, ...localModules.implicitlyRelativeNamesIn(folder)]) : names;
    };
    return { localModules: new AskedModules(namesOf), dependencies, convertsLineEnds: this.#convertsLineEnds };
  }

  /** Whether a file of Python 2 speaks of a module that only Python 2 finds beside it. */
  mentionsNeighbour(path: string, text: string): boolean {
    return [...this.#localModules.implicitlyRelativeNamesIn(dirname(path))].some((name) => text.includes(name));
  }

  /** A digest of the names of all modules that a file finds among the project's own, whatever the version. */
  neighboursKey(path: string): string {
    const folder = dirname(path);
    const names = this.#localModules.namesIn(folder, this.#settings.of(path).project.root);
    const lists = [names, this.#localModules.implicitlyRelativeNamesIn(folder)].map((list) => [...list].sort());
    return builtin("node:crypto").createHash("sha256").update(JSON.stringify(lists)).digest("base64url");
  }

  /** Whether a project's modules would answer as they did when a file was linted. */
  answersAsBefore(path: string, { present = [], absent = [], all }: AskedNames): boolean {
    if (all !== undefined) return all === this.neighboursKey(path);
    const { localModules } = this.factsFor(path, this.targetFor(path)?.major === 2);
    return present.every((name) => localModules.has(name)) && !absent.some((name) => localModules.has(name));
  }

  /**
   * What else than its text, its path and the names of its neighbours decides what is found in a file: a text that is the same for
   * all files of which that is the same.
   */
  keyOf(path: string): string {
    const { project } = this.#settings.of(path);
    let projectKey = this.#projectKeys.get(project);
    if (projectKey === undefined) {
      projectKey = JSON.stringify([...project.dependencies].sort());
      this.#projectKeys.set(project, projectKey);
    }
    const others = [
      ...[this.targetFor(path), this.#convertsLineEnds, this.#options.isStandardLibrary],
      this.maxFileSizeFor(path),
    ];
    return `${JSON.stringify(others)}${projectKey}${this.selectionFor(path).key}`;
  }

  /**
   * Whether a rule would have found in a file what it finds: it was asked for, is true for the target and did not fail. A rule that
   * nobody knows has nothing more to find.
   */
  couldSpeak(rule: string, path: string, { target, crashes }: Pick<FileReport, "target" | "crashes">): boolean {
    const info = this.#rules.get(rule);
    if (info === undefined) return true;
    const isInVersions = info.pythons === undefined || isInRange(target, info.pythons);
    return isInVersions && this.selectionFor(path).runs(info) && !crashes.some((crash) => crash.rule === rule);
  }

  /** The absolute path of the baseline that the settings name for a file. */
  baselineOf(path: string): string | undefined {
    return this.#settings.of(path).settings.baseline?.value;
  }

  /** The absolute path of the folder that the settings name for results, for runs in a folder. */
  cacheFolderFor(folder: string): string | undefined {
    return this.#settings.of(join(folder, "any")).settings.cacheDir?.value;
  }

  /** What is wrong in the configuration that holds for a file; the same array each time. */
  configurationProblems(path: string): readonly ConfigurationProblem[] {
    return this.#settings.of(path).problems;
  }

  /** Whether the settings say that a file or a folder is not to be linted. */
  isExcluded(path: string, isFolder = false): boolean {
    return this.#settings.of(path).settings.exclusionOf(path, isFolder) !== undefined;
  }

  /** Whether a file that was found in a folder is one to lint, by its name and the settings. */
  isIncluded(path: string): boolean {
    return this.#settings.of(path).settings.isIncluded(path);
  }

  /**
   * All settings that hold for a file, each with who said it.
   *
   * @param path an absolute path; undefined for a text that was never saved.
   * @param shownPath a path as users are to see it.
   */
  describeSettings(path: string | undefined, shownPath: (path: string) => string): readonly SettingLine[] {
    if (path === undefined) return describeSettings(this.#settings.elsewhere, undefined, undefined, shownPath);
    const { settings, project } = this.#settings.of(path);
    return describeSettings(settings, path, project.target, shownPath);
  }

  /** The files with settings, required versions of Python and baselines that hold for anything that was asked of so far. */
  get settingsFiles(): readonly string[] {
    return this.#settings.files;
  }

  /** Looks at the disk again for settings and neighbours of files. */
  forgetProjects(): void {
    this.#settings.forget();
    this.#localModules = new LocalModules();
  }

  get #convertsLineEnds(): boolean {
    return this.#options.convertsLineEnds ?? process.platform === "win32";
  }
}

/** What the command line says, with the options that say the same. */
function withOptions({ commandLine, hints, target }: SurroundingsOptions): SettingsLayer {
  const origin = { kind: "command line" } as const;
  return {
    ...(commandLine ?? { source: "command line", severity: [], perFileIgnores: [] }),
    ...(hints === undefined ? {} : { hints: { value: hints, origin } }),
    ...(target === undefined ? {} : { targetVersion: { value: target, origin } }),
  };
}
