import type { PythonVersion } from "../engine/versions.js";
import { targetOf } from "./requires-python.js";
import type { Sourced } from "./settings/layer.js";
import { type ConfigurationProblem, isTable, type TomlFile, tableIn } from "./toml.js";

/** What a pyproject.toml says about the project, besides settings of faqlint's own. */
export interface PyProject {
  /** The newest version that it admits. */
  readonly target: Sourced<PythonVersion> | undefined;
  /** The requirements of all kinds, as they stand there: `requests>=2; python_version < "3.8"`. */
  readonly requirements: readonly string[];
  readonly problems: readonly ConfigurationProblem[];
}

/** Reads a pyproject.toml; what it says wrongly counts as not said. */
export function readPyProject(file: TomlFile): PyProject {
  const problems: ConfigurationProblem[] = [];
  return { target: requiredTarget(file, problems), requirements: requirementsOf(file.root), problems };
}

function requiredTarget(file: TomlFile, problems: ConfigurationProblem[]): Sourced<PythonVersion> | undefined {
  const { path, root } = file;
  const at = (target: PythonVersion | undefined, ...keys: readonly string[]) =>
    target && ({ value: target, origin: { kind: "file", path, line: file.lineOf(keys) } } as const);
  const required = tableIn(root, "project")["requires-python"];
  if (required !== undefined) {
    const target = typeof required === "string" ? targetOf(required) : undefined;
    if (target === undefined) {
      const message = 'requires-python must be a version specifier, such as ">=3.9"';
      problems.push({ path, line: file.lineOf(["project", "requires-python"]), message });
    }
    return at(target, "project", "requires-python");
  }
  const poetry = tableIn(root, "tool", "poetry", "dependencies").python;
  const version = isTable(poetry) ? poetry.version : poetry;
  return typeof version === "string" ? at(targetOf(version), "tool", "poetry", "dependencies", "python") : undefined;
}

function requirementsOf(root: TomlFile["root"]): string[] {
  const project = tableIn(root, "project");
  const poetry = tableIn(root, "tool", "poetry");
  const lists = [
    project.dependencies,
    ...Object.values(tableIn(project, "optional-dependencies")),
    ...Object.values(tableIn(root, "dependency-groups")),
  ];
  const tables = [
    tableIn(poetry, "dependencies"),
    tableIn(poetry, "dev-dependencies"),
    ...Object.keys(tableIn(poetry, "group")).map((group) => tableIn(poetry, "group", group, "dependencies")),
  ];
  return [
    ...lists.flatMap((list) => (Array.isArray(list) ? list.filter((item) => typeof item === "string") : [])),
    ...tables.flatMap((table) => Object.keys(table)).filter((name) => name !== "python"),
  ];
}
