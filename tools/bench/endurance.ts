import { NO_FACTS } from "../../engine/facts.js";
import { Linter } from "../../engine/lint.js";
import { Model } from "../../engine/semantics/model.js";
import { parse } from "../../engine/syntax/parser.js";
import { SourceFile } from "../../engine/text/source.js";
import { NEWEST_PYTHON } from "../../engine/versions.js";
import { RULES } from "../../rules/index.js";
import { processorSeconds } from "../../test/support/processor.js";
import type { Pathological } from "./pathological.js";
import { buildWhole } from "./whole.js";

/** What a file cost, in seconds of processor time of this process, so that a busy machine does not count. */
export interface Endurance {
  readonly bytes: number;
  readonly parse: number;
  /** The whole model, without the parse. */
  readonly model: number;
  /** All rules, without the scan, with parse and model. */
  readonly lint: number;
}

const linter = new Linter(RULES);

/**
 * Parses, models and lints one file; the parser must have started.
 *
 * @throws Error when a rule crashes, or the stack overflows.
 */
export function endure({ name, text }: Pathological, size: number): Endurance {
  const source = new SourceFile("pathological.py", text(size));
  const parsing = processorSeconds(() => parse(source));
  const tree = parse(source);
  const model = processorSeconds(() => buildWhole(new Model(tree, NEWEST_PYTHON, NO_FACTS)));
  const lint = processorSeconds(() => {
    const [crash] = linter.lint(source, { scan: false }).crashes;
    if (crash !== undefined) throw new Error(`${crash.rule} crashes for ${name}`, { cause: crash.error });
  });
  return { bytes: source.text.length, parse: parsing, model, lint };
}
