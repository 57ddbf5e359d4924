/** What every page and file says; what a page may load stands in proxy.ts, as that takes a nonce in every answer. */
const PAGE_HEADERS = {
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
};

/** The framework's own files are no pages. */
const FILE_HEADERS = { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'" };

const listed = (headers) => Object.entries(headers).map(([key, value]) => ({ key, value }));

/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  poweredByHeader: false,
  // No page asks for an image of another size: what would make them is served to nobody.
  images: { unoptimized: true },
  reactStrictMode: true,
  // Types are a stage of `npm test`, over all files; checking them again would double the time of a first `npm start`.
  typescript: { ignoreBuildErrors: true },
  // Kafka and Postgres clients stay plain Node modules; bundling them gains nothing and breaks wasm look-ups.
  serverExternalPackages: ['@platformatic/kafka', '@platformatic/wasm-utils', 'kafkajs', 'pg', 'pino'],
  async headers() {
    // Answers of the API carry headers of their own (lib/api/standard-headers.ts).
    const pages = '/((?!(?:api|metrics|v3)(?:/|$)).*)';
    return [
      { source: pages, headers: listed(PAGE_HEADERS) },
      { source: '/_next/:path*', headers: listed(FILE_HEADERS) },
    ];
  },
};
