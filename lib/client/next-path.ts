const HERE = 'http://here.invalid';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** The path of this console that a sign-in goes on to; `/` for whatever would lead elsewhere, or back to the sign-in. */
export function nextPath(wanted: string | null | undefined): string {
  if (!wanted?.startsWith('/') || wanted.includes('\\') || CONTROL.test(wanted)) return '/';
  // `//elsewhere` is a host, also behind dots.
  if (!URL.canParse(wanted, HERE)) return '/';
  const url = new URL(wanted, HERE);
  const path = `${url.pathname}${url.search}${url.hash}`;
  if (url.origin !== HERE || path.startsWith('//') || /^\/(sign-in|setup|api|metrics)(\/|$)/.test(url.pathname))
    return '/';
  return path;
}

/** Where one signs in to go on to that path. */
export function signInPage(next: string): string {
  const path = nextPath(next);
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}
