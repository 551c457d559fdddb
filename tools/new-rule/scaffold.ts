import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { QUESTIONS, type Question } from "../../engine/questions.js";
import { ruleFiles, writeRuleList } from "./rule-list.js";

export interface NewRule {
  /** Names the pitfall: `thread-never-started`. */
  readonly name: string;
  /** The slug of the question whose answer explains it. */
  readonly question: string;
  /** The qualified name of the function whose calls the rule looks at, in Python 3's spelling: `signal.signal`. */
  readonly calls: string;
}

/** Says why a rule cannot be made, in words for the one who asked for it. */
export class CannotMakeRule extends Error {}

/**
 * Makes a rule, its specification and, if the question has none yet, its answer, and puts the rule into the list.
 *
 * What it makes works as it stands: the rule finds every call of the function, and its specification passes.
 *
 * @param root the folder of the repository.
 * @returns the paths of what was written, from the root.
 * @throws CannotMakeRule when the name, question or function will not do; nothing is written then.
 */
export function makeRule(rule: NewRule, root: string): string[] {
  const question = check(rule, root);
  const { section } = question;
  const written = [`rules/${section}/${rule.name}.ts`, `test/rules/${section}/${rule.name}.md`];
  write(root, `rules/${section}/${rule.name}.ts`, ruleText(rule));
  write(root, `test/rules/${section}/${rule.name}.md`, specificationText(rule));
  const answer = `faq/${section}/${question.slug}.md`;
  if (!existsSync(join(root, answer))) {
    write(root, answer, answerText(rule, question));
    written.push(answer);
  }
  writeRuleList(root);
  return [...written, "rules/index.ts"];
}

function check({ name, question: slug, calls }: NewRule, root: string): Question {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(name)) {
    throw new CannotMakeRule(`"${name}" will not do: a rule is called something like thread-never-started.`);
  }
  if (/^(?:no|use|avoid|prefer|disallow)-/.test(name)) {
    throw new CannotMakeRule(`"${name}" will not do: a name says the pitfall, so that "allow ${name}" reads right.`);
  }
  const existing = ruleFiles(root).find((file) => file.name === name);
  if (existing !== undefined)
    throw new CannotMakeRule(`There is a rule ${name}: rules/${existing.section}/${name}.ts.`);
  if (!/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(calls)) {
    throw new CannotMakeRule(`"${calls}" will not do: write a function with its module, such as signal.signal.`);
  }
  const question = QUESTIONS.find((one) => one.slug === slug);
  if (question === undefined) {
    const known = QUESTIONS.map((one) => `  ${one.slug.padEnd(26)}${one.title}`).join("\n");
    throw new CannotMakeRule(`The FAQ has no question "${slug}". It has:\n${known}`);
  }
  return question;
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function ruleText({ name, question, calls }: NewRule): string {
  return `import { defineRule } from "../../engine/rule.js";

/**
 * Say here, in one line, why this goes wrong.
 *
 * Found at calls of \`${calls}\`; say when, and when not.
 */
export default defineRule({
  name: "${name}",
  question: "${question}",
  summary: "a call of \`${calls}\`",
  severity: "hint",
  fix: "none",
  messages: {
    called: "\`{call}\` calls \`${calls}\`: say what is wrong with that, and what to do",
  },
  on: (when) =>
    when.calls("${calls}", (call, { report }) => {
      report("called", { at: call.node, data: { call: call.node.text } });
    }),
});
`;
}

/** Module and function of a qualified name. */
function partsOf(calls: string): { module: string; callee: string } {
  const dot = calls.lastIndexOf(".");
  return { module: calls.slice(0, dot), callee: calls.slice(dot + 1) };
}

function specificationText({ name, calls }: NewRule): string {
  const { module, callee } = partsOf(calls);
  return `# ${name}

## A call

\`\`\`python
import ${module}

${calls}()  # flagged: ${name} at "${calls}()" as hint no fix
\`\`\`

Under another name:

\`\`\`python
from ${module} import ${callee} as other

other()  # flagged: ${name}
\`\`\`

## Not found: another function of that name

\`\`\`python
def ${callee}():
    pass

${callee}()
\`\`\`
`;
}

function answerText({ name, calls }: NewRule, question: Question): string {
  const { module } = partsOf(calls);
  const title = question.title.includes(": ") ? JSON.stringify(question.title) : question.title;
  return `---
question: ${title}
upstream: ${question.url}
---

Say what happens, why, and what to do today; then what it was in Python 2.

\`\`\`python
import ${module}

${calls}()  # flagged: ${name}
\`\`\`
`;
}
