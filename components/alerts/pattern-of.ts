/** What no pattern hints at: it is no glob, and stands not between slashes. */
const isPlain = (name: string): boolean => !/[*?]|^\/.*\/$/s.test(name);

/** A pattern that a name fits, and no other one, whatever it is made of. */
export function patternOf(name: string): string {
  if (isPlain(name)) return name;
  return `/^${name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$/`;
}
