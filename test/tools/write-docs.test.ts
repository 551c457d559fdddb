import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { READMES, withDerivedParts } from "../../tools/write-docs.js";
import { faqlintCommand } from "../support/built.js";

it("the READMEs show what the program says and which rules it has (npm run generate:docs)", () => {
  for (const file of READMES) {
    const readme = readFileSync(file, "utf8");
    expect(withDerivedParts(readme, faqlintCommand())).toBe(readme);
  }
});
