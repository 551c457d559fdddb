import { QUESTIONS, type Question } from "../engine/questions.js";
import type { Rule } from "../engine/rule.js";
import { answerOf } from "../faq/index.js";
import { type Role, renderLines } from "../faq/render.js";
import { type Environment, ExitStatus } from "./environment.js";
import { FIX_WORDS } from "./rules.js";
import { suggestions } from "./suggest.js";
import { type ColourMode, type Paint, PLAIN, paintFor, type Style } from "./terminal/colour.js";
import { visible } from "./terminal/display.js";

const ROLE_STYLES: Readonly<Record<Role, readonly Style[]>> = {
  plain: [],
  heading: ["bold"],
  code: ["cyan"],
  listing: ["cyan"],
  strong: ["bold"],
  emphasis: ["italic"],
  link: ["blue"],
  note: ["dim"],
  frame: ["dim"],
};

/** The length of a line that is comfortable to read, where there is room for it. */
const COMFORTABLE = 88;

/**
 * Prints the answer to a question, or what a rule finds and the answer behind it.
 *
 * @param name the name of either.
 * @returns the exit status.
 */
export function explain(name: string, colour: ColourMode, environment: Environment, rules: readonly Rule[]): number {
  const { stdout, stderr, variables } = environment;
  const rule = rules.find((each) => each.name === name);
  const question = QUESTIONS.find(({ slug }) => slug === (rule?.question ?? name));
  if (question === undefined) {
    const names = [...QUESTIONS.map(({ slug }) => slug), ...rules.map((each) => each.name)];
    const meant = suggestions(name, names);
    const hint = meant.length === 0 ? "`faqlint rules` lists them" : `did you mean ${alternatives(meant)}?`;
    stderr.write(`faqlint: no question or rule is called "${visible(name)}"; ${hint}\n`);
    return ExitStatus.failed;
  }
  const paint = paintFor(colour, variables, stdout.isTerminal);
  const width = Math.min(stdout.columns ?? COMFORTABLE, COMFORTABLE);
  const parts = [
    ...(rule === undefined ? [] : [describeRule(rule, paint)]),
    [paint(question.title, "bold"), paint(question.url, "blue")].join("\n"),
    answerTo(question, width, paint),
    ...(rule === undefined ? [watchers(question, rules, paint)] : []),
  ];
  stdout.write(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
  return ExitStatus.clean;
}

function describeRule({ name, summary, severity, fix, pythons }: Rule, paint: Paint): string {
  const versions = [
    pythons?.since === undefined ? "" : `from Python ${pythons.since} on`,
    pythons?.until === undefined ? "" : `before Python ${pythons.until}`,
  ].filter((part) => part !== "");
  const facts = [severity, FIX_WORDS[fix], ...versions].join(", ");
  return `${paint(name, "bold", "cyan")} (${facts})\nFinds ${summary}.`;
}

function answerTo(question: Question, width: number, paint: Paint): string {
  const answer = answerOf(question.slug);
  if (answer === undefined)
    return "faqlint has no answer of its own to this question yet; the FAQ's is at the address above.";
  return renderLines(answer.blocks, { width, marks: paint === PLAIN })
    .map((line) => line.map(({ text, role }) => paint(text, ...ROLE_STYLES[role])).join(""))
    .join("\n");
}

/** The rules that watch for what an answer warns about. */
function watchers({ slug }: Question, rules: readonly Rule[], paint: Paint): string {
  const lines = rules
    .filter((rule) => rule.question === slug)
    .map((rule) => `  ${paint(rule.name, "cyan")}: ${rule.summary}`);
  return lines.length === 0 ? "" : `${paint("What faqlint finds", "bold")}\n${lines.join("\n")}`;
}

function alternatives(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}
