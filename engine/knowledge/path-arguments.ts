/** An argument that is a path: its position and its name. */
type PathPlace = readonly [position: number, keyword: string | null];

/** What a function does with a file or folder that it is given the path of. */
interface PathFunction {
  readonly places: readonly PathPlace[];
  /** `asks`: it says no where nothing is there, and raises nothing. `needs`: it raises OSError where nothing is there. `makes`: it makes it. */
  readonly does: "asks" | "needs" | "makes";
}

const ONE: Readonly<Record<string, readonly string[]>> = {
  "asks path": ["exists", "isdir", "isfile", "islink", "lexists", "ismount"].map((name) => `os.path.${name}`),
  "needs path": [
    ...["chmod", "chown", "listdir", "lstat", "readlink", "remove", "removedirs", "rmdir", "scandir", "stat"].map(
      (name) => `os.${name}`,
    ),
    ...["truncate", "unlink", "utime"].map((name) => `os.${name}`),
    "shutil.rmtree",
  ],
  "needs filename": ["getatime", "getctime", "getmtime", "getsize"].map((name) => `os.path.${name}`),
  "needs file": ["builtins.open", "io.open"],
  "asks top": ["os.walk"],
  "makes path": ["os.mkfifo", "os.mkdir"],
  "makes name": ["os.makedirs"],
};
const TWO: readonly string[] = [
  ...["link", "rename", "renames", "replace", "symlink"].map((name) => `os.${name}`),
  ...["copy", "copy2", "copyfile", "copymode", "copystat", "copytree", "move"].map((name) => `shutil.${name}`),
];

/**
 * Functions that find a file or folder by a path they are given, which is taken as it is; of those with two paths the first is
 * what is there already.
 */
export const PATH_FUNCTIONS: Readonly<Record<string, PathFunction>> = Object.fromEntries([
  ...Object.entries(ONE).flatMap(([what, names]) => {
    const [does, keyword = ""] = what.split(" ") as [PathFunction["does"], string?];
    return names.map((name): [string, PathFunction] => [name, { does, places: [[0, keyword]] }]);
  }),
  ...TWO.map((name): [string, PathFunction] => [
    name,
    {
      does: "needs",
      places: [
        [0, "src"],
        [1, "dst"],
      ],
    },
  ]),
]);

/** Methods of a `pathlib.Path` that go to the disk, by what they do. */
export const PATH_METHODS_ON_DISK: Readonly<Record<string, PathFunction["does"]>> = {
  exists: "asks",
  is_dir: "asks",
  is_file: "asks",
  is_symlink: "asks",
  chmod: "needs",
  iterdir: "needs",
  lstat: "needs",
  open: "needs",
  read_bytes: "needs",
  read_text: "needs",
  rename: "needs",
  replace: "needs",
  rmdir: "needs",
  stat: "needs",
  unlink: "needs",
  mkdir: "makes",
  touch: "makes",
  write_bytes: "makes",
  write_text: "makes",
};
