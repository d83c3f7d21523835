/** The two checksums of the BM13xx line: CRC5 on commands and answers, CRC16 on jobs (KG, ESP). */

/** x^5 + x^2 + 1, most significant bit first. */
const CRC5_POLYNOMIAL = 0x05;
const CRC5_INITIAL = 0x1f;
/** CCITT-FALSE: "123456789" gives 29B1. */
const CRC16_POLYNOMIAL = 0x1021;
const CRC16_INITIAL = 0xffff;

const CRC5_TABLE = crc5Table();
const CRC16_TABLE = crc16Table();

/** CRC5 of the first `bitCount` bits of `bytes`; no reflection, no final xor. */
export function crc5(bytes: Uint8Array, bitCount: number = bytes.length * 8): number {
  let crc = CRC5_INITIAL;
  const wholeBytes = bitCount >>> 3;
  for (let index = 0; index < wholeBytes; index += 1) {
    crc = CRC5_TABLE[(crc << 3) ^ (bytes[index] ?? 0)] ?? 0;
  }
  const rest = bytes[wholeBytes] ?? 0;
  for (let bit = 0; bit < (bitCount & 7); bit += 1) crc = crc5Bit(crc, (rest >>> (7 - bit)) & 1);
  return crc;
}

/** CRC16 of `bytes[start..end)`; sent high byte first. */
export function crc16(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  let crc = CRC16_INITIAL;
  for (let index = start; index < end; index += 1) {
    crc = ((crc << 8) & 0xffff) ^ (CRC16_TABLE[(crc >>> 8) ^ (bytes[index] ?? 0)] ?? 0);
  }
  return crc;
}

function crc5Bit(crc: number, bit: number): number {
  const shifted = (crc << 1) & 0x1f;
  return ((crc >>> 4) ^ bit) === 1 ? shifted ^ CRC5_POLYNOMIAL : shifted;
}

/** Indexed by the crc so far at the top of a byte, xor the next byte. */
function crc5Table(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    let register = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      register = (register & 0x80) === 0 ? register << 1 : (register << 1) ^ (CRC5_POLYNOMIAL << 3);
    }
    return (register & 0xff) >>> 3;
  });
}

function crc16Table(): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ CRC16_POLYNOMIAL;
    }
    return crc & 0xffff;
  });
}
