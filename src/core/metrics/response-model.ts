import { BLOCK_TIMEOUT_US, BLOCK_TRANSACTIONS } from '../actors/channels/channel.js';
import type { Parameters } from '../actors/parameters.js';
import type { LinkParameters, ProcessorCosts } from '../kernel/models.js';
import { RETAINED_ROUNDS } from '../ledger/endorse-order-validate/chaincode.js';
import { MECHANISMS } from '../market/registry.js';
import type { ChainTimes, PhaseCampus, PhaseParameters } from '../response-time/phase-parameters.js';
import type { StageEv, StageExchange, StageParameters } from '../response-time/stage-parameters.js';
import type { Carried, CrossCounts, RoundCounts } from './response-round.js';

/**
 * The formulas' parameters by the emulation's own model (SEED B8): links' latencies and bandwidths, the processor table, the
 * rules by which channels cut blocks, and one round's counts and sizes. What a node does for a transaction is counted in
 * signatures, verifications and hashes, as the channels' code does it; nothing is fitted to what was measured. A message
 * alone on its way and a node without other work are assumed, as the formulas do: a measured time above is congestion.
 */

export interface ModelledRound {
  readonly round: number;
  readonly parameters: Parameters;
  /** EVs of the campus, whether they offer or not. */
  readonly evs: number;
  readonly counts: RoundCounts;
}

/** One operation on one chain. */
interface Chain {
  readonly endorseUs: number;
  readonly orderUs: number;
  readonly broadcastUs: number;
  readonly verifyUs: number;
  readonly recordUs: number;
}

/** The parameters of eq. 5.1–5.9 for this campus and round. */
export function stageParametersOf(modelled: ModelledRound): StageParameters {
  const { parameters, counts, evs } = modelled;
  const server = parameters.processors.campus;
  const { campus } = parameters.network;
  const lists = counts.perExchange.map((requests) => listChain(modelled, requests));
  const results = resultChain(modelled);
  const offers = offerChain(modelled);
  const exchanges = counts.perExchange.map((requests, at): StageExchange => ({
    requestUs: spread(campus, requestBytes(counts), requests),
    collectUs: server.hashUs + server.signUs,
    // The orderer keeps the pool: exchanges do not wait for each other's lists.
    poolUs: 0,
    endorseUs: lists[at]!.endorseUs,
    broadcastUs: lists[at]!.broadcastUs,
    verifyUs: lists[at]!.verifyUs,
    resultBroadcastUs: results.broadcastUs,
    resultVerifyUs: results.verifyUs,
    resultDownloadUs: requests * server.hashUs,
    noticeUs: spread(campus, requestBytes(counts), requests),
  }));
  const offering = Math.max(1, counts.offers);
  const informs = spread(campus, FRAME_BYTES, Math.max(1, evs)).slice(0, offering);
  const vehicle = parameters.processors.vehicle;
  return {
    exchanges,
    evs: informs.map((informUs): StageEv => ({ informUs: informUs + vehicle.hashUs + vehicle.signUs, endorseUs: offers.endorseUs, broadcastUs: offers.broadcastUs, verifyUs: offers.verifyUs })),
    requestOrderUs: Math.max(...lists.map(({ orderUs }) => orderUs)),
    requestRecordUs: server.hashUs,
    // The control system keeps the chains itself: it reads its own copy when it clears, see `clearingUs`.
    requestDownloadUs: 0,
    offerOrderUs: offers.orderUs,
    offerRecordUs: offers.recordUs,
    offerDownloadUs: 0,
    allocateUs: clearingUs(modelled),
    resultEndorseUs: results.endorseUs,
    resultRecordUs: results.recordUs,
  };
}

/**
 * The parameters of eq. 5.10–5.47. This campus comes first; where the BoCS has matched, the others follow, all alike: with this
 * one's exchanges, and with so much left that the BoCS's totals are those of the round.
 */
