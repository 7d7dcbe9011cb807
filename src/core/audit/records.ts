import { amount, anything, bool, either, hex, integer, list, literal, name, object, orNull, positive, someHex, text, type Of, type Shape } from './shapes.js';

/**
 * Every record of a ledger file and what stands in it, as docs/10-verify.md tells it. Units: Wh, milli-units of the
 * currency, µs of virtual time.
 */

const hash = hex(32);
const signature = hex(64);
const key = hex(32);

export const CERTIFICATE = object({ issuer: name, publicKey: key, role: name, signature, subject: name });
export type Certificate = Of<typeof CERTIFICATE>;

export const MEMBER = object({ node: name, publicKey: key, role: literal('P', 'CP', 'genesis'), seats: positive });
export const COMMITTEE = object({ epoch: amount, members: list(MEMBER), seed: hash, shard: amount });
export type Member = Of<typeof MEMBER>;
export type Committee = Of<typeof COMMITTEE>;

export const RULES = object({
  credit: object({ initial: amount, maximum: amount, misdeed: amount, perDelivery: amount, perEpochServed: amount }),
  election: object({ maxAttempts: positive, minimumMembers: amount }),
  switches: object({ certificates: bool, creditSortition: bool, doubleSpending: bool, signatures: bool }),
  thetaCP: amount,
  thetaP: amount,
});
export type Rules = Of<typeof RULES>;

export const PARTICIPANT = object({
  certificate: orNull(CERTIFICATE),
  name,
  publicKey: key,
  role: literal('control-system', 'exchange', 'charging-point', 'ev', 'consumer', 'sybil'),
  shard: amount,
  walletShard: amount,
});
export type Participant = Of<typeof PARTICIPANT>;

const parts = { channel: name, checkRequestSignatures: bool, endorsers: list(name), orderer: name, peers: list(name), policy: object({ of: list(name), outOf: positive }) };
export const CHANNEL = object({ contract: literal('boe', 'boev'), ...parts });
/** The BoCS, with the channels of the campuses whose control systems keep it. */
export const BOCS_CHANNEL = object({ campuses: list(object({ boe: CHANNEL, boev: CHANNEL, controlSystem: name })), contract: literal('bocs'), ...parts });
export type BocsChannel = Of<typeof BOCS_CHANNEL>;
export type Channel = Of<typeof CHANNEL> | BocsChannel;

export const GENESIS = object({
  content: object({
    caPublicKey: key,
    channels: list(either(BOCS_CHANNEL, CHANNEL) as Shape<Channel>),
    committees: list(COMMITTEE),
    currency: name,
    inputs: hash,
    participants: list(PARTICIPANT),
    rules: RULES,
    shards: list(object({ credit: list(object({ credit: amount, name })), origins: list(object({ amountMilli: positive, owner: name })) })),
  }),
  kind: literal('genesis'),
  signature,
});
export type Genesis = Of<typeof GENESIS>;

export const RULES_CHANGE = object({ content: object({ height: orNull(amount), rules: RULES, shard: amount }), kind: literal('ledger/rules'), signature });

export const CREDIT_CHANGE = object({ change: integer, node: name, reason: literal('delivered', 'served', 'misdeed', 'transfer') });
export type CreditChange = Of<typeof CREDIT_CHANGE>;

export const ENTRY = object({ attests: orNull(hash), code: name, credits: list(CREDIT_CHANGE), kind: name, transaction: hash });
export type Entry = Of<typeof ENTRY>;

export const HANDOVER = object({ committee: COMMITTEE, outcome: literal('elected', 'kept'), stateRoot: hash });

export const HEADER = object({
  entries: amount,
  epoch: amount,
  handover: orNull(HANDOVER),
  height: amount,
  previous: hash,
  root: hash,
  roundReceived: amount,
  served: list(name),
  shard: amount,
  timestampUs: amount,
});
export type Header = Of<typeof HEADER>;

