import type { AttackSetting, ConnectionSetting, Parameters, Range } from '../actors/parameters.js';
import { readChange } from './changes.js';
import { formatDuration } from '../units/duration.js';
import { hasBocs } from '../actors/channels/channel.js';
import { LISTS_SETTLE_US, OFFERS_SETTLE_US } from '../actors/round-clock.js';
import { placements } from '../actors/genesis.js';
import { ATTACKS, levelMistake } from '../attacks/catalogue.js';
import { parseHidden } from '../forecast/network/hidden.js';
import { isOnLinks, selectorMistake } from '../faults/faults.js';
import type { DocumentPath, ScenarioProblem } from './convert.js';

/**
 * What no schema can say: values that are each fine and impossible together. Pure; paths are those of the scenario file.
 * Every problem is reported, none stops the others.
 */
export function brokenRules(parameters: Parameters): ScenarioProblem[] {
  return [
    ...populationProblems(parameters),
    ...electionProblems(parameters),
    ...ledgerProblems(parameters),
    ...windowProblems(parameters),
    ...rangeProblems(parameters),
    ...connectionProblems(parameters),
    ...forecastProblems(parameters),
    ...attackProblems(parameters),
    ...networkProblems(parameters),
    ...faultProblems(parameters),
    ...changeProblems(parameters),
  ];
}

/** The fewest that any shard gets of a number that is shared out equally. */
export function leastPerShard(total: number, shards: number): number {
  return Math.floor(total / shards);
}

function problem(code: string, path: string, message: string, ...also: string[]): ScenarioProblem {
  return { code, path: place(path), message, also: also.map(place) };
}

function place(path: string): DocumentPath {
  return path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function populationProblems({ shards, population }: Parameters): ScenarioProblem[] {
  return (['evs', 'consumers', 'exchanges', 'chargingPoints'] as const)
    .filter((who) => population[who] < shards)
    .map((who) =>
      problem('empty-shard', `population.${who}`, `expected at least one for each of the ${shards} shards; found ${population[who]}`, 'shards'),
    );
}

function electionProblems({ shards, population, committee, credit, epoch }: Parameters): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const evs = leastPerShard(population.evs, shards);
  const totalCredit = evs * credit.initial;
  const shares = ['population.evs', 'shards'];
  for (const theta of ['thetaP', 'thetaCP'] as const) {
    if (committee[theta] > totalCredit && evs > 0) {
      const message = `θ must not exceed R, the credit of a shard's EVs: ${evs} EVs × ${credit.initial} = ${totalCredit}; found ${committee[theta]}`;
      problems.push(problem('theta-above-credit', `committee.${theta}`, message, 'credit.initial', ...shares));
    }
  }
  for (const size of ['minimumMembers', 'genesisMembers'] as const) {
    if (committee[size] > evs && evs > 0) {
      const message = `a shard has only ${evs} EVs to be members; found ${committee[size]}`;
      problems.push(problem('too-few-evs', `committee.${size}`, message, ...shares));
    }
  }
  if (credit.initial > credit.maximum) {
    problems.push(problem('credit-above-maximum', 'credit.initial', `expected at most credit.maximum, ${credit.maximum}; found ${credit.initial}`, 'credit.maximum'));
  }
  if (epoch.drawWindowUs * epoch.maxAttempts > epoch.lengthUs) {
    const message = `${epoch.maxAttempts} attempts of ${formatDuration(epoch.drawWindowUs)} do not fit in an epoch of ${formatDuration(epoch.lengthUs)}`;
    problems.push(problem('window-does-not-fit', 'epoch.drawWindow', message, 'epoch.maxAttempts', 'epoch.length'));
  }
  return problems;
}

function ledgerProblems({ shards, population, ledger, market }: Parameters): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const evs = leastPerShard(population.evs, shards);
  const exchanges = leastPerShard(population.exchanges, shards);
  if (ledger.boevPeers > evs && evs > 0) {
    problems.push(problem('too-few-evs', 'ledger.boevPeers', `a shard has only ${evs} EVs; found ${ledger.boevPeers}`, 'population.evs', 'shards'));
  }
  if (ledger.endorsements > ledger.boevPeers) {
    const message = `expected at most ledger.boevPeers, ${ledger.boevPeers}; found ${ledger.endorsements}`;
    problems.push(problem('too-few-endorsers', 'ledger.endorsements', message, 'ledger.boevPeers'));
  } else if (ledger.endorsements > exchanges && exchanges > 0) {
    const message = `a shard has only ${exchanges} exchanges to endorse on the BoE; found ${ledger.endorsements}`;
    problems.push(problem('too-few-endorsers', 'ledger.endorsements', message, 'population.exchanges', 'shards'));
  }
  if (market.consumerBalanceMilli < market.consumerOrigins) {
    const message = `expected at least 0.001 for each of the ${market.consumerOrigins} origins; found ${market.consumerBalanceMilli / 1000}`;
    problems.push(problem('empty-origin', 'market.consumerBalance', message, 'market.consumerOrigins'));
  }
  if (market.awayWalletPermille > 0 && shards === 1) {
    problems.push(problem('nowhere-away', 'market.awayWalletPermille', 'with one shard there is no other campus for a wallet; expected 0', 'shards'));
  }
  return problems;
}

