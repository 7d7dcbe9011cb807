/**
 * Where EVs drive: towns of the Kanto plain and its edge, and trunk roads between them. Coordinates and heights are those
 * of the town centres, rounded; roads and `urban` (0 open country, 1 dense city) are modelled.
 */
export interface Place {
  readonly name: string;
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly heightM: number;
  readonly urban: number;
}

/** A piece of road between two places, or within one: what one segment of a trip drives. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly distanceKm: number;
  readonly climbM: number;
  /** Its middle: coordinates, height and `urban` lie on the line between the two places. */
  readonly middle: Omit<Place, 'name'>;
  /** Compass bearing in turns: 0 is north, 0.25 east. */
  readonly bearingTurns: number;
}

export const PLACES: readonly Place[] = [
  { name: 'Tokyo', latitudeDeg: 35.69, longitudeDeg: 139.76, heightM: 10, urban: 1 },
  { name: 'Yokohama', latitudeDeg: 35.44, longitudeDeg: 139.64, heightM: 15, urban: 0.9 },
  { name: 'Hiratsuka', latitudeDeg: 35.34, longitudeDeg: 139.35, heightM: 10, urban: 0.5 },
  { name: 'Odawara', latitudeDeg: 35.26, longitudeDeg: 139.16, heightM: 15, urban: 0.4 },
  { name: 'Hachioji', latitudeDeg: 35.66, longitudeDeg: 139.32, heightM: 115, urban: 0.6 },
  { name: 'Kawagoe', latitudeDeg: 35.92, longitudeDeg: 139.49, heightM: 18, urban: 0.6 },
  { name: 'Chichibu', latitudeDeg: 35.99, longitudeDeg: 139.09, heightM: 230, urban: 0.2 },
  { name: 'Kumagaya', latitudeDeg: 36.15, longitudeDeg: 139.39, heightM: 30, urban: 0.4 },
  { name: 'Takasaki', latitudeDeg: 36.32, longitudeDeg: 139.0, heightM: 95, urban: 0.5 },
  { name: 'Numata', latitudeDeg: 36.65, longitudeDeg: 139.04, heightM: 400, urban: 0.1 },
  { name: 'Oyama', latitudeDeg: 36.31, longitudeDeg: 139.8, heightM: 40, urban: 0.3 },
  { name: 'Utsunomiya', latitudeDeg: 36.56, longitudeDeg: 139.88, heightM: 120, urban: 0.5 },
  { name: 'Nikko', latitudeDeg: 36.75, longitudeDeg: 139.6, heightM: 540, urban: 0.1 },
  { name: 'Kashiwa', latitudeDeg: 35.87, longitudeDeg: 139.98, heightM: 20, urban: 0.7 },
  { name: 'Tsukuba', latitudeDeg: 36.08, longitudeDeg: 140.11, heightM: 25, urban: 0.4 },
  { name: 'Mito', latitudeDeg: 36.37, longitudeDeg: 140.47, heightM: 30, urban: 0.4 },
  { name: 'Chiba', latitudeDeg: 35.61, longitudeDeg: 140.12, heightM: 10, urban: 0.7 },
  { name: 'Narita', latitudeDeg: 35.78, longitudeDeg: 140.32, heightM: 35, urban: 0.3 },
  { name: 'Mobara', latitudeDeg: 35.43, longitudeDeg: 140.29, heightM: 10, urban: 0.3 },
  { name: 'Kisarazu', latitudeDeg: 35.38, longitudeDeg: 139.92, heightM: 5, urban: 0.3 },
];

const ROADS: readonly (readonly [string, string])[] = [
  ['Tokyo', 'Yokohama'],
  ['Tokyo', 'Hachioji'],
  ['Tokyo', 'Kawagoe'],
  ['Tokyo', 'Kashiwa'],
  ['Tokyo', 'Chiba'],
  ['Yokohama', 'Hiratsuka'],
  ['Yokohama', 'Hachioji'],
  ['Hiratsuka', 'Odawara'],
  ['Hiratsuka', 'Hachioji'],
  ['Hachioji', 'Kawagoe'],
  ['Hachioji', 'Chichibu'],
  ['Kawagoe', 'Chichibu'],
  ['Kawagoe', 'Kumagaya'],
  ['Kumagaya', 'Chichibu'],
  ['Kumagaya', 'Takasaki'],
  ['Kumagaya', 'Oyama'],
  ['Takasaki', 'Numata'],
  ['Takasaki', 'Oyama'],
  ['Numata', 'Nikko'],
  ['Oyama', 'Utsunomiya'],
  ['Oyama', 'Tsukuba'],
  ['Oyama', 'Kashiwa'],
  ['Utsunomiya', 'Nikko'],
  ['Utsunomiya', 'Mito'],
  ['Kashiwa', 'Tsukuba'],
  ['Kashiwa', 'Narita'],
  ['Tsukuba', 'Mito'],
  ['Tsukuba', 'Narita'],
  ['Narita', 'Chiba'],
  ['Chiba', 'Mobara'],
  ['Chiba', 'Kisarazu'],
  ['Mobara', 'Kisarazu'],
  ['Mobara', 'Narita'],
];

