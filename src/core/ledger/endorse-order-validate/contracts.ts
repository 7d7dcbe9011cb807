import type { Operation } from './chaincode.js';
import { boeOperations } from './contract-boe.js';
import { boevOperations } from './contract-boev.js';
import type { ContractName } from './types.js';

/** The chaincode of both channels (SEED B1): two operations each per trading round. */
export function operationOf(contract: ContractName, name: string): Operation | null {
  const operations = contract === 'boe' ? boeOperations : boevOperations;
  return operations.get(name) ?? null;
}
