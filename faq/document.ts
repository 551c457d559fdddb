/** A stretch of prose in one style; what is not said is plain. */
export interface Span {
  readonly text: string;
  readonly code?: true;
  readonly strong?: true;
  readonly emphasis?: true;
  /** Where a link leads. */
  readonly url?: string;
}

/** A run of prose without line breaks: who shows it knows how wide a line is. */
export type Prose = readonly Span[];

/** A part of an answer: what Markdown it may be written in, read once and for all when answers are compiled. */
export type Block =
  | { readonly kind: "heading"; readonly prose: Prose }
  | { readonly kind: "paragraph"; readonly prose: Prose }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: "table"; readonly head: readonly Prose[]; readonly rows: readonly (readonly Prose[])[] };
