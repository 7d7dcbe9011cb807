import type { InitializeHook, LoadHook } from 'node:module';

/** Node's hooks for loading modules: one file comes changed, everything else as it is. */
interface Planting {
  readonly url: string;
  readonly find: string;
  readonly replace: string;
}

let planting: Planting | null = null;

export const initialize: InitializeHook<Planting> = (data) => {
  planting = data;
};

export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  if (planting === null || url !== planting.url) return loaded;
  const text = loaded.source instanceof Uint8Array ? Buffer.from(loaded.source).toString('utf8') : String(loaded.source);
  return { ...loaded, source: text.replace(planting.find, () => planting!.replace) };
};
