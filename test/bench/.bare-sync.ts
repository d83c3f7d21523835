/**
 * What ours is compared with: the least a Node program over `serialport` can do, on the same ttys and the same
 * pool. No work is made and no nonce checked. Arguments: port of the pool, then the ttys.
 */
import { writeSync } from "node:fs";
import { connect } from 'node:net';
import { SerialPort } from 'serialport';

const [poolPort = '', ...paths] = process.argv.slice(2);

/** Job frame of four midstates and answer frame of a BM1397 (ESP). */
const JOB_FRAME_BYTES = 152;
const JOB_HEAD = [0x55, 0xaa, 0x21, 0x96, 0x04, 0x04] as const;
const NTIME_OFFSET = 14;
const NONCE_OFFSET = 2;
const NTIME_PARAM = 7;

let jobId = '';
let ntimeHex = '';
let nextId = 10;

const pool = connect({ host: '127.0.0.1', port: Number(poolPort), noDelay: true });
const ports = paths.map((path) => new SerialPort({ path, baudRate: 115_200 }));

for (const port of ports) {
  port.on('data', (bytes: Buffer) => {
    const nonceHex = bytes.readUInt32LE(NONCE_OFFSET).toString(16).padStart(8, '0');
    const params = ['bench', jobId, '0000000000000000', ntimeHex, nonceHex, '00000000'];
    nextId += 1;
    pool.write(`${JSON.stringify({ id: nextId, method: 'mining.submit', params })}\n`);
  });
}

let pending = '';
pool.setEncoding('utf8');
pool.on('data', (text: string) => {
  const lines = (pending + text).split('\n');
  pending = lines.pop() ?? '';
  for (const line of lines) {
    const { method, params } = JSON.parse(line);
    if (method !== 'mining.notify') continue;
    jobId = params[0];
    ntimeHex = params[NTIME_PARAM];
    const frame = jobFrame(Number.parseInt(ntimeHex, 16));
    for (const port of ports) writeSync((port.port as any).fd, frame);
  }
});
pool.write(
  `${JSON.stringify({ id: 1, method: 'mining.subscribe', params: [] })}\n${JSON.stringify({ id: 2, method: 'mining.authorize', params: ['bench', 'x'] })}\n`,
);
process.on('SIGTERM', () => process.exit(0));

function jobFrame(ntime: number): Buffer {
  const frame = Buffer.alloc(JOB_FRAME_BYTES);
  frame.set(JOB_HEAD);
  frame.writeUInt32LE(ntime, NTIME_OFFSET);
  const end = JOB_FRAME_BYTES - 2;
  frame.writeUInt16BE(crc16(frame.subarray(2, end)), end);
  return frame;
}

/** CCITT-FALSE. */
function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ ((crc & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
  }
  return crc;
}
