/**
 * Nobody frames a page, moves its base or runs a plug-in in it. What scripts may run is not said here: that takes a nonce in
 * every answer.
 */
const PAGE_HEADERS = {
  'content-security-policy': "frame-ancestors 'none'; base-uri 'self'; object-src 'none'; form-action 'self'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are a stage of `npm test`, over all files; checking them again would double the time of a first `npm start`.
  typescript: { ignoreBuildErrors: true },
  // Kafka and Postgres clients stay plain Node modules; bundling them gains nothing and breaks wasm look-ups.
  serverExternalPackages: ['@platformatic/kafka', '@platformatic/wasm-utils', 'kafkajs', 'pg', 'pino'],
  async headers() {
    // Answers of the API carry headers of their own (lib/api/standard-headers.ts).
    const pages = '/((?!api(?:/|$)).*)';
    return [{ source: pages, headers: Object.entries(PAGE_HEADERS).map(([key, value]) => ({ key, value })) }];
  },
};
