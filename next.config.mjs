/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  // Kafka and Postgres clients stay plain Node modules; bundling them gains nothing and breaks wasm look-ups.
  serverExternalPackages: ['@platformatic/kafka', '@platformatic/wasm-utils', 'kafkajs', 'pg', 'pino'],
};
