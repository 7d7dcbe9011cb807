import { checkCrossTransaction } from '../../../../src/core/consensus/atomix/cross-transaction.js';
import { type DriverAction, type DriverInput, type DriverState, createDriver, driverStep } from '../../../../src/core/consensus/atomix/driver.js';
import { type AtomixContext, lock, unlockToAbort, unlockToCommit } from '../../../../src/core/consensus/atomix/shard-side.js';
import type { Aborted, CertificatePort, Committed, CrossTransaction, LockAnswer, Refusal, ShardProof, ShardProofContent } from '../../../../src/core/consensus/atomix/types.js';
import { acceptTransaction, draftTransaction, signTransaction } from '../../../../src/core/ledger/individual-chains/chain.js';
import { shardProofHash, transactionHash } from '../../../../src/core/ledger/individual-chains/hashes.js';
import type { LedgerSwitches } from '../../../../src/core/ledger/individual-chains/ports.js';
import { type ShardLedger, genesisLedger, unspentOf } from '../../../../src/core/ledger/individual-chains/shard-ledger.js';
import type { OriginRef, SignedReading } from '../../../../src/core/ledger/individual-chains/types.js';
import { ALL_DEFENCES, directoryOf, keyOf, port, readingOf, signerOf } from '../../ledger/individual-chains/parties.js';

/** Wallets of the consumers are homed in shard 0; `ev` sells in shard 1, where it lives; `roamer` sells there and lives in 2. */
export const directory = directoryOf({
  alice: { role: 'consumer', homeShard: 0 },
  bob: { role: 'consumer', homeShard: 0 },
  ev: { role: 'ev', homeShard: 1 },
  roamer: { role: 'ev', homeShard: 2 },
  'cp-1': { role: 'charging-point', homeShard: 1 },
});

export const SHARDS = [0, 1, 2] as const;
export const MEMBERS = 4;
export const QUORUM = 3;
/** A certificate counts in its own epoch and the next; later, the shard is asked again. */
export const EPOCHS_VALID = 1;

export type Operation = Exclude<DriverAction, { type: 'done' }>;
export type Answer = LockAnswer | Committed | Aborted | Refusal;

export interface World {
  readonly ledgers: Map<number, ShardLedger>;
  readonly switches: LedgerSwitches;
  epoch: number;
}

export function createWorld(switches: LedgerSwitches = ALL_DEFENCES): World {
  const ledgers = new Map<number, ShardLedger>();
  for (const shard of SHARDS) {
    const money = shard === 0 ? ['alice', 'alice', 'bob'].map((owner) => ({ owner, amountMilli: 10_000 })) : [];
    ledgers.set(shard, genesisLedger({ shard, origins: money, credit: [] }, port));
  }
  return { ledgers, switches, epoch: 3 };
}

export const GENESIS_MILLI = 30_000;

function memberName(shard: number, epoch: number, member: number): string {
  return `member-${shard}-${epoch}-${member}`;
}

/** What the committee of the content's shard and epoch signs: a quorum unless the test wants fewer. */
export function certify<Content extends ShardProofContent>(content: Content, signers = QUORUM, epoch = content.epoch, shard = content.shard): ShardProof<Content> {
  const hash = shardProofHash(port, content);
  const certificate = Array.from({ length: signers }, (_, member) => ({ member, signature: signerOf(memberName(shard, epoch, member))(hash) }));
  return { content, certificate };
}

export function certificatesAt(epochNow: number): CertificatePort {
  return {
    verifyShardCertificate(shard, epoch, hash, certificate) {
      if (epoch > epochNow || epoch < epochNow - EPOCHS_VALID || !Array.isArray(certificate)) return false;
      const valid = new Set<number>();
      for (const { member, signature } of certificate as { member: number; signature: string }[]) {
        if (member < MEMBERS && port.verify(keyOf(memberName(shard, epoch, member)).publicKey, hash, signature)) valid.add(member);
      }
      return valid.size >= QUORUM;
    },
  };
}

export function contextOf(world: World): AtomixContext {
  return { port, directory, certificates: certificatesAt(world.epoch), switches: world.switches, epoch: world.epoch };
}

