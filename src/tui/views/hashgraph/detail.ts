import type { HashgraphDetail } from '../../../core/inspect/hashgraph.js';
import type { CastVote, SelectedEvent } from '../../../core/inspect/hashgraph-selected.js';
import { nameWithin } from '../../panels/elections.js';
import { clock, shortHash } from '../../text/format.js';
import { join, span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { titled } from '../../text/table.js';

/** What there is to say of the selected event, the most telling lines first. */
export function selectedLines(detail: HashgraphDetail, shard: string, style: Style): Line[] {
  const { selected } = detail;
  if (selected === null) return [[span('no event yet', 'dim')]];
  const nameOf = (creator: number): string => nameWithin(shard, detail.members[creator]!.node);
  return [
    [span(`event ${shortHash(selected.id)}`, 'bold'), span(` of ${nameOf(selected.creator)}, its ${selected.height + 1}., at ${stamp(selected.timestampUs)}`)],
    ...stateLines(detail, selected),
    parentLine(selected, nameOf),
    carriesLine(selected, style),
    orderLine(selected),
    [span(`sees ${selected.sees} of the ${selected.index + 1} events up to it`)],
    ...voteLines(selected.votes, nameOf, detail.totals.supermajority),
  ];
}

/** Virtual time to the millisecond. */
function stamp(timeUs: number): string {
  return `${clock(timeUs)}.${String(Math.floor(timeUs / 1000) % 1000).padStart(3, '0')}`;
}

function stateLines({ events, before, totals }: HashgraphDetail, selected: SelectedEvent): Line[] {
  const line = events[selected.index - before];
  if (line === undefined) return [];
  const fork = line.forked ? [span(', on a branch of a fork', 'bad')] : [];
  if (!line.witness) return [[span(`round ${line.round}, no witness`), ...fork]];
  const word = line.fame === 'famous' ? span('famous', 'good') : line.fame === 'not-famous' ? span('not famous', 'warn') : span('fame undecided', 'accent');
  const strong = selected.stronglySeen;
  const first: Line = [span(`round ${line.round}, witness, `), word, ...fork];
  const seen: Line[] =
    strong === null || line.round === 1
      ? []
      : [[span(`strongly sees ${strong.witnesses} of ${strong.of} witnesses of round ${line.round - 1}: ${strong.seats} of ${totals.seats} seats, ${totals.supermajority} needed`)]];
  return [first, ...electionLines(selected, totals.supermajority), ...seen];
}

/** The votes on an undecided witness, round by round. */
function electionLines({ election }: SelectedEvent, supermajority: number): Line[] {
  const newest = election.slice(-3).map(({ difference, yes, no, coin }): Line => {
    const what = difference === 1 ? 'sees it or not' : coin ? 'coin round' : 'counts';
    return [span(`  round +${difference} ${what}: `, 'dim'), span(`${yes} yes, ${no} no`, 'accent')];
  });
  return newest.length === 0 ? [] : [[span(`voted on, ${supermajority} seats decide`, 'dim')], ...newest];
}

function parentLine({ selfParent, otherParent }: SelectedEvent, nameOf: (creator: number) => string): Line {
  const own = selfParent === null ? 'no self-parent' : `self-parent ${shortHash(selfParent.id)} r${selfParent.round}`;
  const other = otherParent === null ? 'no other-parent' : `other ${nameOf(otherParent.creator)} ${shortHash(otherParent.id)} r${otherParent.round}`;
  return [span(`${own}; ${other}`)];
}

function carriesLine({ carries }: SelectedEvent, style: Style): Line {
  const { times } = glyphsOf(style);
  if (carries.length === 0) return [span('carries no transaction, only news', 'dim')];
  return [span('carries '), ...join(carries.map(({ kind, count }): Line => [span(`${kind}${times}${count}`, 'bold')]), span(', '))];
}

function orderLine({ received }: SelectedEvent): Line {
  if (received === null) return [span('no place in the order yet', 'dim')];
  const block = received.block === null ? '' : `, block ${received.block}`;
  return [span(`#${received.place} of the order`, 'bold'), span(`, received in round ${received.round}${block}, time ${stamp(received.consensusTimestampUs)}`)];
}

/** Votes of one kind on witnesses of one round share a line. */
function voteLines(votes: readonly CastVote[], nameOf: (creator: number) => string, supermajority: number): Line[] {
  const lines = new Map<string, { readonly vote: CastVote; readonly names: string[] }>();
  for (const vote of votes) {
    const key = `${vote.vote} ${vote.round} ${vote.yes} ${vote.no}`;
    const line = lines.get(key) ?? { vote, names: [] };
    line.names.push(nameOf(vote.creator));
    lines.set(key, line);
  }
  return [...lines.values()].map(({ vote, names }): Line => {
    const counted = vote.difference === 1 ? '' : `, counting ${vote.yes} yes ${vote.no} no, ${supermajority} decide`;
    const coin = vote.coin ? ', a coin round' : '';
    return [span(`votes ${vote.vote}`, vote.vote === 'yes' ? 'good' : 'warn'), span(` on r${vote.round} of ${names.join(' ')}${counted}${coin}`)];
  });
}

/** The last rounds: witnesses, fame, and what came out. */
export function roundTable({ rounds }: HashgraphDetail): Line[] {
  if (rounds.length > 0) titled(['out of it']);
  const lines = rounds.map((round): Line => {
    const fame = `${round.famous} famous${round.undecided > 0 ? ` ${round.undecided} open` : ''}`;
    const out = round.received === 0 ? '' : `${round.received} ${round.received === 1 ? 'event' : 'events'}${round.block === null ? '' : `, block ${round.block}`}`;
    return [
      span(`r${round.round}`.padEnd(5), 'bold'),
      span(String(round.witnesses).padStart(3)),
      span(`  ${fame.padEnd(17)}`),
      round.complete ? span(out === '' ? 'complete' : out, 'good') : span('under way', 'accent'),
    ];
  });
  return lines.length === 0 ? [] : [[span('round wit. fame             out of it', 'dim')], ...lines];
}
