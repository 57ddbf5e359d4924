/** What a page may load, and from where: of our own alone, and of scripts only those that this very answer names. */
export function contentSecurityPolicy(nonce: string, isDevelopment = false): string {
  const own = `'self' 'nonce-${nonce}'`;
  return Object.entries({
    'default-src': "'none'",
    // Files of ours, which the framework fetches part by part, and of scripts in the page those with the nonce. Not 'strict-dynamic':
    // it would let a script of ours load others from anywhere. The framework's development server evaluates text.
    'script-src': `${own}${isDevelopment ? " 'unsafe-eval'" : ''}`,
    'style-src': isDevelopment ? "'self' 'unsafe-inline'" : own,
    // Widths and places of columns, charts and menus are style attributes, which run nothing.
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'manifest-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  })
    .map((directive) => directive.join(' '))
    .join('; ');
}

/** Whether a path is a page, or a page that tells that there is none: all but the API and the framework's files. */
export const isPage = (pathname: string): boolean => !/^\/(?:api|metrics|v3|_next)(?:\/|$)/.test(pathname);
