import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { readCallerSettings } from "../../project/settings/read.js";
import { SelectorNames } from "../../project/settings/selectors.js";
import { SETTINGS } from "../../project/settings/table.js";
import { RULES } from "../../rules/index.js";
import { schemas } from "../../tools/settings-schema.js";

const [settings, pyproject] = [...schemas().values()].map((text) => JSON.parse(text) as object);
if (settings === undefined || pyproject === undefined) throw new Error("there are two schemas");
const ajv = new Ajv();
const isSettings = ajv.compile(settings);
ajv.addSchema(settings, "faqlint.schema.json");
const isPyProject = ajv.compile(pyproject);

describe("the schemas of settings", () => {
  it("are up to date (npm run generate:docs)", () => {
    for (const [file, text] of schemas()) expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("admit every example and default in the table of settings, as faqlint itself does", () => {
    for (const { key, example, default: usual } of SETTINGS) {
      for (const value of [example, usual ?? example]) expect(agreed(`${key} = ${value}`)).toBe(true);
    }
  });

  it.each([
    "target_version = '3.12'",
    "target-version = 3.12",
    "target-version = '3.99'",
    "hints = 'yes'",
    "select = 'threads'",
    "select = ['thread-never-startd']",
    "ignore = [1]",
    "severity = { removed-module = 'loud' }",
    "severity = { error = 'off' }",
    "per-file-ignores = { 'a' = 'threads' }",
    "per-file-ignores = { 'a' = ['thraeds'] }",
    "exclude = 'build/'",
  ])("refuse what faqlint refuses: %s", (toml) => {
    expect(agreed(toml)).toBe(false);
  });

  it("hold in [tool.faqlint] as well", () => {
    expect(isPyProject(parse("[tool.faqlint]\nhints = true\n[tool.black]\nx = 1"))).toBe(true);
    expect(isPyProject(parse("[tool.faqlint]\nhint = true"))).toBe(false);
  });
});

/** Whether schema and program accept some settings; fails where they disagree. */
function agreed(toml: string): boolean {
  const table = parse(toml);
  const { problems } = readCallerSettings("editor", table, { names: new SelectorNames(RULES), base: "/" });
  const isValid = isSettings(table);
  expect({ toml, isValid }).toEqual({ toml, isValid: problems.length === 0 });
  return isValid;
}