/** A round's windows follow each other, and two rounds never discharge at once. */
function windowProblems({ market }: Parameters): ScenarioProblem[] {
  const order = [
    ['requestWindow', 'offerWindow'],
    ['offerWindow', 'executionStart'],
    ['executionStart', 'roundEvery'],
    ['execution', 'roundEvery'],
    ['execution', 'settleBound'],
  ] as const;
  const tooShort = market.offerWindowUs > LISTS_SETTLE_US ? [] : [problem('nobody-could-offer', 'market.offerWindow', `expected more than ${formatDuration(LISTS_SETTLE_US)}, because energy is called for that long after the requests close; found ${formatDuration(market.offerWindowUs)}`)];
  const misfits = order.flatMap(([early, late]) => {
    const [first, second] = [market[`${early}Us`], market[`${late}Us`]];
    if (first <= second) return [];
    const message = `does not fit: expected at most market.${late}, ${formatDuration(second)}; found ${formatDuration(first)}`;
    return [problem('window-does-not-fit', `market.${early}`, message, `market.${late}`)];
  });
  return [...tooShort, ...misfits, ...crossWindowProblems(market)];
}

/** What campuses have left is matched between their own clearing and the execution. */
function crossWindowProblems({ bocs, crossWindowUs, requestWindowUs, offerWindowUs, executionStartUs }: Parameters['market']): ScenarioProblem[] {
  const clearedUs = requestWindowUs + offerWindowUs + OFFERS_SETTLE_US;
  if (!bocs || clearedUs + crossWindowUs < executionStartUs) return [];
  const message = `does not fit: campuses clear ${formatDuration(clearedUs)} after a round's beginning, and what they have left must be matched before market.executionStart, ${formatDuration(executionStartUs)}; found ${formatDuration(crossWindowUs)}`;
  return [problem('window-does-not-fit', 'market.crossWindow', message, 'market.executionStart', 'market.requestWindow', 'market.offerWindow')];
}

function rangeProblems({ market, fleet }: Parameters): ScenarioProblem[] {
  return [
    ...rangeProblem('market.demandKWh', market.demandWh),
    ...rangeProblem('market.bidPerKWh', market.bidMilliPerKWh),
    ...rangeProblem('market.askPerKWh', market.askMilliPerKWh),
    ...requestLengthProblems(market),
    ...(fleet.offerWh === null ? [] : rangeProblem('fleet.offerKWh', fleet.offerWh)),
  ];
}

function requestLengthProblems({ requestLengthUs: { min, max }, executionUs }: Parameters['market']): ScenarioProblem[] {
  if (min > max) {
    return [problem('empty-range', 'market.requestLength.min', `expected at most the range's max, ${formatDuration(max)}; found ${formatDuration(min)}`, 'market.requestLength.max')];
  }
  if (max <= executionUs) return [];
  return [problem('window-does-not-fit', 'market.requestLength.max', `expected at most market.execution, ${formatDuration(executionUs)}; found ${formatDuration(max)}`, 'market.execution')];
}

function rangeProblem(path: string, range: Range): ScenarioProblem[] {
  if (range.min <= range.max) return [];
  return [problem('empty-range', `${path}.min`, `expected at most the range's max, ${range.max / 1000}; found ${range.min / 1000}`, `${path}.max`)];
}

function connectionProblems({ fleet, population }: Parameters): ScenarioProblem[] {
  const path = 'fleet.connections';
  const lastEnd = new Map<number, number>();
  const problems: ScenarioProblem[] = [];
  const inTime = fleet.connections
    .map((span, index): readonly [ConnectionSetting, number] => [span, index])
    .toSorted(([left, leftIndex], [right, rightIndex]) => left.arriveUs - right.arriveUs || leftIndex - rightIndex);
  for (const [span, index] of inTime) {
    if (span.ev >= population.evs) {
      problems.push(problem('no-such-ev', `${path}.${index}.ev`, `expected an EV from 0 to ${population.evs - 1}; found ${span.ev}`, 'population.evs'));
    }
    if (span.departUs <= span.arriveUs) {
      const message = `departs at ${formatDuration(span.departUs)}, not after its arrival at ${formatDuration(span.arriveUs)}`;
      problems.push(problem('departure-before-arrival', `${path}.${index}.depart`, message, `${path}.${index}.arrive`));
    } else if ((lastEnd.get(span.ev) ?? 0) > span.arriveUs) {
      problems.push(problem('overlapping-connections', `${path}.${index}.arrive`, `EV ${span.ev} is still plugged in then`));
    }
    lastEnd.set(span.ev, Math.max(lastEnd.get(span.ev) ?? 0, span.departUs));
  }
  return problems;
}

