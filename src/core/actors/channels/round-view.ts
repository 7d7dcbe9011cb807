import type { ContractName } from '../../ledger/endorse-order-validate/types.js';
import type { RoundView } from '../../ledger/endorse-order-validate/chaincode.js';
import { roundTimes } from '../round-clock.js';
import type { Step } from '../step.js';

/** Time that a list or an offer sent at the close may take to reach the endorsers. */
const LATE_US = 3_000_000;

/** The trading round as this endorser's clock says it: lists are taken after the requests close, offers after the call. */
export function roundView(step: Step, contract: ContractName): RoundView {
  const { market } = step.lab.parameters;
  const { nowUs } = step.context;
  const number = Math.max(0, Math.floor((nowUs - market.firstRoundUs) / market.roundEveryUs));
  const times = roundTimes(market, number);
  if (contract === 'bocs') {
    // A plan that is made while EVs discharge would come too late.
    const uploadsOpen = nowUs >= times.offersCloseUs && nowUs < times.executionBeginsUs;
    return { number, uploadsOpen, checksLeftovers: step.lab.parameters.defences.leftovers };
  }
  const closesUs = (contract === 'boe' ? times.requestsCloseUs : times.offersCloseUs) + LATE_US;
  return { number, uploadsOpen: nowUs >= times.beginsUs && nowUs <= closesUs };
}