/** Kilometres of a degree of latitude, and of longitude at 36° north (× cos 36°). */
const KM_PER_LATITUDE = 111.2;
const KM_PER_LONGITUDE = 90;

/** Roads are longer than the line through the air by this much: a modelled detour. */
const DETOUR = 1.25;

/** Segments are at most this long: a trip is many of them (thesis 6.3). */
const PIECE_KM_MAX = 50;

/** The roads out of every place, by the place's index. */
export interface RoadMap {
  readonly roads: readonly (readonly Stretch[])[];
  /** `next[from][to]`: the stretch to begin with on the quickest way; null when already there. */
  readonly next: readonly (readonly (Stretch | null)[])[];
  /** Minutes of the quickest way at free speed. */
  readonly minutes: readonly (readonly number[])[];
}

/** Speed on an empty road: 75 km/h in open country down to 27 in the densest city (modelled). */
export function freeKmPerHour(urban: number): number {
  return 75 - 48 * urban;
}

/** Builds the map: both directions of every road, and the quickest way between any two places (Floyd and Warshall). */
export function buildRoadMap(): RoadMap {
  const indexOf = new Map(PLACES.map((place, index) => [place.name, index]));
  const roads: Stretch[][] = PLACES.map(() => []);
  for (const [left, right] of ROADS) {
    const [from, to] = [indexOf.get(left)!, indexOf.get(right)!];
    roads[from]!.push(stretchBetween(from, to));
    roads[to]!.push(stretchBetween(to, from));
  }
  return { roads, ...quickest(roads) };
}

/** Driving about within one place, and back to it. */
export function stretchWithin(place: number, distanceKm: number): Stretch {
  return { from: place, to: place, distanceKm, climbM: 0, middle: PLACES[place]!, bearingTurns: 0 };
}

/** The stretches of the quickest way, each road cut into equal pieces of at most 50 km; empty when `from` is `to`. */
export function route(map: RoadMap, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (let at = from; at !== to; ) {
    const road = map.next[at]![to];
    if (road === null || road === undefined) throw new RangeError(`no road from place ${at} to ${to}`);
    stretches.push(...pieces(road));
    at = road.to;
  }
  return stretches;
}

function pieces(road: Stretch): Stretch[] {
  const count = Math.ceil(road.distanceKm / PIECE_KM_MAX);
  const [from, to] = [PLACES[road.from]!, PLACES[road.to]!];
  return Array.from({ length: count }, (_, index) => {
    const mix = (a: number, b: number): number => a + ((b - a) * (index + 0.5)) / count;
    const middle = {
      latitudeDeg: mix(from.latitudeDeg, to.latitudeDeg),
      longitudeDeg: mix(from.longitudeDeg, to.longitudeDeg),
      heightM: mix(from.heightM, to.heightM),
      urban: mix(from.urban, to.urban),
    };
    return { ...road, distanceKm: road.distanceKm / count, climbM: road.climbM / count, middle };
  });
}

function stretchBetween(from: number, to: number): Stretch {
  const [a, b] = [PLACES[from]!, PLACES[to]!];
  const northKm = (b.latitudeDeg - a.latitudeDeg) * KM_PER_LATITUDE;
  const eastKm = (b.longitudeDeg - a.longitudeDeg) * KM_PER_LONGITUDE;
  return {
    from,
    to,
    distanceKm: DETOUR * Math.sqrt(northKm * northKm + eastKm * eastKm),
    climbM: b.heightM - a.heightM,
    middle: { ...a, urban: (a.urban + b.urban) / 2 },
    bearingTurns: bearing(northKm, eastKm),
  };
}

/** The bearing by octants and a straight line within each, at most 0.0115 turns (4°) off: enough for a headwind. */
function bearing(north: number, east: number): number {
  const [n, e] = [Math.abs(north), Math.abs(east)];
  if (n === 0 && e === 0) return 0;
  const inQuadrant = n >= e ? (e / n) * 0.125 : 0.25 - (n / e) * 0.125;
  if (north >= 0) return east >= 0 ? inQuadrant : 1 - inQuadrant;
  return east >= 0 ? 0.5 - inQuadrant : 0.5 + inQuadrant;
}

function quickest(roads: readonly (readonly Stretch[])[]): Pick<RoadMap, 'next' | 'minutes'> {
  const count = roads.length;
  const minutes = Array.from({ length: count }, (_, from) => Array.from({ length: count }, (__, to) => (from === to ? 0 : Infinity)));
  const next = Array.from({ length: count }, () => Array.from({ length: count }, (): Stretch | null => null));
  for (const stretch of roads.flat()) {
    minutes[stretch.from]![stretch.to] = (stretch.distanceKm / freeKmPerHour(stretch.middle.urban)) * 60;
    next[stretch.from]![stretch.to] = stretch;
  }
  for (let via = 0; via < count; via += 1) {
    for (let from = 0; from < count; from += 1) {
      for (let to = 0; to < count; to += 1) {
        const sum = minutes[from]![via]! + minutes[via]![to]!;
        if (sum >= minutes[from]![to]!) continue;
        minutes[from]![to] = sum;
        next[from]![to] = next[from]![via]!;
      }
    }
  }
  return { next, minutes };
}