function forecastProblems({ forecast }: Parameters): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  if (parseHidden(forecast.hidden) === null) {
    problems.push(problem('bad-layers', 'forecast.hidden', `expected up to 6 numbers of neurons from 1 to 256 with commas between, such as 16,8; found ${forecast.hidden}`));
  }
  if (forecast.answerWindowUs > forecast.everyUs) {
    const message = `does not fit: expected at most forecast.every, ${formatDuration(forecast.everyUs)}; found ${formatDuration(forecast.answerWindowUs)}`;
    problems.push(problem('window-does-not-fit', 'forecast.answerWindow', message, 'forecast.every'));
  }
  return problems;
}

function attackProblems(parameters: Parameters): ScenarioProblem[] {
  return parameters.attacks.flatMap((attack, index) =>
    attackMistakes(attack, parameters).map(({ field, message }) => problem('impossible-attack', `attacks.${index}.${field}`, message)),
  );
}

/** What is impossible about an attack in a scenario; the command line asks the same of `--attack`. */
export function attackMistakes(attack: AttackSetting, parameters: Parameters): { field: 'level' | 'to'; message: string }[] {
  const mistakes: { field: 'level' | 'to'; message: string }[] = [];
  const entry = ATTACKS.find((one) => one.name === attack.name);
  const wrong = entry === undefined ? null : levelMistake(entry, attack.level);
  if (wrong !== null) mistakes.push({ field: 'level', message: `${wrong}; found ${attack.level}` });
  if (attack.name === 'poisoning' && !parameters.forecast.enabled) mistakes.push({ field: 'level', message: 'poisoning needs EVs that learn: expected forecast.enabled' });
  const most = greatestLevel(attack.name, parameters);
  if (attack.level > most) {
    mistakes.push({ field: 'level', message: most === 0 ? `${attack.name} needs more than one shard${attack.name === 'leftovers' ? ' and market.bocs' : ''}` : `expected a level of at most ${most}; found ${attack.level}` });
  }
  if (attack.toUs !== null && attack.toUs <= attack.fromUs) {
    mistakes.push({ field: 'to', message: `ends at ${formatDuration(attack.toUs)}, not after its beginning at ${formatDuration(attack.fromUs)}` });
  }
  return mistakes;
}

/** More than there are of what the level counts cannot be attacked with. */
function greatestLevel(name: string, { market, shards, population }: Parameters): number {
  if (name === 'consumer' || name === 'double-spend') return population.consumers;
  if (name === 'exchange') return population.exchanges;
  if (name === 'leftovers') return hasBocs({ market, shards }) ? shards : 0;
  if (name === 'cut') return (shards * (shards - 1)) / 2;
  return Number.MAX_SAFE_INTEGER;
}

function faultProblems(parameters: Parameters): ScenarioProblem[] {
  const { faults, shards } = parameters;
  if (faults.length === 0) return [];
  const names = new Set(placements(parameters).map((one) => one.name));
  for (let shard = 1; shard <= shards; shard++) names.add(`c${shard}`);
  const has = (name: string): boolean => names.has(name);
  return faults.flatMap((fault, index) => {
    const at = `faults.${index}`;
    const problems: ScenarioProblem[] = [];
    for (const field of ['nodes', 'others'] as const) {
      const mistake = selectorMistake(fault[field], isOnLinks(fault), has);
      if (mistake !== null) problems.push(problem('no-such-node', `${at}.${field}`, mistake, 'population', 'shards'));
    }
    if (fault.nodes.trim() === '') problems.push(problem('no-such-node', `${at}.nodes`, 'expected at least one campus or node'));
    if (fault.toUs !== null && fault.toUs <= fault.fromUs) {
      problems.push(problem('impossible-fault', `${at}.to`, `ends at ${formatDuration(fault.toUs)}, not after its beginning at ${formatDuration(fault.fromUs)}`));
    }
    return problems;
  });
}

function changeProblems({ changes }: Parameters): ScenarioProblem[] {
  return changes.flatMap((change, index) => {
    const read = readChange(change);
    return read.ok ? [] : [problem('impossible-change', `changes.${index}.${read.field}`, read.message)];
  });
}

function networkProblems({ network }: Parameters): ScenarioProblem[] {
  if (network.wideArea.baseUs > 0) return [];
  return [problem('no-window', 'network.wideArea.base', 'expected more than 0s: shards advance together in windows of this length')];
}
