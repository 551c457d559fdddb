import { createRequire } from "node:module";
import { Ajv } from "ajv";

const require = createRequire(import.meta.url);

/** The formats of JSON Schema that SARIF's schema asks for. */
const FORMATS = {
  uri: (text: string): boolean => isUriReference(text) && URL.canParse(text),
  "uri-reference": isUriReference,
  "date-time": (text: string): boolean => !Number.isNaN(Date.parse(text)),
};

/** Only the characters that RFC 3986 allows, and no `%` that encodes nothing. */
function isUriReference(text: string): boolean {
  return /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})*$/i.test(text) && URL.canParse(text, "http://host/");
}

const validate = compiled();

function compiled() {
  // The schema's author is Microsoft, and so is the package's; nothing else of it is used.
  const { id: _, $schema: __, ...schema } = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  // It is of draft 4, of whose own keywords it uses but `id`. A pattern in it is only right without the flag `u`.
  return new Ajv({ strict: false, allErrors: true, formats: FORMATS, unicodeRegExp: false }).compile(schema);
}

/** What SARIF's schema, version 2.1.0, finds wrong with a log. */
export function sarifErrors(log: unknown): unknown[] {
  return validate(log) ? [] : [...(validate.errors ?? [])];
}
