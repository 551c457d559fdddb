import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PythonVersion } from "../engine/versions.js";
import { ConfigurationFiles } from "./configuration-files.js";
import { parseIni } from "./ini.js";
import { type PyProject, readPyProject } from "./pyproject.js";
import { targetOf } from "./requires-python.js";
import type { Sourced } from "./settings/layer.js";
import { readSmallFile } from "./small-file.js";
import type { ConfigurationProblem } from "./toml.js";

/** What the files around a folder say about the project that the code in it belongs to. */
export interface Project {
  /** The newest Python version that it admits. */
  readonly target: Sourced<PythonVersion> | undefined;
  /** The same object for all files that share the faulty file. */
  readonly problems: readonly ConfigurationProblem[];
  /** The folder the project begins in; undefined for files that belong to none. */
  readonly root: string | undefined;
  /** Names of declared dependencies, in the normal form of PyPI. */
  readonly dependencies: ReadonlySet<string>;
}

const NO_PROJECT: Project = { target: undefined, problems: [], root: undefined, dependencies: new Set() };

/**
 * Finds and remembers the projects that folders belong to.
 *
 * The nearest pyproject.toml going up tells the version: `[project] requires-python`, else Poetry's `python`. Where it
 * says nothing, or there is none, a setup.cfg in the nearest folder that has any of pyproject.toml, setup.cfg and
 * setup.py is asked for `python_requires`. That folder is the root of the project.
 */
export class Projects {
  readonly #files: ConfigurationFiles;
  readonly #projects = new Map<string, Project>();
  readonly #pyProjects = new Map<string, PyProject>();

  constructor(files = new ConfigurationFiles()) {
    this.#files = files;
  }

  /** The project that the files in a folder belong to. */
  projectOf(folder: string): Project {
    const known = this.#projects.get(folder);
    if (known !== undefined) return known;
    const parent = dirname(folder);
    const isRoot = ["pyproject.toml", "setup.cfg", "setup.py"].some((name) => existsSync(join(folder, name)));
    const project = isRoot ? this.#read(folder) : parent === folder ? NO_PROJECT : this.projectOf(parent);
    this.#projects.set(folder, project);
    return project;
  }

  #read(root: string): Project {
    const pyproject = this.#nearestPyProject(root);
    const setup = setupCfgIn(root);
    const own = existsSync(join(root, "pyproject.toml")) ? (pyproject?.requirements ?? []) : [];
    const requirements = [...requirementFilesIn(root), ...setup.requirements, ...own];
    return {
      target: pyproject?.target ?? setup.target,
      problems: pyproject?.problems ?? [],
      root,
      dependencies: new Set(requirements.flatMap(distributionName)),
    };
  }

  #nearestPyProject(from: string): PyProject | undefined {
    for (let folder = from; ; folder = dirname(folder)) {
      const path = join(folder, "pyproject.toml");
      const known = this.#pyProjects.get(path) ?? this.#readPyProject(path);
      if (known !== undefined) {
        this.#pyProjects.set(path, known);
        return known;
      }
      if (dirname(folder) === folder) return undefined;
    }
  }

  #readPyProject(path: string): PyProject | undefined {
    const read = this.#files.read(path);
    if (read === undefined) return undefined;
    const { file, problem } = read;
    const said = file === undefined ? { target: undefined, requirements: [], problems: [] } : readPyProject(file);
    return problem === undefined ? said : { ...said, problems: [problem] };
  }
}

function setupCfgIn(folder: string): { target: Sourced<PythonVersion> | undefined; requirements: string[] } {
  const path = join(folder, "setup.cfg");
  const values = parseIni(textOf(path));
  const isRequirement = (key: string): boolean =>
    key === "options.install_requires" || key === "options.tests_require" || key.startsWith("options.extras_require.");
  const requirements = [...values].flatMap(([key, value]) => (isRequirement(key) ? value.split("\n") : []));
  const target = targetOf(values.get("options.python_requires") ?? "?");
  return { target: target && { value: target, origin: { kind: "file", path, line: undefined } }, requirements };
}

function requirementFilesIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => /\.txt$/i.test(name) && /requirements/i.test(name));
  } catch {
    return [];
  }
  return names.sort().flatMap((name) => textOf(join(folder, name)).split(/\r\n|\r|\n/));
}

/** A file's text; a missing or unreadable one, or one that is far too large, says nothing. */
function textOf(path: string): string {
  try {
    return readSmallFile(path);
  } catch {
    return "";
  }
}

/** The name of the distribution that a requirement asks for, in a list of at most one; options and links have none. */
function distributionName(requirement: string): string[] {
  const name = /^\s*([a-z0-9](?:[\w.-]*[a-z0-9])?)\s*(?:[[(<>=!~;@,#]|\s|$)/i.exec(requirement)?.[1];
  return name === undefined ? [] : [name.toLowerCase().replace(/[-_.]+/g, "-")];
}
