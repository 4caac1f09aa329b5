const BLOCK = 64;
const DIGEST = 20;

/**
 * SHA-1 (FIPS 180-4). For identifiers that others derive with it (UUID version 5), not for security.
 *
 * @param bytes - the message; only the first `length` bytes are read
 * @param length - how many bytes of `bytes` count
 * @returns the 20 bytes of the digest
 * @see {@link https://csrc.nist.gov/pubs/fips/180-4/upd1/final | FIPS 180-4: Secure Hash Standard}
 */
export function sha1(bytes: Uint8Array, length: number): Uint8Array {
  const message = padded(bytes, length);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const words = new Int32Array(80);
  for (let start = 0; start < message.length; start += BLOCK) {
    schedule(words, message, start);
    mixBlock(state, words);
  }
  const digest = new Uint8Array(DIGEST);
  for (let i = 0; i < DIGEST; i++) digest[i] = (state[i >> 2] as number) >>> (24 - 8 * (i & 3));
  return digest;
}

/** The message, a one bit, zeros, and the length in bits as 64 bits, big-endian. */
function padded(bytes: Uint8Array, length: number): Uint8Array {
  const message = new Uint8Array(Math.ceil((length + 9) / BLOCK) * BLOCK);
  message.set(bytes.subarray(0, length));
  message[length] = 0x80;
  const bits = new DataView(message.buffer);
  bits.setUint32(message.length - 8, Math.floor(length / 0x20000000));
  bits.setUint32(message.length - 4, (length << 3) >>> 0);
  return message;
}

function schedule(words: Int32Array, message: Uint8Array, start: number): void {
  for (let i = 0; i < 16; i++) {
    const at = start + i * 4;
    words[i] =
      ((message[at] as number) << 24) |
      ((message[at + 1] as number) << 16) |
      ((message[at + 2] as number) << 8) |
      (message[at + 3] as number);
  }
  for (let i = 16; i < 80; i++) {
    const word =
      (words[i - 3] as number) ^
      (words[i - 8] as number) ^
      (words[i - 14] as number) ^
      (words[i - 16] as number);
    words[i] = (word << 1) | (word >>> 31);
  }
}

function mixBlock(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let i = 0; i < 80; i++) {
    const next = (((a << 5) | (a >>> 27)) + round(i, b, c, d) + e + (words[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
}

/** The function and constant of the round, added. */
function round(i: number, b: number, c: number, d: number): number {
  if (i < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (i < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (i < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}
