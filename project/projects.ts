import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PythonVersion } from "../engine/versions.js";
import { parseIni } from "./ini.js";
import { type ConfigurationProblem, readPyProject } from "./pyproject.js";
import { targetOf } from "./requires-python.js";

/** What the files around a folder say about the code in it. */
export interface ProjectSettings {
  readonly target: PythonVersion | undefined;
  /** The same object for all files that share the faulty file. */
  readonly problems: readonly ConfigurationProblem[];
  /** The folder the project begins in; undefined for files that belong to none. */
  readonly root: string | undefined;
  /** Names of declared dependencies, in the normal form of PyPI. */
  readonly dependencies: ReadonlySet<string>;
}

const NO_PROJECT: ProjectSettings = { target: undefined, problems: [], root: undefined, dependencies: new Set() };

/**
 * Finds and remembers the settings that hold in each folder.
 *
 * The nearest pyproject.toml going up decides: `[tool.faqlint] target-version`, else `[project] requires-python`, else
 * Poetry's `python`. Where it says nothing, or there is none, a setup.cfg in the nearest folder that has any of
 * pyproject.toml, setup.cfg and setup.py is asked for `python_requires`. That folder is the root of the project.
 */
export class Projects {
  readonly #settings = new Map<string, ProjectSettings>();
  readonly #pyProjects = new Map<string, ReturnType<typeof readPyProject>>();

  settingsOf(folder: string): ProjectSettings {
    const known = this.#settings.get(folder);
    if (known !== undefined) return known;
    const parent = dirname(folder);
    const isRoot = ["pyproject.toml", "setup.cfg", "setup.py"].some((name) => existsSync(join(folder, name)));
    const settings = isRoot ? this.#read(folder) : parent === folder ? NO_PROJECT : this.settingsOf(parent);
    this.#settings.set(folder, settings);
    return settings;
  }

  #read(root: string): ProjectSettings {
    const pyproject = this.#nearestPyProject(root);
    const setup = setupCfgIn(root);
    const requirements = [...requirementFilesIn(root), ...setup.requirements];
    if (existsSync(join(root, "pyproject.toml"))) requirements.push(...(pyproject?.requirements ?? []));
    return {
      target: pyproject?.target ?? setup.target,
      problems: pyproject?.problems ?? [],
      root,
      dependencies: new Set(requirements.flatMap(distributionName)),
    };
  }

  #nearestPyProject(from: string): ReturnType<typeof readPyProject> | undefined {
    for (let folder = from; ; folder = dirname(folder)) {
      const path = join(folder, "pyproject.toml");
      if (existsSync(path)) {
        const known = this.#pyProjects.get(path) ?? readPyProject(path);
        this.#pyProjects.set(path, known);
        return known;
      }
      if (dirname(folder) === folder) return undefined;
    }
  }
}

function setupCfgIn(folder: string): { target: PythonVersion | undefined; requirements: string[] } {
  const values = parseIni(textOf(join(folder, "setup.cfg")));
  const requirements: string[] = [];
  for (const [key, value] of values) {
    if (
      key === "options.install_requires" ||
      key === "options.tests_require" ||
      key.startsWith("options.extras_require.")
    )
      requirements.push(...value.split("\n"));
  }
  return { target: targetOf(values.get("options.python_requires") ?? "?"), requirements };
}

function requirementFilesIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /requirements.*\.txt$/i.test(name));
  } catch {
    return [];
  }
  return names.sort().flatMap((name) => textOf(join(folder, name)).split(/\r\n|\r|\n/));
}

/** A file's text; a missing or unreadable one says nothing. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** The name of the distribution that a requirement asks for, in a list of at most one; options and links have none. */
function distributionName(requirement: string): string[] {
  const name = /^\s*([a-z0-9](?:[\w.-]*[a-z0-9])?)\s*(?:[[(<>=!~;@,#]|\s|$)/i.exec(requirement)?.[1];
  return name === undefined ? [] : [name.toLowerCase().replace(/[-_.]+/g, "-")];
}
