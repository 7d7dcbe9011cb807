#!/usr/bin/env node
import { existsSync } from 'node:fs';

const entry = new URL('../dist/src/cli/main.js', import.meta.url);
if (!existsSync(entry)) {
  console.error('v2g-tui is not built yet: run `npm start` in this folder, which installs, builds and starts it.');
  process.exit(1);
}
await import(entry.href);
