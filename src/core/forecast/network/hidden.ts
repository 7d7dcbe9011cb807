/** Weights of more neurons than this in a layer would not fit a message between cars. */
const NEURONS_MAX = 256;
const LAYERS_MAX = 6;

/** Hidden layers as a scenario says them, `16,8`; empty text is none. Null when it says something else. */
export function parseHidden(text: string): number[] | null {
  if (text.trim() === '') return [];
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > LAYERS_MAX || !parts.every((part) => /^\d+$/.test(part) && Number(part) >= 1 && Number(part) <= NEURONS_MAX)) return null;
  return parts.map(Number);
}
