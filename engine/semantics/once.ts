import { Kept } from "../syntax/kept.js";
import type { SyntaxNode } from "../syntax/tree.js";
import type { Call } from "./call.js";
import { regionOf } from "./flow.js";
import { grouped } from "./grouped.js";
import type { Model } from "./model.js";

/** Makes a question about a whole file one that is answered once a file, however often it is asked. */
export function onceAFile<Answer>(find: (model: Model) => Answer): (model: Model) => Answer {
  const ask = onceForEach<null, Answer>((_, model) => find(model));
  return (model) => ask(null, model);
}

/** Makes a question about something in a file, such as one of its functions or names, one that is answered once for each of these. */
export function onceForEach<Thing, Answer>(
  find: (thing: Thing, model: Model) => Answer,
): (thing: Thing, model: Model) => Answer {
  const known = new Kept<Model, Map<Thing, Answer>>(({ tree }) => tree);
  return (thing, model) => {
    let answers = known.get(model);
    if (answers === undefined) {
      answers = new Map();
      known.set(model, answers);
    }
    let answer = answers.get(thing);
    if (answer === undefined && !answers.has(thing)) {
      answer = find(thing, model);
      answers.set(thing, answer);
    }
    return answer as Answer;
  };
}

/** The calls that begin from one offset up to another, with both, in the order of the text. */
export function callsBetween(start: number, end: number, { calls }: Model): readonly Call[] {
  return calls.slice(
    firstThat(calls, ({ node }) => node.start >= start),
    firstThat(calls, ({ node }) => node.start > end),
  );
}

/** The index of the first item of which something holds, as it does of all behind it; the number of items where it does of none. */
export function firstThat<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const callsByRegion = onceAFile(({ calls }) => grouped(calls, ({ node }) => regionOf(node)));

/** The calls in one function, or in the module outside of all, in the order of the text. */
export function callsIn(region: SyntaxNode, model: Model): readonly Call[] {
  return callsByRegion(model).get(region) ?? [];
}