export const BLOCK_CERTIFICATE = object({ header: HEADER, votes: list(object({ member: name, signature })) });
export type BlockCertificate = Of<typeof BLOCK_CERTIFICATE>;

export const BLOCK = object({ certificate: BLOCK_CERTIFICATE, entries: list(ENTRY), kind: literal('ledger/block'), transactions: list(anything) });
export type Block = Of<typeof BLOCK>;

export const ENTRY_PROOF = object({ certificate: BLOCK_CERTIFICATE, entry: ENTRY, index: amount, path: list(hash) });
export type EntryProof = Of<typeof ENTRY_PROOF>;

// What parties put together themselves: it may be malformed and still stand in a block, with that as its verdict.

export const TRADE = object({
  buyer: name,
  changeMilli: amount,
  compensationMilli: amount,
  energyWh: amount,
  number: amount,
  origins: list(object({ amountMilli: amount, origin: someHex })),
  paidMilli: amount,
  priceMilliPerKWh: amount,
  reading: someHex,
  request: name,
  round: amount,
  seller: name,
  surplusWh: amount,
});
export const SIGNED_TRADE = object({ signature: someHex, transaction: TRADE });
export type Trade = Of<typeof TRADE>;
export type SignedTrade = Of<typeof SIGNED_TRADE>;

export const SIGNED_READING = object({
  reading: object({
    beganUs: amount,
    chargingPoint: name,
    consumer: name,
    endedUs: amount,
    energyWh: amount,
    ev: name,
    id: name,
    promisedWh: amount,
    readyWh: amount,
    request: name,
    round: amount,
    shortfallMilliPerKWh: amount,
  }),
  signature: someHex,
});
export type SignedReading = Of<typeof SIGNED_READING>;
export type Reading = SignedReading['reading'];

const place = { index: amount, owner: name, previous: orNull(someHex) };
export const ENERGY_BLOCK = object({ block: object({ ...place, identifications: list(SIGNED_TRADE), kind: literal('energy') }), signature: someHex });
export const MICRO_BLOCK = object({ block: object({ ...place, energyBlocks: list(someHex), kind: literal('micro'), transactions: list(someHex) }), signature: someHex });
export type EnergyBlock = Of<typeof ENERGY_BLOCK>;
export type MicroBlock = Of<typeof MICRO_BLOCK>;
export type PartyBlock = EnergyBlock | MicroBlock;

export const SEGMENT = object({ blocks: list(either(ENERGY_BLOCK, MICRO_BLOCK) as Shape<PartyBlock>), owner: name });
export type Segment = Of<typeof SEGMENT>;

export const SUBMISSION = object({
  micro: MICRO_BLOCK,
  proof: object({ counterparties: list(SEGMENT), origins: list(object({ position: amount, source: someHex })), own: SEGMENT, readings: list(SIGNED_READING) }),
});
export type Submission = Of<typeof SUBMISSION>;

export const CROSS = object({ acceptance: object({ seller: name, signature: someHex, transaction: someHex }), reading: SIGNED_READING, signed: SIGNED_TRADE });
export type Cross = Of<typeof CROSS>;

const bound = { epoch: amount, run: amount, shard: amount, transaction: someHex };
export const VALIDITY = object({ ...bound, kind: literal('validity') });
export const INVALIDITY = object({ ...bound, kind: literal('invalidity'), reason: text });
export const ABORTED = object({ ...bound, kind: literal('aborted'), laterRun: orNull(amount), reason: orNull(text) });
export type ShardWord = Of<typeof VALIDITY> | Of<typeof INVALIDITY> | Of<typeof ABORTED>;
export const SHARD_PROOF = object({ certificate: anything, content: either(VALIDITY, either(INVALIDITY, ABORTED)) as Shape<ShardWord> });
export type ShardProof = Of<typeof SHARD_PROOF>;

