import type { Operation } from './chaincode.js';
import { boeOperations } from './contract-boe.js';
import { bocsOperations } from './contract-bocs.js';
import { boevOperations } from './contract-boev.js';
import type { ContractName } from './types.js';

const OPERATIONS: Readonly<Record<ContractName, ReadonlyMap<string, Operation>>> = { boe: boeOperations, boev: boevOperations, bocs: bocsOperations };

/** The chaincode of the channels (SEED B1, B5). */
export function operationOf(contract: ContractName, name: string): Operation | null {
  return OPERATIONS[contract].get(name) ?? null;
}
