/** Node's connection errors as PoolErrors: one code of ours and one sentence that names the cure. */
import { PoolError, type PoolErrorCode } from './pool-error.ts';
import { endpointOf } from './pool-url.ts';

interface Target {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** `error` is null when the connection ended without one; `wasOpen`: after it had been established. */
export function connectionError(error: Error | null, target: Target, wasOpen: boolean): PoolError {
  const code = codeOf(error);
  const [poolCode, sentence] = wasOpen ? lost(code) : refused(code, target);
  const name = endpointOf(target);
  return new PoolError(poolCode, name, `${name}: ${sentence}`, error === null ? {} : { cause: error });
}

type Finding = readonly [PoolErrorCode, string];

const lost = (code: string): Finding => [
  'connectionLost',
  `the connection broke${code === '' ? '' : ` (${code})`}.`,
];

function refused(code: string, target: Target): Finding {
  if (NAME_ERRORS.has(code))
    return ['dnsFailed', 'no such host: check the spelling and your internet connection.'];
  if (code === 'ECONNREFUSED')
    return ['connectionRefused', 'nothing listens there: check the port, or the pool is down.'];
  if (code === 'ETIMEDOUT')
    return ['connectTimeout', 'no answer: check the address, the port and your internet connection.'];
  if (UNREACHABLE.has(code))
    return ['connectionRefused', 'it cannot be reached: check your internet connection.'];
  return target.tls ? ['tlsFailed', tlsSentence(code)] : lost(code);
}

const NAME_ERRORS: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
]);
const UNREACHABLE: ReadonlySet<string> = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ENETDOWN',
  'EACCES',
]);

/** Codes of OpenSSL and Node's tls; the clock is named because a wrong one looks like a bad certificate. */
function tlsSentence(code: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return "its certificate is not valid today: check this computer's date and time, else tell the pool.";
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another name: check the address.';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'nobody vouches for its certificate, so it may be someone else: check the address.';
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'EPROTO':
      return 'this port is not encrypted: write stratum+tcp://, or use the port the pool names for TLS.';
    default:
      return `the encrypted connection could not be made${code === '' ? '' : ` (${code})`}: this port may not be encrypted.`;
  }
}

/** The code of an error, or of the first that has one inside an AggregateError (several addresses tried). */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== '') ?? '';
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
