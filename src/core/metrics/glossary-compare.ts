import { term, type Term } from './glossary-term.js';

/** What the comparison of two futures shows. */
export const COMPARE_TERMS: readonly Term[] = [
  term('first differed', ['first differed'], 'hh:mm:ss.µs', 'Virtual time at which A and B began to differ in the metric, in the campus where it came first. A difference counts once it outlasts a whole virtual second.', null, 'docs 13', ['compare']),
  term('after the fork', ['after fork'], 's', 'How long after the fork that was.', 'first differed − time of the fork', 'docs 13', ['compare']),
  term('fold', ['fold'], 'word', 'The subject whose notes move the metric: market, consensus, cross-shard, risk or attack.', null, 'docs 08', ['compare']),
  term('metric', ['metric'], 'name', 'A number of `run --json`, by its path there.', null, 'reference/metrics', ['compare']),
  term('unit', ['unit'], 'word', 'The unit of the metric.', null, 'reference/metrics', ['compare']),
  term('campus', ['campus'], 'name', 'The campus in which the difference came first.', null, 'docs 13', ['compare']),
  term('A and B now', ['A now', 'B now', 'B-A'], 'the metric’s', 'The metric over all campuses in either future at the time shown, and B minus A; = where they are equal.', 'B − A', 'docs 13', ['compare']),
  term('figures of a campus', ['filled A', 'kWh A', 'final A', 'pending A', 'penal. A', 'aborted A', 'A', 'B'], 'see the number', 'The campus’s figures in A and in B: fill rate, delivered energy, final and pending transactions, parties penalised, payments aborted.', null, 'docs 13', ['compare']),
];
