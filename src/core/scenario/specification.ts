import type { Parameters } from '../actors/parameters.js';
import type { ArrivalFigures, FleetFigures, InitialSocFigures, ParkingFigures, TariffFigures } from '../energy/figures.js';

/** What a run is made from besides its seed and journal: the parameters, and the contents of the figures they name. */
export interface Specification {
  readonly parameters: Parameters;
  readonly figures: RunFigures;
}

/** The figures that `parameters.fleet` names, checked. `parameters.fleet.place` is one of the arrivals' places. */
export interface RunFigures {
  readonly fleet: FleetFigures;
  readonly arrivals: ArrivalFigures;
  readonly parking: ParkingFigures;
  readonly initialSoc: InitialSocFigures;
  readonly tariff: TariffFigures;
}
