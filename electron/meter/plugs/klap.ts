/**
 * KLAP, the encrypted way into newer TP-Link plugs over HTTP: both sides show that they know the account's password,
 * then talk in AES under keys made of two random seeds. Made from descriptions of the protocol; not yet tried on a plug.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PlugConfig, PlugWorld } from './plug.ts';
import { plugUrl } from './plug-address.ts';
import { PlugError } from './plug-error.ts';
import { askPlug, assertOk, type HttpAnswer } from './plug-http.ts';

type Hash = (...parts: readonly Uint8Array[]) => Buffer;

/** How the two generations make and show the secret of an account. */
export interface KlapKind {
  readonly secretOf: (user: Buffer, password: Buffer) => Buffer;
  /** What the plug must show in the first handshake. */
  readonly theirProof: (seeds: Seeds, secret: Buffer) => Buffer;
  /** What it is shown in the second. */
  readonly ourProof: (seeds: Seeds, secret: Buffer) => Buffer;
}

export interface Seeds {
  readonly ours: Buffer;
  readonly theirs: Buffer;
}

const hashOf =
  (name: string): Hash =>
  (...parts) =>
    parts.reduce((hash, part) => hash.update(part), createHash(name)).digest();
const sha256 = hashOf('sha256');
const sha1 = hashOf('sha1');
const md5 = hashOf('md5');

export const TAPO_KLAP: KlapKind = {
  secretOf: (user, password) => sha256(sha1(user), sha1(password)),
  theirProof: ({ ours, theirs }, secret) => sha256(ours, theirs, secret),
  ourProof: ({ ours, theirs }, secret) => sha256(theirs, ours, secret),
};

export const KASA_KLAP: KlapKind = {
  secretOf: (user, password) => md5(md5(user), md5(password)),
  theirProof: ({ ours }, secret) => sha256(ours, secret),
  ourProof: ({ theirs }, secret) => sha256(theirs, secret),
};

const SEED_BYTES = 16;
const HASH_BYTES = 32;

export class KlapSession {
  readonly #config: PlugConfig;
  readonly #kind: KlapKind;
  readonly #world: PlugWorld;
  #open: { readonly cookie: string; readonly cipher: KlapCipher } | null = null;

  constructor(config: PlugConfig, kind: KlapKind, world: PlugWorld) {
    this.#config = config;
    this.#kind = kind;
    this.#world = world;
  }

  /** The answer to a JSON question, in the clear. Rejects with a PlugError; the next question then says hello anew. */
  async ask(question: string, signal: AbortSignal): Promise<Buffer> {
    const isFresh = this.#open === null;
    try {
      return await this.#askOnce(question, signal);
    } catch (error) {
      this.#open = null;
      // A session that the plug has forgotten is no wrong password.
      if (isFresh || !(error instanceof PlugError) || error.code !== 'refused') throw error;
      return await this.#askOnce(question, signal);
    }
  }

  async #askOnce(question: string, signal: AbortSignal): Promise<Buffer> {
    this.#open ??= await this.#hello(signal);
    const { cookie, cipher } = this.#open;
    const { body, sequence } = cipher.encrypted(Buffer.from(question));
    const answer = await this.#post(`request?seq=${sequence}`, body, signal, cookie);
    assertOk(answer);
    return cipher.decrypted(answer.body, sequence);
  }

  async #hello(signal: AbortSignal): Promise<{ readonly cookie: string; readonly cipher: KlapCipher }> {
    const { user, secret } = this.#config;
    const key = this.#kind.secretOf(Buffer.from(user ?? ''), Buffer.from(secret ?? ''));
    const ours = randomBytes(SEED_BYTES);
    const first = await this.#post('handshake1', ours, signal, null);
    assertOk(first);
    if (first.body.length !== SEED_BYTES + HASH_BYTES) {
      throw new PlugError('badAnswer', 'The plug does not speak KLAP.');
    }
    const seeds = { ours, theirs: first.body.subarray(0, SEED_BYTES) };
    if (!timingSafeEqual(first.body.subarray(SEED_BYTES), this.#kind.theirProof(seeds, key))) {
      throw new PlugError('refused', 'The plug knows another account or password.');
    }
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    assertOk(await this.#post('handshake2', this.#kind.ourProof(seeds, key), signal, cookie));
    return { cookie, cipher: new KlapCipher(seeds, key) };
  }

  #post(path: string, body: Buffer, signal: AbortSignal, cookie: string | null): Promise<HttpAnswer> {
    const url = new URL(`/app/${path}`, plugUrl(this.#config.address));
    const headers = cookie === null ? {} : { cookie };
    return askPlug({ url, headers, body: new Uint8Array(body), signal }, this.#world);
  }
}

/** The keys of one session. Each question has the next sequence number, which is a part of its initial vector. */
export class KlapCipher {
  readonly #key: Buffer;
  readonly #vector: Buffer;
  readonly #signing: Buffer;
  #sequence: number;

  constructor({ ours, theirs }: Seeds, secret: Buffer) {
    const derived = (label: string): Buffer => sha256(Buffer.from(label), ours, theirs, secret);
    const vector = derived('iv');
    this.#key = derived('lsk').subarray(0, 16);
    this.#vector = vector.subarray(0, 12);
    this.#signing = derived('ldk').subarray(0, 28);
    this.#sequence = vector.readInt32BE(28);
  }

  encrypted(plain: Uint8Array): { readonly body: Buffer; readonly sequence: number } {
    this.#sequence = (this.#sequence + 1) | 0;
    const sequence = this.#sequence;
    const cipher = createCipheriv('aes-128-cbc', this.#key, this.#vectorOf(sequence));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return { body: Buffer.concat([sha256(this.#signing, int32(sequence), sealed), sealed]), sequence };
  }

  /** Throws a PlugError `badAnswer` for what was not sealed with these keys. */
  decrypted(body: Buffer, sequence: number): Buffer {
    const sealed = body.subarray(HASH_BYTES);
    const isSigned =
      body.length > HASH_BYTES &&
      timingSafeEqual(body.subarray(0, HASH_BYTES), sha256(this.#signing, int32(sequence), sealed));
    if (!isSigned) throw new PlugError('badAnswer', 'The answer of the plug is not sealed with our keys.');
    try {
      const decipher = createDecipheriv('aes-128-cbc', this.#key, this.#vectorOf(sequence));
      return Buffer.concat([decipher.update(sealed), decipher.final()]);
    } catch {
      throw new PlugError('badAnswer', 'The answer of the plug cannot be opened.');
    }
  }

  #vectorOf(sequence: number): Buffer {
    return Buffer.concat([this.#vector, int32(sequence)]);
  }
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