export function phaseParametersOf(modelled: ModelledRound): PhaseParameters {
  const { parameters, counts } = modelled;
  const { perExchange, requests, offers, selected, allocations, lists } = counts;
  const server = parameters.processors.campus;
  const largest = Math.max(1, ...perExchange);
  const pickEvUs = server.matchNs / 1000;
  const campus: PhaseCampus = {
    exchanges: perExchange.map((one) => ({ requests: one, consumerExchangeUs: spread(parameters.network.campus, requestBytes(counts), one) })),
    evs: offers,
    pickEvUs,
    // Only mechanisms with time windows look at an EV's boundaries.
    checkEvUs: MECHANISMS.some((one) => one.name === parameters.market.mechanism && one.usesTime) ? pickEvUs : 0,
    allocateEvUs: pickEvUs,
    fulfilledRatio: requests === 0 ? 0 : selected / requests,
    evsPerRequest: selected === 0 ? 0 : allocations / selected,
    boe: meanOf(listChain(modelled, largest), resultChain(modelled)),
    bocs: counts.cross === null ? NO_CHAIN : meanOf(leftoverChain(modelled, counts.cross), planChain(modelled, counts.cross)),
  };
  const { cross } = counts;
  return {
    campuses: cross === null ? [campus] : [leaving(campus, cross.leftRequests, cross.leftOffers), ...othersOf(campus, cross, parameters.shards - 1)],
    requestProcessUs: (server.hashUs + server.signUs) / largest,
    evProcessUs: 0,
    blockProcessUs: readingUs(modelled) / Math.max(1, perExchange.length),
    requestSizeKb: requestBytes(counts) / 1000,
    evSizeKb: counts.uploads.proposalBytes / 1000,
    allocationSizeKb: counts.results.proposalBytes / 1000 / Math.max(1, requests),
    // A transaction here takes whatever it is given.
    transactionCapacityKb: 1e9 + (lists.proposalBytes + counts.results.proposalBytes) / 1000,
    bocsFulfilledRatio: cross === null || cross.allRequests === 0 ? 0 : cross.requests / cross.allRequests,
    bocsEvsPerRequest: cross === null || cross.requests === 0 ? 0 : cross.tasks / cross.requests,
  };
}

/** The campus with p_k, q_k and N_ev such that (5.22) and (5.27) leave so many requests and EVs. */
function leaving(campus: PhaseCampus, leftRequests: number, leftEvs: number): PhaseCampus {
  const requests = campus.exchanges.reduce((sum, one) => sum + one.requests, 0);
  const fulfilledRatio = requests === 0 ? 0 : Math.max(0, 1 - leftRequests / requests);
  return { ...campus, fulfilledRatio, evs: leftEvs + fulfilledRatio * campus.evsPerRequest * requests };
}

function othersOf(campus: PhaseCampus, { allRequests, allOffers, leftRequests, leftOffers }: CrossCounts, others: number): PhaseCampus[] {
  const other = leaving(campus, (allRequests - leftRequests) / others, (allOffers - leftOffers) / others);
  return Array.from({ length: others }, () => other);
}

const NO_CHAIN: ChainTimes = { endorseUs: 0, orderUs: 0, broadcastUs: 0, verifyUs: 0, recordUs: 0 };
/** A message without content: `actors/step.ts`. */
const FRAME_BYTES = 48;

/** Requests' signatures are checked again by every endorser. */
function listChain(modelled: ModelledRound, requests: number): Chain {
  const { parameters, counts } = modelled;
  const checked = parameters.defences.signatures ? requests : 0;
  return chainOf(modelled, counts.lists, 1, checked, counts.perExchange.length, boeWays(parameters));
}

function resultChain(modelled: ModelledRound): Chain {
  const { parameters, counts, round } = modelled;
  // A commitment for each consumer and a mark; from the fifth round on the first one's are deleted.
  const forgotten = round >= RETAINED_ROUNDS ? counts.requests + counts.perExchange.length + 1 : 0;
  return chainOf(modelled, counts.results, counts.requests + 1 + forgotten, 0, 1, boeWays(parameters));
}

function offerChain(modelled: ModelledRound): Chain {
  const { parameters, counts } = modelled;
  const { network, processors } = parameters;
  const ways: Ways = { client: processors.vehicle, peer: processors.vehicle, toPeer: network.vehicleVehicle, toOrderer: network.campus, peers: parameters.ledger.boevPeers, needed: parameters.ledger.endorsements };
  return chainOf(modelled, counts.uploads, 1, 0, Math.max(1, counts.uploads.blockTransactions), ways);
}

/** Endorsers check every request's and offer's signature again, and the proofs that the campus has not given them away itself. */
function leftoverChain(modelled: ModelledRound, { leftovers, leftRequests, leftOffers }: CrossCounts): Chain {
  const { parameters } = modelled;
  const proofs = 2 * (1 + parameters.ledger.endorsements);
  const checked = parameters.defences.leftovers ? leftRequests + leftOffers + proofs : 0;
  return chainOf(modelled, leftovers, 1, checked, parameters.shards, bocsWays(parameters));
}

