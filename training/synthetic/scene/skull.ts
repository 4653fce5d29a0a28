// The skull of a person by direction, for fitting hair and hats.

import * as THREE from "three";

/** Centre of the skull: its radius is measured from here. */
export const SKULL = new THREE.Vector3(0, 5.5, 0.5);

/** Top and back of the scalp, and its radius by direction; 0 in the direction of the face. */
export function scalpOf(head: Float32Array) {
  const cells = new Map<number, number>();
  const key = (turn: number, lift: number) => Math.round(turn * 10) * 100 + Math.round(lift * 10);
  const point = new THREE.Vector3();
  const angles = ({ x, y, z }: THREE.Vector3): [number, number] => [
    Math.atan2(x, -z),
    Math.atan2(y, Math.hypot(x, z)),
  ];
  let top = 0;
  let back = 0;
  for (let i = 0; i < head.length; i += 3) {
    point.fromArray(head, i);
    if (point.y < -6) continue;
    top = Math.max(top, point.y);
    back = Math.min(back, point.z);
    point.sub(SKULL);
    const at = key(...angles(point));
    cells.set(at, Math.max(cells.get(at) ?? 0, point.length()));
  }
  const radius = (off: THREE.Vector3) => {
    const [turn, lift] = angles(off);
    let most = 0;
    for (const dt of [-0.1, 0, 0.1]) {
      for (const dl of [-0.1, 0, 0.1])
        most = Math.max(most, cells.get(key(turn + dt, lift + dl)) ?? 0);
    }
    return most;
  };
  return { top, back, radius };
}
