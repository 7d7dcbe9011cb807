import { Box, render, Text, Transform, useInput } from 'ink';
import { memo, useSyncExternalStore, type ReactNode } from 'react';
import type { InkKey } from './keys.js';
import { drawScreen, type DrawnPanel } from './screen.js';
import type { Store } from './store.js';
import type { RowStdout } from './terminal/row-stdout.js';

/** The mounted interface. */
export interface Mounted {
  unmount(): void;
  /** Rejects when drawing has failed. */
  readonly exited: Promise<unknown>;
}

/**
 * Mounts the screen on our own stdout. This module loads Ink and React: it is imported only after the environment is
 * prepared (INTERFACE: production build, no CI).
 */
export function mount(store: Store, press: (input: string, key: InkKey) => void, stdout: RowStdout, stdin: NodeJS.ReadStream): Mounted {
  const ink = render(<App store={store} press={press} />, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 60,
    isScreenReaderEnabled: false,
  });
  return { unmount: () => ink.unmount(), exited: ink.waitUntilExit() };
}

function App({ store, press }: { readonly store: Store; readonly press: (input: string, key: InkKey) => void }): ReactNode {
  const model = useSyncExternalStore(store.subscribe, store.snapshot);
  useInput(press);
  return (
    <Box width={model.columns} height={model.rows}>
      {drawScreen(model).map((drawn) => (
        <Panel key={drawn.placement.panel} {...drawn} />
      ))}
    </Box>
  );
}

/** One panel: its lines take the place of a constant blank, which is all that Ink ever measures. */
const Panel = memo(function Panel({ placement: { x, y, width, height }, lines }: DrawnPanel): ReactNode {
  return (
    <Box position="absolute" marginLeft={x} marginTop={y} width={width} height={height}>
      <Transform transform={(_, row) => lines[row] ?? ''}>
        <Text>{blank(width, height)}</Text>
      </Transform>
    </Box>
  );
});

const BLANKS = new Map<string, string>();

function blank(width: number, height: number): string {
  const key = `${width}x${height}`;
  const known = BLANKS.get(key);
  if (known !== undefined) return known;
  const text = Array.from({ length: height }, () => ' '.repeat(width)).join('\n');
  BLANKS.set(key, text);
  return text;
}
