/**
 * Writes faq/answers.generated.ts from the answers in faq/ and docs/suppressions.md, so that nothing reads Markdown at run time.
 *
 *     npm run generate:answers
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileAnswers } from "./faq/compile.js";

const folder = fileURLToPath(new URL("../faq/", import.meta.url));
writeFileSync(`${folder}answers.generated.ts`, compileAnswers(folder));
