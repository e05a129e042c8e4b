import { mkdirSync, writeFileSync } from 'node:fs';

// Next writes its own folders and formatting into the TypeScript configuration that it reads. It gets one to itself.
const TSCONFIG = 'node_modules/.cache/next/tsconfig.json';
mkdirSync('node_modules/.cache/next', { recursive: true });
writeFileSync(
  TSCONFIG,
  JSON.stringify({ extends: '../../../tsconfig.json', include: ['../../../next-env.d.ts'] }),
);

/** @type {import('next').NextConfig} */
const config = {
  // Tests build beside a gateway that runs from the same folder.
  distDir: process.env.CROSS_BUILD_DIR ?? '.next',
  poweredByHeader: false,
  // Two requests less before a payer on a slow network sees the page.
  experimental: { inlineCss: true },
  // Native code, and libraries that find their own files at run time: required as they are, not bundled.
  serverExternalPackages: [
    '@node-rs/argon2',
    'graphile-worker',
    'pg',
    'pino',
    'prom-client',
    'sharp',
    'undici',
  ],
  // `npm test` checks types with the same compiler; once is enough.
  typescript: { ignoreBuildErrors: true, tsconfigPath: TSCONFIG },
};

export default config;
