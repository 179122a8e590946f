// Build of the map page. The service answers `/map` with index.html and `/map/assets/…` with the files; nothing is inlined,
// because the page runs under a Content-Security-Policy that knows only its own origin.

import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  base: '/map/',
  build: {
    outDir: 'dist',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  server: {
    // `npm run dev` takes the data from a running service.
    proxy: Object.fromEntries(
      ['/regions', '/styles', '/tiles', '/collections'].map((path) => [
        path,
        loadEnv(mode, '.', 'DTM_')['DTM_URL'] ?? 'http://127.0.0.1:8080',
      ]),
    ),
  },
  test: { include: ['test/**/*.test.ts'] },
}));
