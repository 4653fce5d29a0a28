// Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi rotations.

/** Convergence is quadratic: matrices of a few hundred rows are diagonal to machine precision after about eight sweeps. */
const SWEEPS = 10;

export interface EigenPair {
  readonly value: number;
  /** Of length 1. */
  readonly vector: Float64Array;
}

/**
 * All eigenpairs of a symmetric matrix, from the largest value down (cyclic Jacobi method; Golub and Van Loan,
 * *Matrix Computations*, §8.5).
 *
 * @param matrix `size` × `size`, row after row; left as it is.
 */
export function symmetricEigen(matrix: Float64Array, size: number): EigenPair[] {
  const a = Float64Array.from(matrix);
  // Row k holds the k-th eigenvector in the end.
  const vectors = new Float64Array(size * size);
  for (let k = 0; k < size; k++) vectors[k * size + k] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const off = a[p * size + q];
        if (off === 0) continue;
        const ratio = (a[q * size + q] - a[p * size + p]) / (2 * off);
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1));
        const cos = 1 / Math.hypot(tangent, 1);
        const sin = tangent * cos;
        for (let k = 0; k < size; k++) rotate(a, k * size + p, k * size + q, cos, sin);
        for (let k = 0; k < size; k++) rotate(a, p * size + k, q * size + k, cos, sin);
        for (let k = 0; k < size; k++) rotate(vectors, p * size + k, q * size + k, cos, sin);
      }
    }
  }
  return Array.from({ length: size }, (_, k) => ({
    value: a[k * size + k],
    vector: vectors.slice(k * size, (k + 1) * size),
  })).sort((first, second) => second.value - first.value);
}

function rotate(a: Float64Array, p: number, q: number, cos: number, sin: number): void {
  const first = a[p];
  const second = a[q];
  a[p] = cos * first - sin * second;
  a[q] = sin * first + cos * second;
}
