import { formatPythonVersion, type PythonVersion } from "../../engine/versions.js";
import type { EffectiveSettings } from "./effective.js";
import { formatFileSize } from "./file-size.js";
import type { BasedGlobs, Origin, Sourced } from "./layer.js";
import type { Selector } from "./selectors.js";
import { SETTINGS } from "./table.js";

/** One line of what holds for a file. */
export interface SettingLine {
  /** The setting's name, with what is named within it: `severity.removed-module`. */
  readonly name: string;
  /** As TOML writes it, or words. */
  readonly value: string;
  /** Where it was said, for people. */
  readonly from: string;
}

/**
 * All settings of a file, each with who said it. What is overridden is left out.
 *
 * @param path undefined for a text that was never saved.
 * @param required the version that the project admits.
 * @param shownPath a path as users see it.
 */
export function describeSettings(
  settings: EffectiveSettings,
  path: string | undefined,
  required: Sourced<PythonVersion> | undefined,
  shownPath: (path: string) => string,
): SettingLine[] {
  const fromOf = (origin: Origin): string => {
    if (origin.kind !== "file") return origin.kind;
    return `${shownPath(origin.path)}${origin.line === undefined ? "" : `:${origin.line}`}`;
  };
  const said = <T>(name: string, { value, origin }: Sourced<T>, show: (value: T) => string): SettingLine => ({
    name,
    value: show(value),
    from: fromOf(origin),
  });
  const defaultOf = (name: string): SettingLine => ({
    name,
    value: SETTINGS.find(({ key }) => key === name)?.default ?? "",
    from: fromOf({ kind: "default" }),
  });
  const orDefault = (name: string, lines: readonly SettingLine[]): readonly SettingLine[] =>
    lines.length === 0 ? [defaultOf(name)] : lines;
  const target = settings.targetGiven(required);
  const selected = settings.layers.findIndex(({ select }) => select !== undefined);
  const choosing = selected < 0 ? settings.layers : settings.layers.slice(0, selected + 1);
  const named = new Set<string>();
  const severities = settings.layers.flatMap(({ severity }) =>
    severity.filter(({ value }) => !named.has(value.selector.name) && named.add(value.selector.name)),
  );
  const showGlobs = ({ base, globs }: BasedGlobs): string => {
    const folder = shownPath(base);
    return `${texts(globs)}${folder === "." ? "" : ` in ${folder}`}`;
  };
  return [
    target === undefined
      ? { name: "target-version", value: "what the file's text shows, else the newest", from: "default" }
      : said("target-version", target, (version) => `"${formatPythonVersion(version)}"`),
    said("hints", settings.hints, String),
    ...orDefault(
      "select",
      choosing.flatMap(({ select }) => (select === undefined ? [] : [said("select", select, names)])),
    ),
    ...orDefault(
      "ignore",
      choosing.flatMap(({ ignore }) => (ignore === undefined ? [] : [said("ignore", ignore, names)])),
    ),
    ...orDefault(
      "severity",
      severities.map((change) => said(`severity.${change.value.selector.name}`, change, ({ level }) => `"${level}"`)),
    ),
    ...orDefault(
      "per-file-ignores",
      settings.perFileIgnores.map((each) => {
        const holds = path !== undefined && settings.ignoresIn(path).includes(each) ? "" : " (not for this file)";
        return said(
          `per-file-ignores.${JSON.stringify(each.value.glob)}`,
          each,
          ({ selectors }) => `${names(selectors)}${holds}`,
        );
      }),
    ),
    ...orDefault("include", settings.include === undefined ? [] : [said("include", settings.include, showGlobs)]),
    ...orDefault(
      "exclude",
      settings.exclude.map((each) => {
        const holds = path !== undefined && settings.exclusionOf(path, false) === each ? " (this file, too)" : "";
        return said("exclude", each, (globs) => `${showGlobs(globs)}${holds}`);
      }),
    ),
    settings.baseline === undefined
      ? { name: "baseline", value: "none", from: "default" }
      : said("baseline", settings.baseline, (path) => JSON.stringify(shownPath(path))),
    settings.cacheDir === undefined
      ? { name: "cache-dir", value: "where the platform has such things", from: "default" }
      : said("cache-dir", settings.cacheDir, (path) => JSON.stringify(shownPath(path))),
    ...orDefault(
      "max-file-size",
      settings.maxFileSize === undefined
        ? []
        : [said("max-file-size", settings.maxFileSize, (bytes) => `"${formatFileSize(bytes)}"`)],
    ),
  ];
}

/** The lines of {@link describeSettings} as a text, in columns. */
export function renderSettings(lines: readonly SettingLine[]): string {
  const width = Math.max(...lines.map(({ name, value }) => `${name} = ${value}`.length));
  return lines.map(({ name, value, from }) => `${`${name} = ${value}`.padEnd(width)}  # ${from}\n`).join("");
}

function names(selectors: readonly Selector[]): string {
  return texts(selectors.map(({ name }) => name));
}

function texts(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
}
