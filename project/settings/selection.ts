import type { Diagnostic } from "../../engine/diagnostics.js";
import type { Check, Rule, Severity } from "../../engine/rule.js";
import type { SettingsLayer, SeverityChange } from "./layer.js";
import { covers, exactness, SEVERITIES, type Selector } from "./selectors.js";

/** One layer's word on what is reported. */
interface Choice {
  readonly select: readonly Selector[] | undefined;
  readonly ignore: readonly Selector[];
  readonly levels: readonly SeverityChange[];
}

/** No layer has a name for this finding. */
const UNNAMED = -1;

/**
 * Which rules are on and how bad their findings are, by several layers of settings.
 *
 * The first layer that names a finding, or that says what to select, decides. Within a layer the more exact name wins
 * (a rule before a question, a section, a severity and `all`); of equally exact ones, `ignore`. Advice is on when hints
 * are, or when a rule is named, or the severity `hint`.
 */
export class Selection {
  readonly #choices: readonly Choice[];
  readonly #hints: boolean;
  readonly #dependsOnSeverity: boolean;
  /** What is off in the files that are meant, whatever else is said. */
  readonly #off: readonly Selector[];

  /** @param layers the strongest first. */
  constructor(layers: readonly SettingsLayer[], hints: boolean, off: readonly Selector[] = []) {
    const named = new Set<string>();
    this.#choices = layers.map(({ select, ignore, severity }) => {
      // What a stronger layer has said of the same name holds.
      const levels = severity.map(({ value }) => value).filter(({ selector }) => !named.has(selector.name));
      for (const { selector } of levels) named.add(selector.name);
      return { select: select?.value, ignore: ignore?.value ?? [], levels };
    });
    this.#hints = hints;
    this.#off = off;
    this.#dependsOnSeverity = [...this.#choices.flatMap(({ select, ignore }) => [...(select ?? []), ...ignore])].some(
      ({ kind }) => kind === "severity",
    );
  }

  /** Whether a rule can find anything that is reported. */
  runs(rule: Rule): boolean {
    const forced = this.#levelOf(rule);
    if (forced !== undefined) return this.#isOn(rule, forced);
    // What a rule of advice may find besides is no reason to run it.
    if (rule.severity === "hint" || !this.#dependsOnSeverity) return this.#isOn(rule, rule.severity);
    return SEVERITIES.some((severity) => this.#isOn(rule, severity));
  }

  /** A finding of a rule as it is to be reported; undefined when it is not. */
  reported(diagnostic: Diagnostic, rule: Check): Diagnostic | undefined {
    const severity = this.#levelOf(rule) ?? diagnostic.severity;
    if (!this.#isOn(rule, severity)) return undefined;
    return severity === diagnostic.severity ? diagnostic : { ...diagnostic, severity };
  }

  /** The severity that all findings of a rule are said to have. */
  #levelOf(rule: Check): Severity | undefined {
    for (const { levels } of this.#choices) {
      const level = changeFor(rule, levels)?.level;
      if (level !== undefined && level !== "off") return level;
    }
    return undefined;
  }

  #isOn(rule: Check, severity: Severity): boolean {
    if (mostExact(this.#off, rule, severity) !== undefined) return false;
    let selected: Selector | undefined;
    for (const { select, ignore, levels } of this.#choices) {
      const change = changeFor(rule, levels);
      const off = change?.level === "off" ? [...ignore, change.selector] : ignore;
      const ignored = mostExact(off, rule, severity);
      selected = select && mostExact(select, rule, severity);
      if (rank(ignored) >= rank(selected) && (ignored !== undefined || select !== undefined)) return false;
      if (selected !== undefined) break;
    }
    if (severity !== "hint" || this.#hints) return true;
    return selected?.kind === "rule" || selected?.kind === "severity";
  }
}

/** The most exact of some changes that are about a rule. */
function changeFor(rule: Check, changes: readonly SeverityChange[]): SeverityChange | undefined {
  const selector = mostExact(
    changes.map((change) => change.selector),
    rule,
    rule.severity,
  );
  return selector && changes.find((change) => change.selector === selector);
}

function rank(selector: Selector | undefined): number {
  return selector === undefined ? UNNAMED : exactness(selector);
}

function mostExact(selectors: readonly Selector[], rule: Check, severity: Severity): Selector | undefined {
  let best: Selector | undefined;
  for (const selector of selectors) {
    if (covers(selector, rule, severity) && rank(selector) > rank(best)) best = selector;
  }
  return best;
}
