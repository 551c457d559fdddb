/**
 * Writes the JSON schemas of faqlint.toml and pyproject.toml's [tool.faqlint], for editors that complete and check them.
 *
 *     npm run generate:schema
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatPythonVersion } from "../engine/versions.js";
import { knownVersions } from "../project/requires-python.js";
import { SEVERITIES, SelectorNames } from "../project/settings/selectors.js";
import { SETTINGS, type SettingDefinition, type SettingType } from "../project/settings/table.js";
import { RULES } from "../rules/index.js";

/** A schema, or a part of one. */
type Schema = Readonly<Record<string, unknown>>;

const DRAFT = "http://json-schema.org/draft-07/schema#";

/** The files of the schemas with their contents. */
export function schemas(): ReadonlyMap<URL, string> {
  const fileOf = (name: string): URL => new URL(`../schema/${name}`, import.meta.url);
  return new Map([
    [fileOf("faqlint.schema.json"), shown(settingsSchema())],
    [fileOf("pyproject.schema.json"), shown(pyProjectSchema())],
  ]);
}

/** What a faqlint.toml may say, and the table [tool.faqlint] likewise. */
function settingsSchema(): Schema {
  return {
    $schema: DRAFT,
    title: "Settings of faqlint",
    description: "faqlint.toml, .faqlint.toml, or the table [tool.faqlint] of a pyproject.toml.",
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(SETTINGS.map((setting) => [setting.key, propertyOf(setting)])),
    definitions: {
      name: { description: "A rule, a question or a section.", enum: new SelectorNames(RULES).ofRules },
      selector: { anyOf: [{ $ref: "#/definitions/name" }, { enum: [...SEVERITIES, "all"] }] },
    },
  };
}

/** The part of a pyproject.toml that is faqlint's. */
function pyProjectSchema(): Schema {
  const tool = { type: "object", properties: { faqlint: { $ref: "faqlint.schema.json" } } };
  return { $schema: DRAFT, title: "faqlint in pyproject.toml", type: "object", properties: { tool } };
}

function propertyOf({ type, summary, default: usual }: SettingDefinition): Schema {
  const description = summary.replaceAll("`", "");
  const value = usual === undefined ? {} : { default: JSON.parse(usual) as unknown };
  return { description, ...SHAPES[type], ...value };
}

const SELECTORS = { type: "array", items: { $ref: "#/definitions/selector" } };

const SHAPES: Readonly<Record<SettingType, Schema>> = {
  path: { type: "string" },
  version: { enum: knownVersions().map(formatPythonVersion) },
  switch: { type: "boolean" },
  selectors: SELECTORS,
  severities: {
    type: "object",
    propertyNames: { $ref: "#/definitions/name" },
    additionalProperties: { enum: [...SEVERITIES, "off"] },
  },
  "selectors-by-glob": { type: "object", additionalProperties: SELECTORS },
  globs: { type: "array", items: { type: "string" } },
  size: { type: "string", pattern: "^\\s*\\d{1,9}(\\.\\d{1,3})?\\s*[KkMmGg][Bb]\\s*$" },
};

function shown(schema: Schema): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of schemas()) writeFileSync(file, text);
}
