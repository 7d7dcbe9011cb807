import test from 'ava';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import type { LinkParameters } from '../../../src/core/kernel/models.js';
import { createLinkTable, linkClass, lost, transmit } from '../../../src/core/kernel/network.js';
import { createStream } from '../../../src/core/kernel/random.js';

const link: LinkParameters = { baseUs: 2000, jitterUs: 0, bandwidthBytesPerS: 1_000_000, lossPerMillion: 0 };

test('latency is base plus size over bandwidth, rounded up to whole microseconds', (t) => {
  const stream = createStream(nobleSuite, 1, 'link');
  t.is(transmit(link, 0, stream, 0), 2000);
  t.is(transmit(link, 500, stream, 0), 2500);
  t.is(transmit({ ...link, bandwidthBytesPerS: 3_000_000 }, 100, stream, 0), 2034);
});

test('jitter is uniform over 0 to jitterUs, both ends included', (t) => {
  const stream = createStream(nobleSuite, 1, 'link');
  const counts = new Map<number, number>();
  for (let sent = 0; sent < 4000; sent++) {
    const latencyUs = transmit({ ...link, jitterUs: 3 }, 0, stream, 0);
    counts.set(latencyUs, (counts.get(latencyUs) ?? 0) + 1);
  }
  t.deepEqual([...counts.keys()].toSorted(), [2000, 2001, 2002, 2003]);
  for (const count of counts.values()) t.true(Math.abs(count - 1000) < 150);
});

test('of a million messages about lossPerMillion are lost, and none when it is 0', (t) => {
  const stream = createStream(nobleSuite, 1, 'link');
  let losses = 0;
  for (let sent = 0; sent < 10_000; sent++) if (transmit({ ...link, lossPerMillion: 250_000 }, 0, stream, 0) === lost) losses++;
  t.true(Math.abs(losses - 2500) < 250);
  t.is(transmit({ ...link, lossPerMillion: 1_000_000 }, 0, stream, 0), lost);
});

test('two sites make a link class; between shards it is always the wide area', (t) => {
  t.is(linkClass('vehicle', 'vehicle', true), 'vehicleVehicle');
  t.is(linkClass('vehicle', 'chargingPoint', true), 'vehicleChargingPoint');
  t.is(linkClass('chargingPoint', 'vehicle', true), 'vehicleChargingPoint');
  t.is(linkClass('chargingPoint', 'chargingPoint', true), 'campus');
  t.is(linkClass('vehicle', 'campus', true), 'campus');
  t.is(linkClass('vehicle', 'vehicle', false), 'wideArea');
});

test('parameters that are not whole, negative, or leave no window are refused', (t) => {
  const network = { vehicleVehicle: link, vehicleChargingPoint: link, campus: link, wideArea: link };
  t.notThrows(() => createLinkTable(network));
  t.throws(() => createLinkTable({ ...network, campus: { ...link, baseUs: 0.5 } }), { message: /campus/ });
  t.throws(() => createLinkTable({ ...network, campus: { ...link, jitterUs: -1 } }), { message: /campus/ });
  t.throws(() => createLinkTable({ ...network, campus: { ...link, bandwidthBytesPerS: 0 } }), { message: /bandwidth/ });
  t.throws(() => createLinkTable({ ...network, wideArea: { ...link, baseUs: 0 } }), { message: /wide-area/ });
});
