import { hexToBytesOrNull } from '../../crypto/bytes.js';
import { CERTIFICATE_DOMAIN, statementOf, type Certificate } from '../../crypto/certificate.js';
import { publicKeyFault } from '../../crypto/ed25519-rule.js';
import type { Context } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';

export type AdmissionRefusal = 'no-certificate' | 'other-subject' | 'key-refused' | 'not-signed-by-ca';

/**
 * Admission to the consortium (SEED A1): the CA's certificate binds this name to this key, and the key is one under
 * which nothing can be forged. The first defence against Sybils.
 */
export function admit(
  caPublicKey: Hex,
  claim: { readonly node: string; readonly publicKey: Hex; readonly certificate: Certificate | null },
  context: Pick<Context, 'hash' | 'verify'>,
): AdmissionRefusal | null {
  const { certificate } = claim;
  if (certificate === null) return 'no-certificate';
  if (certificate.subject !== claim.node || certificate.publicKey !== claim.publicKey) return 'other-subject';
  const key = hexToBytesOrNull(claim.publicKey);
  if (key === null || publicKeyFault(key) !== null) return 'key-refused';
  const statement = context.hash(CERTIFICATE_DOMAIN, statementOf(certificate));
  return context.verify(caPublicKey, statement, certificate.signature) ? null : 'not-signed-by-ca';
}
