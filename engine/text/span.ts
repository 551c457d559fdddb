/** A half-open stretch of a text, as UTF-16 offsets from its beginning. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether `inner` lies wholly inside `outer`. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether a span begins inside another one, or at its end. */
export function beginsIn({ start }: Span, outer: Span): boolean {
  return outer.start <= start && start <= outer.end;
}

/** Whether the two spans share at least one character, or one of them is empty and lies inside the other. */
export function overlaps(a: Span, b: Span): boolean {
  if (a.start === a.end || b.start === b.end) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end;
}
