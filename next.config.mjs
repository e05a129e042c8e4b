/** @type {import('next').NextConfig} */
const config = {
  // Tests build beside a gateway that runs from the same folder.
  distDir: process.env.CROSS_BUILD_DIR ?? '.next',
  poweredByHeader: false,
  // Two requests less before a payer on a slow network sees the page.
  experimental: { inlineCss: true },
  // Native code, and libraries that find their own files at run time: required as they are, not bundled.
  serverExternalPackages: ['@node-rs/argon2', 'graphile-worker', 'pg', 'pino', 'prom-client', 'undici'],
  // `npm test` checks types with the same compiler; once is enough.
  typescript: { ignoreBuildErrors: true },
};

export default config;