export const DRAW = object({
  attempt: amount,
  certificate: orNull(CERTIFICATE),
  epoch: amount,
  hash: hex(64),
  kind: literal('draw'),
  node: name,
  proof: hex(80),
  publicKey: key,
  role: text,
  shard: amount,
});
export type Draw = Of<typeof DRAW>;

export const CUTOFF = object({ attempt: amount, epoch: amount, kind: literal('cutoff'), member: name, shard: amount });
export const ANNOUNCEMENT = object({ certificate: BLOCK_CERTIFICATE, kind: literal('announce') });

export const EVENT = object({
  content: object({ creator: amount, epoch: amount, otherParent: orNull(hash), payload: list(hash), selfParent: orNull(hash), shard: amount, timestampUs: amount }),
  signature,
});
export const FORK_EVIDENCE = object({ epoch: amount, first: EVENT, kind: literal('fork-evidence'), second: EVENT });
export const CREDIT_TRANSFER = object({
  content: object({ each: integer, from: name, number: amount, to: list(name) }),
  kind: literal('credit-transfer'),
  signature,
});

// The channels of B1.

export const CHANNEL_HEADER = object({ channel: name, number: amount, previous: hash, root: hash, transactionCount: amount });
export const CHANNEL_BLOCK = object({ codes: list(name), header: CHANNEL_HEADER, kind: literal('ledger/channel-block'), signature, transactions: list(anything) });
export type ChannelBlock = Of<typeof CHANNEL_BLOCK>;

const version = object({ block: amount, transaction: amount });
export const ENDORSED = object({
  endorsements: list(object({ endorser: name, signature })),
  proposal: object({ args: anything, channel: name, creator: name, id: name, operation: name }),
  readWriteSet: object({
    rangeQueries: list(object({ end: text, results: list(object({ key: text, version })), start: text })),
    reads: list(object({ key: text, version: orNull(version) })),
    writes: list(object({ key: text, value: orNull(text) })),
  }),
  signature,
});
export type Endorsed = Of<typeof ENDORSED>;

export const REQUEST = object({
  request: object({ beginUs: amount, bidMilliPerKWh: amount, consumer: name, demandWh: amount, endUs: amount, exchange: name, id: name, round: amount, submittedAtUs: amount }),
  signature,
});
export type SignedRequest = Of<typeof REQUEST>;

export const UPLOAD_REQUESTS = object({ requests: list(REQUEST), round: amount });
export const OFFER = { askMilliPerKWh: amount, beginUs: amount, endUs: amount, energyWh: amount, round: amount, state: literal('idle', 'charging', 'driving') };
export const UPLOAD_OFFER = object(OFFER);
export type Offer = Of<typeof UPLOAD_OFFER>;
export const RECORD_RESULTS = object({ results: list(object({ commitment: hash, consumer: name, exchange: name })), round: amount });
export const RECORD_TASKS = object({ round: amount, tasks: list(object({ commitment: hash, ev: name })) });

const salt = hash;
const agreed = { beginUs: amount, endUs: amount, energyWh: amount, priceMilliPerKWh: amount, request: name };
export const SLICE = object({ consumer: name, ...agreed });
export type Slice = Of<typeof SLICE>;
export const TASK = object({ chargingPoint: name, ev: name, round: amount, slices: list(SLICE) });
export type Task = Of<typeof TASK>;
export const RESULT = object({ allocations: list(object({ ev: name, ...agreed })), consumer: name, exchange: name, round: amount });
export type Result = Of<typeof RESULT>;
export const TASK_OPENINGS = object({ contract: literal('boev'), kind: literal('ledger/openings'), openings: list(object({ content: TASK, salt })), round: amount });
export const RESULT_OPENINGS = object({ contract: literal('boe'), kind: literal('ledger/openings'), openings: list(object({ content: RESULT, salt })), round: amount });

export const SECOND_OPENINGS = object({ contract: literal('second'), kind: literal('ledger/openings'), openings: list(object({ content: RESULT, salt })), round: amount });

