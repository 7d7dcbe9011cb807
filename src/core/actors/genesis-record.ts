import { signContent } from '../crypto/signing.js';
import type { Certificate } from '../crypto/certificate.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { Committee } from '../consensus/committee/committee.js';
import type { Role } from '../consensus/membership/directory.js';
import type { ChannelConfig } from '../ledger/endorse-order-validate/types.js';
import type { Hex } from '../units/hex.js';
import { channelConfig, hasBocs } from './channels/channel.js';
import { createGenesis, secretKeyOf, CA_NAME } from './genesis.js';
import { ledgerGenesisOf } from './genesis-ledger.js';
import { ledgerRulesOf, type LedgerRules } from './ledger-rules.js';
import type { Parameters } from './parameters.js';

/**
 * Everything that a ledger rests on, as its first record (DESIGN 6): who takes part under which key and certificate,
 * what everybody begins with, the first committees, the channels and the rules. Signed by the CA.
 */
export interface GenesisRecord {
  readonly kind: 'genesis';
  readonly content: {
    readonly caPublicKey: Hex;
    /** Two a campus: BoE, then BoEV; the BoCS last, where there is one. */
    readonly channels: readonly ChannelConfig[];
    readonly committees: readonly Committee[];
    readonly currency: string;
    /** Content hash of the run's inputs as `run.json` has them. */
    readonly inputs: Hex;
    readonly participants: readonly GenesisParticipant[];
    readonly rules: LedgerRules;
    /** By shard: what its ledger begins with. */
    readonly shards: readonly {
      readonly credit: readonly { readonly name: string; readonly credit: number }[];
      readonly origins: readonly { readonly owner: string; readonly amountMilli: number }[];
    }[];
  };
  readonly signature: Hex;
}

export interface GenesisParticipant {
  /** Null for an identity that the CA never admitted. */
  readonly certificate: Certificate | null;
  readonly name: string;
  readonly publicKey: Hex;
  readonly role: Role;
  readonly shard: number;
  readonly walletShard: number;
}

export const GENESIS_DOMAIN = 'ledger/genesis';

/** The genesis record of a run. It derives every key and certificate, so it takes seconds for a city. */
export function genesisRecord(parameters: Parameters, seed: number, inputs: Hex, suite: CryptoSuite): GenesisRecord {
  const { directory, committees } = createGenesis(parameters, seed, suite);
  const placed = directory.shards.map((members, shard) => ({ directory, members, parameters, shard }));
  const content = {
    caPublicKey: directory.caPublicKey,
    channels: placed.flatMap((place) => [channelConfig(place, 'boe'), channelConfig(place, 'boev')]).concat(hasBocs(parameters) ? channelConfig(placed[0], 'bocs') : []),
    committees,
    currency: parameters.currency,
    inputs,
    participants: directory.participants.map(({ certificate, name, publicKey, role, shard, walletShard }) => ({ certificate, name, publicKey, role, shard, walletShard })),
    rules: ledgerRulesOf(parameters),
    shards: placed.map((place) => {
      const { credit, origins } = ledgerGenesisOf(place, place.shard);
      return { credit, origins };
    }),
  };
  return { content, kind: 'genesis', signature: signContent(suite, secretKeyOf(seed, CA_NAME, suite), GENESIS_DOMAIN, content) };
}
