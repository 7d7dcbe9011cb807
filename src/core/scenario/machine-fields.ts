import type { LinkClass, Site } from '../kernel/models.js';
import type { Field } from './fields.js';

const LINKS: Readonly<Record<LinkClass, string>> = {
  vehicleVehicle: 'between vehicles',
  vehicleChargingPoint: 'between a vehicle and its charging point',
  campus: 'within a campus',
  wideArea: 'between campuses',
};

const SITES: Readonly<Record<Site, string>> = {
  vehicle: 'a car’s controller',
  chargingPoint: 'a charging point',
  campus: 'a server',
};

const WORK: Readonly<Record<string, string>> = {
  sign: 'an Ed25519 signature',
  verify: 'verifying an Ed25519 signature',
  vrfProve: 'a VRF proof',
  vrfVerify: 'verifying a VRF proof',
  hash: 'a hash',
};

/** The fields of `network`: four of each link class. */
export const NETWORK_FIELDS: readonly Field[] = Object.entries(LINKS).flatMap(([name, where]) => linkFields(`network.${name}`, where));

/** The fields of `processors`: six of each site. */
export const PROCESSOR_FIELDS: readonly Field[] = Object.entries(SITES).flatMap(([name, who]) => processorFields(`processors.${name}`, who));

function linkFields(path: string, where: string): Field[] {
  return [
    { path: `${path}.base`, parameter: `${path}.baseUs`, kind: 'duration', about: `Fixed one-way latency ${where}.` },
    { path: `${path}.jitter`, parameter: `${path}.jitterUs`, kind: 'duration', live: true, about: `Upper bound of the uniform jitter ${where}.` },
    { path: `${path}.bandwidthBytesPerS`, parameter: `${path}.bandwidthBytesPerS`, kind: 'integer', least: 1, about: `Bandwidth ${where}, bytes a second.` },
    { path: `${path}.lossPerMillion`, parameter: `${path}.lossPerMillion`, kind: 'integer', least: 0, most: 1_000_000, live: true, about: `Messages lost ${where}, per million.` },
  ];
}

function processorFields(path: string, who: string): Field[] {
  const times = Object.entries(WORK).map(([name, what]): Field => ({
    path: `${path}.${name}`,
    parameter: `${path}.${name}Us`,
    kind: 'duration',
    about: `What ${what} costs ${who}.`,
  }));
  return [
    ...times,
    { path: `${path}.matchNs`, parameter: `${path}.matchNs`, kind: 'integer', least: 0, about: `Nanoseconds per row of a matching on ${who}.` },
  ];
}
