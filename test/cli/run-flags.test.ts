import test from 'ava';
import { readRunRequest, replayLine } from '../../src/cli/run-flags.js';

test('an attack that needs a field switches it on, and the line that replays the run says so', (t) => {
  const request = readRunRequest('tiny', { attack: ['poisoning:0.4'], set: ['market.mechanism=sret-single'] });
  t.true(request.scenario.parameters.forecast.enabled);
  t.deepEqual(request.flags.attacks, [{ name: 'poisoning', level: 0.4, fromUs: 0, toUs: null }]);
  t.regex(replayLine(request), /--set market\.mechanism=sret-single --set forecast\.enabled=true --attack poisoning:0\.4$/);
  t.false(readRunRequest('tiny', { attack: ['consumer:2'] }).scenario.parameters.forecast.enabled);
});

test('a person who has said otherwise is told', (t) => {
  t.throws(() => readRunRequest('tiny', { attack: ['poisoning:0.4'], set: ['forecast.enabled=false'] }), { message: /expected forecast\.enabled/ });
});
