/**
 * A Postgres URL that says what its `sslmode` means to our driver: `prefer`, `require` and `verify-ca` are `verify-full` to it,
 * about which it warns at length on every start. Whoever asks for libpq's meanings (`uselibpqcompat=true`) keeps them.
 */
export function withExplicitSslMode(url: string): string {
  const queryAt = url.indexOf('?');
  if (queryAt === -1) return url;
  const query = url.slice(queryAt);
  if (/[?&]uselibpqcompat=true(?=[&#]|$)/.test(query)) return url;
  return (
    url.slice(0, queryAt) + query.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=[&#]|$)/g, '$1verify-full')
  );
}
