/** What there is to say of an option beyond the few words that help has for it. */
export interface OptionDetails {
  /** Sentences; code stands between backticks. */
  readonly text: string;
  /** A command that uses it. */
  readonly example?: string;
}

/** Options that belong together, in the order in which they are told. */
export interface OptionGroup {
  readonly title: string;
  /** By the option's long name. */
  readonly options: Readonly<Record<string, OptionDetails>>;
}

/** What there is to say of a command. */
export interface CommandDetails {
  /** Paragraphs; code stands between backticks. */
  readonly text: readonly string[];
  readonly groups: readonly OptionGroup[];
  readonly lists?: readonly EntryList[];
  readonly examples?: readonly { readonly command: string; readonly does: string }[];
}

/**
 * The option that all commands with coloured output have.
 *
 * @param command one that is worth to be seen in colours.
 */
export function colourDetails(command: string): OptionDetails {
  return {
    text:
      "Whether to colour. `auto` colours for a terminal and heeds the variables `NO_COLOR` and `FORCE_COLOR`. Where there " +
      "are colours and the terminal is known to understand links, rules and addresses are links.",
    example: `${command} --color always | less -R`,
  };
}

/** A term and what it means. */
export interface Entry {
  readonly term: string;
  readonly text: string;
}

/** A section that is a list of terms. */
export interface EntryList {
  readonly title: string;
  readonly entries: readonly Entry[];
}
