import { QUESTIONS, type Question } from "../engine/questions.js";
import type { RuleInfo } from "../engine/rule.js";
import { SUPPRESSION_CHECKS } from "../engine/suppression-rules.js";
import { didYouMean } from "../engine/text/suggest.js";
import type { Block, Prose } from "../faq/document.js";
import { answerOf, SUPPRESSIONS_PAGE } from "../faq/index.js";
import { type Role, renderLines } from "../faq/render.js";
import { SUPPRESSIONS } from "../project/settings/selectors.js";
import { type Environment, ExitStatus } from "./environment.js";
import { FIX_WORDS } from "./rules.js";
import { type ColourMode, PLAIN, paintFor, type Style } from "./terminal/colour.js";
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
export function explain(
  name: string,
  colour: ColourMode,
  environment: Environment,
  rules: readonly RuleInfo[],
): number {
  const { stdout, stderr, variables } = environment;
  const checks: readonly RuleInfo[] = [...rules, ...SUPPRESSION_CHECKS];
  const rule = checks.find((each) => each.name === name);
  const question = QUESTIONS.find(({ slug }) => slug === (rule === undefined ? name : rule.question));
  const isAboutComments = name === SUPPRESSIONS || rule?.question === null;
  if (question === undefined && !isAboutComments) {
    const names = [...QUESTIONS.map(({ slug }) => slug), ...checks.map((each) => each.name), SUPPRESSIONS];
    const hint = didYouMean(name, names) ?? "`faqlint rules` lists them";
    stderr.write(`faqlint: no question or rule is called "${visible(name)}"; ${hint}\n`);
    return ExitStatus.failed;
  }
  const paint = paintFor(colour, variables, stdout.isTerminal);
  const width = Math.min(stdout.columns ?? COMFORTABLE, COMFORTABLE);
  const show = (blocks: readonly Block[]): string =>
    renderLines(blocks, { width, marks: paint === PLAIN })
      .map((line) => line.map(({ text, role }) => paint(text, ...ROLE_STYLES[role])).join(""))
      .join("\n");
  const title = show([sentence({ text: question?.title ?? SUPPRESSIONS_PAGE.title, strong: true })]);
  const parts = [
    ...(rule === undefined ? [] : [show(describeRule(rule))]),
    question === undefined ? title : `${title}\n${paint(question.url, "blue")}`,
    show(question === undefined ? SUPPRESSIONS_PAGE.blocks : answer(question, rule === undefined ? rules : [])),
  ];
  stdout.write(`${parts.join("\n\n")}\n`);
  return ExitStatus.clean;
}

/** @param rules those of which to tell which watch for what the answer warns about. */
function answer(question: Question, rules: readonly RuleInfo[]): readonly Block[] {
  return [...(answerOf(question.slug)?.blocks ?? NO_ANSWER), ...watchers(question, rules)];
}

function sentence(...prose: Prose): Block {
  return { kind: "paragraph", prose };
}

const NO_ANSWER = [
  sentence({ text: "faqlint has no answer of its own to this question yet; the FAQ's is at the address above." }),
];

function describeRule({ name, summary, severity, fix, pythons }: RuleInfo): Block[] {
  const versions = [
    pythons?.since === undefined ? "" : `from Python ${pythons.since} on`,
    pythons?.until === undefined ? "" : `before Python ${pythons.until}`,
  ].filter((part) => part !== "");
  const facts = [severity, FIX_WORDS[fix], ...versions].join(", ");
  return [sentence({ text: name, strong: true }, { text: ` (${facts}) finds ${summary}.` })];
}

/** The rules that watch for what an answer warns about. */
function watchers({ slug }: Question, rules: readonly RuleInfo[]): Block[] {
  const items = rules
    .filter((rule) => rule.question === slug)
    .map(({ name, summary }) => [sentence({ text: name, strong: true }, { text: `: ${summary}` })]);
  if (items.length === 0) return [];
  return [
    { kind: "heading", prose: [{ text: "What faqlint finds" }] },
    { kind: "list", ordered: false, items },
  ];
}
