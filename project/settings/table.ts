/** What a setting's value is; the schema, the checks and the page about settings follow from it. */
export type SettingType =
  | "path"
  | "version"
  | "switch"
  | "selectors"
  | "severities"
  | "selectors-by-glob"
  | "globs"
  | "size";

interface Definition {
  readonly type: SettingType;
  /** What holds when nobody says it, as a text of TOML; undefined when that depends. */
  readonly default: string | undefined;
  /** One or two sentences for people, in Markdown. */
  readonly summary: string;
  /** A value to copy, as a text of TOML. */
  readonly example: string;
}

const TABLE = {
  extend: {
    type: "path",
    default: undefined,
    summary:
      "Another faqlint.toml or pyproject.toml, relative to this file, whose settings hold where this one says nothing.",
    example: '"../faqlint.toml"',
  },
  "target-version": {
    type: "version",
    default: undefined,
    summary:
      "The Python version the code is meant for. Without it, the newest version that `requires-python` admits, else what the file's own text shows, else the newest.",
    example: '"3.12"',
  },
  hints: {
    type: "switch",
    default: "false",
    summary: "Whether to give advice, too: what has the severity `hint`.",
    example: "true",
  },
  select: {
    type: "selectors",
    default: '["all"]',
    summary:
      "What to report. `all` stands for everything but advice; a rule that only advises is on when it is named here itself, or with `hint`.",
    example: '["all", "dbm-implicit-backend"]',
  },
  ignore: {
    type: "selectors",
    default: "[]",
    summary: "What not to report. Where `select` and `ignore` disagree, the more exact name decides, else `ignore`.",
    example: '["numerics", "removed-module"]',
  },
  severity: {
    type: "severities",
    default: "{}",
    summary:
      "How bad the findings of a rule, a question or a section are: `error`, `warning`, `information`, `hint`, or `off`.",
    example: '{ signal-handlers = "warning", removed-module = "error" }',
  },
  "per-file-ignores": {
    type: "selectors-by-glob",
    default: "{}",
    summary: "What not to report in some files.",
    example: '{ "tests/" = ["threads"], "setup.py" = ["all"] }',
  },
  include: {
    type: "globs",
    default: '["*.py", "*.pyw", "*.ipynb"]',
    summary:
      "Which files to check in folders. Of a folder that is named here, its Python files and notebooks; scripts without a suffix must be named themselves. A file on the command line is always checked.",
    example: '["*.py", "bin/*"]',
  },
  exclude: {
    type: "globs",
    default: "[]",
    summary:
      "Files and folders not to check, beside those that git ignores. Holds for files named on the command line and opened in an editor, too.",
    example: '["build/", "*_pb2.py"]',
  },
  baseline: {
    type: "path",
    default: undefined,
    summary:
      "A file that names findings which `faqlint check` is not to show, relative to this file; `--update-baseline` writes it. Editors show them all the same.",
    example: '"faqlint-baseline.json"',
  },
  "cache-dir": {
    type: "path",
    default: undefined,
    summary:
      "The folder in which `faqlint check` keeps results for its next run, relative to this file; without it, where the platform has such things. What holds in the folder that faqlint runs in decides.",
    example: '".faqlint-cache"',
  },
  "max-file-size": {
    type: "size",
    default: '"16 MB"',
    summary:
      "The largest file to check, in KB, MB or GB (1 MB is 1,000,000 bytes); larger ones are told, with status 2. Of a notebook only the code counts.",
    example: '"64 MB"',
  },
} as const satisfies Record<string, Definition>;

/** The name of a setting in a file. */
export type SettingKey = keyof typeof TABLE;

/** What is known of one setting. */
export interface SettingDefinition extends Definition {
  readonly key: SettingKey;
}

/** All settings, in the order in which people look for them. */
export const SETTINGS: readonly SettingDefinition[] = Object.entries(TABLE).map(([key, definition]) => ({
  key: key as SettingKey,
  ...definition,
}));
