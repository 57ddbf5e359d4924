/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are a stage of `npm test`, over all files; checking them again would double the time of a first `npm start`.
  typescript: { ignoreBuildErrors: true },
  // Kafka and Postgres clients stay plain Node modules; bundling them gains nothing and breaks wasm look-ups.
  serverExternalPackages: ['@platformatic/kafka', '@platformatic/wasm-utils', 'kafkajs', 'pg', 'pino'],
};
