// 驾驶员状态的文字。 Texts about the driver in simplified Chinese.

import type { Text } from "../en.ts";

const events: Text["events"] = {
  blink: "眨眼",
  "long-blink": "长眨眼",
  microsleep: "微睡眠",
  sleep: "睡着",
  drowsiness: "疲劳",
  yawn: "打哈欠",
  nod: "点头",
  "long-distraction": "长时间分心",
  "short-distraction": "频繁移开视线",
  unresponsive: "无反应",
  "view-degraded": "视野受限",
  "driver-absent": "看不到驾驶员",
};

export const driver: Pick<
  Text,
  "states" | "advice" | "alerts" | "events" | "details" | "parts" | "viewProblems" | "regions"
> = {
  events,
  states: {
    absent: "无驾驶员",
    unknown: "无法判断",
    calibrating: "校准中",
    attentive: "专注",
    distracted: "分心",
    drowsy: "疲劳",
    microsleep: "微睡眠",
    asleep: "睡着",
    unresponsive: "无反应",
  },
  advice: {
    absent: "驾驶位上没有人。",
    unknown: "暂时无法判断面部状态。",
    calibrating: "正在了解这位驾驶员的常态，请看路。",
    attentive: "驾驶员注视道路。",
    distracted: "请看路。",
    drowsy: "请尽快休息。",
    microsleep: "醒醒！",
    asleep: "醒醒！",
    unresponsive: "驾驶员没有反应。请停车。",
  },
  alerts: {
    ...events,
    microsleep: "您刚才闭上了眼睛，请休息。",
    sleep: "醒醒！",
    drowsiness: "您看起来很疲劳，请尽快休息。",
    "long-distraction": "请看路。",
    "short-distraction": "您经常移开视线，请看路。",
    unresponsive: "请握住方向盘，车辆应当停下。",
    "view-degraded": "摄像头看不清您的面部。",
    "driver-absent": "看不到驾驶员。",
  },
  details: {
    turned: { left: "头转向左侧", right: "头转向右侧", up: "抬头", down: "低头" },
    looked: {
      left: "眼睛看向左侧",
      right: "眼睛看向右侧",
      up: "眼睛看向上方",
      down: "眼睛看向下方",
    },
    looks: (count) => `移开视线 ${count} 次`,
    looksBelow: (count) => `${count} 次看向挡风玻璃下方同一处`,
    perclos: (percent, seconds) => `${seconds} 秒内闭眼 ${percent} %（PERCLOS）`,
    behindHand: "嘴被手遮住",
    sure: (percent) => `把握 ${percent}`,
    evidence: (valid, frames) => `依据 ${frames} 帧中看得到的 ${valid} 帧`,
  },
  parts: { eyes: "眼睛", mouth: "嘴部", face: "面部" },
  viewProblems: {
    hidden: "被遮挡",
    "turned-away": "转向一侧",
    "too-dark": "太暗",
    unsure: "不确定",
    "no-image": "没有新图像",
  },
  regions: {
    jaw: "下颌",
    rightBrow: "右眉",
    leftBrow: "左眉",
    nose: "鼻子",
    rightEye: "右眼",
    leftEye: "左眼",
    mouth: "嘴",
  },
};
