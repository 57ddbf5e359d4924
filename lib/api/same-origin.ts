/**
 * Whether a page of ours sent this request, or no page at all. Browsers say where a request comes from: `Sec-Fetch-Site`, and
 * before that was known `Origin` with everything that changes something. Who sends neither is no browser.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const origin = request.headers.get('origin');
  if (origin === null) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.get('host');
}

/**
 * Whether somebody goes there, as by a link, and not a page for one of its parts (`Sec-Fetch-Dest`). Who does not say is an old browser or
 * none.
 */
export function isNavigation(request: Request): boolean {
  const part = request.headers.get('sec-fetch-dest');
  return part === null || part === 'document';
}