// The BoCS of B5. What proves leftovers to the other campuses an auditor has seen itself.

const leftoverOffer = { askMilliPerKWh: amount, beginUs: amount, endUs: amount, energyWh: amount, ev: name };
export const UPLOAD_LEFTOVERS = object({
  offers: list(object({ ...leftoverOffer, offered: anything })),
  requests: list(object({ remainingWh: positive, result: anything, signed: REQUEST })),
  results: anything,
  round: amount,
  tasks: anything,
});
export type UploadedLeftovers = Of<typeof UPLOAD_LEFTOVERS>;
export const RECORD_PLAN = object({ over: list(name), round: amount, tasks: list(object({ content: TASK, salt })) });

export const END = object({ digest: hash, ended: name, kind: literal('end') });

/** What is around every record. */
export const LINE = object({ hash, line: positive, prev: orNull(hash), record: anything, shard: orNull(amount), timeUs: amount });
export type Line = Of<typeof LINE>;

/** Every kind of record, and every kind of transaction that stands in `transactions` of a block: for the reference page. */
export const RECORDS: readonly { readonly kind: string; readonly about: string; readonly shape: Shape<unknown> }[] = [
  { kind: 'genesis', about: 'The first line: what everything else is checked against. Signed by the CA.', shape: GENESIS },
  { kind: 'ledger/block', about: 'A block of a campus’s committee, with the votes of a quorum of its seats.', shape: BLOCK },
  { kind: 'ledger/rules', about: 'Rules that an operator changed, from a block on. Signed by the campus’s control system.', shape: RULES_CHANGE },
  { kind: 'ledger/channel-block', about: 'A block of the BoE, BoEV or BoCS, with the verdict on each transaction. Signed by its orderer, whose campus records it.', shape: CHANNEL_BLOCK },
  { kind: 'ledger/openings', about: 'On the BoEV: what the task commitments of a round hide, in their order on the chain.', shape: TASK_OPENINGS },
  { kind: 'ledger/openings', about: 'On the BoE: what the result commitments of a round hide, in their order on the chain.', shape: RESULT_OPENINGS },
  { kind: 'ledger/openings', about: 'On the BoE, with a BoCS: what the commitments to second results hide.', shape: SECOND_OPENINGS },
  { kind: 'end', about: 'The last line of a run that was finished.', shape: END },
];

export const TRANSACTIONS: readonly { readonly kind: string; readonly about: string; readonly shape: Shape<unknown> }[] = [
  { kind: 'micro', about: 'A party’s micro block with its proof (A5).', shape: object({ attempt: amount, kind: literal('micro'), submission: SUBMISSION }) },
  { kind: 'lock', about: 'Lock the inputs of a cross-shard trade here and say whether they are valid (A6).', shape: object({ cross: CROSS, kind: literal('lock'), previous: orNull(SHARD_PROOF), run: amount }) },
  { kind: 'unlock-to-commit', about: 'Commit it, with a proof of validity of every input shard.', shape: object({ cross: CROSS, kind: literal('unlock-to-commit'), proofs: list(SHARD_PROOF), run: amount }) },
  { kind: 'unlock-to-abort', about: 'End it without effect, with one certified no.', shape: object({ cross: CROSS, kind: literal('unlock-to-abort'), proof: SHARD_PROOF, run: amount }) },
  { kind: 'announce', about: 'Another campus’s handover to its next committee.', shape: ANNOUNCEMENT },
  { kind: 'draw', about: 'A drawer’s claim to seats (A2).', shape: DRAW },
  { kind: 'cutoff', about: 'A member’s word that the draws are over.', shape: CUTOFF },
  { kind: 'fork-evidence', about: 'Two events that convict their creator (A3).', shape: FORK_EVIDENCE },
  { kind: 'credit-transfer', about: 'Credit given away by its owner.', shape: CREDIT_TRANSFER },
];
