import type { CryptoPort, Role as ChannelRole } from '../ledger/endorse-order-validate/types.js';
import type { Directory as LedgerDirectory } from '../ledger/individual-chains/ports.js';
import type { Directory } from '../consensus/membership/directory.js';
import type { Context } from '../kernel/contract.js';

/** What the endorse-order-validate engine asks of the node it runs in, answered from context and certificates. */
export function channelPort(context: Context, directory: Directory): CryptoPort {
  return {
    hash: (domain, content) => context.hash(domain, content),
    sign: (hash) => context.sign(hash),
    verify: (publicKey, hash, signature) => context.verify(publicKey, hash, signature),
    sha256: (bytes) => context.sha256(bytes),
    publicKeyOf: (name) => certifiedKey(directory, name),
    roleOf: (name) => channelRole(directory, name),
    spentUs: () => context.spentUs(),
  };
}

/** The individual chains' view of the consortium: only who has a certificate has a key. */
export function ledgerDirectory(directory: Directory): LedgerDirectory {
  return {
    publicKeyOf: (name) => certifiedKey(directory, name),
    roleOf: (name) => directory.byName.get(name)?.role ?? null,
    homeShardOf: (name) => directory.byName.get(name)?.walletShard ?? null,
  };
}

function certifiedKey(directory: Directory, name: string): string | null {
  const found = directory.byName.get(name);
  return found && found.certificate !== null ? found.publicKey : null;
}

function channelRole(directory: Directory, name: string): ChannelRole | null {
  const role = directory.byName.get(name)?.role;
  if (role === 'control-system') return 'cs';
  return role === 'exchange' || role === 'ev' ? role : null;
}
