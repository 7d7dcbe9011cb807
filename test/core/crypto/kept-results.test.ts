import test from 'ava';
import { createKeptResults } from '../../../src/core/crypto/kept-results.js';

test('a result is worked out once, and again when newer ones have taken its place', (t) => {
  const results = createKeptResults<string>(2);
  let worked = 0;
  const get = (name: string): string =>
    results.get(name, () => {
      worked += 1;
      return `${name}!`;
    });
  t.deepEqual([get('a'), get('a'), get('b')], ['a!', 'a!', 'b!']);
  t.is(worked, 2);
  get('c');
  t.is(get('b'), 'b!');
  t.is(worked, 3);
  t.is(get('a'), 'a!');
  t.is(worked, 4);
  t.throws(() => createKeptResults(0), { message: /at least one result/ });
});
