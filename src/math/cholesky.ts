// Solves and inverts small symmetric positive definite systems by Cholesky factorisation.

/**
 * The lower factor L of a symmetric matrix A = L · Lᵀ.
 *
 * @param matrix `size` × `size`, row-major; only the lower triangle is read.
 * @returns L, row-major, with zeros above the diagonal, or null when A is not positive definite.
 */
function choleskyFactor(matrix: Float64Array, size: number): Float64Array | null {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column];
      for (let k = 0; k < column; k++) {
        sum -= factor[row * size + k] * factor[column * size + k];
      }
      if (row !== column) {
        factor[row * size + column] = sum / factor[column * size + column];
      } else if (sum > 0) {
        factor[row * size + row] = Math.sqrt(sum);
      } else {
        return null;
      }
    }
  }
  return factor;
}

function solveFactored(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const x = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) {
      x[row] = x[row] - factor[row * size + k] * x[k];
    }
    x[row] = x[row] / factor[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) {
      x[row] = x[row] - factor[k * size + row] * x[k];
    }
    x[row] = x[row] / factor[row * size + row];
  }
  return x;
}

/** x with A · x = `right` for a symmetric A (row-major), or null when A is not positive definite. */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const factor = choleskyFactor(matrix, right.length);
  return factor && solveFactored(factor, right);
}

/** The same for several right sides, one after the other in `rights`. */
export function solveSymmetricColumns(
  matrix: Float64Array,
  size: number,
  rights: Float64Array,
): Float64Array | null {
  const factor = choleskyFactor(matrix, size);
  if (factor === null) return null;
  const solved = new Float64Array(rights.length);
  for (let at = 0; at < rights.length; at += size) {
    solved.set(solveFactored(factor, rights.subarray(at, at + size)), at);
  }
  return solved;
}

/** The inverse of a symmetric matrix (row-major), or null when it is not positive definite. */
export function invertSymmetric(matrix: Float64Array, size: number): Float64Array | null {
  const factor = choleskyFactor(matrix, size);
  if (factor === null) return null;
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const unit = new Float64Array(size);
    unit[column] = 1;
    // The inverse of a symmetric matrix is symmetric, so the column can be stored as a row.
    inverse.set(solveFactored(factor, unit), column * size);
  }
  return inverse;
}
