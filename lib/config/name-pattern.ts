/** True when one of the globs matches the whole name: `*` stands for any characters, `?` for one. Case matters. */
export const matchesAny = (globs: readonly string[], name: string): boolean =>
  globs.some((glob) => matchesGlob(glob, name));

/** Goes back to the newest `*` only, so that its time is at most length times length whatever the glob. */
function matchesGlob(glob: string, name: string): boolean {
  let at = 0;
  let globAt = 0;
  let star = -1;
  let nameAtStar = 0;
  while (at < name.length) {
    if (glob[globAt] === '*') {
      star = globAt++;
      nameAtStar = at;
    } else if (glob[globAt] === '?' || glob[globAt] === name[at]) {
      globAt++;
      at++;
    } else if (star >= 0) {
      globAt = star + 1;
      at = ++nameAtStar;
    } else return false;
  }
  while (glob[globAt] === '*') globAt++;
  return globAt === glob.length;
}
