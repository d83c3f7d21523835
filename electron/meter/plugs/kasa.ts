/**
 * TP-Link Kasa. Older firmware answers on TCP port 9999: a length of four bytes, then JSON in which each byte is
 * XORed with the one before it. Newer firmware wants the account's name and password over KLAP; with a password set,
 * that is how it is asked. Outlets of a power strip are not told apart.
 */
import { connect } from 'node:net';
import { KASA_QUESTION, kasaReading } from './kasa-meter.ts';
import { KASA_KLAP, KlapSession } from './klap.ts';
import type { PlugConfig, PlugReading, PlugWorld, PowerPlug } from './plug.ts';
import { localAddress, plugUrl } from './plug-address.ts';
import { PlugError } from './plug-error.ts';
import { endedBy, silent } from './plug-http.ts';

const PORT = '9999';
const FIRST_KEY = 171;
const HEADER_BYTES = 4;
const MOST_BYTES = 64 * 1024;

export class Kasa implements PowerPlug {
  readonly #config: PlugConfig;
  readonly #world: PlugWorld;
  readonly #klap: KlapSession | null;

  constructor(config: PlugConfig, world: PlugWorld) {
    this.#config = config;
    this.#world = world;
    this.#klap = config.secret === null ? null : new KlapSession(config, KASA_KLAP, world);
  }

  async read(signal: AbortSignal): Promise<PlugReading> {
    const body = await (this.#klap?.ask(KASA_QUESTION, signal) ?? this.#askPlain(signal));
    return kasaReading(body, this.#world.clock.nowMs());
  }

  async #askPlain(signal: AbortSignal): Promise<Buffer> {
    const url = plugUrl(this.#config.address, PORT);
    const host = await endedBy(signal, localAddress(url, this.#world.resolve));
    // A port of 80 is the one that URLs leave out.
    return exchange({ host, port: Number(url.port || '80') }, kasaFrame(KASA_QUESTION), signal);
  }
}

/** `text` as it goes over the wire. */
export function kasaFrame(text: string): Buffer {
  const plain = Buffer.from(text);
  const frame = Buffer.alloc(HEADER_BYTES + plain.length);
  frame.writeUInt32BE(plain.length);
  let key = FIRST_KEY;
  for (const [index, byte] of plain.entries()) {
    key ^= byte;
    frame[HEADER_BYTES + index] = key;
  }
  return frame;
}

/** The text of a whole frame's body. */
export function kasaText(body: Uint8Array): Buffer {
  const plain = Buffer.alloc(body.length);
  let key = FIRST_KEY;
  for (const [index, byte] of body.entries()) {
    plain[index] = key ^ byte;
    key = byte;
  }
  return plain;
}

interface Place {
  readonly host: string;
  readonly port: number;
}

function exchange(place: Place, frame: Buffer, signal: AbortSignal): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const socket = connect(place);
  const end = (): void => reject(silent());
  signal.addEventListener('abort', end, { once: true });
  let received = Buffer.alloc(0);
  socket.on('connect', () => socket.write(frame));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < HEADER_BYTES) return;
    const length = received.readUInt32BE();
    if (length > MOST_BYTES) reject(new PlugError('badAnswer', 'The answer of the plug is too long.'));
    else if (received.length >= HEADER_BYTES + length) {
      resolve(kasaText(received.subarray(HEADER_BYTES, HEADER_BYTES + length)));
    }
  });
  socket.on('error', () => reject(new PlugError('unreachable', 'No connection to the plug, or it broke.')));
  socket.on('close', () => reject(new PlugError('badAnswer', 'The plug hung up before it had answered.')));
  return promise.finally(() => {
    signal.removeEventListener('abort', end);
    socket.destroy();
  });
}
