import type { Entry, EntryList } from "./details.js";

const EXIT_STATUSES: readonly Entry[] = [
  { term: "0", text: "No errors or warnings were found." },
  { term: "1", text: "Errors or warnings were found. (With `--fix`: are left.)" },
  {
    term: "2",
    text:
      "Something could not be done: the command line or a setting is wrong, a file could not be read or written, or faqlint itself failed. " +
      "What was found is reported all the same.",
  },
];

const VARIABLES: readonly Entry[] = [
  { term: "NO_COLOR", text: "If it is not empty, there are no colours." },
  {
    term: "FORCE_COLOR",
    text: "If it is not empty, there are colours wherever the output goes; `0` and `false` mean none. Comes before `NO_COLOR`.",
  },
  {
    term: "FORCE_HYPERLINK",
    text: "Whether there are links; `0` and `false` mean none. Without it, they are for terminals that are known to understand them.",
  },
  {
    term: "GITHUB_ACTIONS, GITLAB_CI, TF_BUILD",
    text:
      "Say which service for CI this is. On GitHub Actions, annotations follow the text unless a format was chosen; on GitLab, the log says " +
      "which option writes its report.",
  },
  {
    term: "GITHUB_WORKSPACE, CI_PROJECT_DIR, BUILD_SOURCESDIRECTORY",
    text: "Where such a service has put the repository, if git does not tell.",
  },
];

const FILES: readonly Entry[] = [
  {
    term: ".faqlint.toml, faqlint.toml, pyproject.toml",
    text: "Settings, in `pyproject.toml` in the table `[tool.faqlint]`. For each file that is checked, the nearest of them that has settings counts.",
  },
  {
    term: "pyproject.toml, setup.cfg",
    text: "Tell the Python versions that a project admits, and what it depends on.",
  },
  { term: ".gitignore, .git/info/exclude", text: "Name what is not checked in folders." },
];

/** What `faqlint check` tells by its exit status, and what it heeds without being told. */
export const SURROUNDINGS: readonly EntryList[] = [
  { title: "Exit status", entries: EXIT_STATUSES },
  { title: "Environment", entries: VARIABLES },
  { title: "Files", entries: FILES },
];
