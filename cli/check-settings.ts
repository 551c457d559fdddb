import type { RuleInfo } from "../engine/rule.js";
import { formatPythonVersion } from "../engine/versions.js";
import type { SettingsLayer } from "../project/settings/layer.js";
import { readCallerSettings } from "../project/settings/read.js";
import { SelectorNames } from "../project/settings/selectors.js";
import { isTable, parseAssignment, type Table } from "../project/toml.js";
import type { FindingsFlags } from "./findings-options.js";
import type { SettingsFlags } from "./settings-options.js";

/**
 * The settings that a command line says.
 *
 * @param cwd the folder from which its globs start.
 * @returns a message when they cannot be understood.
 */
export function settingsOf(
  flags: SettingsFlags & FindingsFlags,
  rules: readonly RuleInfo[],
  cwd: string,
): SettingsLayer | string {
  const table: Record<string, unknown> = {};
  for (const assignment of flags.config ?? []) {
    const setting = readAssignment(assignment);
    if (typeof setting === "string") return `--config ${assignment}: ${setting}`;
    for (const [key, value] of Object.entries(setting)) {
      const before = table[key];
      table[key] = isTable(before) && isTable(value) ? { ...before, ...value } : value;
    }
  }
  const levels: Record<string, string> = {};
  for (const pair of flags.severity ?? []) {
    const [, rule, level] = /^([^=]+)=([^=]+)$/.exec(pair) ?? [];
    if (rule === undefined || level === undefined) return `--severity ${pair}: write RULE=LEVEL`;
    levels[rule.trim()] = level.trim();
  }
  const names = new SelectorNames(rules);
  const configured = readCallerSettings("command line", table, {
    names,
    base: cwd,
    nameOf: (key) => `--config ${key}`,
  });
  const given = readCallerSettings(
    "command line",
    {
      ...(flags.select === undefined ? {} : { select: flags.select }),
      ...(flags.ignore === undefined ? {} : { ignore: flags.ignore }),
      ...(flags.hints === undefined ? {} : { hints: flags.hints }),
      ...(typeof flags.baseline === "string" ? { baseline: flags.baseline } : {}),
      ...(flags.targetVersion === undefined ? {} : { "target-version": formatPythonVersion(flags.targetVersion) }),
      severity: levels,
    },
    { names, base: cwd, nameOf: (key) => `--${key}` },
  );
  const [problem] = [...configured.problems, ...given.problems];
  if (problem !== undefined) return problem;
  return {
    ...configured.layer,
    ...given.layer,
    // Of two levels for one rule the first counts.
    severity: [...given.layer.severity, ...configured.layer.severity],
    perFileIgnores: configured.layer.perFileIgnores,
  };
}

/** A setting as a line of TOML. */
function readAssignment(text: string): Table | string {
  const equals = text.indexOf("=");
  const key = text.slice(0, Math.max(0, equals)).trim();
  const value = text.slice(equals + 1);
  if (key === "") return "write KEY=VALUE";
  if (key === "extend") return "only files can extend others";
  // A number in TOML, of which 3.10 and 3.1 are the same.
  if (key === "target-version" && /^[\d.]+$/.test(value)) return { [key]: value };
  return parseAssignment(`${key} = ${value}`) ?? `write the value as in faqlint.toml, such as 'ignore=["threads"]'`;
}
