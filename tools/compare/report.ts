import type { Comparison, Row } from "./count.js";
import type { Peer } from "./peers.js";

/** What one program takes for the same files. */
export interface Speed {
  readonly name: string;
  /** Processor time of all its threads, in seconds. */
  readonly seconds: number;
}

/** What was measured, as the page about it shows it. */
export interface Measured {
  readonly version: string;
  readonly rules: { readonly all: number; readonly fixing: number };
  readonly peers: readonly Peer[];
  readonly comparison: Comparison;
  readonly speed: { readonly files: number; readonly lines: number; readonly programs: readonly Speed[] };
}

/** The few lines for the README. */
export function shortTable({ version, peers, comparison }: Measured): string {
  const rows = [...comparison.sets].map(([set, row]) => cells([NAMES[set], String(row.places), ...shares(row)]));
  return [...head(["", `faqlint ${version}`, ...peers.map(titleOf)]), ...rows].join("\n");
}

/** The whole of it. */
export function longReport(measured: Measured): string {
  return [
    "### What counts",
    "",
    ...measured.peers.map((peer) => `- ${titleOf(peer)}: ${peer.selection}`),
    "",
    "### By question",
    "",
    byQuestion(measured),
    "",
    "### The other direction",
    "",
    otherDirection(measured),
    "",
    "### Rules and speed",
    "",
    rulesAndSpeed(measured),
  ].join("\n");
}

function byQuestion({ version, peers, comparison }: Measured): string {
  const { questions, sets } = comparison;
  const rows = questions.map(({ question, row }) =>
    cells([`[${question.title}](${question.url})`, String(row.places), ...row.said.map(String)]),
  );
  const totals = [...sets].map(([set, row]) =>
    cells([`**${NAMES[set]}**`, `**${row.places}**`, ...shares(row).map((share) => `**${share}**`)]),
  );
  return [...head(["question of the FAQ", `faqlint ${version}`, ...peers.map(titleOf)]), ...rows, ...totals].join("\n");
}

function otherDirection({ peers, comparison }: Measured): string {
  const rows = comparison.others.map(({ messages, elsewhere }, index) =>
    cells([titleOf(peers[index] as Peer), String(messages), String(elsewhere)]),
  );
  return [...head(["", "messages in these programs", "of them where faqlint says nothing"]), ...rows].join("\n");
}

function rulesAndSpeed({ version, rules, peers, speed }: Measured): string {
  const programs = [
    { title: `faqlint ${version}`, name: "faqlint", rules },
    ...peers.map((peer) => ({ title: titleOf(peer), ...peer })),
  ];
  const rows = programs.map((program) => {
    const seconds = speed.programs.find(({ name }) => name === program.name)?.seconds;
    const { all, fixing } = program.rules ?? {};
    return cells([
      program.title,
      String(all ?? "–"),
      String(fixing ?? "–"),
      seconds === undefined ? "–" : seconds.toFixed(1),
    ]);
  });
  const time = `seconds of processor time for ${speed.files} files (${speed.lines} lines)`;
  return [...head(["", "rules", "with a repair", time]), ...rows].join("\n");
}

const NAMES = {
  examples: "the programs in examples/",
  specifications: "one program for each rule, from its specification",
} as const;

function titleOf({ name, version }: Peer): string {
  return `${name} ${version}`;
}

function shares({ places, said }: Row): string[] {
  return said.map((count) => `${count} (${Math.round((100 * count) / places)} %)`);
}

function head(titles: readonly string[]): [string, string] {
  return [cells(titles), cells(titles.map((_, index) => (index === 0 ? "---" : "---:")))];
}

function cells(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}
