import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { withDerivedParts } from "../../tools/write-docs.js";
import { faqlintCommand } from "../support/built.js";

it("the README shows what the program says and which rules it has (npm run generate:docs)", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(withDerivedParts(readme, faqlintCommand())).toBe(readme);
});
