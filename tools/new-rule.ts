/**
 * Makes a new rule: its file, its specification and, where the question has none yet, its answer.
 *
 *     npm run new-rule -- NAME --question SLUG --calls MODULE.FUNCTION
 *
 * CONTRIBUTING.md shows how to go on from there.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileAnswers } from "./faq/compile.js";
import { CannotMakeRule, makeRule } from "./new-rule/scaffold.js";

const USAGE = "npm run new-rule -- NAME --question SLUG --calls MODULE.FUNCTION";
const ROOT = fileURLToPath(new URL("..", import.meta.url));

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { question: { type: "string" }, calls: { type: "string" } },
  });
  const [name] = positionals;
  const { question, calls } = values;
  if (name === undefined || positionals.length > 1 || question === undefined || calls === undefined) {
    throw new CannotMakeRule("Give a name, a question and a function.");
  }
  const written = makeRule({ name, question, calls }, ROOT);
  if (written.some((path) => path.startsWith("faq/"))) {
    writeFileSync(join(ROOT, "faq", "answers.generated.ts"), compileAnswers(join(ROOT, "faq")));
    written.push("faq/answers.generated.ts");
  }
  console.log(`Written:\n${written.map((path) => `  ${path}`).join("\n")}\n`);
  console.log(`Its specification passes already:\n  npx vitest run test/rules -t ${name}`);
  console.log("Now make it find the pitfall; CONTRIBUTING.md shows how.");
} catch (error) {
  const isUsage = error instanceof CannotMakeRule || (error instanceof TypeError && "code" in error);
  if (!isUsage) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