/** A signed and accepted transaction; `change` alters what the buyer signs. */
export function crossOf(reading: SignedReading, origins: readonly OriginRef[], number: number, change: Partial<ReturnType<typeof draft>> = {}): CrossTransaction {
  const transaction = { ...draft(reading, origins, number), ...change };
  return {
    signed: signTransaction(transaction, port, signerOf(transaction.buyer)),
    acceptance: acceptTransaction(transactionHash(port, transaction), transaction.seller, port, signerOf(transaction.seller)),
    reading,
  };
}

function draft(reading: SignedReading, origins: readonly OriginRef[], number: number) {
  const terms = { number, priceMilliPerKWh: 400, energyWh: reading.reading.energyWh, reading };
  const transaction = draftTransaction(terms, origins, port);
  if (transaction === null) throw new Error('the test gives a buyer too little');
  return transaction;
}

export function originsOf(world: World, owner: string): OriginRef[] {
  return unspentOf(world.ledgers.get(directory.homeShardOf(owner)!)!, owner);
}

/** Alice pays `seller` for `energyWh` with her first origin. */
export function sale(world: World, seller = 'ev', id = 'r1', energyWh = 5_000, number = 1): CrossTransaction {
  return crossOf(readingOf('cp-1', seller, 'alice', id, energyWh), originsOf(world, 'alice').slice(0, 1), number);
}

export function hashOf(cross: CrossTransaction): string {
  return transactionHash(port, cross.signed.transaction);
}

/** A driver over the participants that every shard works out alike. */
export function driverOf(cross: CrossTransaction, runMax = 3): DriverState {
  const checked = checkCrossTransaction(cross, port, directory, ALL_DEFENCES);
  const participants = typeof checked === 'string' ? { inputShards: [0, 1], outputShards: [0, 1] } : checked.participants;
  return createDriver(cross, participants, runMax, port);
}

/** Orders one operation at its shard. */
export function apply(world: World, operation: Operation): Answer {
  const ledger = world.ledgers.get(operation.shard)!;
  const context = contextOf(world);
  switch (operation.type) {
    case 'request-lock':
      return lock(ledger, operation.cross, operation.run, operation.previousAbort, context);
    case 'unlock-to-commit':
      return unlockToCommit(ledger, operation.cross, operation.run, operation.proofs, context);
    case 'unlock-to-abort':
      return unlockToAbort(ledger, operation.cross, operation.run, operation.proof, context);
  }
}

/** What an answer becomes once the shard's committee has certified it and it reached a driver. */
export function inputOf(answer: Answer): DriverInput {
  switch (answer.code) {
    case 'proof':
      return { type: 'proof', proof: certify(answer.content) };
    case 'refused':
      return { type: 'refused', refusal: answer };
    default:
      return { type: answer.code, shard: answer.shard, run: answer.run };
  }
}

export function step(world: World, driver: DriverState, input: DriverInput): DriverAction[] {
  return driverStep(driver, input, { port, certificates: certificatesAt(world.epoch) });
}

/** Runs a driver alone, in order and without loss, to its end; `silent` shards get and say nothing. Returns the answers. */
export function runToEnd(world: World, driver: DriverState, silent: readonly number[] = [], ticksMax = 40): Answer[] {
  const answers: Answer[] = [];
  const queue = step(world, driver, { type: 'start' });
  for (let ticks = 0; driver.phase !== 'done' && ticks < ticksMax; ticks += 1) {
    for (let action = queue.shift(); action !== undefined; action = queue.shift()) {
      if (action.type === 'done' || silent.includes(action.shard)) continue;
      const answer = apply(world, action);
      answers.push(answer);
      queue.push(...step(world, driver, inputOf(answer)));
    }
    queue.push(...step(world, driver, { type: 'tick' }));
  }
  return answers;
}

/** Asks one shard to lock and has the answer certified. */
export function lockAt(world: World, cross: CrossTransaction, shard: number, run = 1, previousAbort: ShardProof | null = null): ShardProof {
  const answer = lock(world.ledgers.get(shard)!, cross, run, previousAbort, contextOf(world));
  if (answer.code !== 'proof') throw new Error(`shard ${shard} refused: ${answer.reason}`);
  return certify(answer.content);
}
