import { type CommandDetails, colourDetails } from "./details.js";
import { SURROUNDINGS } from "./surroundings.js";

/** What there is to say of `faqlint check`. */
export const CHECK: CommandDetails = {
  text: [
    "Looks for problems in the files and folders that are named, or else in the current folder. `-` is standard input.",
    "Folders are searched for the files that the setting `include` names, `.py`, `.pyw` and `.ipynb` unless it says otherwise. What git " +
      "ignores, virtual environments, caches and installed packages are left out, and so is what the setting `exclude` names, even " +
      "if it is named on the command line. A file that is named is checked whatever it is called.",
    "Nothing is executed or imported, and nothing is fetched from anywhere.",
  ],
  groups: [
    {
      title: "Repairs",
      options: {
        "--fix": {
          text:
            "Makes the repairs that are safe, in the files themselves: they change nothing but the defect and keep comments. What is " +
            "left is reported. With the path `-`, the repaired text goes to standard output and the report to standard error.",
          example: "faqlint check --fix src",
        },
        "--unsafe-fixes": {
          text:
            "With `--fix` or `--diff`, makes the other repairs, too: somebody should look at what they have changed. Alone, " +
            "it counts them in the summary.",
          example: "faqlint check --fix --unsafe-fixes src/app.py",
        },
        "--diff": {
          text:
            "Shows what `--fix` would change, as a unified diff that `patch` and `git apply` take, and changes nothing. The " +
            "summary goes to standard error.",
          example: "faqlint check --diff src > repairs.diff",
        },
        "--fix-only": {
          text: "Makes the safe repairs, as `--fix` does, and reports nothing that is left.",
          example: "faqlint check --fix-only src",
        },
        "--add-ignores": {
          text: "Writes comments that ignore what is found, in the files themselves, and repairs nothing.",
          example: "faqlint check --add-ignores src",
        },
        "--reason": {
          text: "With `--add-ignores`, what the comments say behind the names of the rules.",
          example: "faqlint check --add-ignores --reason 'known, see the ticket' src",
        },
      },
    },
    {
      title: "What is reported",
      options: {
        "--select": {
          text:
            "Reports only what these names stand for: rules, questions of the FAQ, its sections, severities, or `all`. Several are separated " +
            "by commas, and the option can be repeated. It overrules what settings select and ignore. `faqlint rules` lists the names.",
          example: "faqlint check --select threads,removed-module",
        },
        "--ignore": {
          text:
            "Does not report what these names stand for, beside what settings ignore. Of two names that disagree about a finding, the " +
            "more exact one decides: a rule before a question, a section, a severity, `all`.",
          example: "faqlint check --ignore sql-string-formatting",
        },
        "--severity": {
          text:
            "How bad the findings of a rule, a question or a section are: `error`, `warning`, `information`, `hint` or `off`. " +
            "Can be repeated.",
          example: "faqlint check --severity removed-module=error",
        },
        "--hints": {
          text: "Gives advice, too: what has the severity `hint`, which never makes a run fail.",
          example: "faqlint check --hints src/server.py",
        },
        "--target-version": {
          text:
            "The Python version that the code is meant for, which decides what is true of it: `3.12`, or `3` for the newest. Without it, that " +
            "of the settings counts, else the newest that `requires-python` admits, else what a file's own text shows, else the newest.",
          example: "faqlint check --target-version 3.8",
        },
      },
    },
    {
      title: "Only what is new",
      options: {
        "--changed-since": {
          text:
            "Checks only files that differ from the last commit that the current branch has in common with this branch, tag or commit; files " +
            "that are not committed or not yet known to git are among them. Needs the program `git`.",
          example: "faqlint check --changed-since origin/main",
        },
        "--changed-lines": {
          text:
            "With `--changed-since`, reports only what touches a changed line, with what is underlined or with a place " +
            "that belongs to it.",
          example: "faqlint check --changed-since origin/main --changed-lines",
        },
        "--baseline": {
          text:
            "Does not show the problems that this file names: those that were there before. A finding is known again by its rule, its " +
            "text and the function around it, not by its line. The setting `baseline` says the same.",
          example: "faqlint check --baseline faqlint-baseline.json",
        },
        "--no-baseline": {
          text: "Shows, and with `--fix` repairs, what a baseline names, too.",
          example: "faqlint check --no-baseline",
        },
        "--update-baseline": {
          text:
            "Takes out of the baseline what is no longer there, and never adds anything, unless there is no file yet: then it " +
            "makes one of all that is found.",
          example: "faqlint check --baseline faqlint-baseline.json --update-baseline",
        },
        "--grow-baseline": {
          text: "As `--update-baseline`, and adds what is new: after an update of faqlint, say.",
          example: "faqlint check --baseline faqlint-baseline.json --grow-baseline",
        },
      },
    },
    {
      title: "Reports",
      options: {
        "--format": {
          text:
            "In which form findings go to standard output. `text` and `concise` are for people, `json` and `jsonl` for programs, the others for " +
            "services and for programs that show findings beside the code.",
          example: "faqlint check --format json > findings.json",
        },
        "--output": {
          text:
            "Writes a report in one of these forms to a file as well, when the run is over, in one step. Can be repeated. The file `-` is standard " +
            "output.",
          example: "faqlint check --output sarif=lint.sarif --output junit=lint.xml",
        },
        "--color": colourDetails("faqlint check"),
        "--statistics": {
          text: "Shows how often each rule found something, the most frequent first, as text or, with `--format json`, as JSON.",
          example: "faqlint check --statistics",
        },
        "--quiet": {
          text: "Shows what was found and nothing else: no summary, no progress. Errors are told all the same.",
          example: "faqlint check --quiet",
        },
        "--verbose": {
          text: "Tells which settings files, threads and kept results were used, and what took time.",
          example: "faqlint check --verbose",
        },
      },
    },
    {
      title: "Settings",
      options: {
        "--show-settings": {
          text: "Prints all settings that hold for a file, and where each of them was said, and checks nothing. The file need not exist.",
          example: "faqlint check --show-settings src/app.py",
        },
        "--config": {
          text: "Any other setting, with its value as in `faqlint.toml`. Wins over all files. Can be repeated.",
          example: "faqlint check --config 'exclude=[\"build/\"]'",
        },
        "--isolated": {
          text: "Takes no settings from files, `requires-python` among them.",
          example: "faqlint check --isolated",
        },
        "--no-exclude": {
          text: "Checks what the setting `exclude` names, too.",
          example: "faqlint check --no-exclude build/generated.py",
        },
        "--show-files": {
          text: "Lists the files that would be checked, one a line, and checks nothing.",
          example: "faqlint check --show-files src",
        },
      },
    },
    {
      title: "How the work is done",
      options: {
        "--stdin-filename": {
          text:
            "With the path `-`, the name that the text has in reports. Settings hold for it as for the file of that name, which need " +
            "not exist.",
          example: "faqlint check - --stdin-filename src/app.py < draft.py",
        },
        "--shard": {
          text:
            "Checks the Ith of N parts of the files, so that several machines can share the work. A file's path in its repository decides " +
            "which part it belongs to; all parts together find what one run finds.",
          example: "faqlint check --shard 2/4",
        },
        "--watch": {
          text: "Checks again whenever files change, until it is interrupted. For the formats `text` and `concise`.",
          example: "faqlint check --watch",
        },
        "--workers": {
          text: "How many threads lint, from 1 to 999. Without it, as many as pay for themselves.",
          example: "faqlint check --workers 4",
        },
        "--no-cache": {
          text: "Neither uses the results of other runs nor keeps its own for them.",
          example: "faqlint check --no-cache",
        },
        "--cache-dir": {
          text: "The folder in which results are kept for other runs; without it, the user's folder for caches.",
          example: "faqlint check --cache-dir .faqlint-cache",
        },
      },
    },
  ],
  lists: SURROUNDINGS,
  examples: [
    { command: "faqlint check", does: "Checks the current folder." },
    { command: "faqlint check --fix src tests", does: "Repairs what can be repaired safely, and shows the rest." },
    { command: "faqlint check --changed-since origin/main", does: "Checks what was changed on a branch." },
    {
      command: "faqlint check --output sarif=faqlint.sarif",
      does: "Writes a report for code scanning beside the text.",
    },
  ],
};
