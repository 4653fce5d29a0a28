// SHA-256 (FIPS 180-4) of bytes, by the platform where it offers it.

/** The eight words of the initial state, and the 64 round constants: fractional bits of roots of the first primes. */
const INITIAL = rootsOfPrimes(8, Math.sqrt);
const ROUND = rootsOfPrimes(64, Math.cbrt);

const BLOCK = 64;

/**
 * The SHA-256 of bytes as 64 lower-case hexadecimal digits.
 *
 * Pages that are not served over HTTPS, and simulated browsers such as jsdom, have no `crypto.subtle`; there the hash is
 * computed by this file, which takes ten times as long.
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  // The types promise `subtle`; simulated browsers and pages over HTTP do without it.
  const { subtle }: Partial<typeof globalThis.crypto> = globalThis.crypto ?? {};
  if (subtle === undefined) return sha256Here(bytes);
  // A copy, because shared memory is refused.
  return hex(new Uint8Array(await subtle.digest("SHA-256", new Uint8Array(bytes))));
}

/** The same without the platform. */
export function sha256Here(bytes: Uint8Array): string {
  const state = INITIAL.slice();
  const whole = bytes.length - (bytes.length % BLOCK);
  const words = new Uint32Array(64);
  addBlocks(state, bytes.subarray(0, whole), words);
  addBlocks(state, lastBlocks(bytes, whole), words);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, k) => {
    digest.setUint32(4 * k, word);
  });
  return hex(new Uint8Array(digest.buffer));
}

/** The rest of the bytes, padded: a single bit, zeros, and the length in bits as 64-bit number. */
function lastBlocks(bytes: Uint8Array, from: number): Uint8Array {
  const rest = bytes.subarray(from);
  const padded = new Uint8Array(Math.ceil((rest.length + 9) / BLOCK) * BLOCK);
  padded.set(rest);
  padded[rest.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return padded;
}

function addBlocks(state: Uint32Array, bytes: Uint8Array, w: Uint32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length; at += BLOCK) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const p = w[i - 15];
      const q = w[i - 2];
      const s0 = turned(p, 7) ^ turned(p, 18) ^ (p >>> 3);
      const s1 = turned(q, 17) ^ turned(q, 19) ^ (q >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const next = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const sum = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + next) | 0;
      d = c;
      c = b;
      b = a;
      a = (next + sum) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, k) => {
      state[k] += word;
    });
  }
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The first 32 bits after the point of a root of each of the first primes. */
function rootsOfPrimes(count: number, root: (value: number) => number): Uint32Array {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return Uint32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
