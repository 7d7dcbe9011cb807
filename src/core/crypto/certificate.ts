import type { Hex } from '../units/hex.js';
import { hexToBytesOrNull } from './bytes.js';
import { type PublicKeyFault, publicKeyFault } from './ed25519-rule.js';
import { signContent, verifyContent } from './signing.js';
import type { CryptoSuite } from './suite.js';

/** What a certificate authority states: this key is that subject's, in this role (SEED A1). */
export interface CertificateStatement {
  readonly subject: string;
  readonly role: string;
  readonly publicKey: Hex;
  readonly issuer: string;
}

/** A statement with the issuer's signature. As it comes from another node it is not yet to be believed. */
export interface Certificate extends CertificateStatement {
  readonly signature: Hex;
}

declare const verified: unique symbol;

/** A certificate that `checkCertificate` has found good. */
export type VerifiedCertificate = Certificate & { readonly [verified]: true };

export type CertificateFault = 'malformed' | PublicKeyFault | 'signature-invalid';

export type CertificateCheck = { readonly ok: true; readonly certificate: VerifiedCertificate } | { readonly ok: false; readonly code: CertificateFault };

const CERTIFICATE_DOMAIN = 'v2g-tui/certificate';
const CERTIFICATE_KEYS = ['issuer', 'publicKey', 'role', 'signature', 'subject'];

/** Signs a statement with the authority's secret key. The key it names is judged at admission, by `checkCertificate`. */
export function issueCertificate(suite: CryptoSuite, caSecretKey: Uint8Array, statement: CertificateStatement): Certificate {
  const content = statementOf(statement);
  return { ...content, signature: signContent(suite, caSecretKey, CERTIFICATE_DOMAIN, content) };
}

/**
 * Admission (SEED A1): the certificate has its fields and no others, names a key under which nothing can be forged
 * (32 bytes, canonical, on the curve, not of low order), and carries the authority's signature. `caPublicKey` is hex.
 */
export function checkCertificate(suite: CryptoSuite, caPublicKey: Hex, certificate: unknown): CertificateCheck {
  if (!isCertificate(certificate)) return { ok: false, code: 'malformed' };
  const key = hexToBytesOrNull(certificate.publicKey);
  if (key === null) return { ok: false, code: 'malformed' };
  const fault = publicKeyFault(key);
  if (fault !== null) return { ok: false, code: fault };
  if (!verifyContent(suite, caPublicKey, CERTIFICATE_DOMAIN, statementOf(certificate), certificate.signature)) {
    return { ok: false, code: 'signature-invalid' };
  }
  return { ok: true, certificate: certificate as VerifiedCertificate };
}

function isCertificate(value: unknown): value is Certificate {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === CERTIFICATE_KEYS.length && CERTIFICATE_KEYS.every((key) => keys.includes(key)) && Object.values(value).every(isWellFormedText);
}

/** Text that has a canonical form: a lone surrogate from another node must be a fault, not an exception. */
function isWellFormedText(value: unknown): boolean {
  return typeof value === 'string' && !/\p{Surrogate}/u.test(value);
}

/** Exactly the signed fields, whatever else the object carries. */
function statementOf({ subject, role, publicKey, issuer }: CertificateStatement): CertificateStatement {
  return { issuer, publicKey, role, subject };
}
