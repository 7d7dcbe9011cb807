import { term, type Term } from './glossary-term.js';

/** Terms of the network view, the attacks view and the inspector. */
export const NODE_TERMS: readonly Term[] = [
  term('link class', ['link'], 'name', 'Which kind of link a message went over: between two vehicles, between a vehicle and a charging point, the campus network, or the wide area between campuses.', null, 'docs 03', ['network']),
  term('latency', ['latency'], 'time', 'Base latency one way of a link of this class, as it is in force now.', 'latency of a message = base + size / rate + jitter', 'docs 03', ['network']),
  term('jitter', ['jitter'], 'time', 'The most that is added at random to the latency of one message, uniform from 0 on.', null, 'docs 03', ['network']),
  term('rate', ['rate'], 'bytes per s', 'Bandwidth of a link; a message takes its size over the rate longer.', null, 'docs 03', ['network']),
  term('loss', ['loss'], '%', 'Share of the messages that a link of this class loses at random; faults and cuts come on top.', null, 'docs 03', ['network']),
  term('messages', ['messages'], 'messages', 'Messages that nodes of this campus have sent over links since the run began, lost ones too; what a node sends to itself goes over no link.', null, 'DESIGN 4', ['network']),
  term('bytes', ['bytes'], 'bytes', 'Modelled size of those messages on the wire: content and frame.', null, 'docs 03', ['network']),
  term('lost', ['lost'], 'messages', 'Those of the messages that were lost: by the link, a fault, or a cut between campuses.', null, 'DESIGN 4', ['network']),
  term('messages by link', ['vehicles', 'points', 'campus', 'wide'], 'messages', 'How many of the messages of this kind went between vehicles, between vehicles and charging points, over the campus network, and to other campuses.', null, 'docs 03', ['network']),
  term('kind of message', ['kind of message'], 'name', 'The protocol and the message: `committee/gossip` carries events of the hashgraph, `channel/*` belongs to BoE and BoEV, `ledger/*` to transactions and their receipts.', null, 'docs 04 to 06', ['network']),
  term('stage', ['stage'], 'name', 'A part of the way of a request: to its list on the BoE, from the list to the match, from the match to the tasks on the BoEV, from the tasks to the meter reading, from the reading to the final transaction; and the whole way.', 'request to final = final transaction - request sent', 'SEED B8', ['network']),
  term('median', ['median'], 'virtual time', 'Half of the newest 512 samples took no longer.', 'nearest rank', 'SEED B8', ['network']),
  term('99th percentile', ['p99'], 'virtual time', 'Of the newest 512 samples, 99 in 100 took no longer.', 'nearest rank', 'SEED B8', ['network']),
  term('last', ['last'], 'virtual time', 'The newest sample.', null, 'SEED B8', ['network']),
  term('samples', ['samples'], 'samples', 'How often this campus has been through the stage since the run began.', null, 'SEED B8', ['network']),
  term('with and without the defence', ['defence'], 'on or off', 'What the attack came to over all campuses while its defence was on, and while it was off. An attempt counts for the side that was on when it was decided, a loss for the side on which its request was matched.', null, 'docs 07', ['attacks']),
  term('success', ['success'], '%', 'Share of the decided attempts that had their effect.', 'succeeded / (succeeded + blocked)', 'docs 07', ['attacks']),
  term('node', ['node'], 'name', 'A participant by its name: campus, role and number.', null, 'SEED A1'),
  term('role', ['role'], 'name', 'What its certificate says it is: EV, consumer, exchange, charging point or control system.', null, 'SEED A1'),
  term('status', ['status'], 'up, stopped or asleep', 'Stopped nodes have crashed; sleeping ones are identities that an attack wakes.', null, 'docs 07'),
];
