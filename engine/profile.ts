/** How long stages of the work, and single rules, took, in milliseconds. */
export interface ProfileData {
  readonly stages: Readonly<Record<string, number>>;
  readonly rules: Readonly<Record<string, number>>;
}

/** When something began. */
export interface Beginning {
  /** By {@link Profile.now}. */
  readonly at: number;
  /** How many milliseconds had been shared by then, see {@link Profile.share}. */
  readonly shared: number;
}

/** Adds up what takes time, for those who ask; whoever does not has none of these. */
export class Profile {
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
  readonly #stages = new Map<string, number>();
  readonly #rules = new Map<string, number>();
  #shared = 0;
  #isSharing = false;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Notes that a stage took the time since it began. */
  addStage(stage: string, began: number): void {
    add(this.#stages, stage, this.now() - began);
  }

  /** Now, for {@link addRule}. */
  begin(): Beginning {
    return { at: this.now(), shared: this.#shared };
  }

  /** Notes that a rule took the time since it began, without what was shared meanwhile. */
  addRule(rule: string, { at, shared }: Beginning): void {
    add(this.#rules, rule, this.now() - at - (this.#shared - shared));
  }

  /** Does work that all rules have a part in, whichever of them is the first to need it. It may need more such work. */
  share<T>(work: () => T): T {
    if (this.#isSharing) return work();
    this.#isSharing = true;
    const began = this.now();
    try {
      return work();
    } finally {
      this.#isSharing = false;
      this.#shared += this.now() - began;
    }
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
