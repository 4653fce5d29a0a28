// 视线与车内区域的中文文字。 Texts about where the driver looks, in simplified Chinese.

import type { Text } from "../en.ts";

/** 整数角度；向左、向上为正。 */
function direction(yaw: number, pitch: number): string {
  const size = (angle: number) => `${Math.round(Math.abs(angle))}°`;
  return `${yaw < 0 ? "向右" : "向左"} ${size(yaw)}，${pitch < 0 ? "向下" : "向上"} ${size(pitch)}`;
}

export const cabin: Text["cabin"] = {
  title: "视线方向",
  road: "道路",
  away: "离开道路",
  unknown: "无法判断",
  byEyes: (yaw, pitch) => `依据眼睛：${direction(yaw, pitch)}`,
  byHead: (why) => `依据头部：${why}`,
  learned: (yaw, pitch, samples) =>
    `学到的视线偏差：${direction(yaw, pitch)}${samples === null ? "" : `，依据 ${samples} 个样本`}`,
  why: {
    shut: "眼睛闭合",
    hidden: "眼睛被遮挡",
    "dark-lens": "深色镜片",
    glare: "镜片反光",
    "too-small": "眼睛太小",
    "turned-too-far": "转头过大",
    "no-network": "不测量视线",
    "not-calibrated": "正在学习此驾驶员",
    "no-head": "看不到头部",
  },
  place: "摄像头",
  places: {
    none: "位置未知",
    column: "转向柱上",
    mirror: "后视镜处",
    pillar: "A 柱上",
    own: "自定义区域",
  },
  rightHand: "右侧驾驶",
  map: "从驾驶员座位看到的区域",
  help: "拖动区域可移动，拖动其角可改变大小；也可选中后用方向键，按住 Shift 改变大小。",
  zone: (name, yaw, pitch) => `${name}：向左 ${yaw}，向上 ${pitch}`,
  zones: {
    road: "道路",
    "rear-mirror": "车内后视镜",
    "left-mirror": "左后视镜",
    "right-mirror": "右后视镜",
    windscreen: "挡风玻璃",
    cluster: "仪表盘",
    "wheel-rim": "方向盘边缘",
    "centre-display": "中控屏",
    glovebox: "手套箱",
    lap: "膝上",
    footwell: "脚部空间",
    passenger: "乘客",
    "left-window": "左车窗",
    "right-window": "右车窗",
  },
};
