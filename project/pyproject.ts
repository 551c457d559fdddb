import { readFileSync } from "node:fs";
import { parse as parseToml, TomlError } from "smol-toml";
import type { PythonVersion } from "../engine/versions.js";
import { reasonOf } from "./failure.js";
import { targetOf } from "./requires-python.js";
import { parseTarget } from "./target.js";

/** Something in a configuration file that its author must put right. */
export interface ConfigurationProblem {
  readonly path: string;
  /** From 1; undefined when the whole file is meant. */
  readonly line: number | undefined;
  readonly message: string;
}

/** What a pyproject.toml says that matters here. */
export interface PyProject {
  readonly target: PythonVersion | undefined;
  /** The requirements of all kinds, as they stand there: `requests>=2; python_version < "3.8"`. */
  readonly requirements: readonly string[];
  readonly problems: readonly ConfigurationProblem[];
}

type Table = Readonly<Record<string, unknown>>;

/** Reads a pyproject.toml; never throws. What it says wrongly counts as not said. */
export function readPyProject(path: string): PyProject {
  let text: string;
  let root: Table;
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
    root = parseToml(text);
  } catch (error) {
    return { target: undefined, requirements: [], problems: [unreadable(path, error)] };
  }
  const problems: ConfigurationProblem[] = [];
  const complain = (table: string, key: string, message: string): void => {
    problems.push({ path, line: lineOf(text, table, key), message });
  };
  return {
    target: ownTarget(root, complain) ?? requiredTarget(root, complain),
    requirements: requirementsOf(root),
    problems,
  };
}

type Complain = (table: string, key: string, message: string) => void;

function ownTarget(root: Table, complain: Complain): PythonVersion | undefined {
  const settings = tableIn(root, "tool", "faqlint");
  for (const key of Object.keys(settings)) {
    if (key !== "target-version") {
      complain("tool.faqlint", key, `[tool.faqlint] has no setting "${key}"; the one there is: target-version`);
    }
  }
  const value = settings["target-version"];
  if (value === undefined) return undefined;
  if (typeof value !== "string") {
    complain("tool.faqlint", "target-version", 'target-version must be a version in quotes, such as "3.13"');
    return undefined;
  }
  const target = parseTarget(value);
  if (typeof target !== "string") return target;
  complain("tool.faqlint", "target-version", `target-version: ${target}`);
  return undefined;
}

function requiredTarget(root: Table, complain: Complain): PythonVersion | undefined {
  const required = tableIn(root, "project")["requires-python"];
  if (required !== undefined) {
    const target = typeof required === "string" ? targetOf(required) : undefined;
    if (target === undefined) {
      complain("project", "requires-python", 'requires-python must be a version specifier, such as ">=3.9"');
    }
    return target;
  }
  const poetry = tableIn(root, "tool", "poetry", "dependencies").python;
  const version = isTable(poetry) ? poetry.version : poetry;
  return typeof version === "string" ? targetOf(version) : undefined;
}

function requirementsOf(root: Table): string[] {
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

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The table at a path of keys; an empty one when there is none. */
function tableIn(root: Table, ...keys: string[]): Table {
  let table = root;
  for (const key of keys) {
    const inner = table[key];
    if (!isTable(inner)) return {};
    table = inner;
  }
  return table;
}

function unreadable(path: string, error: unknown): ConfigurationProblem {
  if (!(error instanceof TomlError)) return { path, line: undefined, message: `cannot be read: ${reasonOf(error)}` };
  const [reason = ""] = error.message.split("\n", 1);
  return { path, line: error.line, message: `is not valid TOML: ${reason.replace(/^Invalid TOML document: /, "")}` };
}

/**
 * The line, from 1, on which a key of a table stands. The TOML parser does not tell, so the text is searched: first
 * for the key below its table's header, then for a dotted spelling of it.
 */
function lineOf(text: string, table: string, key: string): number | undefined {
  const keyPattern = new RegExp(String.raw`(?:^|[\s.{,"'])${key.replace(/\W/g, "\\$&")}["']?\s*=`);
  let isInside = false;
  let fallback: number | undefined;
  for (const [index, line] of text.split(/\r\n|\n/).entries()) {
    const header = /^\s*\[\s*([^[\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) isInside = header.replace(/[\s"']/g, "") === table;
    else if (keyPattern.test(line)) {
      if (isInside) return index + 1;
      fallback ??= index + 1;
    }
  }
  return fallback;
}