/** All control systems put up a plan at once. */
function planChain(modelled: ModelledRound, { plan, tasks }: CrossCounts): Chain {
  const { parameters } = modelled;
  return chainOf(modelled, plan, tasks + 1, 0, parameters.shards, bocsWays(parameters));
}

/** Who does the work of a chain, and over which links. */
interface Ways {
  readonly client: ProcessorCosts;
  readonly peer: ProcessorCosts;
  readonly toPeer: LinkParameters;
  readonly toOrderer: LinkParameters;
  readonly peers: number;
  readonly needed: number;
}

function boeWays({ network, processors, ledger }: Parameters): Ways {
  return { client: processors.campus, peer: processors.campus, toPeer: network.campus, toOrderer: network.campus, peers: 2, needed: ledger.endorsements };
}

function bocsWays({ network, processors, shards }: Parameters): Ways {
  const { campus } = processors;
  return { client: campus, peer: campus, toPeer: network.wideArea, toOrderer: network.wideArea, peers: shards - 1, needed: Math.floor(shards / 2) + 1 };
}

/** One transaction with so many writes, in a block with so many like it; `checked` signatures are inside. */
function chainOf({ parameters }: ModelledRound, carried: Carried, writes: number, checked: number, inBlock: number, ways: Ways): Chain {
  const { client, peer, toPeer, toOrderer, peers, needed } = ways;
  const orderer = parameters.processors.campus;
  const perBlock = Math.max(1, carried.blockTransactions, Math.min(inBlock, BLOCK_TRANSACTIONS));
  const resultHashes = 2 * writes + 2;
  const endorserUs = peer.verifyUs + checked * (peer.hashUs + peer.verifyUs) + (1 + resultHashes) * peer.hashUs + peer.signUs;
  const assembleUs = resultHashes * client.hashUs + client.verifyUs + client.hashUs + client.signUs;
  const digests = perBlock * (resultHashes + 1) + 2 * perBlock;
  const waitUs = perBlock >= BLOCK_TRANSACTIONS ? 0 : BLOCK_TIMEOUT_US;
  const transactionBytes = carried.blockBytes === 0 ? carried.proposalBytes : carried.blockBytes / perBlock;
  return {
    endorseUs: wayUs(toPeer, carried.proposalBytes, 0.5) + endorserUs + wayUs(toPeer, transactionBytes - carried.proposalBytes, 0.5) + assembleUs,
    orderUs: wayUs(toOrderer, transactionBytes, 0.5) + waitUs + digests * orderer.hashUs + orderer.signUs,
    broadcastUs: wayUs(toOrderer, carried.blockBytes, peers / (peers + 1)),
    verifyUs: digests * peer.hashUs + (1 + perBlock * (1 + needed)) * peer.verifyUs,
    recordUs: peer.hashUs,
  };
}

/** The clearing's step: the book is read, matched, and what comes of it is hidden behind commitments and proposed twice. */
function clearingUs(modelled: ModelledRound): number {
  const { parameters, counts } = modelled;
  const { hashUs, signUs, matchNs } = parameters.processors.campus;
  const matchUs = Math.ceil(((counts.requests + counts.offers) * matchNs) / 1000);
  // Every consumer's result and every EV's task gets a salt and a commitment.
  const hiddenUs = (counts.requests + counts.allocations) * (2 * hashUs + signUs);
  return readingUs(modelled) + matchUs + hiddenUs + 2 * (hashUs + signUs);
}

/** Each request's signature is checked once more where the book is read. */
function readingUs({ parameters, counts }: ModelledRound): number {
  const { hashUs, verifyUs } = parameters.processors.campus;
  return counts.requests * (hashUs + verifyUs);
}

function requestBytes({ lists, perExchange }: RoundCounts): number {
  return lists.proposalBytes / Math.max(1, ...perExchange);
}

/** One way over a link, at this part of its jitter. */
function wayUs({ baseUs, jitterUs, bandwidthBytesPerS }: LinkParameters, bytes: number, jitterPart: number): number {
  return baseUs + jitterPart * jitterUs + (Math.max(0, bytes) * 1_000_000) / bandwidthBytesPerS;
}

/** So many ways at once: their uniform jitters where order statistics expect them. */
function spread(link: LinkParameters, bytes: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => wayUs(link, bytes, (at + 1) / (count + 1)));
}

function meanOf(a: Chain, b: Chain): ChainTimes {
  const mean = (key: keyof Chain): number => (a[key] + b[key]) / 2;
  return { endorseUs: mean('endorseUs'), orderUs: mean('orderUs'), broadcastUs: mean('broadcastUs'), verifyUs: mean('verifyUs'), recordUs: mean('recordUs') };
}
