// A person's skull by direction: what hair and hats are fitted to.

import * as THREE from "three";

/** The skull's middle, from which its radius is measured. */
export const SKULL = new THREE.Vector3(0, 5.5, 0.5);

/** The scalp's top and back, and its radius by direction where hair lies; 0 where the face is. */
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
