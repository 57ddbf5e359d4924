/** True when one of the globs matches the whole name: `*` stands for any characters, `?` for one. Case matters. */
export const matchesAny = (globs: readonly string[], name: string): boolean =>
  globs.some((glob) => matchesGlob(glob, name, () => true));

/**
 * True when the outer glob matches every name that the inner one does. Where that is hard to tell (`*?` and `?*` are the same to a
 * reader alone) it says no.
 */
export const coversGlob = (outer: string, inner: string): boolean => matchesGlob(outer, inner, (char) => char !== '*');

/**
 * Goes back to the newest `*` only, so that its time is at most length times length whatever the glob. `isOne` says which
 * characters a `?` may stand for.
 */
function matchesGlob(glob: string, name: string, isOne: (char: string) => boolean): boolean {
  let at = 0;
  let globAt = 0;
  let star = -1;
  let nameAtStar = 0;
  while (at < name.length) {
    const char = name.charAt(at);
    if (glob[globAt] === '*') {
      star = globAt++;
      nameAtStar = at;
    } else if (glob[globAt] === '?' ? isOne(char) : glob[globAt] === char) {
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
