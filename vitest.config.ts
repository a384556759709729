import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';

export default defineConfig({
  plugins: [WxtVitest()],
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['fake-indexeddb/auto', './tests/language.ts'],
    testTimeout: 60_000,
    // One core is left free otherwise: of two that is half.
    maxWorkers: '100%',
  },
});
