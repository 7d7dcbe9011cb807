import type { Hex } from '../../units/hex.js';

/** CS → EVs: the model of a federated round. The CS signs `ModelContent`. */
export interface ModelMessage {
  readonly kind: 'forecast/model';
  readonly content: ModelContent;
  readonly signature: Hex;
}

export interface ModelContent {
  readonly controlSystem: string;
  /** `quantaToHex` of the weights. */
  readonly model: Hex;
  readonly round: number;
  /** Whether EVs shall train it and answer. */
  readonly training: boolean;
}

/** EV → CS: the change of that model that its own trips ask for. The EV signs `UpdateContent`; its trips stay with it. */
export interface UpdateMessage {
  readonly kind: 'forecast/update';
  readonly content: UpdateContent;
  readonly signature: Hex;
}

export interface UpdateContent {
  /** `quantaToHex` of the change. */
  readonly change: Hex;
  readonly ev: string;
  readonly round: number;
  /** Segments that it was trained on. */
  readonly rows: number;
}

export const MODEL_DOMAIN = 'forecast/model';
export const UPDATE_DOMAIN = 'forecast/update';
