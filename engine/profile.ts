/** How long stages of the work, and single rules, took, in milliseconds. */
export interface ProfileData {
  readonly stages: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, number>>;
}

/** Adds up what takes time, for those who ask; whoever does not has none of these. */
export class Profile {
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  readonly #stages = new Map<string, number>();
  readonly #rules = new Map<string, number>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** Notes that a stage took the time since it began. */
  addStage(stage: string, began: number): void {
    add(this.#stages, stage, this.now() - began);
  }

  /** Notes that a rule took the time since it began. */
  addRule(rule: string, began: number): void {
    add(this.#rules, rule, this.now() - began);
  }

  /** Adds what was noted elsewhere. */
  addData({ stages, rules }: ProfileData): void {
    for (const [stage, time] of Object.entries(stages)) add(this.#stages, stage, time);
    for (const [rule, time] of Object.entries(rules)) add(this.#rules, rule, time);
  }

  /** What was noted since the last time that this was asked. */
  take(): ProfileData {
    const data = { stages: Object.fromEntries(this.#stages), rules: Object.fromEntries(this.#rules) };
    this.#stages.clear();
    this.#rules.clear();
    return data;
  }
}

/** Does some work, and notes how long it took if somebody asks. */
export function timed<T>(profile: Profile | undefined, stage: string, work: () => T): T {
  if (profile === undefined) return work();
  const began = profile.now();
  try {
    return work();
  } finally {
    profile.addStage(stage, began);
  }
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}
